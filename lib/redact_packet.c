/* A walk over the descriptors; what a field is, is told by its message and name, as the encoder's caller told it. */
#include "redact_packet.h"

#include <errno.h>
#include <string.h>

#include <mi/mi.h>

#include "fail.h"
#include "fields.h"
#include "text_value.h"

struct redactor {
	const struct mtr_redaction *redaction;
	const struct mtr_reader *reader;
	struct mtr_arena *arena;
	uint64_t changed;
};

/* How the strings and octets of a value are to be treated. */
enum treatment {
	KEEP,
	SCAN,  /* secrets within text become tokens */
	TOKEN, /* all of it becomes a token */
};

static int redact_message(struct redactor *r, ProtobufCMessage *message, bool secret);

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to redact a packet");
}

static bool bytes_equal(const ProtobufCBinaryData *a, const void *data, size_t size)
{
	return a->len == size && (!size || !memcmp(a->data, data, size));
}

static int replace(struct redactor *r, ProtobufCBinaryData *data, const void *with, size_t size, bool *ret_changed)
{
	if (bytes_equal(data, with, size))
		return 0;
	data->data = mtr_arena_copy(r->arena, with, size);
	data->len = size;
	r->changed++;
	*ret_changed = true;
	return data->data ? 0 : no_memory();
}

static int make_token(struct redactor *r, ProtobufCBinaryData *data, bool *ret_changed)
{
	char token[MTR_TOKEN_SIZE];

	if (!data->len)
		return 0;
	mtr_redaction_token(r->redaction, data->data, data->len, token);
	return replace(r, data, token, sizeof(token), ret_changed);
}

static int redact_text(struct redactor *r, ProtobufCBinaryData *data, bool *ret_changed)
{
	const char *text = (const char *)data->data;
	size_t size = mtr_redaction_text(r->redaction, text, data->len, NULL, 0);
	char *redacted = mtr_arena_alloc(r->arena, size);

	if (!redacted)
		return no_memory();
	mtr_redaction_text(r->redaction, text, data->len, redacted, size);
	return replace(r, data, redacted, size, ret_changed);
}

static int redact_string(struct redactor *r, ProtobufCBinaryData *data, enum treatment treatment, bool *ret_changed)
{
	if (treatment == TOKEN)
		return make_token(r, data, ret_changed);
	return treatment == SCAN ? redact_text(r, data, ret_changed) : 0;
}

static enum treatment treatment_of(const struct redactor *r, bool secret)
{
	enum mtr_redaction_policy policy = r->redaction->policy;

	if (secret || policy == MTR_REDACTION_STRICT)
		return TOKEN;
	return policy == MTR_REDACTION_CREDENTIALS ? KEEP : SCAN;
}

static bool secret_name(const struct redactor *r, const ProtobufCBinaryData *name)
{
	return name && r->redaction->policy != MTR_REDACTION_CREDENTIALS &&
	       mtr_redaction_secret_name((const char *)name->data, name->len);
}

/* ---- arrays of integers, which can spell a secret */

static size_t integer_size(uint32_t scalar)
{
	switch (scalar) {
	case MI_UINT8:
	case MI_SINT8:
		return 1;
	case MI_UINT16:
	case MI_SINT16:
	case MI_CHAR16:
		return 2;
	case MI_UINT32:
	case MI_SINT32:
		return 4;
	case MI_UINT64:
	case MI_SINT64:
		return 8;
	default:
		return 0;
	}
}

/* Under `strict` arrays of characters and octets, under a secret name all integers. */
static bool spells_secret(uint32_t scalar, bool secret)
{
	return scalar == MI_UINT8 || scalar == MI_SINT8 || scalar == MI_CHAR16 || (secret && integer_size(scalar));
}

/* The token of the elements as they lay in memory, which is what the encoder makes it of. */
static int token_of_numbers(struct redactor *r, const uint64_t *values, size_t count, size_t size, char *ret_token,
			    bool *ret_is_token)
{
	uint8_t *memory = mtr_arena_alloc(r->arena, count * size);
	size_t i, k;

	if (!memory)
		return no_memory();
	for (i = 0; i < count; i++)
		for (k = 0; k < size; k++)
			memory[i * size + k] = (uint8_t)(values[i] >> 8 * k);
	*ret_is_token = count == MTR_TOKEN_SIZE;
	for (i = 0; i < count && *ret_is_token; i++) {
		*ret_is_token = values[i] < 0x80;
		ret_token[i] = (char)values[i];
	}
	*ret_is_token = *ret_is_token && mtr_redaction_is_token(ret_token, MTR_TOKEN_SIZE);
	if (!*ret_is_token)
		mtr_redaction_token(r->redaction, memory, count * size, ret_token);
	return 0;
}

static int redact_numbers(struct redactor *r, Mitrace__Array *array, uint32_t scalar, bool *ret_changed)
{
	bool is_signed = array->n_signed_ != 0, is_token = false;
	size_t count = is_signed ? array->n_signed_ : array->n_unsigned_, i;
	const uint64_t *values = is_signed ? (const uint64_t *)(const void *)array->signed_ : array->unsigned_;
	char token[MTR_TOKEN_SIZE];
	uint64_t *made;
	int err;

	if (!count || !integer_size(scalar))
		return 0;
	err = token_of_numbers(r, values, count, integer_size(scalar), token, &is_token);
	if (err || is_token)
		return err;
	made = mtr_arena_alloc(r->arena, sizeof(*made) * MTR_TOKEN_SIZE);
	if (!made)
		return no_memory();
	for (i = 0; i < MTR_TOKEN_SIZE; i++)
		made[i] = (uint8_t)token[i];
	if (is_signed) {
		array->signed_ = (int64_t *)(void *)made;
		array->n_signed_ = MTR_TOKEN_SIZE;
	} else {
		array->unsigned_ = made;
		array->n_unsigned_ = MTR_TOKEN_SIZE;
	}
	array->size = MTR_TOKEN_SIZE;
	r->changed++;
	*ret_changed = true;
	return 0;
}

/* ---- values */

static int redact_array(struct redactor *r, Mitrace__Array *array, uint32_t type, bool secret, bool *ret_changed)
{
	enum treatment treatment = treatment_of(r, secret);
	uint32_t scalar = type & ~(uint32_t)MI_ARRAY;
	size_t i;
	int err = 0;

	for (i = 0; i < array->n_string && !err; i++)
		err = redact_string(r, &array->string[i], treatment, ret_changed);
	for (i = 0; i < array->n_instance && !err; i++)
		err = redact_message(r, &array->instance[i]->base, secret);
	if (err || treatment != TOKEN)
		return err;
	if (array->has_octets && array->octets.len) {
		err = make_token(r, &array->octets, ret_changed);
		array->size = (uint32_t)array->octets.len;
	} else if (spells_secret(scalar, secret)) {
		err = redact_numbers(r, array, scalar, ret_changed);
	}
	return err;
}

static int redact_value(struct redactor *r, Mitrace__Value *value, const Mitrace__Element *element, bool secret)
{
	bool changed = false;
	int err = 0;

	if (value->has_string)
		err = redact_string(r, &value->string, treatment_of(r, secret), &changed);
	if (!err && value->array)
		err = redact_array(r, value->array, mtr_value_type(value, element), secret, &changed);
	if (!err && value->instance)
		err = redact_message(r, &value->instance->base, secret);
	if (changed)
		value->has_redacted = value->redacted = 1;
	return err;
}

static int redact_instance(struct redactor *r, Mitrace__Instance *instance, bool secret)
{
	const Mitrace__Class *class = mtr_reader_class(r->reader, instance);
	size_t i;
	int err = instance->class_ ? redact_message(r, &instance->class_->base, false) : 0;

	for (i = 0; i < instance->n_value && !err; i++) {
		const Mitrace__Element *element = class && i < class->n_element ? class->element[i] : NULL;

		/* Without its class a value has no name: what could be a secret is taken for one. */
		err = redact_value(r, instance->value[i], element,
				   secret || (element ? secret_name(r, &element->name)
						      : r->redaction->policy != MTR_REDACTION_CREDENTIALS));
	}
	return err;
}

static int redact_element(struct redactor *r, Mitrace__Element *element)
{
	size_t i;
	int err = element->value ? redact_value(r, element->value, element, secret_name(r, &element->name)) : 0;

	for (i = 0; i < element->n_qualifier && !err; i++)
		err = redact_message(r, &element->qualifier[i]->base, false);
	return err;
}

/* Names of secret options count under every policy, and their text is never kept unlooked at. */
static int redact_option(struct redactor *r, Mitrace__Option *option)
{
	bool changed = false;
	int err = 0;

	if (!option->value)
		return 0;
	err = redact_value(r, option->value, NULL,
			   mtr_redaction_secret_name((const char *)option->name.data, option->name.len));
	if (!err && option->value->has_string)
		err = redact_text(r, &option->value->string, &changed);
	if (changed)
		option->value->has_redacted = option->value->redacted = 1;
	return err;
}

/* ---- messages */

static int redact_credentials(struct redactor *r, Mitrace__Credentials *credentials)
{
	bool changed = false;
	int err = make_token(r, &credentials->domain, &changed);

	if (!err)
		err = make_token(r, &credentials->user_name, &changed);
	return err ? err : make_token(r, &credentials->certificate_thumbprint, &changed);
}

static int redact_argument(struct redactor *r, ProtobufCBinaryData *data)
{
	char *text = mtr_arena_alloc(r->arena, data->len + 1), *redacted;
	bool changed = false;
	size_t size;

	if (!text)
		return no_memory();
	if (data->len)
		memcpy(text, data->data, data->len);
	text[data->len] = 0;
	size = mtr_redaction_argument(r->redaction, text, NULL, 0);
	redacted = mtr_arena_alloc(r->arena, size);
	if (!redacted)
		return no_memory();
	mtr_redaction_argument(r->redaction, text, redacted, size);
	return replace(r, data, redacted, size, &changed);
}

static int redact_header(struct redactor *r, Mitrace__Header *header)
{
	const char *policy = mtr_redaction_policy_name(r->redaction->policy);
	Mitrace__Process *process = header->process;
	bool changed = false;
	size_t i;
	int err = 0;

	for (i = 1; process && i < process->n_argument && !err; i++)
		err = redact_argument(r, &process->argument[i]);
	for (i = 0; process && i < process->n_environment && !err; i++)
		err = redact_text(r, &process->environment[i], &changed);
	for (i = 0; i < header->n_setting && !err; i++)
		err = redact_text(r, &header->setting[i]->value, &changed);
	if (err)
		return err;
	header->redaction = mtr_arena_alloc(r->arena, sizeof(*header->redaction));
	if (!header->redaction)
		return no_memory();
	mitrace__redaction__init(header->redaction);
	header->redaction->has_policy = header->redaction->has_key_id = 1;
	header->redaction->policy = (ProtobufCBinaryData){strlen(policy), (uint8_t *)(uintptr_t)policy};
	header->redaction->key_id =
		(ProtobufCBinaryData){MTR_REDACTION_KEY_ID_SIZE, (uint8_t *)(uintptr_t)r->redaction->key_id};
	return 0;
}

/* Text that people wrote or read, which may tell a secret. */
static bool is_text(const ProtobufCFieldDescriptor *field)
{
	static const char *const names[] = {"query_expression", "destination",       "error_message",      "message",
					    "activity",         "current_operation", "status_description", NULL};
	const char *const *name;

	for (name = names; *name && strcmp(*name, field->name) != 0; name++)
		;
	return *name != NULL;
}

static int redact_callback(struct redactor *r, Mitrace__Callback *callback)
{
	bool secret = callback->has_parameter_name && secret_name(r, &callback->parameter_name);

	return callback->parameter_value ? redact_value(r, callback->parameter_value, NULL, secret) : 0;
}

static int redact_fields(struct redactor *r, ProtobufCMessage *message, bool secret)
{
	bool events = message->descriptor == &mitrace__call__descriptor ||
		      message->descriptor == &mitrace__callback__descriptor;
	bool changed = false;
	unsigned i;
	int err = 0;

	for (i = 0; i < message->descriptor->n_fields && !err; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		void *member = (char *)message + field->offset;
		size_t count = mtr_field_count(message, field), k;

		if (field->type == PROTOBUF_C_TYPE_BYTES && events && count && is_text(field))
			err = redact_text(r, member, &changed);
		if (field->type != PROTOBUF_C_TYPE_MESSAGE || field->descriptor == &mitrace__value__descriptor)
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			member = *(void **)member;
		for (k = 0; k < count && !err; k++)
			err = redact_message(r, ((ProtobufCMessage **)member)[k], secret);
	}
	return err;
}

static int redact_message(struct redactor *r, ProtobufCMessage *message, bool secret)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	int err;

	if (type == &mitrace__instance__descriptor)
		return redact_instance(r, (Mitrace__Instance *)message, secret);
	if (type == &mitrace__element__descriptor)
		return redact_element(r, (Mitrace__Element *)message);
	if (type == &mitrace__option__descriptor)
		return redact_option(r, (Mitrace__Option *)message);
	if (type == &mitrace__credentials__descriptor)
		return redact_credentials(r, (Mitrace__Credentials *)message);
	if (type == &mitrace__qualifier__descriptor) {
		Mitrace__Qualifier *qualifier = (Mitrace__Qualifier *)message;

		return qualifier->value ? redact_value(r, qualifier->value, NULL, secret_name(r, &qualifier->name)) : 0;
	}
	if (type == &mitrace__header__descriptor)
		return redact_header(r, (Mitrace__Header *)message);
	err = redact_fields(r, message, secret);
	if (!err && type == &mitrace__callback__descriptor)
		err = redact_callback(r, (Mitrace__Callback *)message);
	return err;
}

int mtr_redact_packet(Mitrace__Packet *packet, const struct mtr_redaction *redaction, const struct mtr_reader *reader,
		      struct mtr_arena *arena, uint64_t *ret_changed)
{
	struct redactor r = {redaction, reader, arena, 0};
	int err = redact_message(&r, &packet->base, false);

	*ret_changed += r.changed;
	return err;
}
