/* Packets at random: a place is the frame's offset in the file and the packet's within the frame's content. */
#include <errno.h>

#include "fail.h"
#include "reader_parts.h"

uint64_t mtr_reader_place(const struct mtr_reader *r)
{
	return r->place;
}

static int changed(const struct mtr_reader *r, uint64_t frame)
{
	return mtr_fail(-MTR_EDAMAGED, "%s: was changed while it was read (offset %llu)", mtr_frames_name(r->frames),
			(unsigned long long)frame);
}

int mtr_reader_at(struct mtr_reader *r, uint64_t place, const Mitrace__Packet **ret)
{
	uint64_t frame = place >> MTR_PLACE_BITS, offset = place & ((UINT64_C(1) << MTR_PLACE_BITS) - 1);
	int got;

	if (!mtr_frames_can_seek(r->frames))
		return mtr_fail(-ESPIPE, "%s cannot seek", mtr_frames_name(r->frames));
	r->chunk_next = 0;
	r->chunks_size = 0;
	if (!r->content.start || r->content.offset != frame) {
		got = mtr_frames_seek(r->frames, frame);
		if (!got)
			got = mtr_reader_load_frame(r);
		if (got < 0)
			return got;
		if (got == 0 || r->content.offset != frame)
			return changed(r, frame);
	}
	if (offset >= (uint64_t)(r->content.end - r->content.start))
		return changed(r, frame);
	r->content.cur = r->content.start + offset;
	do {
		got = mtr_reader_next(r, ret);
	} while (got == 1 && !(*ret)->has_seq); /* classes between the chunks of a large one */
	return got < 0 ? got : got ? 0 : changed(r, frame);
}
