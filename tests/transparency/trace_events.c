/*
 * The events of a trace as lines of text that are the same in every run: trace_events [--fields] TRACE
 *
 *	T1 call MI_Session_GetInstance
 *	T2 callback instanceResult
 *	T2 leave instanceResult
 *	T1 return MI_Session_GetInstance
 *
 * With --fields all fields follow but those that are addresses, numbers of events, or raw words. Exit status: 0 all is
 * well; 1 the trace has no event, is damaged, or breaks a rule: file order is the order of numbers, ends have begins on
 * the same thread, and what an event refers to came before it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

enum {
	EVENTS_MAX = 1 << 20
};

/* What is to be known of an event when a later one refers to it. */
struct seen {
	const char *name;
	uint32_t thread;
	bool is_begin, ended;
};

static struct seen seen[EVENTS_MAX];
static struct mtr_reader *reader;
static int trouble;

static void complain(uint64_t seq, const char *what)
{
	fprintf(stderr, "trace_events: event %" PRIu64 ": %s\n", seq, what);
	trouble = 1;
}

/* ---------------------------------------------------------------- fields */

static bool is_hidden(const char *name)
{
	static const char *const hidden[] = {
		"caller",   "callback_code", "reserved1", "reserved2",       "library",   "kind",
		"function", "schema",        "answers",   "inside_callback", "completes", "callback_context"};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		if (strcmp(name, hidden[i]) == 0)
			return true;
	}
	return false;
}

static void print_bytes(const ProtobufCBinaryData *bytes)
{
	putchar('"');
	for (size_t i = 0; i < bytes->len; i++) {
		unsigned char c = bytes->data[i];

		printf(c >= ' ' && c < 127 && c != '"' && c != '\\' ? "%c" : "\\x%02x", c);
	}
	putchar('"');
}

static void print_message(const ProtobufCMessage *message);

static void print_field(const ProtobufCFieldDescriptor *field, const void *at)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_BYTES:
		print_bytes(at);
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		print_message(*(ProtobufCMessage *const *)at);
		break;
	case PROTOBUF_C_TYPE_BOOL:
		fputs(*(const protobuf_c_boolean *)at ? "true" : "false", stdout);
		break;
	case PROTOBUF_C_TYPE_ENUM: {
		const ProtobufCEnumValue *value =
			protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)at);

		fputs(value ? value->name : "?", stdout);
		break;
	}
	case PROTOBUF_C_TYPE_SINT32:
		printf("%" PRId32, *(const int32_t *)at);
		break;
	case PROTOBUF_C_TYPE_SINT64:
		printf("%" PRId64, *(const int64_t *)at);
		break;
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_UINT32:
		printf("%" PRIu32, *(const uint32_t *)at);
		break;
	default:
		printf("%" PRIu64, *(const uint64_t *)at);
	}
}

static size_t element_size(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return 8;
	default:
		return 4;
	}
}

static void print_repeated(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	size_t nr = *(const size_t *)((const char *)message + field->quantifier_offset);
	const char *data = *(const char *const *)((const char *)message + field->offset);

	if (!nr)
		return;
	printf(" %s=[", field->name);
	for (size_t i = 0; i < nr; i++) {
		fputs(i ? " " : "", stdout);
		print_field(field, data + i * element_size(field));
	}
	putchar(']');
}

static bool is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return *(void *const *)((const char *)message + field->offset);
	return *(const protobuf_c_boolean *)((const char *)message + field->quantifier_offset);
}

static void print_fields(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;

	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];

		if (is_hidden(field->name))
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			print_repeated(message, field);
		} else if (is_set(message, field)) {
			printf(" %s=", field->name);
			print_field(field, (const char *)message + field->offset);
		}
	}
}

/* The elements of an instance are named by its class. */
static void print_instance(const Mitrace__Instance *instance)
{
	const Mitrace__Class *class = mtr_reader_class(reader, instance);

	if (!class) {
		fputs("no class", stdout);
		trouble |= !(instance->has_null && instance->null);
		return;
	}
	print_bytes(&class->name);
	for (size_t i = 0; i < class->n_element && i < instance->n_value; i++) {
		putchar(' ');
		print_bytes(&class->element[i]->name);
		printf(":%u:%x", class->element[i]->type, class->element[i]->flags);
	}
	print_fields(&instance->base);
}

static void print_message(const ProtobufCMessage *message)
{
	putchar('{');
	if (message->descriptor == &mitrace__instance__descriptor)
		print_instance((const Mitrace__Instance *)message);
	else
		print_fields(message);
	putchar('}');
}

/* ---------------------------------------------------------------- events */

static const char *function_name(uint32_t function)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, (int)function);

	return value ? value->name : "?";
}

/* Without the name of the table before it. */
static const char *kind_name(uint32_t kind)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__callback_kind__descriptor, (int)kind);

	if (!value)
		return "?";
	return strncmp(value->name, "MI_OperationCallbacks_", 22) == 0 ? value->name + 22 : value->name;
}

static const char *event_name(const Mitrace__Packet *packet, const char **ret_verb)
{
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
		*ret_verb = "call";
		return function_name(packet->call_begin->function);
	case MITRACE__PACKET__BODY_CALL_END:
		*ret_verb = "return";
		return function_name(packet->call_end->function);
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		*ret_verb = "callback";
		return kind_name(packet->callback_begin->kind);
	case MITRACE__PACKET__BODY_CALLBACK_END:
		*ret_verb = "leave";
		return kind_name(packet->callback_end->kind);
	default:
		return NULL;
	}
}

static const ProtobufCMessage *body_of(const Mitrace__Packet *packet)
{
	return &packet->call_begin->base; /* a union of pointers to messages */
}

static void check_reference(uint64_t seq, uint64_t to, const char *what)
{
	if (to && (to >= seq || to >= EVENTS_MAX || !seen[to].name))
		complain(seq, what);
}

static void check(const Mitrace__Packet *packet, const char *verb, const char *name)
{
	static uint64_t last;
	uint64_t seq = packet->seq, parent = packet->parent;
	bool is_end = strcmp(verb, "return") == 0 || strcmp(verb, "leave") == 0;

	if (seq <= last)
		complain(seq, "comes after a later one");
	last = seq;
	if (seq >= EVENTS_MAX) {
		complain(seq, "is one too many for this program");
		return;
	}
	seen[seq] = (struct seen){.name = name, .thread = packet->thread, .is_begin = !is_end};
	check_reference(seq, parent, "its parent is not there");
	if (is_end && (!parent || parent >= seq || !seen[parent].is_begin || seen[parent].ended ||
		       seen[parent].thread != packet->thread || seen[parent].name != name))
		complain(seq, "ends nothing that has begun");
	else if (is_end)
		seen[parent].ended = true;
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		check_reference(seq, packet->call_begin->answers, "what it answers is not there");
		check_reference(seq, packet->call_begin->inside_callback, "the callback it is in is not there");
	} else if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN) {
		check_reference(seq, packet->callback_begin->completes, "what it completes is not there");
	}
}

static void print_references(const Mitrace__Packet *packet)
{
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		if (packet->call_begin->answers && packet->call_begin->answers < EVENTS_MAX)
			printf(" answers=%s", seen[packet->call_begin->answers].name);
		if (packet->call_begin->inside_callback && packet->call_begin->inside_callback < EVENTS_MAX)
			printf(" inside=%s", seen[packet->call_begin->inside_callback].name);
	}
	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN && packet->callback_begin->completes &&
	    packet->callback_begin->completes < EVENTS_MAX)
		printf(" completes=%s", seen[packet->callback_begin->completes].name);
}

int main(int argc, char **argv)
{
	bool fields = argc == 3 && strcmp(argv[1], "--fields") == 0;
	const Mitrace__Packet *packet;
	struct mtr_reader_stats stats;
	unsigned events = 0;
	int ret;

	if (argc != 2 && !fields) {
		fprintf(stderr, "usage: trace_events [--fields] TRACE\n");
		return 2;
	}
	if (mtr_reader_open(argv[argc - 1], NULL, &reader) != 0) {
		fprintf(stderr, "trace_events: cannot read %s\n", argv[argc - 1]);
		return 1;
	}
	while ((ret = mtr_reader_next(reader, &packet)) > 0) {
		const char *verb, *name = event_name(packet, &verb);

		if (!name)
			continue;
		check(packet, verb, name);
		events++;
		printf("T%u %s %s", packet->thread, verb, name);
		if (fields) {
			print_references(packet);
			print_fields(body_of(packet));
		}
		putchar('\n');
	}
	mtr_reader_stats(reader, &stats);
	if (ret < 0 || stats.damaged_parts || stats.spool_missing || !events) {
		fprintf(stderr, "trace_events: %u events, %" PRIu64 " damaged parts%s\n", events, stats.damaged_parts,
			stats.spool_missing ? ", and the spool is missing" : "");
		trouble = 1;
	}
	mtr_reader_close(reader);
	return trouble;
}
