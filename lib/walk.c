/* Reader, filter and tracker in one loop. */
#include "walk.h"

#include <stddef.h>

typedef int (*hook_fn)(void *context, const struct mtr_event_view *event);

static hook_fn choose(const struct mtr_walk_hooks *hooks, const struct mtr_reader *reader,
		      const Mitrace__Packet *packet)
{
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
		return hooks->call_begin;
	case MITRACE__PACKET__BODY_CALL_END:
		return hooks->call_end;
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		return hooks->callback_begin;
	case MITRACE__PACKET__BODY_CALLBACK_END:
		return hooks->callback_end;
	case MITRACE__PACKET__BODY_SCHEMA:
		return mtr_reader_repeated(reader) ? NULL : hooks->schema;
	case MITRACE__PACKET__BODY_DROP:
		return hooks->drop;
	case MITRACE__PACKET__BODY_THREAD_INFO:
		return mtr_reader_repeated(reader) ? NULL : hooks->thread;
	case MITRACE__PACKET__BODY_MODULE:
		return hooks->module;
	case MITRACE__PACKET__BODY_END:
		return hooks->end;
	default:
		return NULL; /* the header was handed out already; what is newer than this program has no hook */
	}
}

static int tell_header(struct mtr_reader *reader, const struct mtr_walk_hooks *hooks, void *context)
{
	static const struct mtr_tracked nothing;
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	struct mtr_event_view event = {&packet, &nothing, reader, true};

	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = (Mitrace__Header *)mtr_reader_header(reader);
	return hooks->header ? hooks->header(context, &event) : 0;
}

static int tell_rest(struct mtr_track *track, const struct mtr_walk_hooks *hooks, void *context)
{
	const struct mtr_open *open = NULL;
	const struct mtr_op *op = NULL;
	int err = 0;

	while (!err && hooks->in_flight && (open = mtr_track_next_open(track, open)))
		err = hooks->in_flight(context, open);
	while (!err && hooks->unfinished && (op = mtr_track_next_op(track, op)))
		err = hooks->unfinished(context, op);
	if (!err && hooks->op_over)
		mtr_track_forget_all(track);
	return err;
}

static int walk_packets(struct mtr_reader *reader, struct mtr_filter *filter, struct mtr_track *track,
			const struct mtr_walk_hooks *hooks, void *context)
{
	const Mitrace__Packet *packet;
	int got;

	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		struct mtr_tracked tracked;
		struct mtr_event_view event = {packet, &tracked, reader, false};
		hook_fn hook = choose(hooks, reader, packet);
		int err = mtr_track_packet(track, packet, &tracked);

		if (err)
			return err;
		if (!hooks->everything && mtr_filter_is_past(filter, packet))
			return 0;
		event.asked = mtr_filter_match(filter, packet);
		err = (event.asked || hooks->everything) && hook ? hook(context, &event) : 0;
		if (err)
			return err;
	}
	return got;
}

int mtr_walk(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_walk_hooks *hooks, void *context)
{
	struct mtr_track *track = NULL;
	int err = mtr_track_new(&track);

	if (!err)
		mtr_track_keep(track, hooks->op_data, hooks->op_over, context);
	if (!err)
		err = tell_header(reader, hooks, context);
	if (!err && !hooks->everything)
		err = mtr_filter_seek(filter, reader);
	if (!err)
		err = walk_packets(reader, filter, track, hooks, context);
	if (!err)
		err = tell_rest(track, hooks, context);
	mtr_track_free(track);
	return err;
}
