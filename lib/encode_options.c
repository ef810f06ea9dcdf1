/*
 * Options messages, read through the function table an options object came with: options and credentials in index
 * order. Setters are not seen, so what is here is what the operation or session starts with, defaults included.
 *
 * Passwords are never asked for: GetCredentialsAt answers asterisks in their place, and GetCredentialsPasswordAt,
 * which answers them, is not called. Names of secret options count under every policy.
 */
#include "encode_parts.h"

#include "mitrace_fields.h"

/* The getters that the three kinds of options have in common. Operation options have no credentials. */
struct getters {
	MI_Result (*count)(const void *handle, MI_Uint32 *count);
	MI_Result (*at)(const void *handle, MI_Uint32 index, const MI_Char **name, MI_Value *value, MI_Type *type,
			MI_Uint32 *flags);
	MI_Result (*credentials_count)(const void *handle, MI_Uint32 *count);
	MI_Result (*credentials_at)(const void *handle, MI_Uint32 index, const MI_Char **name,
				    MI_UserCredentials *credentials, MI_Uint32 *flags);
};

struct options {
	const void *handle;
	const struct getters *get;
	MI_Uint64 reserved1;
	bool has_object;
};

enum {
	OPTIONS_MAX = 4096, /* a getter that answers more is not believed */
};

static void emit_option(struct mtr_encoder *e, const MI_Char *name, MI_Type type, MI_Uint32 flags,
			const MI_Value *value)
{
	size_t len = name ? strlen(name) : 0;
	size_t mark = mtr_emit_open(e, MTR_OPTIONS_OPTION);
	bool secret = name && mtr_redaction_secret_name(name, len);
	struct mtr_value_head head = {.type_set = true};

	if (name)
		mtr_emit_bytes(e, MTR_OPTION_NAME, name, len);
	e->secret += secret;
	mtr_treat(e, secret, &head);
	/* An option's text is the caller's, not a payload: a locale, a transport, a URL prefix. */
	if (head.treatment == MTR_KEEP)
		head.treatment = MTR_SCAN;
	mtr_emit_value(e, MTR_OPTION_VALUE, type, value, &head);
	e->secret -= secret;
	mtr_emit_uint(e, MTR_OPTION_FLAGS, flags);
	mtr_emit_close(e, mark);
}

static MI_Result emit_options(struct mtr_encoder *e, const struct options *o)
{
	MI_Uint32 count = 0, i;
	MI_Result result = o->get->count(o->handle, &count);

	for (i = 0; result == MI_RESULT_OK && i < count && i < OPTIONS_MAX && !e->overflowed; i++) {
		const MI_Char *name = NULL;
		MI_Type type = MI_BOOLEAN;
		MI_Uint32 flags = 0;
		MI_Value value;

		memset(&value, 0, sizeof(value));
		result = o->get->at(o->handle, i, &name, &value, &type, &flags);
		if (result == MI_RESULT_OK)
			emit_option(e, name, type, flags, &value);
	}
	return result;
}

static void emit_token(struct mtr_encoder *e, unsigned field, const MI_Char *value)
{
	uint64_t cut = 0;

	if (value)
		mtr_emit_string(e, field, value, strlen(value), MTR_TOKEN, &cut);
}

/* Which member of the union is meant. */
static bool has_thumbprint(const MI_Char *type)
{
	return type && (!strcasecmp(type, MI_AUTH_TYPE_CLIENT_CERTS) || !strcasecmp(type, MI_AUTH_TYPE_ISSUER_CERT));
}

static bool has_user(const MI_Char *type)
{
	static const char *const types[] = {MI_AUTH_TYPE_DIGEST, MI_AUTH_TYPE_NEGO_WITH_CREDS,
					    MI_AUTH_TYPE_BASIC,  MI_AUTH_TYPE_KERBEROS,
					    MI_AUTH_TYPE_NTLM,   "CredSSP"};
	size_t i;

	for (i = 0; type && i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcasecmp(type, types[i]))
			return true;
	return false;
}

static void emit_one_credentials(struct mtr_encoder *e, const MI_Char *name, const MI_UserCredentials *c,
				 MI_Uint32 flags)
{
	size_t mark = mtr_emit_open(e, MTR_OPTIONS_CREDENTIALS);
	const MI_UsernamePasswordCreds *user = &c->credentials.usernamePassword;

	mtr_encode_name(e, MTR_CREDENTIALS_OPTION_NAME, name);
	mtr_encode_name(e, MTR_CREDENTIALS_AUTHENTICATION_TYPE, c->authenticationType);
	if (has_user(c->authenticationType)) {
		emit_token(e, MTR_CREDENTIALS_DOMAIN, user->domain);
		emit_token(e, MTR_CREDENTIALS_USER_NAME, user->username);
	} else if (has_thumbprint(c->authenticationType)) {
		emit_token(e, MTR_CREDENTIALS_CERTIFICATE_THUMBPRINT, c->credentials.certificateThumbprint);
	}
	mtr_emit_uint(e, MTR_CREDENTIALS_FLAGS, flags);
	if (has_user(c->authenticationType))
		mtr_emit_uint(e, MTR_CREDENTIALS_PASSWORD_SET, user->password != NULL);
	mtr_emit_close(e, mark);
}

static MI_Result emit_credentials(struct mtr_encoder *e, const struct options *o)
{
	MI_Uint32 count = 0, i;
	MI_Result result = o->get->credentials_count(o->handle, &count);

	for (i = 0; result == MI_RESULT_OK && i < count && i < OPTIONS_MAX && !e->overflowed; i++) {
		const MI_Char *name = NULL;
		MI_UserCredentials credentials;
		MI_Uint32 flags = 0;

		memset(&credentials, 0, sizeof(credentials));
		result = o->get->credentials_at(o->handle, i, &name, &credentials, &flags);
		if (result == MI_RESULT_OK)
			emit_one_credentials(e, name, &credentials, flags);
	}
	return result;
}

static void emit(struct mtr_encoder *e, unsigned field, const struct options *o)
{
	size_t mark = mtr_emit_open(e, field);
	MI_Result result = MI_RESULT_INVALID_PARAMETER, credentials = MI_RESULT_OK;

	/* The library's own getters crash on a handle without an object. */
	if (o->has_object) {
		result = emit_options(e, o);
		if (o->get->credentials_count)
			credentials = emit_credentials(e, o);
	}
	mtr_emit_uint(e, MTR_OPTIONS_RESERVED1, o->reserved1);
	if (result != MI_RESULT_OK || credentials != MI_RESULT_OK)
		mtr_emit_uint(e, MTR_OPTIONS_UNREADABLE, result != MI_RESULT_OK ? result : credentials);
	mtr_emit_close(e, mark);
}

/* The same getters, in tables of different shape. A slot that is NULL is an option that cannot be read. */
#define DEFINE_GETTERS(kind, handle_type)                                                                      \
	static MI_Result kind##_count(const void *handle, MI_Uint32 *count)                                    \
	{                                                                                                      \
		const handle_type *o = handle;                                                                 \
                                                                                                               \
		return o->ft->GetOptionCount ? o->ft->GetOptionCount(o, count) : MI_RESULT_NOT_SUPPORTED;      \
	}                                                                                                      \
	static MI_Result kind##_at(const void *handle, MI_Uint32 index, const MI_Char **name, MI_Value *value, \
				   MI_Type *type, MI_Uint32 *flags)                                            \
	{                                                                                                      \
		const handle_type *o = handle;                                                                 \
                                                                                                               \
		return o->ft->GetOptionAt ? o->ft->GetOptionAt(o, index, name, value, type, flags)             \
					  : MI_RESULT_NOT_SUPPORTED;                                           \
	}

#define DEFINE_CREDENTIALS_GETTERS(kind, handle_type)                                                               \
	static MI_Result kind##_credentials_count(const void *handle, MI_Uint32 *count)                             \
	{                                                                                                           \
		const handle_type *o = handle;                                                                      \
                                                                                                                    \
		return o->ft->GetCredentialsCount ? o->ft->GetCredentialsCount(o, count) : MI_RESULT_NOT_SUPPORTED; \
	}                                                                                                           \
	static MI_Result kind##_credentials_at(const void *handle, MI_Uint32 index, const MI_Char **name,           \
					       MI_UserCredentials *credentials, MI_Uint32 *flags)                   \
	{                                                                                                           \
		const handle_type *o = handle;                                                                      \
                                                                                                                    \
		return o->ft->GetCredentialsAt ? o->ft->GetCredentialsAt(o, index, name, credentials, flags)        \
					       : MI_RESULT_NOT_SUPPORTED;                                           \
	}

DEFINE_GETTERS(operation, MI_OperationOptions)
DEFINE_GETTERS(destination, MI_DestinationOptions)
DEFINE_GETTERS(delivery, MI_SubscriptionDeliveryOptions)
DEFINE_CREDENTIALS_GETTERS(destination, MI_DestinationOptions)
DEFINE_CREDENTIALS_GETTERS(delivery, MI_SubscriptionDeliveryOptions)

void mtr_encode_operation_options(struct mtr_encoder *e, unsigned field, const MI_OperationOptions *options)
{
	static const struct getters getters = {.count = operation_count, .at = operation_at};

	if (options && options->ft)
		emit(e, field, &(struct options){options, &getters, options->reserved1, options->reserved2 != 0});
}

void mtr_encode_destination_options(struct mtr_encoder *e, unsigned field, const MI_DestinationOptions *options)
{
	static const struct getters getters = {
		.count = destination_count,
		.at = destination_at,
		.credentials_count = destination_credentials_count,
		.credentials_at = destination_credentials_at,
	};

	if (options && options->ft)
		emit(e, field, &(struct options){options, &getters, options->reserved1, options->reserved2 != 0});
}

void mtr_encode_delivery_options(struct mtr_encoder *e, unsigned field, const MI_SubscriptionDeliveryOptions *options)
{
	static const struct getters getters = {
		.count = delivery_count,
		.at = delivery_at,
		.credentials_count = delivery_credentials_count,
		.credentials_at = delivery_credentials_at,
	};

	if (options && options->ft)
		emit(e, field, &(struct options){options, &getters, options->reserved1, options->reserved2 != 0});
}
