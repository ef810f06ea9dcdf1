/*
 * What comes after the last frame of a trace that is not finished: the committed events in its spool, and, when
 * asked to follow, the frames and events that are still to come.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "reader_parts.h"

enum {
	POLL_MS = 50, /* how often a growing trace is looked at: a file cannot tell that it grew */
};

/* Path of the spool, which is beside the trace under the name the header gives. False when there is none. */
static bool spool_path(const struct mtr_reader *r, char *ret, size_t size)
{
	const ProtobufCBinaryData *name = &r->header->spool;
	const char *slash = strrchr(r->path, '/');
	int folder = slash ? (int)(slash - r->path) + 1 : 0, len;

	if (!r->header->has_spool || !name->len || memchr(name->data, '/', name->len) ||
	    memchr(name->data, 0, name->len))
		return false;
	len = snprintf(ret, size, "%.*s%.*s", folder, r->path, (int)name->len, (const char *)name->data);
	return len > 0 && (size_t)len < size;
}

static bool is_its_spool(const struct mtr_reader *r)
{
	const ProtobufCBinaryData *id = &r->header->trace_id;

	return id->len == 16 && !memcmp(id->data, mtr_spool_reader_trace_id(r->spool), 16);
}

void mtr_reader_find_spool(struct mtr_reader *r)
{
	char spool[4096];
	int err;

	if (!r->path || !spool_path(r, spool, sizeof(spool)))
		return;
	err = mtr_spool_reader_open(spool, &r->spool);
	if (!err && !is_its_spool(r)) {
		mtr_spool_reader_close(r->spool);
		r->spool = NULL;
		err = -ENOENT; /* another trace's, which has its name by chance */
	}
	/* A finished trace has no spool; whether this one is finished its end will tell. */
	r->spool_missing = err == -ENOENT;
	if (err && err != -ENOENT)
		mtr_frames_damaged(r->frames, 0, 0, "the spool beside the trace cannot be read");
	if (!err)
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
