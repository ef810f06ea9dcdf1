/* Which fields depend on chance is said here, by name, for all messages. */
#include "canonical_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "fields.h"
#include "json_write.h"

struct mtr_canonical_class {
	char *line;   /* "NAME#HASH {...}" */
	size_t label; /* bytes of NAME#HASH */
};

struct writer {
	struct mtr_reader *reader;
	struct mtr_canonical_classes *classes;
};

/* Addresses, numbers of events and words of handles. */
static const char *const left_out[] = {"callback_code", "caller",          "reserved1", "reserved2",
				       "library",       "inside_callback", "answers",   "completes",
				       "code",          "function",        "kind",      NULL};

/* Numbers of objects: the letter of their mark. */
static const struct {
	const char *field;
	char kind;
} objects[] = {
	{"application", 'a'}, {"session", 's'}, {"operation", 'o'}, {"hosted_provider", 'h'}, {"callback_context", 'c'},
};

static void write_mark(struct mtr_out *out, char kind, uint64_t id)
{
	mtr_out_char(out, MTR_CANONICAL_MARK);
	mtr_out_char(out, kind);
	mtr_out_uint(out, id);
	mtr_out_char(out, ';');
}

uint64_t mtr_canonical_hash(uint64_t hash, const char *text, size_t size)
{
	size_t at;

	hash = hash ? hash : UINT64_C(0xcbf29ce484222325);
	for (at = 0; at < size; at++) {
		hash = (hash ^ (uint8_t)text[at]) * UINT64_C(0x100000001b3);
		if (text[at] == MTR_CANONICAL_MARK)
			for (at++; at + 1 < size && text[at + 1] != ';'; at++)
				;
	}
	return hash;
}

static enum mtr_json_choice choose(void *context, struct mtr_out *out, const ProtobufCMessage *message,
				   const ProtobufCFieldDescriptor *field, const char *before);

/* Names are letters, digits and underscores; whatever else a client sent must not look like our own text. */
static void write_label(struct mtr_out *out, const ProtobufCBinaryData *name, uint64_t hash)
{
	size_t i;

	for (i = 0; i < name->len; i++)
		mtr_out_char(out, isalnum(name->data[i]) || name->data[i] == '_' ? (char)name->data[i] : '?');
	mtr_out_printf(out, "#%016llx", (unsigned long long)hash);
}

static struct mtr_canonical_class *make_class(const Mitrace__Class *class, struct writer *writer)
{
	struct mtr_json_hook hook = {choose, writer};
	struct mtr_canonical_class *made = calloc(1, sizeof(*made));
	struct mtr_out definition, line;

	mtr_out_begin(&definition, NULL);
	mtr_out_begin(&line, NULL);
	mtr_json_message_with(&definition, &class->base, &hook);
	write_label(&line, &class->name, mtr_canonical_hash(0, definition.data, definition.size));
	if (made) {
		made->label = line.size;
		mtr_out_char(&line, ' ');
		mtr_out_bytes(&line, definition.data, definition.size);
		mtr_out_char(&line, 0);
		made->line = line.err || definition.err ? NULL : strdup(line.data);
	}
	if (made && !made->line) {
		free(made);
		made = NULL;
	}
	mtr_out_end(&definition);
	mtr_out_end(&line);
	return made;
}

static bool keep_class(struct mtr_canonical_classes *classes, struct mtr_canonical_class *class)
{
	if (classes->nr == classes->capacity) {
		size_t capacity = classes->capacity ? classes->capacity * 2 : 64;
		struct mtr_canonical_class **list = realloc(classes->list, capacity * sizeof(*list));

		if (!list)
			return false;
		classes->list = list;
		classes->capacity = capacity;
	}
	classes->list[classes->nr++] = class;
	return true;
}

/* The class of an instance in place of the number it has in this trace. */
static void write_class(struct writer *writer, struct mtr_out *out, const Mitrace__Instance *instance,
			const char *before)
{
	const Mitrace__Class *class = mtr_reader_schema(writer->reader, instance->schema);
	struct mtr_canonical_class *known = mtr_id_map_get(&writer->classes->by_schema, instance->schema);

	mtr_out_text(out, before);
	mtr_out_text(out, "\"class\":\"");
	if (!known && class) {
		known = make_class(class, writer);
		if (!known || !keep_class(writer->classes, known) ||
		    mtr_id_map_set(&writer->classes->by_schema, instance->schema, known))
			out->err = -ENOMEM;
	}
	if (known)
		mtr_out_bytes(out, known->line, known->label);
	mtr_out_char(out, '"');
}

static enum mtr_json_choice choose(void *context, struct mtr_out *out, const ProtobufCMessage *message,
				   const ProtobufCFieldDescriptor *field, const char *before)
{
	struct writer *writer = context;
	const char *const *name;
	size_t i;

	for (name = left_out; *name; name++) {
		if (!strcmp(*name, field->name))
			return MTR_JSON_LEFT_OUT;
	}
	if (message->descriptor == &mitrace__instance__descriptor && !strcmp(field->name, "schema")) {
		write_class(writer, out, (const Mitrace__Instance *)message, before);
		return MTR_JSON_WRITTEN;
	}
	for (i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
		if (field->type != PROTOBUF_C_TYPE_UINT64 || strcmp(objects[i].field, field->name) != 0)
			continue;
		mtr_out_text(out, before);
		mtr_out_char(out, '"');
		mtr_out_text(out, field->name);
		mtr_out_text(out, "\":");
		write_mark(out, objects[i].kind,
			   *(const uint64_t *)(const void *)((const char *)message + field->offset));
		return MTR_JSON_WRITTEN;
	}
	return MTR_JSON_AS_EVER;
}

void mtr_canonical_body(struct mtr_out *out, struct mtr_reader *reader, struct mtr_canonical_classes *classes,
			const ProtobufCMessage *body)
{
	struct writer writer = {reader, classes};
	struct mtr_json_hook hook = {choose, &writer};

	mtr_json_message_with(out, body, &hook);
}

static int by_line(const void *a, const void *b)
{
	const struct mtr_canonical_class *const *left = a, *const *right = b;

	return strcmp((*left)->line, (*right)->line);
}

void mtr_canonical_write_classes(struct mtr_out *out, struct mtr_canonical_classes *classes)
{
	size_t i;

	if (classes->nr)
		qsort(classes->list, classes->nr, sizeof(*classes->list), by_line);
	for (i = 0; i < classes->nr; i++) {
		if (!i || strcmp(classes->list[i]->line, classes->list[i - 1]->line) != 0) {
			mtr_out_text(out, "class ");
			mtr_out_text(out, classes->list[i]->line);
			mtr_out_char(out, '\n');
		}
	}
	for (i = 0; i < classes->nr; i++) {
		free(classes->list[i]->line);
		free(classes->list[i]);
	}
	free(classes->list);
	mtr_id_map_end(&classes->by_schema);
	memset(classes, 0, sizeof(*classes));
}

static uint64_t number_of(struct mtr_canonical_numbers *numbers, unsigned char kind, uint64_t id, struct mtr_out *out)
{
	uint64_t number;
	int err = mtr_numbering_get(&numbers->kinds[kind], id, &number);

	if (err && !out->err)
		out->err = err;
	return number;
}

void mtr_canonical_resolve(struct mtr_canonical_numbers *numbers, const char *text, size_t size, struct mtr_out *out)
{
	const char *end = text + size;

	while (text < end) {
		const char *mark = memchr(text, MTR_CANONICAL_MARK, (size_t)(end - text));
		uint64_t id = 0;
		unsigned char kind;

		mtr_out_bytes(out, text, (size_t)((mark ? mark : end) - text));
		if (!mark)
			return;
		kind = (unsigned char)mark[1] & 127;
		for (text = mark + 2; text < end && *text != ';'; text++)
			id = id * 10 + (uint64_t)(*text - '0');
		text++;
		mtr_out_uint(out, number_of(numbers, kind, id, out));
	}
}

void mtr_canonical_numbers_end(struct mtr_canonical_numbers *numbers)
{
	size_t i;

	for (i = 0; i < 128; i++)
		mtr_numbering_end(&numbers->kinds[i]);
}
