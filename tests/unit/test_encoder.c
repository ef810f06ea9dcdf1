/*
 * The encoder against protobuf-c: what it writes decodes to what was there, and is what protobuf-c itself would write.
 *
 * Random objects; every test prints the seed it failed with. MITRACE_TEST_SEED is for running that one again.
 */
#include "unit.h"

#include <mi/mi_extended.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encoder.h"
#include "instance_kit.h"
#include "mitrace_fields.h"
#include "packet_check.h"
#include "redact.h"
#include "schema.h"

enum {
	ROUNDS = 400,
	BUFFER_SIZE = 4 << 20,
	GUARD = 64,
};

static struct mtr_redaction redaction;
static struct mtr_schema_cache *cache;
static uint8_t *buffer;

static struct mtr_encoder_env plain_env(void)
{
	/* The random texts have no secrets in them, and must come out as they are. */
	return (struct mtr_encoder_env){.redaction = &redaction, .cap = 1 << 20};
}

static struct mtr_encoder_env interning_env(void)
{
	return (struct mtr_encoder_env){.redaction = &redaction, .cap = 1 << 20, .schemas = cache};
}

static uint64_t first_seed(void)
{
	const char *seed = getenv("MITRACE_TEST_SEED");

	return seed ? strtoull(seed, NULL, 0) : 1;
}

/* Runs @round with fresh kits; a failing assertion leaves the seed on the screen. */
static void for_seeds(void (*round)(struct kit *kit))
{
	uint64_t seed, first = first_seed();

	for (seed = first; seed < first + (getenv("MITRACE_TEST_SEED") ? 1 : ROUNDS); seed++) {
		struct kit *kit = kit_new(seed);
		char name[32];

		snprintf(name, sizeof(name), "%llu", (unsigned long long)seed);
		setenv("MITRACE_LAST_SEED", name, 1);
		round(kit);
		kit_free(kit);
	}
	unsetenv("MITRACE_LAST_SEED");
}

static int show_seed(void **state)
{
	const char *seed = getenv("MITRACE_LAST_SEED");

	(void)state;
	if (seed)
		print_error("failed with MITRACE_TEST_SEED=%s\n", seed);
	return 0;
}

/* The body of field 1 in what was encoded: what a decoder gets. */
static const uint8_t *body(const struct mtr_encoder *e, size_t *ret_size)
{
	const uint8_t *p = e->start + 1;
	unsigned shift = 0;
	size_t size = 0;

	assert_false(mtr_encoder_overflowed(e));
	assert_int_equal(e->start[0], 1 << 3 | 2);
	do
		size |= (size_t)(*p & 0x7f) << shift, shift += 7;
	while (*p++ & 0x80);
	assert_ptr_equal(p + size, e->cur);
	*ret_size = size;
	return p;
}

static void assert_canonical(const ProtobufCMessage *message, const uint8_t *bytes, size_t size)
{
	uint8_t *packed = malloc(size ? size : 1);

	assert_int_equal(protobuf_c_message_get_packed_size(message), size);
	protobuf_c_message_pack(message, packed);
	assert_memory_equal(packed, bytes, size);
	free(packed);
}

static Mitrace__Instance *decode_instance(const struct mtr_encoder *e)
{
	size_t size;
	const uint8_t *bytes = body(e, &size);
	Mitrace__Instance *m = mitrace__instance__unpack(NULL, size, bytes);

	assert_non_null(m);
	assert_canonical(&m->base, bytes, size);
	return m;
}

static void encode_and_check(const struct mtr_encoder_env *env, const MI_Instance *instance)
{
	Mitrace__Instance *m;
	struct mtr_encoder e;

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, env);
	mtr_encode_instance(&e, 1, instance);
	m = decode_instance(&e);
	check_instance(m, instance);
	assert_int_equal(e.cut, 0);
	assert_int_equal(e.depth, 0);
	assert_int_equal(e.secret, 0);
	mitrace__instance__free_unpacked(m, NULL);
}

static void instance_round(struct kit *kit)
{
	struct mtr_encoder_env inl = plain_env(), interned = interning_env();
	const MI_ClassDecl *decl = kit_random_decl(kit, kit_random(kit, 3) == 0, 3);
	int i;

	for (i = 0; i < 3; i++) {
		const MI_Instance *instance = kit_random_instance(kit, decl, 3);

		encode_and_check(&inl, instance);
		encode_and_check(&interned, instance);
	}
}

static void random_instances_decode_to_what_they_were(void **state)
{
	(void)state;
	for_seeds(instance_round);
}

static void class_round(struct kit *kit)
{
	struct mtr_encoder_env env = plain_env();
	const MI_Class *class = kit_random_class(kit);
	struct mtr_encoder e;
	const uint8_t *bytes;
	Mitrace__Class *m;
	size_t size;

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mtr_encode_class(&e, 1, class);
	bytes = body(&e, &size);
	m = mitrace__class__unpack(NULL, size, bytes);
	assert_non_null(m);
	assert_canonical(&m->base, bytes, size);
	check_class(m, class->classDecl, false);
	assert_int_equal(m->has_namespace_name, class->namespaceName != NULL);
	assert_int_equal(m->has_server_name, class->serverName != NULL);
	mitrace__class__free_unpacked(m, NULL);
}

static void random_classes_decode_to_what_they_were(void **state)
{
	(void)state;
	for_seeds(class_round);
}

static void value_round(struct kit *kit)
{
	static const MI_Uint32 some_flags[] = {0, MI_FLAG_NULL, MI_FLAG_NULL | MI_FLAG_OUT, MI_FLAG_BORROW};
	struct mtr_encoder_env env = plain_env();
	struct mtr_encoder e;
	Mitrace__Value *m;
	const uint8_t *bytes;
	size_t size;
	MI_Uint32 type;

	for (type = 0; type < 32; type++) {
		MI_Value value = kit_random_value(kit, (MI_Type)type, 2);
		MI_Uint32 flags = some_flags[kit_random(kit, MI_COUNT(some_flags))];

		mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
		mtr_encode_value(&e, 1, "Stream", (MI_Type)type, flags, &value);
		bytes = body(&e, &size);
		m = mitrace__value__unpack(NULL, size, bytes);
		assert_non_null(m);
		assert_canonical(&m->base, bytes, size);
		assert_true(m->has_type && m->type == type);
		assert_int_equal(m->has_flags ? m->flags : m->has_null ? MI_FLAG_NULL : 0, flags);
		if (!(flags & MI_FLAG_NULL))
			check_value(m, (MI_Type)type, &value);
		mitrace__value__free_unpacked(m, NULL);
	}
}

static void values_of_all_types_decode_to_what_they_were(void **state)
{
	(void)state;
	for_seeds(value_round);
}

static void a_missing_value_is_null(void **state)
{
	struct mtr_encoder_env env = plain_env();
	struct mtr_encoder e;
	Mitrace__Value *m;
	const uint8_t *bytes;
	size_t size;

	(void)state;
	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mtr_encode_value(&e, 1, NULL, MI_UINT32, MI_FLAG_OUT, NULL);
	bytes = body(&e, &size);
	m = mitrace__value__unpack(NULL, size, bytes);
	assert_int_equal(m->flags, MI_FLAG_OUT | MI_FLAG_NULL);
	assert_false(m->has_unsigned_);
	mitrace__value__free_unpacked(m, NULL);
}

/* Encodes into exactly @size bytes of their own, with bytes behind them that must not change. */
static bool overflows_within(const struct mtr_encoder_env *env, const MI_Instance *instance, const MI_Class *class,
			     size_t size)
{
	uint8_t *memory = malloc(size + GUARD);
	uint8_t *exact = malloc(size ? size : 1);
	struct mtr_encoder e;
	bool overflowed;
	size_t i;

	memset(memory + size, 0xc3, GUARD);
	mtr_encoder_begin(&e, memory, size, env);
	mtr_encode_instance(&e, 1, instance);
	mtr_encode_class(&e, 2, class);
	overflowed = mtr_encoder_overflowed(&e);
	for (i = 0; i < GUARD; i++)
		assert_int_equal(memory[size + i], 0xc3);

	/* once more where a sanitizer watches the borders */
	mtr_encoder_begin(&e, exact, size, env);
	mtr_encode_instance(&e, 1, instance);
	mtr_encode_class(&e, 2, class);
	assert_int_equal(mtr_encoder_overflowed(&e), overflowed);
	assert_true(e.cur <= exact + size);
	free(exact);
	free(memory);
	return overflowed;
}

static void overflow_round(struct kit *kit, const struct mtr_encoder_env *env)
{
	const MI_Instance *instance = kit_random_instance(kit, kit_random_decl(kit, false, 1), 1);
	const MI_Class *class = kit_random_class(kit);
	struct mtr_encoder e;
	size_t needed, size;

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, env);
	mtr_encode_instance(&e, 1, instance);
	mtr_encode_class(&e, 2, class);
	needed = mtr_encoder_size(&e);
	for (size = 0; size < needed && size < 3000; size++)
		assert_true(overflows_within(env, instance, class, size));
	/* interning needs room for the class on top, while it is new */
	if (!env->schemas)
		assert_false(overflows_within(env, instance, class, needed + MTR_ENCODER_SLACK));
}

static void buffers_that_are_too_small_are_never_left(void **state)
{
	struct mtr_encoder_env inl = plain_env(), interned = interning_env();
	uint64_t seed;

	(void)state;
	for (seed = 1000; seed < 1006; seed++) {
		struct kit *kit = kit_new(seed);

		overflow_round(kit, &inl);
		overflow_round(kit, &interned);
		kit_free(kit);
	}
}

static void nested_lengths_move_their_content(void **state)
{
	static const size_t sizes[] = {0, 1, 126, 127, 128, 129, 16382, 16383, 16384, 16385, 2097151, 2097152};
	struct mtr_encoder_env env = plain_env();
	struct mtr_encoder e;
	uint8_t *data = calloc(1, 2097152);
	size_t i, mark, outer;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		Mitrace__Packet *m;

		memset(data, (int)i + 1, 2097152);
		mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
		mtr_encode_uint(&e, MTR_PACKET_SEQ, 7);
		outer = mtr_encode_open(&e, MTR_PACKET_HEADER);
		mark = mtr_encode_open(&e, MTR_HEADER_HOST);
		mtr_encode_bytes(&e, MTR_HOST_NAME, data, sizes[i]);
		mtr_encode_close(&e, mark);
		mark = mtr_encode_open(&e, MTR_HEADER_CLOCK);
		mtr_encode_close(&e, mark);
		mtr_encode_close(&e, outer);
		assert_false(mtr_encoder_overflowed(&e));
		m = mitrace__packet__unpack(NULL, mtr_encoder_size(&e), e.start);
		assert_non_null(m);
		assert_canonical(&m->base, e.start, mtr_encoder_size(&e));
		assert_int_equal(m->header->host->name.len, sizes[i]);
		assert_non_null(m->header->clock);
		assert_true(!sizes[i] || !memcmp(m->header->host->name.data, data, sizes[i]));
		mitrace__packet__free_unpacked(m, NULL);
	}
	free(data);
}

static void null_is_not_written_and_empty_is(void **state)
{
	struct mtr_encoder_env env = plain_env();
	struct mtr_encoder e;
	Mitrace__Call *m;

	(void)state;
	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mtr_encode_name(&e, MTR_CALL_NAMESPACE_NAME, NULL);
	mtr_encode_name(&e, MTR_CALL_CLASS_NAME, "");
	mtr_encode_text(&e, MTR_CALL_QUERY_EXPRESSION, "");
	mtr_encode_instance(&e, MTR_CALL_INSTANCE, NULL);
	mtr_encode_bool(&e, MTR_CALL_KEYS_ONLY, false);
	mtr_encode_operation_options(&e, MTR_CALL_OPERATION_OPTIONS, NULL);
	mtr_encode_text(&e, MTR_CALL_DESTINATION, NULL);
	mtr_encode_class(&e, MTR_CALL_CLASS, NULL);
	m = mitrace__call__unpack(NULL, mtr_encoder_size(&e), e.start);
	assert_non_null(m);
	assert_false(m->has_namespace_name || m->has_destination);
	assert_true(m->has_class_name && m->class_name.len == 0);
	assert_true(m->has_query_expression && m->query_expression.len == 0);
	assert_true(m->has_keys_only && !m->keys_only);
	assert_null(m->instance);
	assert_null(m->operation_options);
	assert_null(m->class_);
	mitrace__call__free_unpacked(m, NULL);
}

static void an_instance_without_declaration_keeps_its_names(void **state)
{
	struct mtr_encoder_env env = interning_env();
	struct kit *kit = kit_new(1);
	MI_Instance *bare = kit_instance(kit, NULL, "root/x", "host");
	struct mtr_encoder e;
	Mitrace__Instance *m;

	(void)state;
	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mtr_encode_instance(&e, 1, bare);
	m = decode_instance(&e);
	assert_false(m->has_schema || m->class_ || m->n_value);
	assert_memory_equal(m->namespace_name.data, "root/x", 6);
	assert_memory_equal(m->server_name.data, "host", 4);
	mitrace__instance__free_unpacked(m, NULL);
	kit_free(kit);
}

static void broken_declarations_do_not_crash(void **state)
{
	struct mtr_encoder_env envs[] = {plain_env(), interning_env()};
	struct kit *kit = kit_new(1);
	MI_ClassDecl *no_list = kit_class_decl(kit, "NoList", 0);
	MI_ClassDecl *odd = kit_class_decl(kit, "Odd", 3), *own_super;
	MI_PropertyDecl **list = (MI_PropertyDecl **)(uintptr_t)odd->properties;
	MI_Instance *instance;
	Mitrace__Instance *m;
	struct mtr_encoder e;
	size_t i;

	(void)state;
	no_list->properties = NULL;
	no_list->numProperties = 3;
	kit_add_property(kit, odd, "Strange", (MI_Type)77, MI_FLAG_PROPERTY);
	kit_add_property(kit, odd, "Nameless", MI_UINT32, 0)->name = NULL;
	odd->numProperties = 3;
	assert_null(list[2]);
	odd->name = NULL;
	instance = kit_instance(kit, odd, NULL, NULL);
	own_super = kit_class_decl(kit, "OwnSuper", 0);
	own_super->superClassDecl = own_super;
	for (i = 0; i < 2; i++) {
		mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &envs[i]);
		mtr_encode_instance(&e, 1, kit_instance(kit, own_super, NULL, NULL));
		mitrace__instance__free_unpacked(decode_instance(&e), NULL);

		mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &envs[i]);
		mtr_encode_instance(&e, 1, kit_instance(kit, no_list, NULL, NULL));
		m = decode_instance(&e);
		assert_int_equal(m->n_value, 0);
		mitrace__instance__free_unpacked(m, NULL);

		mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &envs[i]);
		mtr_encode_instance(&e, 1, instance);
		m = decode_instance(&e);
		assert_int_equal(m->n_value, 3);
		mitrace__instance__free_unpacked(m, NULL);
	}
	kit_free(kit);
}

static void cycles_end_at_the_depth_limit(void **state)
{
	struct mtr_encoder_env env = interning_env();
	struct kit *kit = kit_new(1);
	MI_ClassDecl *decl = kit_class_decl(kit, "Ring", 1);
	MI_Value value = {0};
	MI_Instance *ring;
	Mitrace__Instance *m, *inner;
	struct mtr_encoder e;
	unsigned depth = 0;

	(void)state;
	kit_add_property(kit, decl, "Next", MI_INSTANCE, 0);
	ring = kit_instance(kit, decl, NULL, NULL);
	value.instance = ring;
	kit_set(ring, 0, &value, 0);
	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mtr_encode_instance(&e, 1, ring);
	m = decode_instance(&e);
	for (inner = m; !inner->has_too_deep; inner = inner->value[0]->instance)
		depth++;
	assert_int_equal(depth, MTR_ENCODER_DEPTH_MAX);
	assert_int_equal(e.nr_schemas, 1);
	mitrace__instance__free_unpacked(m, NULL);
	kit_free(kit);
}

static void the_cap_cuts_and_says_so(void **state)
{
	struct mtr_encoder_env env = plain_env();
	static const uint8_t octets[100];
	const char *strings[] = {"0123456789", NULL, "0123456789", "0123456789"};
	const uint32_t numbers[] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct mtr_encoder e;
	MI_Value value = {0};
	Mitrace__Value *m;
	const uint8_t *bytes;
	size_t size;

	(void)state;
	env.cap = 24;
	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	value.string = (MI_Char *)(uintptr_t) "abcdefghijklmnopqrstuvwxyz";
	mtr_encode_value(&e, 1, "Text", MI_STRING, 0, &value);
	bytes = body(&e, &size);
	m = mitrace__value__unpack(NULL, size, bytes);
	assert_int_equal(m->string.len, 24);
	assert_int_equal(m->cut, 2);
	assert_int_equal(e.cut, 2);
	mitrace__value__free_unpacked(m, NULL);

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	value.array = (MI_Array){(void *)(uintptr_t)octets, sizeof(octets)};
	mtr_encode_value(&e, 1, "Data", MI_UINT8A, 0, &value);
	bytes = body(&e, &size);
	m = mitrace__value__unpack(NULL, size, bytes);
	assert_int_equal(m->array->octets.len, 24);
	assert_int_equal(m->array->size, 100);
	assert_int_equal(m->cut, 76);
	assert_int_equal(e.cut, 76);
	mitrace__value__free_unpacked(m, NULL);

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	value.array = (MI_Array){(void *)(uintptr_t)numbers, 8};
	mtr_encode_value(&e, 1, "Numbers", MI_UINT32A, 0, &value);
	bytes = body(&e, &size);
	m = mitrace__value__unpack(NULL, size, bytes);
	assert_int_equal(m->array->n_unsigned_, 6);
	assert_int_equal(m->cut, 2);
	assert_int_equal(e.cut, 8);
	mitrace__value__free_unpacked(m, NULL);

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	value.array = (MI_Array){strings, 4};
	mtr_encode_value(&e, 1, "Strings", MI_STRINGA, 0, &value);
	bytes = body(&e, &size);
	m = mitrace__value__unpack(NULL, size, bytes);
	assert_int_equal(m->array->n_string, 3);
	assert_int_equal(m->array->n_null_at, 1);
	assert_int_equal(m->cut, 1);
	assert_int_equal(e.cut, 10);
	mitrace__value__free_unpacked(m, NULL);
}

static int setup(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdef";

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	cache = mtr_schema_cache_new();
	buffer = malloc(BUFFER_SIZE);
	return !cache || !buffer;
}

static int teardown(void **state)
{
	(void)state;
	mtr_schema_cache_free(cache);
	free(buffer);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(random_instances_decode_to_what_they_were, show_seed),
		cmocka_unit_test_teardown(random_classes_decode_to_what_they_were, show_seed),
		cmocka_unit_test_teardown(values_of_all_types_decode_to_what_they_were, show_seed),
		cmocka_unit_test(a_missing_value_is_null),
		cmocka_unit_test(buffers_that_are_too_small_are_never_left),
		cmocka_unit_test(nested_lengths_move_their_content),
		cmocka_unit_test(null_is_not_written_and_empty_is),
		cmocka_unit_test(an_instance_without_declaration_keeps_its_names),
		cmocka_unit_test(broken_declarations_do_not_crash),
		cmocka_unit_test(cycles_end_at_the_depth_limit),
		cmocka_unit_test(the_cap_cuts_and_says_so),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
