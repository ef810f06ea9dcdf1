/* Packets are built one at a time in an arena and handed to the writer that tools use. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include <mi/mi.h>

#include "fail.h"
#include "pack.h"

enum {
	MEMORY = 4 << 20,
	MAIN = 1, /* threads */
	DELIVERY = 2,
};

struct writer {
	const struct scenario *scenario;
	struct mtr_pack *pack;
	struct mtr_arena arena;
	uint64_t seq, time, operation, events, session;
	int err;
};

/* ---- pieces */

static ProtobufCBinaryData text(const char *words)
{
	return (ProtobufCBinaryData){strlen(words), (uint8_t *)(uintptr_t)words};
}

static ProtobufCBinaryData numbered(struct writer *w, const char *words, unsigned number)
{
	char name[64];
	int size = snprintf(name, sizeof(name), "%s-%u", words, number);

	return (ProtobufCBinaryData){(size_t)size, mtr_arena_copy(&w->arena, name, (size_t)size)};
}

static void *make(struct writer *w, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *message = mtr_arena_alloc(&w->arena, type->sizeof_message);

	protobuf_c_message_init(type, message);
	return message;
}

/* A list of @nr messages of a type. */
static void *make_list(struct writer *w, const ProtobufCMessageDescriptor *type, size_t nr)
{
	void **list = mtr_arena_alloc(&w->arena, nr * sizeof(*list));

	for (size_t i = 0; i < nr; i++)
		list[i] = make(w, type);
	return list;
}

static void put(struct writer *w, Mitrace__Packet *packet)
{
	const struct scenario *s = w->scenario;

	if (w->err || (s->each && !s->each(s->context, packet, &w->arena)))
		return;
	w->err = mtr_pack_put(w->pack, packet);
	w->events += packet->has_seq;
}

static Mitrace__Packet *event(struct writer *w, Mitrace__Packet__BodyCase body, uint32_t thread, uint64_t parent)
{
	Mitrace__Packet *packet = make(w, &mitrace__packet__descriptor);

	packet->has_seq = packet->has_time = packet->has_thread = packet->has_overhead = 1;
	packet->seq = ++w->seq;
	packet->time = w->time += 20000 + w->seq * 7919 % 5000 + w->scenario->slowness;
	packet->thread = thread;
	packet->overhead = 300;
	packet->has_parent = parent != 0;
	packet->parent = parent;
	packet->body_case = body;
	return packet;
}

/* ---- values */

static const char *const property_names[] = {"Id", "Name", "Size", "Health", "Path", "Model", "Speed", "Tags"};
static const uint32_t property_types[] = {MI_UINT32, MI_STRING, MI_UINT64, MI_UINT16,
					  MI_STRING, MI_STRING, MI_SINT32, MI_STRINGA};

enum {
	PROPERTIES = 8,
};

static Mitrace__Class *disk_class(struct writer *w, const char *name)
{
	Mitrace__Class *class = make(w, &mitrace__class__descriptor);

	class->has_name = 1;
	class->name = text(name);
	class->n_element = PROPERTIES;
	class->element = make_list(w, &mitrace__element__descriptor, PROPERTIES);
	for (size_t i = 0; i < PROPERTIES; i++) {
		Mitrace__Element *element = class->element[i];

		element->has_name = element->has_type = element->has_flags = 1;
		element->name = text(property_names[i]);
		element->type = property_types[i];
		element->flags = MI_FLAG_PROPERTY | (i == 0 ? MI_FLAG_KEY : 0);
	}
	return class;
}

static void full_class(struct writer *w, Mitrace__Class *class)
{
	Mitrace__Qualifier *qualifier;
	Mitrace__Method *method;

	class->n_qualifier = 1;
	class->qualifier = make_list(w, &mitrace__qualifier__descriptor, 1);
	qualifier = class->qualifier[0];
	qualifier->has_name = qualifier->has_type = 1;
	qualifier->name = text("Version");
	qualifier->type = MI_STRING;
	qualifier->value = make(w, &mitrace__value__descriptor);
	qualifier->value->has_string = 1;
	qualifier->value->string = text("1.2.3");
	class->n_method = 1;
	class->method = make_list(w, &mitrace__method__descriptor, 1);
	method = class->method[0];
	method->has_name = method->has_return_type = 1;
	method->name = text("Format");
	method->return_type = MI_UINT32;
	method->n_parameter = 2;
	method->parameter = make_list(w, &mitrace__element__descriptor, 2);
	for (size_t i = 0; i < 2; i++) {
		method->parameter[i]->has_name = method->parameter[i]->has_type = 1;
		method->parameter[i]->name = text(i ? "Quick" : "Label");
		method->parameter[i]->type = i ? MI_BOOLEAN : MI_STRING;
	}
}

static Mitrace__Instance *disk(struct writer *w, unsigned id)
{
	Mitrace__Instance *instance = make(w, &mitrace__instance__descriptor);
	Mitrace__Value **v = make_list(w, &mitrace__value__descriptor, PROPERTIES);

	instance->has_schema = 1;
	instance->schema = 1;
	instance->n_value = PROPERTIES;
	instance->value = v;
	v[0]->has_unsigned_ = v[2]->has_unsigned_ = v[3]->has_unsigned_ = 1;
	v[0]->unsigned_ = id;
	v[2]->unsigned_ = (uint64_t)id * 1048576 + 512;
	v[3]->unsigned_ = id % 5;
	v[1]->has_string = v[4]->has_string = 1;
	v[1]->string = numbered(w, "disk", id);
	v[4]->string = numbered(w, "/dev/sd", id % 26);
	v[5]->has_null = v[5]->null = 1;
	v[6]->has_signed_ = 1;
	v[6]->signed_ = 7200 - (int64_t)id % 3;
	v[7]->array = make(w, &mitrace__array__descriptor);
	v[7]->array->has_size = 1;
	v[7]->array->size = 2;
	v[7]->array->n_string = 2;
	v[7]->array->string = mtr_arena_alloc(&w->arena, 2 * sizeof(ProtobufCBinaryData));
	v[7]->array->string[0] = text("fast");
	v[7]->array->string[1] = numbered(w, "tag", id % 7);
	return instance;
}

static void put_schema(struct writer *w)
{
	Mitrace__Packet *packet = make(w, &mitrace__packet__descriptor);

	packet->body_case = MITRACE__PACKET__BODY_SCHEMA;
	packet->schema = make(w, &mitrace__schema__descriptor);
	packet->schema->has_id = 1;
	packet->schema->id = 1;
	packet->schema->class_ = disk_class(w, "Test_Disk");
	put(w, packet);
}

static void put_header(struct writer *w)
{
	Mitrace__Packet *packet = make(w, &mitrace__packet__descriptor);

	packet->body_case = MITRACE__PACKET__BODY_HEADER;
	packet->header = make(w, &mitrace__header__descriptor);
	packet->header->has_version_major = packet->header->has_version_minor = 1;
	packet->header->version_major = 1;
	put(w, packet);
}

/* ---- calls and callbacks */

static Mitrace__Call *begin_call(struct writer *w, Mitrace__Function function, uint32_t thread, uint64_t parent,
				 Mitrace__Packet **ret)
{
	Mitrace__Packet *packet = event(w, MITRACE__PACKET__BODY_CALL_BEGIN, thread, parent);

	packet->call_begin = make(w, &mitrace__call__descriptor);
	packet->call_begin->has_function = 1;
	packet->call_begin->function = function;
	*ret = packet;
	return packet->call_begin;
}

static Mitrace__Call *end_call(struct writer *w, Mitrace__Function function, uint32_t thread, uint64_t begin,
			       Mitrace__Packet **ret)
{
	Mitrace__Packet *packet = event(w, MITRACE__PACKET__BODY_CALL_END, thread, begin);

	packet->call_end = make(w, &mitrace__call__descriptor);
	packet->call_end->has_function = packet->call_end->has_result = 1;
	packet->call_end->function = function;
	*ret = packet;
	return packet->call_end;
}

static void plain_end(struct writer *w, Mitrace__Function function, uint32_t thread, uint64_t begin)
{
	Mitrace__Packet *packet;

	end_call(w, function, thread, begin, &packet);
	put(w, packet);
}

static Mitrace__Call *start(struct writer *w, Mitrace__Function function, Mitrace__Packet **ret)
{
	Mitrace__Call *call = begin_call(w, function, MAIN, 0, ret);
	Mitrace__Option *option;

	call->has_session = call->has_operation = call->has_flags = call->has_namespace_name = call->has_callbacks = 1;
	call->session = w->session;
	call->operation = ++w->operation;
	call->callbacks = 0xff;
	call->namespace_name = text("root/test");
	call->operation_options = make(w, &mitrace__options__descriptor);
	call->operation_options->n_option = 1;
	call->operation_options->option = make_list(w, &mitrace__option__descriptor, 1);
	option = call->operation_options->option[0];
	option->has_name = 1;
	option->name = text("__MI_OPERATIONOPTIONS_TIMEOUT");
	option->value = make(w, &mitrace__value__descriptor);
	option->value->has_type = option->value->has_unsigned_ = 1;
	option->value->type = MI_UINT32;
	option->value->unsigned_ = 30;
	return call;
}

static void started(struct writer *w, Mitrace__Packet *packet)
{
	put(w, packet);
	plain_end(w, packet->call_begin->function, MAIN, packet->seq);
}

static Mitrace__Callback *begin_callback(struct writer *w, Mitrace__CallbackKind kind, Mitrace__Packet **ret)
{
	Mitrace__Packet *packet = event(w, MITRACE__PACKET__BODY_CALLBACK_BEGIN, DELIVERY, 0);

	packet->callback_begin = make(w, &mitrace__callback__descriptor);
	packet->callback_begin->has_kind = packet->callback_begin->has_operation = 1;
	packet->callback_begin->kind = kind;
	packet->callback_begin->operation = w->operation;
	*ret = packet;
	return packet->callback_begin;
}

static void end_callback(struct writer *w, const Mitrace__Packet *begin)
{
	Mitrace__Packet *packet = event(w, MITRACE__PACKET__BODY_CALLBACK_END, DELIVERY, begin->seq);

	packet->callback_end = make(w, &mitrace__callback__descriptor);
	packet->callback_end->has_kind = packet->callback_end->has_operation = 1;
	packet->callback_end->kind = begin->callback_begin->kind;
	packet->callback_end->operation = begin->callback_begin->operation;
	put(w, packet);
}

/* What the client answers from within a callback. */
static Mitrace__Call *answer(struct writer *w, Mitrace__Function function, const Mitrace__Packet *begin,
			     Mitrace__Packet **ret)
{
	Mitrace__Call *call = begin_call(w, function, DELIVERY, begin->seq, ret);

	call->has_operation = call->has_answers = call->has_inside_callback = 1;
	call->operation = w->operation;
	call->answers = call->inside_callback = begin->seq;
	return call;
}

static void deliver(struct writer *w, Mitrace__Instance *instance, bool more, bool answerable)
{
	Mitrace__Packet *packet, *inner;
	Mitrace__Callback *callback =
		begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, &packet);

	callback->has_more_results = callback->has_result = callback->has_answerable = 1;
	callback->more_results = more;
	callback->answerable = answerable;
	callback->instance = instance;
	put(w, packet);
	if (answerable) {
		answer(w, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement, packet, &inner);
		put(w, inner);
		plain_end(w, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement, DELIVERY, inner->seq);
	}
	end_callback(w, packet);
}

static void close_operation(struct writer *w)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = begin_call(w, MITRACE__FUNCTION__MI_Operation_Close, MAIN, 0, &packet);

	call->has_operation = 1;
	call->operation = w->operation;
	put(w, packet);
	plain_end(w, MITRACE__FUNCTION__MI_Operation_Close, MAIN, packet->seq);
	mtr_arena_reset(&w->arena);
}

/* ---- what the client does */

static void enumerate(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_EnumerateInstances, &packet);

	call->has_class_name = 1;
	call->class_name = text("Test_Disk");
	started(w, packet);
	for (unsigned i = 0; i < w->scenario->results; i++)
		deliver(w,
			disk(w, round * 1000 + (w->scenario->reversed == round + 1 ? w->scenario->results - 1 - i : i)),
			i + 1 < w->scenario->results, true);
	close_operation(w);
}

static void get_instance(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_GetInstance, &packet);

	call->instance = disk(w, round * 1000);
	started(w, packet);
	deliver(w, disk(w, round * 1000), false, false);
	close_operation(w);
}

static void ask(struct writer *w)
{
	Mitrace__Packet *packet, *inner;
	Mitrace__Callback *callback =
		begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser, &packet);
	Mitrace__Call *call;

	callback->has_message = callback->has_prompt_type = callback->has_answerable = 1;
	callback->message = text("Format the disk?");
	callback->answerable = 1;
	put(w, packet);
	call = answer(w, MITRACE__FUNCTION__MI_Operation_PromptUserResult, packet, &inner);
	call->has_response = 1;
	call->response = MI_OperationCallback_ResponseType_Yes;
	put(w, inner);
	plain_end(w, MITRACE__FUNCTION__MI_Operation_PromptUserResult, DELIVERY, inner->seq);
	end_callback(w, packet);
}

static void inform(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Callback *callback =
		begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage, &packet);

	callback->has_message = callback->has_channel = 1;
	callback->message = numbered(w, "formatting", round);
	put(w, packet);
	end_callback(w, packet);
	callback = begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeProgress, &packet);
	callback->has_activity = callback->has_percentage = 1;
	callback->activity = text("Formatting");
	callback->percentage = 50;
	put(w, packet);
	end_callback(w, packet);
}

static void invoke(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_Invoke, &packet);

	call->has_class_name = call->has_method_name = 1;
	call->class_name = text("Test_Disk");
	call->method_name = text("Format");
	call->instance = disk(w, round * 1000 + 1);
	call->parameters = disk(w, round);
	started(w, packet);
	ask(w);
	inform(w, round);
	deliver(w, disk(w, round * 1000 + 1), false, false);
	close_operation(w);
}

static void fail_query(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_QueryInstances, &packet);
	Mitrace__Callback *callback;

	call->has_query_dialect = call->has_query_expression = 1;
	call->query_dialect = text("WQL");
	call->query_expression = numbered(w, "select * from Test_Secret where Id", round);
	started(w, packet);
	callback = begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, &packet);
	callback->has_more_results = callback->has_result = callback->has_error_message = 1;
	callback->result = MI_RESULT_ACCESS_DENIED;
	callback->error_message = text("You may not see this.");
	callback->error_details = disk(w, 7);
	put(w, packet);
	end_callback(w, packet);
	close_operation(w);
}

static void get_class(struct writer *w)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_GetClass, &packet);
	Mitrace__Callback *callback;

	call->has_class_name = 1;
	call->class_name = text("Test_Disk");
	started(w, packet);
	callback = begin_callback(w, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_classResult, &packet);
	callback->has_more_results = callback->has_result = 1;
	callback->class_ = disk_class(w, "Test_Disk");
	full_class(w, callback->class_);
	put(w, packet);
	end_callback(w, packet);
	close_operation(w);
}

static void enumerate_synchronously(struct writer *w, unsigned round)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = start(w, MITRACE__FUNCTION__MI_Session_EnumerateInstances, &packet);

	call->has_class_name = 1;
	call->class_name = text("Test_Volume");
	call->has_callbacks = 0;
	started(w, packet);
	for (unsigned i = 0; i < 3; i++) {
		call = begin_call(w, MITRACE__FUNCTION__MI_Operation_GetInstance, MAIN, 0, &packet);
		call->has_operation = 1;
		call->operation = w->operation;
		put(w, packet);
		call = end_call(w, MITRACE__FUNCTION__MI_Operation_GetInstance, MAIN, packet->seq, &packet);
		call->has_more_results = call->has_operation_result = 1;
		call->more_results = i < 2;
		call->instance = disk(w, round * 1000 + 500 + i);
		put(w, packet);
	}
	close_operation(w);
}

static void open_session(struct writer *w)
{
	Mitrace__Packet *packet;
	Mitrace__Call *call = begin_call(w, MITRACE__FUNCTION__MI_Application_NewSession, MAIN, 0, &packet);

	call->has_destination = 1;
	call->destination = text("server");
	put(w, packet);
	call = end_call(w, MITRACE__FUNCTION__MI_Application_NewSession, MAIN, packet->seq, &packet);
	call->has_session = 1;
	call->session = w->session;
	put(w, packet);
}

static void do_rounds(struct writer *w)
{
	for (unsigned round = 0; round < w->scenario->rounds && !w->err; round++) {
		if (w->scenario->swapped == round + 1)
			get_instance(w, round);
		enumerate(w, round);
		if (w->scenario->swapped != round + 1)
			get_instance(w, round);
		invoke(w, round);
		fail_query(w, round);
		get_class(w);
		enumerate_synchronously(w, round);
	}
}

uint64_t scenario_write(const char *path, const struct scenario *scenario)
{
	const struct mtr_pack_options options = {.force = true};
	struct writer w = {
		.scenario = scenario, .operation = scenario->object_base, .session = scenario->object_base + 1};
	Mitrace__End end = MITRACE__END__INIT;

	mtr_arena_begin(&w.arena, MEMORY);
	w.err = mtr_pack_open(path, &options, &w.pack);
	if (!w.err) {
		put_header(&w);
		put_schema(&w);
		open_session(&w);
		mtr_arena_reset(&w.arena);
		do_rounds(&w);
	}
	end.has_reason = end.has_events = end.has_next_seq = 1;
	end.reason = MITRACE__END_REASON__END_TOOL;
	end.events = w.events;
	end.next_seq = w.seq + 1;
	if (!w.err)
		w.err = mtr_pack_finish(w.pack, &end);
	mtr_pack_free(w.pack);
	mtr_arena_end(&w.arena);
	return w.err ? 0 : w.events;
}
