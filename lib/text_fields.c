/* Shown by walking the descriptors, so that every field of the schema appears. */
#include "text_fields.h"

#include "fields.h"
#include "mi_names.h"
#include "mof_show.h"
#include "text_value.h"

enum {
	TEXT_LIMIT = 96, /* bytes of a string shown on a line */
	PAYLOAD_INDENT = 24,
};

/* How a number is shown, by the name of its field. */
static const struct {
	const char *field;
	enum mtr_mi_kind kind;
} number_kinds[] = {
	{"result", MTR_MI_RESULT},       {"operation_result", MTR_MI_RESULT}, {"reason", MTR_MI_REASON},
	{"response", MTR_MI_RESPONSE},   {"channel", MTR_MI_CHANNEL},         {"prompt_type", MTR_MI_PROMPT},
	{"parameter_type", MTR_MI_TYPE},
};

/* Shown elsewhere on the line, or with addresses only. */
static const char *const hidden[] = {"function", "kind", "operation", NULL};
static const char *const addresses[] = {"callback_code", "callback_context", "caller", "reserved1",
					"reserved2",     "library",          NULL};
/* Of these, the ones that are code. */
static const char *const code_addresses[] = {"callback_code", "caller", NULL};

/* At the end they are news only when the call made or looked up the object. */
static const char *const same_at_end[] = {"application", "session", "hosted_provider", NULL};

static bool is_in(const char *const *names, const char *name)
{
	for (; *names; names++) {
		if (!strcmp(*names, name))
			return true;
	}
	return false;
}

/* What is known of credentials: who, never the secret. */
static void write_credentials(struct mtr_out *out, const Mitrace__Credentials *credentials)
{
	mtr_out_text(out, "credentials ");
	if (credentials->has_option_name) {
		mtr_text_name(out, &credentials->option_name);
		mtr_out_char(out, ' ');
	}
	mtr_text_quote(out, &credentials->authentication_type, TEXT_LIMIT);
	if (credentials->has_domain) {
		mtr_out_text(out, " domain ");
		mtr_text_quote(out, &credentials->domain, TEXT_LIMIT);
	}
	if (credentials->has_user_name) {
		mtr_out_text(out, " user ");
		mtr_text_quote(out, &credentials->user_name, TEXT_LIMIT);
	}
	if (credentials->has_certificate_thumbprint) {
		mtr_out_text(out, " certificate ");
		mtr_text_quote(out, &credentials->certificate_thumbprint, TEXT_LIMIT);
	}
	if (credentials->flags) {
		mtr_out_text(out, " flags ");
		mtr_out_hex(out, credentials->flags, 1);
	}
	if (credentials->password_set)
		mtr_out_text(out, " with a password");
}

/* @limit: bytes of a value; 0: all. */
static void write_options(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Options *options,
			  size_t limit)
{
	const char *before = "{";
	size_t i;

	for (i = 0; i < options->n_option; i++) {
		const Mitrace__Option *option = options->option[i];

		mtr_out_text(out, before);
		mtr_text_name(out, &option->name);
		mtr_out_char(out, '=');
		if (option->value)
			mtr_text_value(out, reader, option->value, NULL, limit);
		if (option->flags) {
			mtr_out_text(out, " flags ");
			mtr_out_hex(out, option->flags, 1);
		}
		before = ", ";
	}
	for (i = 0; i < options->n_credentials; i++) {
		mtr_out_text(out, before);
		write_credentials(out, options->credentials[i]);
		before = ", ";
	}
	if (options->has_unreadable) {
		mtr_out_text(out, before);
		mtr_out_text(out, "unreadable ");
		mtr_mi_write(out, MTR_MI_RESULT, options->unreadable);
		before = ", ";
	}
	mtr_out_text(out, *before == '{' ? "{}" : "}");
}

static void write_message(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;

	if (type == &mitrace__instance__descriptor) {
		mtr_text_instance_name(out, reader, (const Mitrace__Instance *)message, TEXT_LIMIT);
	} else if (type == &mitrace__class__descriptor) {
		mtr_text_name(out, &((const Mitrace__Class *)message)->name);
	} else if (type == &mitrace__options__descriptor) {
		write_options(out, reader, (const Mitrace__Options *)message, TEXT_LIMIT);
	} else if (type == &mitrace__value__descriptor) {
		mtr_text_value(out, reader, (const Mitrace__Value *)message, NULL, TEXT_LIMIT);
	}
}

/* The kind of the first callback in the table that a function takes, and how many it has. */
static int first_callback(int function, int *ret_count)
{
	switch (function) {
	case MITRACE__FUNCTION__MI_Application_NewSession:
		*ret_count = 2;
		return MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeMessage;
	case MITRACE__FUNCTION__MI_Session_Close:
		*ret_count = 1;
		return MITRACE__CALLBACK_KIND__MI_Session_Close_completion;
	default:
		*ret_count = 8;
		return MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser;
	}
}

/* The callbacks the client gave, by name. */
static void write_callbacks(struct mtr_out *out, uint32_t bits, int function)
{
	const char *before = "";
	int count, first = first_callback(function, &count), i;

	for (i = 0; i < count; i++) {
		const ProtobufCEnumValue *name =
			protobuf_c_enum_descriptor_get_value(&mitrace__callback_kind__descriptor, first + i);

		if (!(bits >> i & 1))
			continue;
		mtr_out_text(out, before);
		mtr_out_text(out, strrchr(name->name, '_') + 1);
		before = "|";
	}
	bits &= ~((1u << count) - 1);
	if (bits) {
		mtr_out_text(out, before);
		mtr_out_hex(out, bits, 1);
	} else if (!*before) {
		mtr_out_text(out, "none");
	}
}

/* Those of operations have names, the others are few and rare. */
static void write_flags(struct mtr_out *out, uint32_t flags, int function)
{
	if (mtr_function_starts_operation(function))
		mtr_mi_write_bits(out, MTR_MI_OPERATION_FLAG, flags);
	else if (flags)
		mtr_out_hex(out, flags, 1);
	else
		mtr_out_char(out, '0');
}

/* @function: of the call it belongs to, 0 of a callback. */
static void write_number(struct mtr_out *out, const ProtobufCFieldDescriptor *field, uint64_t value, int function)
{
	size_t i;

	if (!strcmp(field->name, "callbacks")) {
		write_callbacks(out, (uint32_t)value, function);
		return;
	}
	if (!strcmp(field->name, "flags")) {
		write_flags(out, (uint32_t)value, function);
		return;
	}
	for (i = 0; i < sizeof(number_kinds) / sizeof(*number_kinds); i++) {
		if (strcmp(number_kinds[i].field, field->name) != 0)
			continue;
		mtr_mi_write(out, number_kinds[i].kind, (uint32_t)value);
		return;
	}
	if (field->type == PROTOBUF_C_TYPE_UINT64 && value > UINT32_MAX)
		mtr_out_hex(out, value, 1);
	else
		mtr_out_uint(out, value);
}

static void write_member(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCFieldDescriptor *field,
			 const void *member, int function)
{
	const ProtobufCEnumValue *name;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		write_message(out, reader, *(const ProtobufCMessage *const *)member);
		return;
	case PROTOBUF_C_TYPE_BYTES:
		mtr_text_quote(out, member, TEXT_LIMIT);
		return;
	case PROTOBUF_C_TYPE_BOOL:
		mtr_out_text(out, *(const protobuf_c_boolean *)member ? "true" : "false");
		return;
	case PROTOBUF_C_TYPE_ENUM:
		name = protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)member);
		if (name)
			mtr_out_text(out, name->name);
		else
			mtr_out_int(out, *(const int *)member);
		return;
	case PROTOBUF_C_TYPE_UINT64:
		write_number(out, field, *(const uint64_t *)member, function);
		return;
	default:
		write_number(out, field, *(const uint32_t *)member, function);
	}
}

/* Names where they are asked for, numbers where these are, both where both. */
static void write_code_address(const struct mtr_text_options *options, struct mtr_out *out, uint64_t address,
			       bool is_return)
{
	const struct mtr_address_names *names = options->names;
	const char *name = names ? names->name(names->context, address, is_return) : NULL;

	if (options->addresses)
		mtr_out_hex(out, address, 1);
	if (!names)
		return;
	mtr_out_text(out, options->addresses ? "=" : "");
	mtr_out_plain(out, name ? name : "?");
}

static void write_code_addresses(const struct mtr_text_options *options, struct mtr_out *out,
				 const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const void *member = (const char *)message + field->offset;
	bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
	const uint64_t *values = repeated ? *(const uint64_t *const *)member : member;
	size_t count = mtr_field_count(message, field), i;

	for (i = 0; i < count; i++) {
		mtr_out_text(out, i ? " " : "");
		write_code_address(options, out, values[i], !repeated);
	}
}

static bool creates(const ProtobufCMessage *message)
{
	if (message->descriptor != &mitrace__call__descriptor)
		return false;
	switch (((const Mitrace__Call *)message)->function) {
	case MITRACE__FUNCTION__MI_Application_InitializeV1:
	case MITRACE__FUNCTION__MI_Application_NewSession:
	case MITRACE__FUNCTION__MI_Application_NewHostedProvider:
	case MITRACE__FUNCTION__MI_Session_GetApplication:
	case MITRACE__FUNCTION__MI_Operation_GetSession:
	case MITRACE__FUNCTION__MI_HostedProvider_GetApplication:
		return true;
	default:
		return false;
	}
}

static bool is_shown(const struct mtr_text_options *options, const ProtobufCMessage *message,
		     const ProtobufCFieldDescriptor *field, bool end)
{
	/* The common answer, and the cheapest. */
	if (!mtr_field_count(message, field))
		return false;
	if (end && (!strcmp(field->name, "result") || (is_in(same_at_end, field->name) && !creates(message))))
		return false;
	if (is_in(hidden, field->name))
		return false;
	if (is_in(addresses, field->name) && !options->addresses)
		return options->names && is_in(code_addresses, field->name);
	return true;
}

bool mtr_text_fields(struct mtr_out *out, const struct mtr_text_options *options, const struct mtr_event_view *event,
		     const ProtobufCMessage *message, const char *before, bool end)
{
	int function =
		message->descriptor == &mitrace__call__descriptor ? (int)((const Mitrace__Call *)message)->function : 0;
	bool any = false;
	unsigned i;

	for (i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

		if (!is_shown(options, message, field, end))
			continue;
		mtr_out_text(out, any ? ", " : before);
		any = true;
		mtr_out_text(out, field->name);
		mtr_out_char(out, ' ');
		if (is_in(code_addresses, field->name))
			write_code_addresses(options, out, message, field);
		else
			write_member(out, event->reader, field, (const char *)message + field->offset, function);
	}
	return any;
}

/* Lines for a value of which its line shows a part only. */
static void write_whole_value(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCBinaryData *name,
			      const Mitrace__Value *value)
{
	if (value && mtr_text_is_cut(value, TEXT_LIMIT))
		mtr_mof_value(out, reader, name, value, PAYLOAD_INDENT);
}

static void write_whole_options(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Options *options)
{
	size_t i;

	for (i = 0; i < options->n_option; i++)
		write_whole_value(out, reader, &options->option[i]->name, options->option[i]->value);
}

/* @of: what @message is in. */
static void write_whole(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCMessage *message,
			const ProtobufCMessage *of)
{
	if (message->descriptor == &mitrace__instance__descriptor)
		mtr_mof_instance(out, reader, (const Mitrace__Instance *)message, PAYLOAD_INDENT);
	else if (message->descriptor == &mitrace__class__descriptor)
		mtr_mof_class(out, reader, (const Mitrace__Class *)message, PAYLOAD_INDENT);
	else if (message->descriptor == &mitrace__options__descriptor)
		write_whole_options(out, reader, (const Mitrace__Options *)message);
	else if (message->descriptor == &mitrace__value__descriptor) /* of a streamed parameter */
		write_whole_value(out, reader, &((const Mitrace__Callback *)of)->parameter_name,
				  (const Mitrace__Value *)message);
}

void mtr_text_payload(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCMessage *message)
{
	unsigned i;

	for (i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

		if (field->type == PROTOBUF_C_TYPE_MESSAGE && mtr_field_count(message, field))
			write_whole(out, reader,
				    *(const ProtobufCMessage *const *)((const char *)message + field->offset), message);
	}
}
