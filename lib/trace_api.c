/* The public reading API over the reader and the tracker. */
#include <mitrace/trace.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mi/mi.h>

#include "fail.h"
#include "json_write.h"
#include "mi_names.h"
#include "null_at.h"
#include "reader.h"
#include "text_value.h"
#include "track.h"

#define API __attribute__((visibility("default")))

struct mitrace_trace {
	struct mtr_reader *reader;
	struct mtr_track *track;
	const Mitrace__Packet *packet; /* given last */
	struct mitrace_event event;
	struct mtr_out json;
	uint64_t from_seq, from_time; /* after a seek: what comes before is passed over */
};

static struct mitrace_bytes bytes_of(protobuf_c_boolean there, const ProtobufCBinaryData *data)
{
	struct mitrace_bytes bytes = {there ? (data->data ? (const char *)data->data : "") : NULL,
				      there ? data->len : 0};

	return bytes;
}

/* Outside, an instance is opaque; inside it is what it is. */
static const struct mitrace_instance *wrap(const Mitrace__Instance *instance)
{
	return (const struct mitrace_instance *)(const void *)instance;
}

static const Mitrace__Instance *unwrap(const struct mitrace_instance *instance)
{
	return (const Mitrace__Instance *)(const void *)instance;
}

static int open_trace(const char *path, bool follow, struct mitrace_trace **ret)
{
	const struct mtr_reader_options options = {.follow = follow};
	struct mitrace_trace *trace = calloc(1, sizeof(*trace));
	int err = trace ? 0 : mtr_fail(-ENOMEM, "%s: out of memory", path);

	if (!err)
		err = mtr_reader_open(path, &options, &trace->reader);
	if (!err)
		err = mtr_track_new(&trace->track);
	if (err)
		mitrace_close(trace);
	else
		*ret = trace;
	return err;
}

API int mitrace_open(const char *path, struct mitrace_trace **ret)
{
	return open_trace(path, false, ret);
}

API int mitrace_open_follow(const char *path, struct mitrace_trace **ret)
{
	return open_trace(path, true, ret);
}

API void mitrace_close(struct mitrace_trace *trace)
{
	if (!trace)
		return;
	mtr_reader_close(trace->reader);
	mtr_track_free(trace->track);
	mtr_out_end(&trace->json);
	free(trace);
}

API void mitrace_get_header(const struct mitrace_trace *trace, struct mitrace_header *ret)
{
	const Mitrace__Header *h = mtr_reader_header(trace->reader);

	memset(ret, 0, sizeof(*ret));
	ret->version_major = h->version_major;
	ret->version_minor = h->version_minor;
	ret->recorder_version = bytes_of(h->has_recorder_version, &h->recorder_version);
	if (h->process) {
		ret->program = bytes_of(h->process->has_program, &h->process->program);
		ret->pid = h->process->pid;
	}
	if (h->host)
		ret->host = bytes_of(h->host->has_name, &h->host->name);
	if (h->redaction)
		ret->redaction_policy = bytes_of(h->redaction->has_policy, &h->redaction->policy);
	if (h->clock)
		ret->realtime = h->clock->realtime;
}

/* ---- events */

static void set_result(struct mitrace_event *event, protobuf_c_boolean there, uint32_t result)
{
	event->has_result = there;
	event->result = result;
	event->result_name = there ? mtr_mi_name(MTR_MI_RESULT, result) : NULL;
}

static void fill_call(struct mitrace_event *event, const Mitrace__Call *call)
{
	const ProtobufCEnumValue *name =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, (int)call->function);

	event->name = name ? name->name : "unknown function";
	event->application = call->application;
	set_result(event, call->has_result, call->result);
	if (call->has_operation_result)
		set_result(event, true, call->operation_result);
	event->more_results = call->more_results;
	event->namespace_name = bytes_of(call->has_namespace_name, &call->namespace_name);
	event->class_name = bytes_of(call->has_class_name, &call->class_name);
	event->method_name = bytes_of(call->has_method_name, &call->method_name);
	event->query = bytes_of(call->has_query_expression, &call->query_expression);
	event->error_message = bytes_of(call->has_error_message, &call->error_message);
	event->instance = wrap(call->instance);
	event->parameters = wrap(call->parameters);
	event->error_details = wrap(call->error_details ? call->error_details : call->extended_error);
}

static void fill_callback(struct mitrace_event *event, const Mitrace__Callback *callback)
{
	const ProtobufCEnumValue *name =
		protobuf_c_enum_descriptor_get_value(&mitrace__callback_kind__descriptor, (int)callback->kind);

	event->name = name ? name->name : "unknown callback";
	event->application = callback->application;
	set_result(event, callback->has_result, callback->result);
	event->more_results = callback->more_results;
	event->error_message = bytes_of(callback->has_error_message, &callback->error_message);
	event->message = bytes_of(callback->has_message, &callback->message);
	event->instance = wrap(callback->instance);
	event->error_details = wrap(callback->error_details);
}

/* False for packets that are no events. */
static bool fill_event(struct mitrace_event *event, const Mitrace__Packet *packet, const struct mtr_tracked *tracked)
{
	memset(event, 0, sizeof(*event));
	event->seq = packet->seq;
	event->time = packet->time;
	event->overhead = packet->overhead;
	event->parent = packet->parent;
	event->thread = packet->thread;
	event->duration = tracked->ends ? tracked->duration : 0;
	event->session = tracked->session;
	event->operation = tracked->op ? tracked->op->id : 0;
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
	case MITRACE__PACKET__BODY_CALL_END:
		event->kind =
			packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ? MITRACE_CALL_BEGIN : MITRACE_CALL_END;
		fill_call(event, packet->call_begin);
		return true;
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
	case MITRACE__PACKET__BODY_CALLBACK_END:
		event->kind = packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN ? MITRACE_CALLBACK_BEGIN
											: MITRACE_CALLBACK_END;
		fill_callback(event, packet->callback_begin);
		return true;
	case MITRACE__PACKET__BODY_DROP:
		event->kind = MITRACE_DROP;
		event->name = "drop";
		event->dropped = packet->drop->count;
		return true;
	default:
		return false;
	}
}

API int mitrace_next(struct mitrace_trace *trace, const struct mitrace_event **ret)
{
	const Mitrace__Packet *packet;
	struct mtr_tracked tracked;
	int got;

	trace->packet = NULL;
	while ((got = mtr_reader_next(trace->reader, &packet)) == 1) {
		int err = mtr_track_packet(trace->track, packet, &tracked);

		if (err)
			return err;
		if (!fill_event(&trace->event, packet, &tracked) || packet->seq < trace->from_seq ||
		    packet->time < trace->from_time)
			continue;
		trace->from_seq = trace->from_time = 0;
		trace->packet = packet;
		*ret = &trace->event;
		return 1;
	}
	return got;
}

/* What was in flight where reading stopped says nothing of where it goes on. */
static int forget_flight(struct mitrace_trace *trace)
{
	mtr_track_free(trace->track);
	trace->track = NULL;
	trace->packet = NULL;
	return mtr_track_new(&trace->track);
}

API int mitrace_seek_seq(struct mitrace_trace *trace, uint64_t seq)
{
	int err = mtr_reader_seek_seq(trace->reader, seq);

	trace->from_seq = seq;
	trace->from_time = 0;
	return err ? err : forget_flight(trace);
}

API int mitrace_seek_time(struct mitrace_trace *trace, uint64_t ns)
{
	int err = mtr_reader_seek_time(trace->reader, ns);

	trace->from_seq = 0;
	trace->from_time = ns;
	return err ? err : forget_flight(trace);
}

API uint64_t mitrace_damaged_parts(const struct mitrace_trace *trace)
{
	struct mtr_reader_stats stats;

	mtr_reader_stats(trace->reader, &stats);
	return stats.damaged_parts;
}

API bool mitrace_is_finished(const struct mitrace_trace *trace)
{
	struct mtr_reader_stats stats;

	mtr_reader_stats(trace->reader, &stats);
	return stats.finished;
}

API const char *mitrace_event_json(struct mitrace_trace *trace)
{
	if (!trace->packet)
		return "";
	trace->json.size = 0;
	mtr_json_message(&trace->json, &trace->packet->base);
	mtr_out_char(&trace->json, 0);
	return trace->json.err ? NULL : trace->json.data;
}

/* ---- instances */

API struct mitrace_bytes mitrace_instance_class_name(const struct mitrace_trace *trace,
						     const struct mitrace_instance *instance)
{
	const Mitrace__Class *class = instance ? mtr_reader_class(trace->reader, unwrap(instance)) : NULL;

	return class ? bytes_of(class->has_name, &class->name) : (struct mitrace_bytes){NULL, 0};
}

API size_t mitrace_instance_count(const struct mitrace_instance *instance)
{
	return instance ? unwrap(instance)->n_value : 0;
}

static void set_datetime(struct mitrace_element *ret, const Mitrace__Datetime *datetime)
{
	Mitrace__Value value = MITRACE__VALUE__INIT;
	struct mtr_out text;

	mtr_out_begin(&text, NULL);
	value.datetime = (Mitrace__Datetime *)(uintptr_t)datetime;
	mtr_text_value(&text, NULL, &value, NULL, 0);
	/* Without the quotes. */
	if (!text.err && text.size >= 2)
		snprintf(ret->datetime, sizeof(ret->datetime), "%.*s", (int)text.size - 2, text.data + 1);
	mtr_out_end(&text);
	ret->kind = MITRACE_DATETIME;
	ret->value.string = (struct mitrace_bytes){ret->datetime, strlen(ret->datetime)};
}

static void set_real32(struct mitrace_element *ret, uint32_t bits)
{
	float real;

	memcpy(&real, &bits, 4);
	ret->kind = MITRACE_REAL;
	ret->value.real = (double)real;
}

static void set_real64(struct mitrace_element *ret, uint64_t bits)
{
	ret->kind = MITRACE_REAL;
	memcpy(&ret->value.real, &bits, 8);
}

static void set_scalar(struct mitrace_element *ret, const Mitrace__Value *value)
{
	if (value->has_unsigned_) {
		ret->kind = MITRACE_UNSIGNED;
		ret->value.unsigned_value = value->unsigned_;
	} else if (value->has_signed_) {
		ret->kind = MITRACE_SIGNED;
		ret->value.signed_value = value->signed_;
	} else if (value->has_real32) {
		set_real32(ret, value->real32);
	} else if (value->has_real64) {
		set_real64(ret, value->real64);
	} else if (value->has_string) {
		ret->kind = MITRACE_STRING;
		ret->value.string = bytes_of(1, &value->string);
	} else if (value->datetime) {
		set_datetime(ret, value->datetime);
	} else if (value->instance) {
		ret->kind = MITRACE_INSTANCE;
		ret->value.instance = wrap(value->instance);
	}
}

static void set_item(struct mitrace_element *ret, const Mitrace__Array *array, size_t item)
{
	if (item < array->octets.len || item < array->n_unsigned_) {
		ret->kind = MITRACE_UNSIGNED;
		ret->value.unsigned_value =
			item < array->octets.len ? array->octets.data[item] : array->unsigned_[item];
	} else if (item < array->n_signed_) {
		ret->kind = MITRACE_SIGNED;
		ret->value.signed_value = array->signed_[item];
	} else if (item < array->n_real32) {
		set_real32(ret, array->real32[item]);
	} else if (item < array->n_real64) {
		set_real64(ret, array->real64[item]);
	} else if (item < array->n_string && !mtr_is_null_at(array, item)) {
		ret->kind = MITRACE_STRING;
		ret->value.string = bytes_of(1, &array->string[item]);
	} else if (item < array->n_datetime) {
		set_datetime(ret, array->datetime[item]);
	} else if (item < array->n_instance && !array->instance[item]->null) {
		ret->kind = MITRACE_INSTANCE;
		ret->value.instance = wrap(array->instance[item]);
	}
}

API int mitrace_instance_element(const struct mitrace_trace *trace, const struct mitrace_instance *instance,
				 size_t index, size_t item, struct mitrace_element *ret)
{
	const Mitrace__Instance *i = unwrap(instance);
	const Mitrace__Element *element;
	const Mitrace__Class *class;
	const Mitrace__Value *value;

	if (!i || index >= i->n_value)
		return mtr_fail(-ENOENT, "an instance has no element %zu", index);
	value = i->value[index];
	if (item && (!value->array || item >= value->array->size))
		return mtr_fail(-ENOENT, "element %zu has no item %zu", index, item);
	class = mtr_reader_class(trace->reader, i);
	element = class && index < class->n_element ? class->element[index] : NULL;
	memset(ret, 0, sizeof(*ret));
	if (element)
		ret->name = bytes_of(element->has_name, &element->name);
	ret->type = mtr_value_type(value, element);
	ret->flags = mtr_value_flags(value, element);
	ret->redacted = value->redacted;
	ret->count = value->array ? value->array->size : 1;
	if (value->array)
		set_item(ret, value->array, item);
	else
		set_scalar(ret, value);
	return 0;
}

/* ---- the library */

API const char *mitrace_error(void)
{
	return mtr_fail_text();
}

API const char *mitrace_version(void)
{
	return MITRACE_VERSION;
}
