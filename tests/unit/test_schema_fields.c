/*
 * Every field of the schema, by its descriptors, so that a field that is added is asked for: JSON tells it and takes it
 * back, text and the canonical form tell it or are listed here with the reason why not.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mi/mi.h>

#include "arena.h"
#include "canonical.h"
#include "fail.h"
#include "fields.h"
#include "json_read.h"
#include "json_write.h"
#include "text_show.h"
#include "trace_build.h"
#include "unit.h"

enum {
	TYPES_MAX = 64,
	DEPTH_MAX = 16,
};

/* A message type, and the shortest way to it from a packet. */
struct type {
	const ProtobufCMessageDescriptor *type;
	const struct type *parent;
	const ProtobufCFieldDescriptor *field; /* of the parent */
};

struct types {
	struct type list[TYPES_MAX];
	size_t nr;
};

static bool is_known(const struct types *types, const ProtobufCMessageDescriptor *type)
{
	size_t i;

	for (i = 0; i < types->nr && types->list[i].type != type; i++)
		;
	return i < types->nr;
}

static void find_types(struct types *types)
{
	size_t at;
	unsigned i;

	types->list[0] = (struct type){&mitrace__packet__descriptor, NULL, NULL};
	types->nr = 1;
	for (at = 0; at < types->nr; at++) {
		for (i = 0; i < types->list[at].type->n_fields; i++) {
			const ProtobufCFieldDescriptor *field = &types->list[at].type->fields[i];

			if (field->type != PROTOBUF_C_TYPE_MESSAGE || is_known(types, field->descriptor))
				continue;
			assert_true(types->nr < TYPES_MAX);
			types->list[types->nr++] = (struct type){field->descriptor, &types->list[at], field};
		}
	}
}

static void *new_message(struct mtr_arena *arena, const ProtobufCMessageDescriptor *type)
{
	void *message = mtr_arena_alloc(arena, type->sizeof_message);

	assert_non_null(message);
	type->message_init(message);
	return message;
}

/* What texts are filled with. */
static const char *witness = "witness";

/* Numbers that say something: all flags, an index that is there, a type of scalars. */
static uint64_t number_for(const char *field)
{
	if (strstr(field, "flags") || !strcmp(field, "flavor"))
		return UINT32_MAX;
	if (!strcmp(field, "null_at"))
		return 0;
	return strstr(field, "type") ? MI_CHAR16 : 65;
}

/* Gives the field a value that is not its default; @message: for a field that is one, else NULL. */
static void set_field(struct mtr_arena *arena, ProtobufCMessage *of, const ProtobufCFieldDescriptor *field,
		      ProtobufCMessage *message)
{
	char *quantifier = (char *)of + field->quantifier_offset, *member = (char *)of + field->offset;
	const ProtobufCEnumDescriptor *names = field->descriptor;
	uint64_t number = number_for(field->name);

	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		*(size_t *)(void *)quantifier = 1;
		*(void **)(void *)member = mtr_arena_alloc(arena, mtr_field_size(field));
		member = *(void **)(void *)member;
	} else if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		*(uint32_t *)(void *)quantifier = field->id;
	} else if (field->quantifier_offset) {
		*(protobuf_c_boolean *)(void *)quantifier = 1;
	}
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		*(ProtobufCMessage **)(void *)member = message ? message : new_message(arena, field->descriptor);
	else if (field->type == PROTOBUF_C_TYPE_BYTES)
		*(ProtobufCBinaryData *)(void *)member = build_text(witness);
	else if (field->type == PROTOBUF_C_TYPE_BOOL)
		*(protobuf_c_boolean *)(void *)member = 1;
	else if (field->type == PROTOBUF_C_TYPE_ENUM)
		*(int *)(void *)member = names->values[names->n_values - 1].value;
	else
		memcpy(member, &number, mtr_field_size(field));
}

static void set_named(struct mtr_arena *arena, ProtobufCMessage *message, const char *name)
{
	set_field(arena, message, protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name), NULL);
}

/* What the field says something only together with. */
static void set_companions(struct mtr_arena *arena, ProtobufCMessage *message, const char *field)
{
	if (message->descriptor == &mitrace__datetime__descriptor && strcmp(field, "days") != 0 &&
	    strcmp(field, "is_timestamp") != 0)
		set_named(arena, message, "is_timestamp");
	if (!strcmp(field, "null_at"))
		set_named(arena, message, "string");
	if (message->descriptor == &mitrace__value__descriptor && !strcmp(field, "type"))
		set_named(arena, message, "unsigned");
	if (message->descriptor != &mitrace__element__descriptor)
		return;
	if (!strcmp(field, "class_name") || !strcmp(field, "subscript"))
		set_named(arena, message, "type");
	if (!strcmp(field, "class_name"))
		((Mitrace__Element *)message)->type = MI_INSTANCE;
	if (!strcmp(field, "subscript"))
		((Mitrace__Element *)message)->type = MI_STRINGA;
}

/* A packet with one message of the type in it; what @field needs is set, and itself if @with. */
static Mitrace__Packet *make_packet(struct mtr_arena *arena, const struct type *type,
				    const ProtobufCFieldDescriptor *field, bool with)
{
	ProtobufCMessage *message = new_message(arena, type->type);

	set_companions(arena, message, field->name);
	if (with)
		set_field(arena, message, field, NULL);
	for (; type->parent; type = type->parent) {
		ProtobufCMessage *outer = new_message(arena, type->parent->type);

		set_field(arena, outer, type->field, message);
		message = outer;
	}
	return (Mitrace__Packet *)message;
}

/* What is no event. */
static bool is_of_file(const Mitrace__Packet *packet)
{
	return packet->body_case && packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN &&
	       packet->body_case != MITRACE__PACKET__BODY_CALLBACK_BEGIN;
}

/* The type occurs in events. */
static bool is_of_events(const struct type *type)
{
	while (type->parent && type->parent->parent)
		type = type->parent;
	return type->parent && (type->field->id == MITRACE__PACKET__BODY_CALL_BEGIN ||
				type->field->id == MITRACE__PACKET__BODY_CALLBACK_BEGIN);
}

static void make_trace(struct trace_build *build, const Mitrace__Packet *packet)
{
	Mitrace__Packet with_number = *packet;

	build_begin(build);
	if (packet->body_case == MITRACE__PACKET__BODY_HEADER)
		packet->header->has_version_major = packet->header->version_major = 1;
	else
		build_header(build);
	if (!with_number.has_seq && !is_of_file(packet)) {
		with_number.has_seq = 1;
		with_number.seq = ++build->seq;
	}
	build_packet(build, &with_number);
	if (packet->body_case == MITRACE__PACKET__BODY_END)
		build_frame(build);
	else
		build_finish(build);
}

static struct mtr_reader *open_trace(const struct trace_build *build)
{
	struct mtr_reader *reader = NULL;

	assert_int_equal(mtr_reader_open_memory(build->data, build->size, NULL, &reader), 0);
	return reader;
}

typedef char *render_fn(struct mtr_reader *reader);

static char *as_json(struct mtr_reader *reader)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_show_json(reader, NULL, NULL, out), 0);
	fclose(out);
	return text;
}

static char *as_text(struct mtr_reader *reader)
{
	const struct mtr_text_options options = {.payload = true, .times = true, .addresses = true};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_show_text(reader, NULL, &options, out), 0);
	fclose(out);
	return text;
}

static char *as_canonical(struct mtr_reader *reader)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_show_canonical(reader, NULL, out), 0);
	fclose(out);
	return text;
}

static char *render(struct mtr_arena *arena, const struct type *type, const ProtobufCFieldDescriptor *field, bool with,
		    render_fn *as)
{
	struct trace_build build;
	struct mtr_reader *reader;
	char *text;

	mtr_arena_reset(arena);
	make_trace(&build, make_packet(arena, type, field, with));
	reader = open_trace(&build);
	text = as(reader);
	mtr_reader_close(reader);
	build_end(&build);
	return text;
}

static bool is_listed(const char *const *list, const struct type *type, const ProtobufCFieldDescriptor *field)
{
	char name[128];

	snprintf(name, sizeof(name), "%s.%s", type->type->short_name, field->name);
	for (; *list; list++) {
		if (!strcmp(*list, name))
			return true;
	}
	return false;
}

/* A trace with the field differs from one without it; the listed ones do not, or the list is out of date. */
static void check_told(render_fn *as, const char *const *not_told)
{
	struct mtr_arena arena;
	struct types types;
	unsigned failures = 0, i;
	size_t at;

	mtr_arena_begin(&arena, 1 << 20);
	find_types(&types);
	for (at = 0; at < types.nr; at++) {
		const struct type *type = &types.list[at];

		if (!is_of_events(type))
			continue;
		for (i = 0; i < type->type->n_fields; i++) {
			const ProtobufCFieldDescriptor *field = &type->type->fields[i];
			char *without = render(&arena, type, field, false, as),
			     *with = render(&arena, type, field, true, as);

			if ((strcmp(without, with) == 0) != is_listed(not_told, type, field)) {
				print_error("%s.%s is %s\n", type->type->short_name, field->name,
					    strcmp(without, with) ? "told, and listed as not told" : "not told");
				failures++;
			}
			free(without);
			free(with);
		}
	}
	mtr_arena_end(&arena);
	assert_int_equal(failures, 0);
}

static void test_text_tells_every_field(void **state)
{
	static const char *const not_told[] = {/* Of no use in text: how the library and the recorder keep it. */
					       "Instance.schema", "Instance.dynamic", "Options.reserved1", "Class.code",
					       "Element.code", "Method.code", "Array.empty_data",
					       /* Told by the value itself: NULL, a token, its notation. */
					       "Value.null", "Value.redacted", "Qualifier.type",
					       /* Too much for text; JSON and diff have it. */
					       "Value.flags", "Class.super_class", "Element.origin",
					       "Element.propagator", "Method.origin", "Method.propagator",
					       "Method.return_qualifier", "Qualifier.flags", NULL};

	(void)state;
	check_told(as_text, not_told);
}

static void test_the_canonical_form_tells_every_field(void **state)
{
	static const char *const not_told[] = {/* Depend on chance: addresses, words of handles, numbers of events. */
					       "Call.callback_code", "Call.caller", "Call.reserved1", "Call.reserved2",
					       "Options.reserved1", "Call.library", "Call.inside_callback",
					       "Call.answers", "Callback.completes",
					       /* Follow from names. */
					       "Class.code", "Element.code", "Method.code", NULL};

	(void)state;
	check_told(as_canonical, not_told);
}

/* The bytes that terminals obey: below the space, DEL, U+0080 to U+009F. */
static void check_plain(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	for (; *at; at++) {
		if ((*at < ' ' && *at != '\n') || *at == 0x7f || (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0))
			fail_msg("byte 0x%02x reaches the terminal in %s", *at, text);
	}
}

static void test_no_text_of_a_trace_moves_the_cursor(void **state)
{
	struct mtr_arena arena;
	struct types types;
	unsigned i;
	size_t at;

	(void)state;
	mtr_arena_begin(&arena, 1 << 20);
	find_types(&types);
	witness = "a\033[2Jb\302\233c\177";
	for (at = 0; at < types.nr; at++) {
		for (i = 0; is_of_events(&types.list[at]) && i < types.list[at].type->n_fields; i++) {
			char *text = render(&arena, &types.list[at], &types.list[at].type->fields[i], true, as_text);

			check_plain(text);
			free(text);
		}
	}
	witness = "witness";
	mtr_arena_end(&arena);
}

static char *import_and_show(const char *json)
{
	char path[] = "/tmp/mitrace-test-XXXXXX", *text;
	struct mtr_reader *reader = NULL;
	FILE *in = fmemopen((void *)(uintptr_t)json, strlen(json), "r");

	close(mkstemp(path));
	unlink(path);
	if (mtr_import_json(in, "test", path, false) || mtr_reader_open(path, NULL, &reader))
		fail_msg("%s of %s", mtr_fail_text(), json);
	fclose(in);
	text = as_json(reader);
	mtr_reader_close(reader);
	unlink(path);
	return text;
}

static void check_json(struct mtr_arena *arena, const struct type *type, const ProtobufCFieldDescriptor *field)
{
	char *json = render(arena, type, field, true, as_json), *again, name[128];

	snprintf(name, sizeof(name), "\"%s\":", field->name);
	if (!strstr(json, name))
		fail_msg("%s.%s is not in %s", type->type->short_name, field->name, json);
	again = import_and_show(json);
	assert_string_equal(json, again);
	free(json);
	free(again);
}

/* Chunks are put together, readers see what they are parts of; a trace with a required feature is refused. */
static bool is_out_of_reach(const struct type *type, const ProtobufCFieldDescriptor *field)
{
	return type->type == &mitrace__chunk__descriptor || field->descriptor == &mitrace__chunk__descriptor ||
	       !strcmp(field->name, "required_feature");
}

static void test_json_tells_every_field_and_takes_it_back(void **state)
{
	struct mtr_arena arena;
	struct types types;
	unsigned i;
	size_t at;

	(void)state;
	mtr_arena_begin(&arena, 1 << 20);
	find_types(&types);
	assert_true(types.nr > 20);
	for (at = 0; at < types.nr; at++) {
		for (i = 0; i < types.list[at].type->n_fields; i++) {
			const ProtobufCFieldDescriptor *field = &types.list[at].type->fields[i];

			if (!is_out_of_reach(&types.list[at], field))
				check_json(&arena, &types.list[at], field);
		}
	}
	mtr_arena_end(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_tells_every_field_and_takes_it_back),
		cmocka_unit_test(test_text_tells_every_field),
		cmocka_unit_test(test_the_canonical_form_tells_every_field),
		cmocka_unit_test(test_no_text_of_a_trace_moves_the_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
