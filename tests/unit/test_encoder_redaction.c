/*
 * Canaries in every secret place of instances, classes and texts, found nowhere in what is encoded; and values that
 * are not secret, found as they were.
 */
#include <mi/mi_extended.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "encoder.h"
#include "instance_kit.h"
#include "mitrace.pb-c.h"
#include "redact.h"
#include "schema.h"
#include "unit.h"

enum {
	BUFFER_SIZE = 1 << 20,
};

static struct mtr_redaction redaction;
static struct mtr_schema_cache *cache;
static uint8_t *buffer;

static void begin(struct mtr_encoder *e, struct mtr_encoder_env *env, bool interning)
{
	*env = (struct mtr_encoder_env){.redaction = &redaction, .schemas = interning ? cache : NULL, .cap = 4096};
	memset(buffer, 0, BUFFER_SIZE);
	mtr_encoder_begin(e, buffer, BUFFER_SIZE, env);
}

/* In no byte of the buffer, used or not, neither as characters nor as 16-bit ones or numbers. */
static void assert_no_canary(void)
{
	static const uint8_t spread[] = {'c', 0, 'a', 0, 'n', 0, 'a', 0, 'r', 0, 'y', 0};
	/* as signed numbers: 2n, which takes two bytes for a letter */
	static const uint8_t doubled[] = {'c' * 2, 1, 'a' * 2, 1, 'n' * 2, 1};

	assert_null(memmem(buffer, BUFFER_SIZE, "canary", 6));
	assert_null(memmem(buffer, BUFFER_SIZE, spread, sizeof(spread)));
	assert_null(memmem(buffer, BUFFER_SIZE, doubled, sizeof(doubled)));
}

static Mitrace__Instance *encode(const MI_Instance *instance, bool interning)
{
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	Mitrace__Callback *callback;
	Mitrace__Instance *m;

	begin(&e, &env, interning);
	mtr_encode_instance(&e, 5, instance);
	assert_false(mtr_encoder_overflowed(&e));
	callback = mitrace__callback__unpack(NULL, mtr_encoder_size(&e), buffer);
	assert_non_null(callback);
	m = callback->instance;
	callback->instance = NULL;
	mitrace__callback__free_unpacked(callback, NULL);
	return m;
}

static bool is_token(const ProtobufCBinaryData *bytes)
{
	return mtr_redaction_is_token(bytes->data, bytes->len);
}

/* A value of a type that spells "canary". */
static MI_Value canary(struct kit *kit, MI_Type type)
{
	static const char text[] = "canary";
	MI_Value v;
	size_t i;

	memset(&v, 0, sizeof(v));
	if (type == MI_STRING) {
		v.string = kit_string(kit, text);
		return v;
	}
	v.array.size = sizeof(text) - 1;
	v.array.data = kit_alloc(kit, 8 * sizeof(text));
	for (i = 0; i < v.array.size; i++) {
		switch (type) {
		case MI_UINT8A:
		case MI_SINT8A:
			v.uint8a.data[i] = (MI_Uint8)text[i];
			break;
		case MI_UINT16A:
		case MI_SINT16A:
		case MI_CHAR16A:
			v.uint16a.data[i] = (MI_Uint16)text[i];
			break;
		case MI_UINT32A:
		case MI_SINT32A:
			v.uint32a.data[i] = (MI_Uint32)text[i];
			break;
		case MI_STRINGA:
			v.stringa.data[i] = kit_string(kit, i == 2 ? "" : text);
			break;
		default:
			v.uint64a.data[i] = (MI_Uint64)text[i];
		}
	}
	if (type == MI_STRINGA)
		v.stringa.data[1] = NULL;
	return v;
}

static const MI_Type secret_types[] = {MI_STRING,  MI_UINT8A,  MI_SINT8A,  MI_UINT16A, MI_SINT16A, MI_UINT32A,
				       MI_SINT32A, MI_UINT64A, MI_SINT64A, MI_CHAR16A, MI_STRINGA};

static MI_Instance *with_canaries(struct kit *kit, const char *class, const char *property)
{
	MI_ClassDecl *decl = kit_class_decl(kit, class, MI_COUNT(secret_types));
	MI_Instance *instance;
	MI_Value value;
	MI_Uint32 i;

	for (i = 0; i < MI_COUNT(secret_types); i++)
		kit_add_property(kit, decl, property, secret_types[i], MI_FLAG_PROPERTY);
	instance = kit_instance(kit, decl, NULL, NULL);
	for (i = 0; i < MI_COUNT(secret_types); i++) {
		value = canary(kit, secret_types[i]);
		kit_set(instance, i, &value, 0);
	}
	return instance;
}

static void values_under_secret_names_are_tokens(void **state)
{
	static const char *const names[] = {"Password", "clientSecret", "API_KEY", "accessToken", "Credential"};
	struct kit *kit = kit_new(1);
	Mitrace__Instance *m;
	size_t i, n;

	(void)state;
	for (n = 0; n < 2 * sizeof(names) / sizeof(names[0]); n++) {
		m = encode(with_canaries(kit, "Holder", names[n / 2]), n % 2);
		assert_no_canary();
		assert_true(is_token(&m->value[0]->string));
		assert_true(is_token(&m->value[1]->array->octets));
		for (i = 0; i < m->n_value; i++)
			assert_true(m->value[i]->redacted);
		/* NULL and empty stay what they are */
		assert_int_equal(m->value[10]->array->n_string, 6);
		assert_int_equal(m->value[10]->array->n_null_at, 1);
		assert_int_equal(m->value[10]->array->string[2].len, 0);
		assert_true(is_token(&m->value[10]->array->string[0]));
		mitrace__instance__free_unpacked(m, NULL);
	}
	kit_free(kit);
}

static void numbers_under_secret_names_spell_the_token(void **state)
{
	struct kit *kit = kit_new(1);
	Mitrace__Instance *m = encode(with_canaries(kit, "Holder", "Password"), false);
	char token[MTR_TOKEN_SIZE];
	size_t i, v;

	(void)state;
	for (v = 2; v < 10; v++) {
		const Mitrace__Array *a = m->value[v]->array;

		assert_int_equal(a->size, MTR_TOKEN_SIZE);
		assert_int_equal(a->n_unsigned_ + a->n_signed_, MTR_TOKEN_SIZE);
		for (i = 0; i < MTR_TOKEN_SIZE; i++)
			token[i] = (char)(a->n_signed_ ? a->signed_[i] : (int64_t)a->unsigned_[i]);
		assert_true(mtr_redaction_is_token(token, sizeof(token)));
	}
	mitrace__instance__free_unpacked(m, NULL);
	kit_free(kit);
}

static MI_Instance *around(struct kit *kit, const char *property, MI_Type type, MI_Instance *inner)
{
	MI_ClassDecl *decl = kit_class_decl(kit, "Around", 2);
	MI_Instance **list = kit_alloc(kit, sizeof(*list));
	MI_Instance *outer;
	MI_Value value;

	memset(&value, 0, sizeof(value));
	kit_add_property(kit, decl, property, type, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, "After", MI_STRING, MI_FLAG_PROPERTY);
	outer = kit_instance(kit, decl, NULL, NULL);
	list[0] = inner;
	if (type & MI_ARRAY)
		value.instancea = (MI_InstanceA){list, 1};
	else
		value.instance = inner;
	kit_set(outer, 0, &value, 0);
	kit_set_string(kit, outer, 1, "stays readable");
	return outer;
}

static void instances_under_secret_names_are_secret_throughout(void **state)
{
	static const MI_Type types[] = {MI_INSTANCE, MI_REFERENCE, MI_INSTANCEA, MI_REFERENCEA};
	struct kit *kit = kit_new(1);
	Mitrace__Instance *m;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * MI_COUNT(types); i++) {
		MI_Instance *inner = with_canaries(kit, "Inner", "Caption");
		MI_Instance *outer;

		inner = around(kit, "Level", MI_INSTANCE, inner);
		outer = around(kit, "UserCredential", types[i / 2], kit_dynamic(kit, inner));
		m = encode(outer, i % 2);
		assert_no_canary();
		assert_int_equal(m->value[1]->string.len, strlen("stays readable"));
		assert_false(m->value[1]->has_redacted);
		mitrace__instance__free_unpacked(m, NULL);
	}
	kit_free(kit);
}

static void secrets_within_text_values_are_tokens(void **state)
{
	static const char *const texts[] = {
		"connecting with password=canary now",
		"http://user:canary@host/wsman",
		"{\"token\":\"canary\"}",
		"prog --password canary",
		"Authorization: Basic canary",
	};
	struct kit *kit = kit_new(1);
	MI_ClassDecl *decl = kit_class_decl(kit, "OMI_Error", 2);
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	MI_Instance *error;
	Mitrace__Instance *m;
	MI_Value value;
	size_t i;

	(void)state;
	kit_add_property(kit, decl, "Message", MI_STRING, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, "Lines", MI_STRINGA, MI_FLAG_PROPERTY);
	error = kit_instance(kit, decl, NULL, NULL);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *line = kit_string(kit, texts[i]);

		kit_set_string(kit, error, 0, texts[i]);
		memset(&value, 0, sizeof(value));
		value.stringa = (MI_StringA){&line, 1};
		kit_set(error, 1, &value, 0);
		m = encode(error, i % 2);
		assert_no_canary();
		assert_true(m->value[0]->redacted && m->value[1]->redacted);
		assert_memory_equal(m->value[0]->string.data, texts[i], 4);
		mitrace__instance__free_unpacked(m, NULL);

		begin(&e, &env, false);
		mtr_encode_text(&e, 8, texts[i]);
		assert_no_canary();
		assert_true(mtr_encoder_size(&e) > MTR_TOKEN_SIZE);
	}
	kit_free(kit);
}

static void defaults_and_qualifiers_of_classes_are_redacted(void **state)
{
	struct kit *kit = kit_new(1);
	MI_ClassDecl *decl = kit_class_decl(kit, "WithDefaults", 1);
	MI_PropertyDecl *property = kit_add_property(kit, decl, "Password", MI_STRING, MI_FLAG_PROPERTY);
	const char *default_value = "canary", *text = "use --password canary";
	const MI_Qualifier secret = {"DefaultPassword", MI_STRING, 0, &default_value};
	const MI_Qualifier harmless = {"Description", MI_STRING, 0, &text};
	const MI_Qualifier *const qualifiers[] = {&secret, &harmless};
	MI_Class class = {.classDecl = decl};
	struct mtr_encoder_env env;
	struct mtr_encoder e;

	(void)state;
	property->value = &default_value;
	property->qualifiers = qualifiers;
	property->numQualifiers = 2;
	decl->qualifiers = qualifiers;
	decl->numQualifiers = 2;
	begin(&e, &env, false);
	mtr_encode_class(&e, 11, &class);
	assert_true(mtr_encoder_size(&e) > 5 * MTR_TOKEN_SIZE);
	assert_no_canary();
	mitrace__instance__free_unpacked(encode(kit_instance(kit, decl, NULL, NULL), true), NULL);
	assert_no_canary();
	kit_free(kit);
}

static void streamed_parameters_are_redacted_by_their_name(void **state)
{
	struct kit *kit = kit_new(1);
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	MI_Value value;
	size_t i;

	(void)state;
	for (i = 0; i < MI_COUNT(secret_types); i++) {
		value = canary(kit, secret_types[i]);
		begin(&e, &env, false);
		mtr_encode_value(&e, 24, "Password", secret_types[i], 0, &value);
		assert_no_canary();
	}
	kit_free(kit);
}

static void values_named_by_another_element_are_redacted(void **state)
{
	static const char *const pairs[][2] = {
		{"Name", "Value"}, {"Key", "Data"}, {"OptionName", "OptionValue"}, {"Name", "VariableValue"}};
	struct kit *kit = kit_new(1);
	Mitrace__Instance *m;
	MI_Instance *pair;
	MI_Value value;
	size_t i;

	(void)state;
	for (i = 0; i < 4 * MI_COUNT(pairs); i++) {
		const char *const *names = pairs[i / 4];
		MI_ClassDecl *decl = kit_class_decl(kit, "Pair", 2);
		MI_Uint32 namer = i / 2 % 2; /* before or after the value */

		kit_add_property(kit, decl, names[namer], MI_STRING, 0);
		kit_add_property(kit, decl, names[!namer], MI_STRING, 0);
		pair = kit_instance(kit, decl, NULL, NULL);
		value = canary(kit, MI_STRING);
		kit_set(pair, !namer, &value, 0);
		kit_set_string(kit, pair, namer, "db_password");
		/* twice: the class is new, the class is known */
		mitrace__instance__free_unpacked(encode(pair, i % 2), NULL);
		assert_no_canary();
		m = encode(pair, i % 2);
		assert_no_canary();
		assert_memory_equal(m->value[namer]->string.data, "db_password", 11);
		mitrace__instance__free_unpacked(m, NULL);

		kit_set_string(kit, pair, namer, "harmless");
		m = encode(pair, i % 2);
		assert_false(m->value[!namer]->has_redacted);
		assert_memory_equal(m->value[!namer]->string.data, "canary", 6);
		mitrace__instance__free_unpacked(m, NULL);
	}
	kit_free(kit);
}

/* The same code, count and first property: the guess is a class in which nothing names the value. */
static void a_wrong_guess_writes_no_secret(void **state)
{
	struct kit *kit = kit_new(1);
	MI_ClassDecl *guess = kit_class_decl(kit, "Pair", 3), *pair = kit_class_decl(kit, "Pair", 3);
	MI_Instance *instance;
	MI_Value value;
	int i;

	(void)state;
	/* longer than all that is written over it afterwards */
	value.string = kit_alloc(kit, 3001);
	for (i = 0; i < 3000; i++)
		value.string[i] = "canary"[i % 6];
	kit_add_property(kit, guess, "Value", MI_STRING, 0);
	kit_add_property(kit, guess, "Nose", MI_STRING, 0);
	kit_add_property(kit, guess, "Last", MI_STRING, 0);
	mitrace__instance__free_unpacked(encode(kit_instance(kit, guess, NULL, NULL), true), NULL);

	kit_add_property(kit, pair, "Value", MI_STRING, 0);
	kit_add_property(kit, pair, "Name", MI_STRING, 0);
	kit_add_property(kit, pair, "Last", MI_STRING, 0);
	instance = kit_instance(kit, pair, NULL, NULL);
	kit_set(instance, 0, &value, 0);
	kit_set_string(kit, instance, 1, "password");
	mitrace__instance__free_unpacked(encode(instance, true), NULL);
	assert_no_canary();
	kit_free(kit);
}

static void what_is_not_secret_stays(void **state)
{
	struct kit *kit = kit_new(1);
	Mitrace__Instance *m = encode(with_canaries(kit, "Holder", "Caption"), true);
	size_t i;

	(void)state;
	assert_memory_equal(m->value[0]->string.data, "canary", 6);
	assert_memory_equal(m->value[1]->array->octets.data, "canary", 6);
	for (i = 0; i < m->n_value; i++)
		assert_false(m->value[i]->has_redacted);
	mitrace__instance__free_unpacked(m, NULL);
	kit_free(kit);
}

static void credentials_policy_leaves_payload_alone(void **state)
{
	struct kit *kit = kit_new(1);
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	Mitrace__Instance *m;

	(void)state;
	redaction.policy = MTR_REDACTION_CREDENTIALS;
	m = encode(with_canaries(kit, "Holder", "Password"), false);
	assert_memory_equal(m->value[0]->string.data, "canary", 6);
	mitrace__instance__free_unpacked(m, NULL);

	begin(&e, &env, false);
	mtr_encode_text(&e, 28, "http://bob:canary@host");
	assert_no_canary();
	kit_free(kit);
}

static void strict_policy_leaves_no_payload(void **state)
{
	struct kit *kit = kit_new(1);
	struct mtr_encoder_env env;
	struct mtr_encoder e;
	Mitrace__Instance *m;
	size_t i;

	(void)state;
	redaction.policy = MTR_REDACTION_STRICT;
	m = encode(with_canaries(kit, "canaryless", "Caption"), true);
	for (i = 0; i < m->n_value; i++) {
		MI_Type type = secret_types[i];

		assert_int_equal(m->value[i]->redacted, type == MI_STRING || type == MI_STRINGA || type == MI_UINT8A ||
								type == MI_SINT8A || type == MI_CHAR16A);
	}
	mitrace__instance__free_unpacked(m, NULL);
	begin(&e, &env, false);
	mtr_encode_text(&e, 8, "a canary in an error text");
	assert_no_canary();
	assert_int_equal(mtr_encoder_size(&e), MTR_TOKEN_SIZE + 2);
	mtr_encode_name(&e, 9, "ClassName");
	assert_non_null(memmem(buffer, BUFFER_SIZE, "ClassName", 9));
	kit_free(kit);
}

/* A token that comes back from a replayed or redacted source is not hidden a second time. */
static void tokens_stay_tokens(void **state)
{
	static const MI_Type types[] = {MI_STRING, MI_UINT8A, MI_CHAR16A, MI_SINT32A};
	struct kit *kit = kit_new(1);
	char token[MTR_TOKEN_SIZE + 1] = "";
	MI_ClassDecl *decl = kit_class_decl(kit, "Again", 4);
	MI_Instance *instance;
	Mitrace__Instance *m;
	MI_Value value;
	size_t i, k;

	(void)state;
	mtr_redaction_token(&redaction, "canary", 6, token);
	for (i = 0; i < 4; i++)
		kit_add_property(kit, decl, "Password", types[i], 0);
	instance = kit_instance(kit, decl, NULL, NULL);
	for (i = 0; i < 4; i++) {
		value = canary(kit, types[i]);
		if (i)
			value.array = (MI_Array){kit_alloc(kit, 4 * MTR_TOKEN_SIZE), MTR_TOKEN_SIZE};
		else
			value.string = kit_string(kit, token);
		for (k = 0; i && k < MTR_TOKEN_SIZE; k++) {
			if (i == 1)
				value.uint8a.data[k] = (MI_Uint8)token[k];
			else if (i == 2)
				value.char16a.data[k] = (MI_Char16)token[k];
			else
				value.sint32a.data[k] = token[k];
		}
		kit_set(instance, (MI_Uint32)i, &value, 0);
	}
	m = encode(instance, false);
	assert_memory_equal(m->value[0]->string.data, token, MTR_TOKEN_SIZE);
	assert_memory_equal(m->value[1]->array->octets.data, token, MTR_TOKEN_SIZE);
	for (k = 0; k < MTR_TOKEN_SIZE; k++) {
		assert_int_equal(m->value[2]->array->unsigned_[k], token[k]);
		assert_int_equal(m->value[3]->array->signed_[k], token[k]);
	}
	mitrace__instance__free_unpacked(m, NULL);
	kit_free(kit);
}

static int setup_all(void **state)
{
	(void)state;
	cache = mtr_schema_cache_new();
	buffer = malloc(BUFFER_SIZE);
	return !cache || !buffer;
}

static int teardown_all(void **state)
{
	(void)state;
	mtr_schema_cache_free(cache);
	free(buffer);
	return 0;
}

static int setup(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdef";

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(values_under_secret_names_are_tokens, setup),
		cmocka_unit_test_setup(numbers_under_secret_names_spell_the_token, setup),
		cmocka_unit_test_setup(instances_under_secret_names_are_secret_throughout, setup),
		cmocka_unit_test_setup(secrets_within_text_values_are_tokens, setup),
		cmocka_unit_test_setup(defaults_and_qualifiers_of_classes_are_redacted, setup),
		cmocka_unit_test_setup(streamed_parameters_are_redacted_by_their_name, setup),
		cmocka_unit_test_setup(values_named_by_another_element_are_redacted, setup),
		cmocka_unit_test_setup(a_wrong_guess_writes_no_secret, setup),
		cmocka_unit_test_setup(what_is_not_secret_stays, setup),
		cmocka_unit_test_setup(credentials_policy_leaves_payload_alone, setup),
		cmocka_unit_test_setup(strict_policy_leaves_no_payload, setup),
		cmocka_unit_test_setup(tokens_stay_tokens, setup),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
