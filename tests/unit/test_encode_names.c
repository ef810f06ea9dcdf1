/*
 * What the encoder takes for granted of the last instance, and checks again: the class under its names, and the sizes
 * of lengths.
 */
#include <mi/mi_extended.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "encode_event.h"
#include "instance_kit.h"
#include "mitrace_fields.h"
#include "packet_check.h"
#include "redact.h"
#include "schema.h"
#include "unit.h"

enum {
	BUFFER_SIZE = 1 << 20
};

static struct mtr_redaction redaction;
static struct mtr_encoder_env env = {.redaction = &redaction, .cap = BUFFER_SIZE};
static uint8_t *buffer;

/* Encoded as the body of a callback, decoded, compared with the instance and with what protobuf-c would write. */
static Mitrace__Packet *encode(const MI_Instance *instance)
{
	struct mtr_encoder e;
	Mitrace__Packet *m;
	uint8_t *packed;
	size_t mark, size;

	mtr_encoder_begin(&e, buffer, BUFFER_SIZE, &env);
	mark = mtr_encode_open_event(&e, MTR_PACKET_CALLBACK_BEGIN);
	mtr_encode_instance(&e, MTR_CALLBACK_INSTANCE, instance);
	mtr_encode_close_event(&e, mark);
	assert_false(mtr_encoder_overflowed(&e));
	m = mitrace__packet__unpack(NULL, mtr_encoder_size(&e), buffer);
	assert_non_null(m);
	size = mitrace__packet__get_packed_size(m);
	assert_int_equal(size, mtr_encoder_size(&e));
	packed = malloc(size);
	mitrace__packet__pack(m, packed);
	assert_memory_equal(packed, buffer, size);
	free(packed);
	check_instance(m->callback_begin->instance, instance);
	return m;
}

static uint64_t schema_of(const MI_Instance *instance)
{
	Mitrace__Packet *m = encode(instance);
	uint64_t id = m->callback_begin->instance->schema;

	assert_true(m->callback_begin->instance->has_schema);
	mitrace__packet__free_unpacked(m, NULL);
	return id;
}

static MI_Instance *instance_of(struct kit *kit, const char *class, const char *middle)
{
	MI_ClassDecl *decl = kit_class_decl(kit, class, 3);

	kit_add_property(kit, decl, "First", MI_UINT32, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, middle, MI_STRING, MI_FLAG_PROPERTY);
	kit_add_property(kit, decl, "Last", MI_UINT32, MI_FLAG_PROPERTY);
	return kit_instance(kit, decl, "root/cimv2", NULL);
}

static void classes_that_differ_in_a_letter_are_two(void **state)
{
	static const char *const names[] = {"Abz",
					    "Acz",
					    "AbcdefghZ",
					    "AbcdeXghZ",
					    "Abcdefghijklmnopqrz",
					    "AbcdefghijklXnopqrz",
					    "AbXdefghijklmnopqrz"};
	struct kit *kit = kit_new(1);
	uint64_t ids[7];
	size_t i, k;

	(void)state;
	/* Codes, counts and flags of those of one length are the same, so that only the names tell them apart. */
	for (i = 0; i < 7; i++)
		ids[i] = schema_of(instance_of(kit, "TST_Names", names[i]));
	for (i = 0; i < 7; i++) {
		assert_int_equal(schema_of(instance_of(kit, "TST_Names", names[i])), ids[i]);
		for (k = 0; k < i; k++)
			assert_int_not_equal(ids[i], ids[k]);
	}
	assert_int_not_equal(schema_of(instance_of(kit, "TST_NXmes", "Abz")), ids[0]);
	kit_free(kit);
}

/* A string at the very end of what can be read. */
static char *at_the_edge(const char *text)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = strlen(text) + 1;
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(pages != MAP_FAILED);
	assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
	return memcpy(pages + page - size, text, size);
}

static void a_name_is_not_read_beyond_its_end_whatever_its_code_says(void **state)
{
	static const char known[] = "AbcdefghijklmnopqrstZ", shorter[] = "Ab";
	struct kit *kit = kit_new(2);
	MI_Instance *instance = instance_of(kit, "TST_Edge", known);
	MI_PropertyDecl *property = (MI_PropertyDecl *)(uintptr_t)instance->classDecl->properties[1];
	uint64_t id = schema_of(instance);

	(void)state;
	property->name = at_the_edge(known);
	assert_int_equal(schema_of(instance), id);
	property->name = at_the_edge(shorter);
	assert_int_not_equal(schema_of(instance), id);
	property->name = kit_string(kit, known);
	property->code = 0;
	assert_int_not_equal(schema_of(instance), id);
	property->code = kit_code(known);
	assert_int_equal(schema_of(instance), id);
	kit_free(kit);
}

static void lengths_fit_whatever_the_last_one_was(void **state)
{
	static const size_t sizes[] = {1, 100, 70, 130, 20000, 3, 126, 90, 200, 16384, 16300, 127, 5};
	struct kit *kit = kit_new(3);
	MI_Instance *inner = instance_of(kit, "TST_Inner", "Text"), *outer;
	MI_ClassDecl *decl = kit_class_decl(kit, "TST_Outer", 1);
	MI_Value value = {.instance = inner};
	char *text = calloc(1, BUFFER_SIZE);
	size_t i;

	(void)state;
	kit_add_property(kit, decl, "Inner", MI_INSTANCE, MI_FLAG_PROPERTY);
	outer = kit_instance(kit, decl, "root/cimv2", NULL);
	kit_set(outer, 0, &value, MTR_MI_FIELD_BORROWED);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(text, 'a', sizes[i]);
		text[sizes[i]] = 0;
		kit_set_string(kit, inner, 1, text);
		mitrace__packet__free_unpacked(encode(inner), NULL);
		mitrace__packet__free_unpacked(encode(outer), NULL);
	}
	free(text);
	kit_free(kit);
}

static int set_up(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = {1};

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	env.schemas = mtr_schema_cache_new();
	buffer = malloc(BUFFER_SIZE);
	return !env.schemas || !buffer;
}

static int tear_down(void **state)
{
	(void)state;
	mtr_schema_cache_free(env.schemas);
	free(buffer);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_that_differ_in_a_letter_are_two),
		cmocka_unit_test(a_name_is_not_read_beyond_its_end_whatever_its_code_says),
		cmocka_unit_test(lengths_fit_whatever_the_last_one_was),
	};

	return cmocka_run_group_tests_name("encode_names", tests, set_up, tear_down);
}
