/*
 * The text sink. A begin is kept until the next event: when that is its end, both are one line.
 */
#include "text_show.h"

#include "mi_names.h"
#include "text_fields.h"
#include "text_out.h"
#include "walk.h"

enum {
	INDENT = 2,
};

struct show {
	struct mtr_out out;
	struct mtr_text_options options;
	struct mtr_out line, payload; /* of the begin that is kept; in memory */
	uint64_t kept;                /* its seq; 0: none */
	bool follows;                 /* somebody watches: show at once */
};

static void colour(const struct show *show, struct mtr_out *out, const char *code)
{
	if (show->options.colour) {
		mtr_out_text(out, "\033[");
		mtr_out_text(out, code);
		mtr_out_char(out, 'm');
	}
}

static void write_time(struct mtr_out *out, uint64_t ns, const char *unit)
{
	mtr_out_uint(out, ns / 1000000000);
	mtr_out_char(out, '.');
	mtr_out_uint_right(out, ns % 1000000000 / 1000, 6, '0');
	mtr_out_text(out, unit);
}

/* Sequence number, time, thread, operation, indentation. */
static void write_prefix(const struct show *show, struct mtr_out *out, const struct mtr_event_view *event)
{
	const Mitrace__Packet *packet = event->packet;
	const struct mtr_tracked *tracked = event->tracked;

	colour(show, out, "2");
	mtr_out_uint_right(out, packet->seq, 6, ' ');
	mtr_out_char(out, ' ');
	if (show->options.times) {
		mtr_out_uint_right(out, packet->time / 1000000000, 4, ' ');
		mtr_out_char(out, '.');
		mtr_out_uint_right(out, packet->time % 1000000000 / 1000, 6, '0');
		mtr_out_char(out, ' ');
	}
	mtr_out_char(out, 'T');
	mtr_out_uint_left(out, packet->thread, 3);
	mtr_out_char(out, ' ');
	if (tracked->op) {
		mtr_out_text(out, "op");
		mtr_out_uint_left(out, tracked->op->id, 5);
		mtr_out_char(out, ' ');
	} else {
		mtr_out_fill(out, ' ', 8);
	}
	colour(show, out, "0");
	if (tracked->open)
		mtr_out_fill(out, ' ', (tracked->open->indent < 40 ? tracked->open->indent : 40) * INDENT);
}

static void write_name(const struct show *show, struct mtr_out *out, const ProtobufCEnumDescriptor *type, int value,
		       bool callback)
{
	const ProtobufCEnumValue *name = protobuf_c_enum_descriptor_get_value(type, value);

	colour(show, out, callback ? "36" : "1");
	if (!name)
		mtr_out_printf(out, "%s_%d", callback ? "callback" : "function", value);
	else if (callback && strchr(name->name + 3, '_') &&
		 value != MITRACE__CALLBACK_KIND__MI_Session_Close_completion)
		mtr_out_text(out, strchr(name->name + 3, '_') + 1); /* without MI_OperationCallbacks_ */
	else
		mtr_out_text(out, name->name);
	colour(show, out, "0");
}

static void write_result(const struct show *show, struct mtr_out *out, uint32_t result)
{
	colour(show, out, result ? "31" : "32");
	mtr_mi_write(out, MTR_MI_RESULT, result);
	colour(show, out, "0");
}

/* Ends the line of the begin that is kept, and puts it out. */
static void put_kept(struct show *show)
{
	if (!show->kept)
		return;
	mtr_out_bytes(&show->out, show->line.data, show->line.size);
	mtr_out_char(&show->out, '\n');
	mtr_out_bytes(&show->out, show->payload.data, show->payload.size);
	show->kept = 0;
}

static const ProtobufCMessage *body_of(const Mitrace__Packet *packet)
{
	bool call = packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ||
		    packet->body_case == MITRACE__PACKET__BODY_CALL_END;

	return call ? &packet->call_begin->base : &packet->callback_begin->base;
}

static int keep_begin(struct show *show, const struct mtr_event_view *event, const ProtobufCEnumDescriptor *names,
		      int name, bool callback)
{
	const ProtobufCMessage *body = body_of(event->packet);

	put_kept(show);
	show->line.size = show->payload.size = 0;
	write_prefix(show, &show->line, event);
	write_name(show, &show->line, names, name, callback);
	mtr_out_char(&show->line, '(');
	mtr_text_fields(&show->line, &show->options, event, body, "", false);
	mtr_out_char(&show->line, ')');
	if (event->packet->has_cut)
		mtr_out_printf(&show->line, " /* %llu bytes were not recorded */",
			       (unsigned long long)event->packet->cut);
	if (show->options.payload)
		mtr_text_payload(&show->payload, event->reader, body);
	show->kept = event->packet->seq;
	if (!show->follows)
		return show->out.err;
	put_kept(show); /* whoever watches wants to see the call that does not return */
	return mtr_out_flush(&show->out);
}

static int on_call_begin(void *context, const struct mtr_event_view *event)
{
	return keep_begin(context, event, &mitrace__function__descriptor, event->packet->call_begin->function, false);
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	return keep_begin(context, event, &mitrace__callback_kind__descriptor, event->packet->callback_begin->kind,
			  true);
}

static void write_duration(const struct show *show, struct mtr_out *out, const struct mtr_event_view *event)
{
	if (!show->options.durations || !event->tracked->ends)
		return;
	mtr_out_text(out, " <");
	write_time(out, event->tracked->duration, ">");
}

/* Begins the line of an end, or goes on with the line of its begin. True when it is the latter. */
static bool begin_end_line(struct show *show, const struct mtr_event_view *event)
{
	bool same = show->kept && show->kept == event->packet->parent;

	if (same) {
		mtr_out_bytes(&show->out, show->line.data, show->line.size);
		return true;
	}
	put_kept(show);
	write_prefix(show, &show->out, event);
	return false;
}

static void end_end_line(struct show *show, const struct mtr_event_view *event, bool same)
{
	write_duration(show, &show->out, event);
	mtr_out_char(&show->out, '\n');
	if (same)
		mtr_out_bytes(&show->out, show->payload.data, show->payload.size);
	if (show->options.payload)
		mtr_text_payload(&show->out, event->reader, body_of(event->packet));
	if (same)
		show->kept = 0;
	if (show->follows)
		mtr_out_flush(&show->out);
}

static int on_call_end(void *context, const struct mtr_event_view *event)
{
	struct show *show = context;
	const Mitrace__Call *call = event->packet->call_end;
	int function = call->has_function ? (int)call->function : event->tracked->open ? event->tracked->open->what : 0;
	bool same = begin_end_line(show, event);

	if (!same) {
		write_name(show, &show->out, &mitrace__function__descriptor, function, false);
		mtr_out_printf(&show->out, " of %llu", (unsigned long long)event->packet->parent);
		mtr_out_text(&show->out, " returned");
	}
	if (call->has_result) {
		mtr_out_text(&show->out, " = ");
		write_result(show, &show->out, call->result);
	}
	mtr_text_fields(&show->out, &show->options, event, &call->base, " -> ", true);
	end_end_line(show, event, same);
	return show->out.err;
}

static int on_callback_end(void *context, const struct mtr_event_view *event)
{
	struct show *show = context;
	bool same = begin_end_line(show, event);

	if (!same) {
		int kind = (int)event->packet->callback_end->kind;

		write_name(show, &show->out, &mitrace__callback_kind__descriptor,
			   kind                   ? kind
			   : event->tracked->open ? event->tracked->open->what
						  : 0,
			   true);
		mtr_out_printf(&show->out, " of %llu returned", (unsigned long long)event->packet->parent);
	}
	end_end_line(show, event, same);
	return show->out.err;
}

static int on_module(void *context, const struct mtr_event_view *event)
{
	const struct mtr_address_names *names = ((struct show *)context)->options.names;

	if (names)
		names->packet(names->context, event->packet);
	return 0;
}

static int on_drop(void *context, const struct mtr_event_view *event)
{
	struct show *show = context;

	put_kept(show);
	mtr_out_printf(&show->out,
		       "------ %llu events were lost here: the recorder was told to drop rather than to wait\n",
		       (unsigned long long)event->packet->drop->count);
	return show->out.err;
}

static int on_in_flight(void *context, const struct mtr_open *open)
{
	struct show *show = context;

	put_kept(show);
	mtr_out_printf(&show->out, "------ %llu T%u ", (unsigned long long)open->seq, open->thread);
	write_name(show, &show->out,
		   open->callback ? &mitrace__callback_kind__descriptor : &mitrace__function__descriptor, open->what,
		   open->callback);
	mtr_out_text(&show->out, " has not returned\n");
	return show->out.err;
}

int mtr_show_text(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_text_options *options,
		  FILE *file)
{
	static const struct mtr_walk_hooks hooks = {
		.module = on_module,
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.drop = on_drop,
		.in_flight = on_in_flight,
	};
	static const struct mtr_walk_hooks filtered_hooks = {
		.module = on_module,
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.drop = on_drop,
	};
	struct show show = {.follows = mtr_reader_follows(reader)};
	int err, out_err;

	if (options)
		show.options = *options;
	mtr_out_begin(&show.out, file);
	mtr_out_begin(&show.line, NULL);
	mtr_out_begin(&show.payload, NULL);
	err = mtr_walk(reader, filter, mtr_filter_is_empty(filter) ? &hooks : &filtered_hooks, &show);
	put_kept(&show);
	mtr_out_end(&show.line);
	mtr_out_end(&show.payload);
	out_err = mtr_out_end(&show.out);
	return err ? err : out_err;
}
