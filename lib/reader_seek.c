/*
 * Seeking: frames stand in the order of sequence numbers, so the file can be bisected, finished or not.
 * From any offset the reader finds the next whole frame by itself.
 */
#include <errno.h>

#include "fail.h"
#include "mitrace_fields.h"
#include "reader_parts.h"
#include "unpack.h"

enum {
	SEEK_NEAR = 64 * 1024, /* bytes of file that are walked rather than bisected */
};

/* Number (or time) of the first event in the current frame; false when it has none. */
static bool first_event(struct mtr_reader *r, unsigned field, uint64_t *ret)
{
	struct content c = r->content;
	struct mtr_wire_field packet, member;
	int id;

	while ((id = mtr_wire_next(&c.cur, c.end, &packet)) > 0) {
		const uint8_t *cur = packet.data, *end = cur ? cur + packet.value : NULL;
		bool event = false;

		if (id != MTR_TRACE_PACKET || packet.wire_type != 2)
			continue;
		/* The envelope comes first, in order; a body ends the look. */
		while ((id = mtr_wire_next(&cur, end, &member)) > 0 && id <= MTR_PACKET_PARENT) {
			event = event || id == MTR_PACKET_SEQ;
			if (event && (unsigned)id == field) {
				*ret = member.value;
				return true;
			}
		}
	}
	return false;
}

/* The first frame with an event that begins at @offset or after. 1, or 0 when there is none. */
static int frame_from(struct mtr_reader *r, uint64_t offset, unsigned field, uint64_t *ret_first)
{
	int got = mtr_frames_seek(r->frames, offset);

	if (got)
		return got;
	do {
		got = mtr_reader_load_frame(r);
	} while (got == 1 && !first_event(r, field, ret_first));
	return got;
}

/* Goes to the last frame whose first event is not beyond @target, or to the first frame of all. */
static int seek(struct mtr_reader *r, unsigned field, uint64_t target)
{
	uint64_t low = 0, high = mtr_frames_file_size(r->frames), first;
	int got;

	if (!mtr_frames_can_seek(r->frames))
		return mtr_fail(-ESPIPE, "%s cannot seek", mtr_frames_name(r->frames));
	mtr_reader_rewind_tail(r);
	r->chunk_next = 0;
	r->chunks_size = 0;
	while (high - low > SEEK_NEAR) {
		uint64_t middle = low + (high - low) / 2;

		got = frame_from(r, middle, field, &first);
		if (got < 0)
			return got;
		if (got == 1 && first <= target && r->content.offset < high)
			low = r->content.offset;
		else
			high = middle;
	}
	/* From a frame that is early enough, frame by frame while the next one is, too. */
	for (high = low;;) {
		got = frame_from(r, high, field, &first);
		if (got < 0)
			return got;
		if (got == 0 || first > target)
			break;
		low = r->content.offset;
		high = low + 1;
	}
	got = mtr_frames_seek(r->frames, low);
	r->content = (struct content){NULL, NULL, NULL, 0};
	return got;
}

int mtr_reader_seek_seq(struct mtr_reader *r, uint64_t seq)
{
	return seek(r, MTR_PACKET_SEQ, seq);
}

int mtr_reader_seek_time(struct mtr_reader *r, uint64_t time)
{
	/* Events stand by number; an event that took long to commit is older than those before it. */
	return seek(r, MTR_PACKET_TIME, time > MTR_TIME_SLACK ? time - MTR_TIME_SLACK : 0);
}
