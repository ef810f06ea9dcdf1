/* Interned classes: ids belong to contents, whatever lies at which address, on every thread and in every child. */
#include <errno.h>
#include <mi/mi_extended.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "encoder.h"
#include "instance_kit.h"
#include "mitrace.pb-c.h"
#include "packet_check.h"
#include "redact.h"
#include "schema_match.h"
#include "unit.h"

enum {
	BUFFER_SIZE = 256 * 1024,
};

static struct mtr_redaction redaction;
static struct mtr_schema_cache *cache;
static uint8_t buffer[BUFFER_SIZE];

/* Encodes and decodes one instance, checked against itself. The id of its class, 0 when that is inline. */
static uint32_t encode(struct mtr_schema_cache *with, const MI_Instance *instance)
{
	struct mtr_encoder_env env = {.redaction = &redaction, .schemas = with, .cap = 1 << 20};
	uint8_t *memory = malloc(BUFFER_SIZE);
	struct mtr_encoder e;
	Mitrace__Callback *m;
	uint32_t id;

	mtr_encoder_begin(&e, memory, BUFFER_SIZE, &env);
	mtr_encode_instance(&e, 5, instance);
	assert_false(mtr_encoder_overflowed(&e));
	m = mitrace__callback__unpack(NULL, mtr_encoder_size(&e), e.start);
	assert_non_null(m);
	check_instance(m->instance, instance);
	id = m->instance->has_schema ? (uint32_t)m->instance->schema : 0;
	if (id) {
		assert_true(e.nr_schemas >= 1);
		assert_int_equal(e.schemas[0], id);
	}
	mitrace__callback__free_unpacked(m, NULL);
	free(memory);
	return id;
}

static MI_ClassDecl *two_properties(struct kit *kit, const char *class, const char *a, const char *b)
{
	MI_ClassDecl *decl = kit_class_decl(kit, class, 2);

	kit_add_property(kit, decl, a, MI_STRING, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, b, MI_UINT32, MI_FLAG_PROPERTY);
	return decl;
}

static MI_Instance *instance_of(struct kit *kit, const MI_ClassDecl *decl)
{
	MI_Instance *instance = kit_instance(kit, decl, "root/test", NULL);

	kit_set_string(kit, instance, 0, "value");
	return instance;
}

static void the_same_content_has_the_same_id(void **state)
{
	struct kit *kit = kit_new(1);
	struct mtr_schema_cache *other = mtr_schema_cache_new();
	uint32_t id = encode(cache, instance_of(kit, two_properties(kit, "Same", "A", "B")));

	(void)state;
	assert_true(id > 0);
	assert_int_equal(encode(cache, instance_of(kit, two_properties(kit, "Same", "A", "B"))), id);
	assert_int_equal(encode(other, instance_of(kit, two_properties(kit, "Same", "A", "B"))), id);
	assert_int_not_equal(encode(cache, instance_of(kit, two_properties(kit, "Samf", "A", "B"))), id);
	mtr_schema_cache_free(other);
	kit_free(kit);
}

/* Everything the cache compares, one at a time, changed at the same address, with a name hash that does not tell. */
static void every_change_at_the_same_address_is_noticed(void **state)
{
	struct kit *kit = kit_new(2);
	MI_ClassDecl *decl = kit_class_decl(kit, "Chameleon", 3);
	MI_PropertyDecl *p;
	MI_Instance *instance;
	uint32_t id, last;
	const MI_ClassDecl *super = two_properties(kit, "Super", "A", "B");
	static const MI_Qualifier qualifier = {.name = "Q", .type = MI_STRING};
	static const MI_Qualifier *const qualifiers[] = {&qualifier};

	(void)state;
	kit_add_property(kit, decl, "First", MI_STRING, MI_FLAG_PROPERTY);
	/* in the middle, where nothing but the comparison notices */
	p = kit_add_property(kit, decl, "Alpha", MI_STRING, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, "Last", MI_UINT32, MI_FLAG_PROPERTY);
	instance = instance_of(kit, decl);
	kit_set_string(kit, instance, 1, "value");
	id = last = encode(cache, instance);
#define CHANGED(change, back)                                  \
	do {                                                   \
		uint32_t now;                                  \
                                                               \
		change;                                        \
		now = encode(cache, instance);                 \
		assert_int_not_equal(now, id);                 \
		assert_int_not_equal(now, last);               \
		last = now;                                    \
		back;                                          \
		assert_int_equal(encode(cache, instance), id); \
	} while (0)
	/* the same first letter, last letter and length: the same code */
	CHANGED(memcpy((char *)(uintptr_t)p->name, "Arena", 5), memcpy((char *)(uintptr_t)p->name, "Alpha", 5));
	CHANGED(memcpy((char *)(uintptr_t)decl->name, "Clameleon", 9),
		memcpy((char *)(uintptr_t)decl->name, "Chameleon", 9));
	CHANGED(p->flags |= MI_FLAG_KEY, p->flags &= ~(MI_Uint32)MI_FLAG_KEY);
	CHANGED(p->subscript = 3, p->subscript = 0);
	CHANGED(p->className = "C", p->className = NULL);
	CHANGED(p->origin = "C", p->origin = NULL);
	CHANGED(p->propagator = "C", p->propagator = NULL);
	CHANGED(p->code++, p->code--);
	CHANGED(decl->flags |= MI_FLAG_ABSTRACT, decl->flags &= ~(MI_Uint32)MI_FLAG_ABSTRACT);
	CHANGED(decl->code++, decl->code--);
	CHANGED(decl->superClass = "Super", decl->superClass = NULL);
	CHANGED(decl->superClassDecl = super, decl->superClassDecl = NULL);
	CHANGED((decl->qualifiers = qualifiers, decl->numQualifiers = 1), decl->numQualifiers = 0);
	CHANGED((p->qualifiers = qualifiers, p->numQualifiers = 1), p->numQualifiers = 0);
	CHANGED(p->value = &decl->name, p->value = NULL);
	CHANGED(decl->numProperties = 1, decl->numProperties = 3);
#undef CHANGED
	kit_free(kit);
}

static void value_flags_do_not_make_a_class(void **state)
{
	struct kit *kit = kit_new(3);
	MI_ClassDecl *decl = two_properties(kit, "Flagged", "A", "B");
	MI_PropertyDecl *p = (MI_PropertyDecl *)(uintptr_t)decl->properties[0];
	MI_Instance *instance = instance_of(kit, decl);
	uint32_t id = encode(cache, instance);

	(void)state;
	p->flags |= MI_FLAG_NULL;
	assert_int_equal(encode(cache, instance), id);
	p->flags |= MI_FLAG_NOT_MODIFIED;
	assert_int_equal(encode(cache, instance), id);
	kit_free(kit);
}

/* A mismatch found at the last property must take back what was written for those before, secrets included. */
static void a_wrong_guess_is_taken_back(void **state)
{
	struct kit *kit = kit_new(4);
	MI_ClassDecl *decl = kit_class_decl(kit, "Guess", 20);
	MI_ClassDecl *inner = two_properties(kit, "Inner", "A", "B");
	MI_Instance *instance;
	MI_Value value = {0};
	uint32_t id;
	int i;

	(void)state;
	for (i = 0; i < 19; i++)
		kit_add_property(kit, decl, "Part", i == 5 ? MI_INSTANCE : MI_STRING, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, "LastWord", MI_STRING, MI_FLAG_PROPERTY);
	instance = kit_instance(kit, decl, "root", "server");
	for (i = 0; i < 20; i++)
		if (i != 5)
			kit_set_string(kit, instance, (MI_Uint32)i, "some text that is kept");
	value.instance = instance_of(kit, inner);
	kit_set(instance, 5, &value, 0);
	id = encode(cache, instance);
	memcpy((char *)(uintptr_t)decl->properties[19]->name, "LostWord", 8);
	assert_int_not_equal(encode(cache, instance), id);
	kit_free(kit);
}

static void a_wrong_guess_does_not_count_its_cuts(void **state)
{
	struct mtr_encoder_env env = {.redaction = &redaction, .schemas = cache, .cap = 10};
	struct kit *kit = kit_new(11);
	MI_ClassDecl *decl = kit_class_decl(kit, "Cut", 3);
	MI_Instance *instance;
	struct mtr_encoder e;
	int i;

	(void)state;
	kit_add_property(kit, decl, "First", MI_STRING, 0);
	kit_add_property(kit, decl, "Middle", MI_STRING, 0);
	kit_add_property(kit, decl, "Last", MI_STRING, 0);
	instance = kit_instance(kit, decl, NULL, NULL);
	for (i = 0; i < 3; i++)
		kit_set_string(kit, instance, (MI_Uint32)i, "twelve bytes");
	for (i = 0; i < 4; i++) {
		mtr_encoder_begin(&e, buffer, sizeof(buffer), &env);
		mtr_encode_instance(&e, 5, instance);
		assert_int_equal(e.cut, 3 * 2);
		memcpy((char *)(uintptr_t)decl->properties[1]->name, i % 2 ? "Middle" : "Muddle", 6);
	}
	kit_free(kit);
}

static void definitions_are_classes_and_do_not_change(void **state)
{
	struct kit *kit = kit_new(5);
	MI_ClassDecl *decl = two_properties(kit, "Defined", "A", "B");
	uint32_t id = encode(cache, instance_of(kit, decl));
	struct mtr_schema_definition definition;
	Mitrace__Class *class;
	const void *bytes;
	size_t size;

	(void)state;
	assert_int_equal(mtr_schema_get(id, &definition), 0);
	bytes = mtr_schema_bytes(cache, id, &size);
	assert_ptr_equal(bytes, definition.bytes);
	assert_int_equal(size, definition.size);
	class = mitrace__class__unpack(NULL, size, bytes);
	assert_non_null(class);
	check_class(class, decl, true);
	kit_free(kit);
	assert_memory_equal(class->name.data, "Defined", 7);
	mitrace__class__free_unpacked(class, NULL);

	assert_int_equal(mtr_schema_get(0, &definition), -ENOENT);
	assert_int_equal(mtr_schema_get(MTR_SCHEMA_ID_MAX, &definition), -ENOENT);
	assert_int_equal(mtr_schema_get(MTR_SCHEMA_ID_MAX + 1, &definition), -ENOENT);
	assert_null(mtr_schema_bytes(NULL, 0, &size));
}

/* A definition stands alone: what is within it has no numbers. */
static void instances_within_a_definition_have_their_class_inline(void **state)
{
	struct kit *kit = kit_new(12);
	const MI_Instance *inner = instance_of(kit, two_properties(kit, "InnerDefault", "A", "B"));
	MI_ClassDecl *decl = kit_class_decl(kit, "OuterDefault", 1);
	struct mtr_schema_definition definition;
	Mitrace__Class *class;

	(void)state;
	kit_add_property(kit, decl, "Part", MI_INSTANCE, 0)->value = &inner;
	assert_int_equal(mtr_schema_get(encode(cache, kit_instance(kit, decl, NULL, NULL)), &definition), 0);
	class = mitrace__class__unpack(NULL, definition.size, definition.bytes);
	assert_non_null(class);
	assert_false(class->element[0]->value->instance->has_schema);
	check_instance(class->element[0]->value->instance, inner);
	mitrace__class__free_unpacked(class, NULL);
	kit_free(kit);
}

static void a_class_too_large_is_written_inline(void **state)
{
	struct kit *kit = kit_new(6);
	MI_ClassDecl *decl = kit_class_decl(kit, "Huge", 3000);
	char name[40];
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "APropertyWithALongName%d", i);
		kit_add_property(kit, decl, name, MI_UINT32, 0);
	}
	assert_int_equal(encode(cache, kit_instance(kit, decl, NULL, NULL)), 0);

	/* few properties, long texts */
	for (i = 0; i < 2; i++) {
		size_t len = i ? MTR_SCHEMA_BYTES_MAX : MTR_SCHEMA_BYTES_MAX - 100;
		char *text = memset(kit_alloc(kit, len + 1), 'x', len);

		decl = kit_class_decl(kit, "Wordy", 1);
		kit_add_property(kit, decl, "Text", MI_STRING, 0)->value = memcpy(kit_alloc(kit, 8), &text, 8);
		assert_int_equal(encode(cache, kit_instance(kit, decl, NULL, NULL)) == 0, i);
	}
	kit_free(kit);
}

static void an_event_with_too_many_classes_has_the_rest_inline(void **state)
{
	struct mtr_encoder_env env = {.redaction = &redaction, .schemas = cache, .cap = 1 << 20};
	struct kit *kit = kit_new(7);
	struct mtr_encoder e;
	Mitrace__Array *m;
	char name[32];
	unsigned i;

	(void)state;
	mtr_encoder_begin(&e, buffer, sizeof(buffer), &env);
	for (i = 0; i < MTR_ENCODER_SCHEMAS_MAX + 5; i++) {
		snprintf(name, sizeof(name), "Many%u", i);
		mtr_encode_instance(&e, 9, instance_of(kit, two_properties(kit, name, "A", "B")));
	}
	assert_int_equal(e.nr_schemas, MTR_ENCODER_SCHEMAS_MAX);
	m = mitrace__array__unpack(NULL, mtr_encoder_size(&e), e.start);
	assert_non_null(m);
	for (i = 0; i < m->n_instance; i++) {
		assert_int_equal(m->instance[i]->has_schema, i < MTR_ENCODER_SCHEMAS_MAX);
		assert_int_equal(m->instance[i]->class_ != NULL, i >= MTR_ENCODER_SCHEMAS_MAX);
	}
	mitrace__array__free_unpacked(m, NULL);
	kit_free(kit);
}

enum {
	THREADS = 4,
	CLASSES = 300,
};

static void *intern_all(void *ret_ids)
{
	struct mtr_schema_cache *own = mtr_schema_cache_new();
	struct kit *kit = kit_new(8);
	uint32_t *ids = ret_ids;
	char name[32];
	int i, round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < CLASSES; i++) {
			snprintf(name, sizeof(name), "Threaded%d", i);
			ids[i] = encode(own, instance_of(kit, two_properties(kit, name, "A", "B")));
		}
	}
	mtr_schema_cache_free(own);
	kit_free(kit);
	return NULL;
}

static void threads_agree_on_ids(void **state)
{
	static uint32_t ids[THREADS][CLASSES];
	pthread_t threads[THREADS];
	int i;

	(void)state;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, intern_all, ids[i]), 0);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (i = 1; i < THREADS; i++)
		assert_memory_equal(ids[0], ids[i], sizeof(ids[0]));
}

static void a_forked_child_goes_on_with_the_table(void **state)
{
	struct kit *kit = kit_new(9);
	MI_Instance *old = instance_of(kit, two_properties(kit, "Parents", "A", "B"));
	MI_Instance *new = instance_of(kit, two_properties(kit, "Childs", "A", "B"));
	uint32_t id = encode(cache, old);
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		bool fine = encode(cache, old) == id && encode(cache, new) > id;

		kit_free(kit);
		_exit(fine ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	kit_free(kit);
}

/* Last: the table stays full. */
static void a_full_table_means_inline_classes(void **state)
{
	char name[32];
	uint32_t id = 1, last = 0;
	unsigned i;

	(void)state;
	for (i = 0; i < MTR_SCHEMA_ID_MAX + 100u; i++) {
		struct kit *kit = kit_new(10);

		snprintf(name, sizeof(name), "Full%u", i);
		id = encode(cache, instance_of(kit, two_properties(kit, name, "A", "B")));
		kit_free(kit);
		assert_true(id <= MTR_SCHEMA_ID_MAX);
		if (id)
			last = id;
	}
	assert_int_equal(id, 0);
	assert_int_equal(last, MTR_SCHEMA_ID_MAX);
}

static int setup(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdef";

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	cache = mtr_schema_cache_new();
	return !cache;
}

static int teardown(void **state)
{
	(void)state;
	mtr_schema_cache_free(cache);
	mtr_schema_cache_free(NULL);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_content_has_the_same_id),
		cmocka_unit_test(every_change_at_the_same_address_is_noticed),
		cmocka_unit_test(value_flags_do_not_make_a_class),
		cmocka_unit_test(a_wrong_guess_is_taken_back),
		cmocka_unit_test(a_wrong_guess_does_not_count_its_cuts),
		cmocka_unit_test(definitions_are_classes_and_do_not_change),
		cmocka_unit_test(instances_within_a_definition_have_their_class_inline),
		cmocka_unit_test(a_class_too_large_is_written_inline),
		cmocka_unit_test(an_event_with_too_many_classes_has_the_rest_inline),
		cmocka_unit_test(threads_agree_on_ids),
		cmocka_unit_test(a_forked_child_goes_on_with_the_table),
		cmocka_unit_test(a_full_table_means_inline_classes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
