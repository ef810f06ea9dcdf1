/*
 * What comes after the last frame of a trace that is not finished: the committed events in its spool, and, when
 * asked to follow, the frames and events that are still to come.
 */
#include <errno.h>
#include <poll.h>

#include "fail.h"
#include "reader_parts.h"
#include "spool_beside.h"

enum {
	POLL_MS = 50, /* how often a growing trace is looked at: a file cannot tell that it grew */
};

void mtr_reader_find_spool(struct mtr_reader *r)
{
	int err;

	if (!r->path)
		return;
	err = mtr_spool_beside(r->path, r->header, &r->spool);
	/* A finished trace has no spool; whether this one is finished its end will tell. */
	r->spool_missing = err == -ENOENT;
	if (err && err != -ENOENT)
		mtr_frames_damaged(r->frames, 0, 0, "the spool beside the trace cannot be read");
	if (r->spool)
		mtr_frames_expect_more(r->frames);
}

void mtr_reader_rewind_tail(struct mtr_reader *r)
{
	r->last_seq = 0;
	r->ended = false;
	if (!r->spool_read)
		return;
	/* Its reader goes forward only. */
	mtr_spool_reader_close(r->spool);
	r->spool = NULL;
	r->spool_read = false;
	mtr_reader_find_spool(r);
}

static int wait_for_more(void)
{
	poll(NULL, 0, POLL_MS);
	return -EAGAIN;
}

int mtr_reader_tail_bytes(struct mtr_reader *r, const void **ret_data, size_t *ret_size)
{
	struct mtr_spool_packet packet;
	bool alive;
	int got;

	if (r->ended)
		return 0;
	if (!r->spool)
		return r->follow ? wait_for_more() : 0;
	/* Asked first: what is committed before the process dies is still seen. */
	alive = mtr_spool_reader_alive(r->spool);
	while ((got = mtr_spool_reader_next(r->spool, r->last_seq, &packet)) == -MTR_EDAMAGED)
		mtr_frames_damaged(r->frames, 0, 0, "a part of the spool makes no sense");
	if (got == 0)
		return r->follow && alive ? wait_for_more() : 0;
	if (got != 1)
		return got;
	r->spool_read = true;
	*ret_data = packet.data;
	*ret_size = packet.size;
	return 1;
}
