/* Records into frames, with the knowledge each frame needs. */
#include "emit.h"

#include <errno.h>
#include <string.h>

#include "end_packet.h"

static int put_body(struct mtr_emitter *emitter, const uint8_t *body, size_t size)
{
	struct mtr_packet packet;

	mtr_packet_wrap(&packet, body, size);
	return mtr_frame_put(emitter->frames, &packet, 0, 0);
}

/* The source that knows the thread of a record; NULL: nobody does any more. */
static struct mtr_source *thread_source(const struct mtr_emitter *emitter, const struct mtr_record *record)
{
	struct mtr_source *home = record->home < emitter->nr_sources ? emitter->sources[record->home] : NULL;

	return home && home->thread_id == record->thread && home->thread_size ? home : NULL;
}

/* What a frame must still get before the record can go into it. */
static size_t knowledge_cost(const struct mtr_emitter *emitter, const struct mtr_record_view *view)
{
	const struct mtr_source *home = thread_source(emitter, &view->record);
	uint64_t frame = mtr_frame_writer_serial(emitter->frames);
	size_t cost = home && home->thread_frame != frame ? MTR_THREAD_BODY_MAX : 0;
	unsigned i;

	for (i = 0; i < view->record.nr_schemas; i++) {
		const struct mtr_known *known = mtr_knowledge_get(&emitter->knowledge, view->schemas[i]);

		if (known && known->body && known->frame != frame)
			cost += known->size + 8;
	}
	return cost;
}

static int put_knowledge(struct mtr_emitter *emitter, const struct mtr_record_view *view)
{
	struct mtr_source *home = thread_source(emitter, &view->record);
	uint64_t frame = mtr_frame_writer_serial(emitter->frames);
	unsigned i;
	int err = 0;

	if (home && home->thread_frame != frame) {
		home->thread_frame = frame;
		err = put_body(emitter, home->thread_body, home->thread_size);
	}
	for (i = 0; i < view->record.nr_schemas && !err; i++) {
		struct mtr_known *known = mtr_knowledge_get(&emitter->knowledge, view->schemas[i]);

		if (!known || !known->body || known->frame == frame)
			continue;
		known->frame = frame;
		err = put_body(emitter, known->body, known->size);
	}
	return err;
}

static int make_room(struct mtr_emitter *emitter, size_t cost)
{
	size_t raw = mtr_frame_writer_raw(emitter->frames);

	return raw && raw + cost > MTR_FRAME_RAW_FULL ? emitter->cut(emitter) : 0;
}

static int emit_schema(struct mtr_emitter *emitter, const struct mtr_record_view *view)
{
	struct mtr_known *known = mtr_knowledge_get(&emitter->knowledge, view->record.parent);
	int err;

	/* Other rings bring the same definition. One without a body is the client's scribbling. */
	if (!known || known->body || !view->record.body)
		return 0;
	err = make_room(emitter, view->record.body);
	if (err)
		return err;
	known->body = emitter->keep(emitter, (uint32_t)view->record.parent, view->body, view->record.body);
	if (!known->body)
		return -ENOSPC;
	known->size = view->record.body;
	known->frame = mtr_frame_writer_serial(emitter->frames);
	return put_body(emitter, known->body, known->size);
}

void mtr_emit_skip_thread(struct mtr_source *source, const struct mtr_record_view *view)
{
	if (view->record.body > sizeof(source->thread_body))
		return;
	memcpy(source->thread_body, view->body, view->record.body);
	source->thread_size = view->record.body;
	source->thread_id = view->record.thread;
}

static int emit_thread(struct mtr_emitter *emitter, struct mtr_source *source, const struct mtr_record_view *view)
{
	int err;

	if (view->record.body > sizeof(source->thread_body))
		return 0;
	err = make_room(emitter, view->record.body);
	if (err)
		return err;
	mtr_emit_skip_thread(source, view);
	source->thread_frame = mtr_frame_writer_serial(emitter->frames);
	return put_body(emitter, source->thread_body, source->thread_size);
}

static int emit_packet(struct mtr_emitter *emitter, const struct mtr_record_view *view)
{
	const struct mtr_record *record = &view->record;
	bool chunk = record->kind == MTR_RECORD_CHUNK, event = record->kind == MTR_RECORD_EVENT;
	bool begins = event || (chunk && record->flags & MTR_RECORD_FIRST);
	bool ends = event || (chunk && record->flags & MTR_RECORD_LAST);
	uint64_t time = record->time > emitter->clock_base ? record->time - emitter->clock_base : 0;
	struct mtr_packet packet;
	int err;

	mtr_packet_build(&packet, view, emitter->clock_base);
	err = make_room(emitter, mtr_frame_cost(&packet) + knowledge_cost(emitter, view));
	if (!err)
		err = put_knowledge(emitter, view);
	if (!err)
		err = mtr_frame_put(emitter->frames, &packet, begins ? record->seq : 0, time);
	if (err)
		return err;
	if (ends) {
		emitter->seq = record->seq;
		emitter->events++;
	}
	if (record->kind == MTR_RECORD_DROP)
		emitter->dropped += record->parent;
	return 0;
}

int mtr_emit(struct mtr_emitter *emitter, struct mtr_source *source, const struct mtr_record_view *view)
{
	switch (view->record.kind) {
	case MTR_RECORD_SCHEMA:
		return emit_schema(emitter, view);
	case MTR_RECORD_THREAD:
		return emit_thread(emitter, source, view);
	case MTR_RECORD_FILLER:
		return 0;
	default:
		return emit_packet(emitter, view);
	}
}

int mtr_emit_drop(struct mtr_emitter *emitter, uint32_t thread, uint64_t count, uint64_t time)
{
	uint8_t body[MTR_DROP_BODY_MAX], *end;
	struct mtr_record_view view = {
		.record = {.kind = MTR_RECORD_DROP, .thread = thread, .time = time, .parent = count},
		.body = body,
	};

	if (!count)
		return 0;
	end = mtr_put_drop(body, count, time > emitter->clock_base ? time - emitter->clock_base : 0);
	view.record.home = UINT16_MAX;
	view.record.body = (uint32_t)(end - body);
	return emit_packet(emitter, &view);
}
