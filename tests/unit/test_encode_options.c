/* Options objects of a made-up library, read through its tables: order, types, credentials, getters that fail. */
#include <mi/mi.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "encoder.h"
#include "instance_kit.h"
#include "mitrace.pb-c.h"
#include "redact.h"
#include "unit.h"

/* What the made-up library answers. */
static struct {
	struct {
		const MI_Char *name;
		MI_Type type;
		MI_Uint32 flags;
		MI_Value value;
	} options[8];
	MI_Uint32 nr_options;
	MI_UserCredentials credentials[4];
	MI_Uint32 nr_credentials;
	MI_Uint32 failing_index; /* the getter of this one fails */
	MI_Result count_result;
	unsigned passwords_asked_for;
} lib;

static MI_Result count(const void *options, MI_Uint32 *nr)
{
	assert_non_null(options);
	*nr = lib.nr_options;
	return lib.count_result;
}

static MI_Result at(const void *options, MI_Uint32 index, const MI_Char **name, MI_Value *value, MI_Type *type,
		    MI_Uint32 *flags)
{
	assert_non_null(options);
	if (index >= lib.nr_options || index == lib.failing_index)
		return MI_RESULT_NO_SUCH_PROPERTY;
	*name = lib.options[index].name;
	*value = lib.options[index].value;
	*type = lib.options[index].type;
	*flags = lib.options[index].flags;
	return MI_RESULT_OK;
}

static MI_Result credentials_count(const void *options, MI_Uint32 *nr)
{
	assert_non_null(options);
	*nr = lib.nr_credentials;
	return MI_RESULT_OK;
}

static MI_Result credentials_at(const void *options, MI_Uint32 index, const MI_Char **name, MI_UserCredentials *c,
				MI_Uint32 *flags)
{
	assert_non_null(options);
	*name = "__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS";
	*c = lib.credentials[index];
	*flags = 0;
	return MI_RESULT_OK;
}

static MI_Result password_at(const void *options, MI_Uint32 index, const MI_Char **name, MI_Char *password,
			     MI_Uint32 size, MI_Uint32 *len, MI_Uint32 *flags)
{
	(void)options;
	(void)index;
	(void)name;
	(void)password;
	(void)size;
	(void)len;
	(void)flags;
	lib.passwords_asked_for++;
	return MI_RESULT_OK;
}

#define GETTER(slot, function) .slot = (__typeof__(((FT *)0)->slot))function

static struct mtr_redaction redaction;
static uint8_t buffer[65536];

#define FT MI_DestinationOptionsFT
static const MI_DestinationOptionsFT destination_ft = {
	GETTER(GetOptionCount, count),
	GETTER(GetOptionAt, at),
	GETTER(GetCredentialsCount, credentials_count),
	GETTER(GetCredentialsAt, credentials_at),
	GETTER(GetCredentialsPasswordAt, password_at),
};
#undef FT
#define FT MI_OperationOptionsFT
static const MI_OperationOptionsFT operation_ft = {GETTER(GetOptionCount, count), GETTER(GetOptionAt, at)};
#undef FT
#define FT MI_SubscriptionDeliveryOptionsFT
static const MI_SubscriptionDeliveryOptionsFT delivery_ft = {
	GETTER(GetOptionCount, count),
	GETTER(GetOptionAt, at),
	GETTER(GetCredentialsCount, credentials_count),
	GETTER(GetCredentialsAt, credentials_at),
	GETTER(GetCredentialsPasswordAt, password_at),
};
#undef FT

static const MI_DestinationOptions destination = {7, 1, &destination_ft};
static const MI_OperationOptions operation = {1, 1, &operation_ft};
static const MI_SubscriptionDeliveryOptions delivery = {0, 1, &delivery_ft};

static void begin(struct mtr_encoder *e, struct mtr_encoder_env *env)
{
	*env = (struct mtr_encoder_env){.redaction = &redaction, .cap = 4096};
	mtr_encoder_begin(e, buffer, sizeof(buffer), env);
}

static Mitrace__Call *decode(const struct mtr_encoder *e)
{
	Mitrace__Call *m;

	assert_false(mtr_encoder_overflowed(e));
	m = mitrace__call__unpack(NULL, mtr_encoder_size(e), e->start);
	assert_non_null(m);
	assert_int_equal(lib.passwords_asked_for, 0);
	return m;
}

static Mitrace__Call *decode_destination(void)
{
	struct mtr_encoder_env env;
	struct mtr_encoder e;

	begin(&e, &env);
	mtr_encode_destination_options(&e, 26, &destination);
	return decode(&e);
}

static void add_string(const char *name, const char *value)
{
	lib.options[lib.nr_options].name = name;
	lib.options[lib.nr_options].type = MI_STRING;
	lib.options[lib.nr_options++].value.string = (MI_Char *)(uintptr_t)value;
}

static bool is(const ProtobufCBinaryData *bytes, const char *text)
{
	return bytes->len == strlen(text) && !memcmp(bytes->data, text, bytes->len);
}

static bool is_token_of(const ProtobufCBinaryData *bytes, const char *text)
{
	char token[MTR_TOKEN_SIZE];

	mtr_redaction_token(&redaction, text, strlen(text), token);
	return bytes->len == MTR_TOKEN_SIZE && !memcmp(bytes->data, token, MTR_TOKEN_SIZE);
}

static void options_come_in_index_order_with_type_and_flags(void **state)
{
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	Mitrace__Call *m;
	Mitrace__Options *o;
	int kind;

	(void)state;
	add_string("locale", "en");
	lib.options[1].name = "__MI_OPERATIONOPTIONS_CHANNEL";
	lib.options[1].type = MI_UINT32;
	lib.options[1].flags = 3;
	lib.options[1].value.uint32 = 0;
	lib.options[2].name = "__MI_OPERATIONOPTIONS_CHANNEL";
	lib.options[2].type = MI_UINT32;
	lib.options[2].value.uint32 = 2;
	lib.options[3].name = "timeout";
	lib.options[3].type = MI_DATETIME;
	lib.options[3].value.datetime.u.interval.seconds = 9;
	lib.options[4].name = "null string";
	lib.options[4].type = MI_STRING;
	lib.nr_options = 5;
	for (kind = 0; kind < 3; kind++) {
		begin(&e, &env);
		if (kind == 0)
			mtr_encode_operation_options(&e, 24, &operation);
		else if (kind == 1)
			mtr_encode_delivery_options(&e, 25, &delivery);
		else
			mtr_encode_destination_options(&e, 26, &destination);
		m = decode(&e);
		o = kind == 0 ? m->operation_options : kind == 1 ? m->delivery_options : m->destination_options;
		assert_non_null(o);
		assert_int_equal(o->n_option, 5);
		assert_true(is(&o->option[0]->name, "locale") && is(&o->option[0]->value->string, "en"));
		assert_int_equal(o->option[0]->value->type, MI_STRING);
		assert_true(o->option[0]->value->has_type);
		assert_int_equal(o->option[1]->flags, 3);
		assert_true(o->option[1]->value->has_unsigned_);
		assert_int_equal(o->option[2]->value->unsigned_, 2);
		assert_int_equal(o->option[2]->value->type, MI_UINT32);
		assert_int_equal(o->option[3]->value->datetime->second, 9);
		assert_false(o->option[4]->value->has_string);
		assert_int_equal(o->reserved1, kind == 0 ? 1 : kind == 1 ? 0 : 7);
		assert_true(o->has_reserved1);
		assert_false(o->has_unreadable);
		mitrace__call__free_unpacked(m, NULL);
	}
}

static void credentials_are_tokens_and_passwords_nothing(void **state)
{
	static const char *const user_types[] = {"Basic", "basic", "Kerberos", "Ntlmdomain", "Digest", "NegoWithCreds"};
	Mitrace__Credentials *c;
	Mitrace__Call *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(user_types) / sizeof(user_types[0]); i++) {
		memset(&lib.credentials, 0, sizeof(lib.credentials));
		lib.nr_credentials = 2;
		lib.credentials[0].authenticationType = user_types[i];
		lib.credentials[0].credentials.usernamePassword.username = "bob-canary";
		lib.credentials[0].credentials.usernamePassword.domain = i ? "realm-canary" : NULL;
		lib.credentials[0].credentials.usernamePassword.password = "password-canary";
		lib.credentials[1].authenticationType = "ClientCerts";
		lib.credentials[1].credentials.certificateThumbprint = "thumb-canary";
		m = decode_destination();
		assert_int_equal(m->destination_options->n_credentials, 2);
		c = m->destination_options->credentials[0];
		assert_true(is(&c->authentication_type, user_types[i]));
		assert_true(is_token_of(&c->user_name, "bob-canary"));
		assert_int_equal(c->has_domain, i != 0);
		assert_true(!i || is_token_of(&c->domain, "realm-canary"));
		assert_true(c->password_set);
		assert_true(is(&c->option_name, "__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS"));
		c = m->destination_options->credentials[1];
		assert_true(is_token_of(&c->certificate_thumbprint, "thumb-canary"));
		assert_false(c->has_user_name || c->has_password_set);
		assert_null(memmem(buffer, sizeof(buffer), "canary", 6));
		mitrace__call__free_unpacked(m, NULL);
	}
}

static void credentials_without_user_are_not_read_further(void **state)
{
	static const char *const types[] = {"Default", "None", "NegoNoCreds", "SomethingNew", NULL};
	Mitrace__Call *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		lib.nr_credentials = 1;
		lib.credentials[0].authenticationType = types[i];
		/* an address that must not be read */
		memset(&lib.credentials[0].credentials, 0xa5, sizeof(lib.credentials[0].credentials));
		m = decode_destination();
		assert_int_equal(m->destination_options->n_credentials, 1);
		assert_false(m->destination_options->credentials[0]->has_user_name);
		mitrace__call__free_unpacked(m, NULL);
	}
}

static void secret_options_are_tokens_under_every_policy(void **state)
{
	enum mtr_redaction_policy policy;
	struct kit *kit = kit_new(1);
	MI_ClassDecl *custom = kit_class_decl(kit, "_OMI_CustomOptionValue", 2);
	MI_Instance *value;
	Mitrace__Call *m;
	Mitrace__Option **o;

	(void)state;
	kit_add_property(kit, custom, "value", MI_STRING, 0);
	kit_add_property(kit, custom, "mustUnderstand", MI_BOOLEAN, 0);
	value = kit_instance(kit, custom, NULL, NULL);
	kit_set_string(kit, value, 0, "canary-custom");
	for (policy = MTR_REDACTION_CREDENTIALS; policy <= MTR_REDACTION_STRICT; policy++) {
		redaction.policy = policy;
		lib.nr_options = 0;
		add_string("__MI_DESTINATIONOPTIONS_PRIVATE_KEY_FILE", "/canary/key.pem");
		add_string("__MI_DESTINATIONOPTIONS_HTTP_URL_PREFIX", "http://u:canary@host/wsman");
		add_string("x-api-token", "canary");
		lib.options[3].name = "SessionPassword";
		lib.options[3].type = MI_INSTANCE;
		lib.options[3].value.instance = value;
		lib.nr_options = 4;
		memset(buffer, 0, sizeof(buffer));
		m = decode_destination();
		assert_null(memmem(buffer, sizeof(buffer), "canary", 6));
		o = m->destination_options->option;
		assert_true(is_token_of(&o[0]->value->string, "/canary/key.pem"));
		assert_true(o[0]->value->redacted);
		assert_true(is_token_of(&o[2]->value->string, "canary"));
		assert_true(is_token_of(&o[3]->value->instance->value[0]->string, "canary-custom"));
		mitrace__call__free_unpacked(m, NULL);
	}
	kit_free(kit);
}

static void getters_that_fail_are_told(void **state)
{
	Mitrace__Call *m;

	(void)state;
	add_string("a", "1");
	add_string("b", "2");
	lib.failing_index = 1;
	m = decode_destination();
	assert_int_equal(m->destination_options->n_option, 1);
	assert_int_equal(m->destination_options->unreadable, MI_RESULT_NO_SUCH_PROPERTY);
	mitrace__call__free_unpacked(m, NULL);

	lib.count_result = MI_RESULT_FAILED;
	m = decode_destination();
	assert_int_equal(m->destination_options->n_option, 0);
	assert_int_equal(m->destination_options->unreadable, MI_RESULT_FAILED);
	mitrace__call__free_unpacked(m, NULL);
}

static void handles_without_an_object_are_not_asked(void **state)
{
	static const MI_DestinationOptionsFT empty_ft;
	const MI_DestinationOptions zeroed = MI_DESTINATIONOPTIONS_NULL;
	const MI_DestinationOptions no_object = {5, 0, &destination_ft};
	const MI_DestinationOptions no_getters = {5, 1, &empty_ft};
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	Mitrace__Call *m;

	(void)state;
	begin(&e, &env);
	mtr_encode_destination_options(&e, 26, NULL);
	mtr_encode_destination_options(&e, 26, &zeroed);
	assert_int_equal(mtr_encoder_size(&e), 0);
	mtr_encode_destination_options(&e, 26, &no_object);
	m = decode(&e);
	assert_int_equal(m->destination_options->reserved1, 5);
	assert_int_equal(m->destination_options->unreadable, MI_RESULT_INVALID_PARAMETER);
	mitrace__call__free_unpacked(m, NULL);

	begin(&e, &env);
	mtr_encode_destination_options(&e, 26, &no_getters);
	m = decode(&e);
	assert_int_equal(m->destination_options->unreadable, MI_RESULT_NOT_SUPPORTED);
	mitrace__call__free_unpacked(m, NULL);
}

static int reset(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdef";

	(void)state;
	memset(&lib, 0, sizeof(lib));
	lib.failing_index = (MI_Uint32)-1;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(options_come_in_index_order_with_type_and_flags, reset),
		cmocka_unit_test_setup(credentials_are_tokens_and_passwords_nothing, reset),
		cmocka_unit_test_setup(credentials_without_user_are_not_read_further, reset),
		cmocka_unit_test_setup(secret_options_are_tokens_under_every_policy, reset),
		cmocka_unit_test_setup(getters_that_fail_are_told, reset),
		cmocka_unit_test_setup(handles_without_an_object_are_not_asked, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
