/*
 * Every MI type through all there is: recorded into a trace, printed as JSON, imported into another trace, made into MI
 * objects again by replay. What comes out must encode to the same bits as what went in.
 *
 * Objects are made by a plan: elements of any type, each a value or NULL, arrays, embedded instances with classes of their
 * own. When a plan fails it is made smaller as long as it still fails; seed and plan are printed. MITRACE_TEST_SEED runs one seed.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "convert.h"
#include "encoder.h"
#include "fail.h"
#include "fields.h"
#include "instance_kit.h"
#include "json_read.h"
#include "json_write.h"
#include "mitrace_fields.h"
#include "objects.h"
#include "reader.h"
#include "trace_fixture.h"
#include "trace_store.h"
#include "unit.h"

enum {
	SEEDS = 60,
	ELEMENTS_MAX = 64,
	BUFFER = 4 << 20,
	MEMORY = 64 << 20,
};

struct element {
	MI_Type type;
	bool null;
	unsigned depth; /* of instances within */
	uint64_t seed;
};

struct plan {
	unsigned nr;
	struct element elements[ELEMENTS_MAX];
	uint64_t class_seed; /* of a class with qualifiers, methods and superclasses; 0: none */
	bool embedded;       /* the elements are those of an instance within an instance: value, reference, arrays */
	bool defaults;       /* the class is that of the elements, and has their values as defaults */
};

static struct mtr_redaction redaction;

/* ---- objects from plans */

struct made {
	struct kit *kits[ELEMENTS_MAX + 2]; /* one for each element, so that elements do not depend on each other */
	MI_Instance *instance;
	MI_Class *class;
};

/* Where an instance can be in another one. */
static MI_Instance *wrap(struct kit *kit, MI_Instance *inner)
{
	static const MI_Type places[] = {MI_INSTANCE, MI_REFERENCE, MI_INSTANCEA, MI_REFERENCEA};
	MI_ClassDecl *decl = kit_class_decl(kit, "Round_Wrap", MI_COUNT(places));
	MI_Instance **items = kit_alloc(kit, 2 * sizeof(*items)), *outer;

	for (unsigned i = 0; i < MI_COUNT(places); i++) {
		char name[32];

		snprintf(name, sizeof(name), "Place%u", i);
		kit_add_property(kit, decl, name, places[i], MI_FLAG_PROPERTY);
	}
	outer = kit_instance(kit, decl, NULL, NULL);
	items[0] = items[1] = inner;
	for (unsigned i = 0; i < MI_COUNT(places); i++) {
		MI_Value value = {.instance = inner};

		if (places[i] & MI_ARRAY)
			value.instancea = (MI_InstanceA){items, 2};
		kit_set(outer, i, &value, MTR_MI_FIELD_MODIFIED);
	}
	return outer;
}

/* A class with the default values that its declaration got. */
static MI_Class *class_of(struct kit *kit, const MI_ClassDecl *decl)
{
	MI_Class *class = kit_alloc(kit, sizeof(*class));

	class->classDecl = decl;
	return class;
}

static void make(const struct plan *plan, struct made *ret)
{
	struct kit *kit = ret->kits[0] = kit_new(1);
	MI_ClassDecl *decl = kit_class_decl(kit, "Round_Trip", plan->nr + 1);
	MI_PropertyDecl *properties[ELEMENTS_MAX];

	for (unsigned i = 0; i < plan->nr; i++) {
		char name[32];

		snprintf(name, sizeof(name), "Element%u", i);
		properties[i] = kit_add_property(kit, decl, name, plan->elements[i].type, MI_FLAG_PROPERTY);
	}
	ret->instance = kit_instance(kit, decl, "root/round", "server");
	for (unsigned i = 0; i < plan->nr; i++) {
		const struct element *e = &plan->elements[i];
		MI_Value value;

		ret->kits[i + 1] = kit_new(e->seed);
		value = kit_random_value(ret->kits[i + 1], e->type, e->depth);
		if (!e->null)
			kit_set(ret->instance, i, &value, MTR_MI_FIELD_MODIFIED);
		if (!e->null && plan->defaults)
			properties[i]->value = memcpy(kit_alloc(kit, sizeof(value)), &value, sizeof(value));
	}
	if (plan->embedded)
		ret->instance = wrap(kit, ret->instance);
	if (plan->defaults)
		ret->class = class_of(kit, decl);
	else
		ret->class =
			plan->class_seed ? kit_random_class(ret->kits[plan->nr + 1] = kit_new(plan->class_seed)) : NULL;
}

static void unmake(struct made *made, unsigned nr)
{
	for (unsigned i = 0; i < nr + 2; i++)
		if (made->kits[i])
			kit_free(made->kits[i]);
}

/* ---- the way */

static void encode_instance(struct mtr_encoder *e, const void *context)
{
	size_t callback = mtr_encode_open(e, MTR_PACKET_CALLBACK_BEGIN);

	mtr_encode_uint(e, MTR_CALLBACK_KIND, MTR_CALLBACK_KIND_MI_OperationCallbacks_instanceResult);
	mtr_encode_instance(e, MTR_CALLBACK_INSTANCE, context);
	mtr_encode_close(e, callback);
}

static void encode_class(struct mtr_encoder *e, const void *context)
{
	size_t callback = mtr_encode_open(e, MTR_PACKET_CALLBACK_BEGIN);

	mtr_encode_uint(e, MTR_CALLBACK_KIND, MTR_CALLBACK_KIND_MI_OperationCallbacks_classResult);
	mtr_encode_class(e, MTR_CALLBACK_CLASS, context);
	mtr_encode_close(e, callback);
}

static void record(struct fixture *f, const struct made *made)
{
	const struct mtr_event instance = {.time = 2000, .encode = encode_instance, .context = made->instance};
	const struct mtr_event class = {.time = 3000, .encode = encode_class, .context = made->class};
	struct mtr_ring *ring;

	fixture_begin(f, NULL);
	mtr_redaction_init(&f->redaction, MTR_REDACTION_CREDENTIALS, redaction.key);
	fixture_open(f, true);
	ring = mtr_ring_acquire(f->recorder, 1, "main");
	mtr_event_write(ring, &instance);
	if (made->class)
		mtr_event_write(ring, &class);
	fixture_stop(f);
}

static void through_json(const char *from, const char *to)
{
	struct mtr_reader *reader;
	FILE *json = tmpfile();

	assert_non_null(json);
	assert_int_equal(mtr_reader_open(from, NULL, &reader), 0);
	assert_int_equal(mtr_show_json(reader, NULL, NULL, json), 0);
	mtr_reader_close(reader);
	rewind(json);
	if (mtr_import_json(json, "json", to, false))
		fail_msg("%s", mtr_fail_text());
	fclose(json);
}

struct found {
	struct replay_place places[2]; /* of the instance and of the class */
	unsigned nr;
};

static int find_events(void *context, struct replay_store *store, const struct replay_scanned *packet)
{
	struct found *found = context;
	Mitrace__Packet *message = mitrace__packet__unpack(NULL, packet->size, packet->data);

	(void)store;
	assert_non_null(message);
	if (message->has_seq) {
		assert_true(found->nr < 2);
		found->places[found->nr++] = packet->place;
	}
	mitrace__packet__free_unpacked(message, NULL);
	return 0;
}

/* ---- what came out */

static size_t encode(const MI_Instance *instance, uint8_t *buffer)
{
	/* Classes inline: everything is in the bytes. */
	const struct mtr_encoder_env env = {.redaction = &redaction, .cap = BUFFER};
	struct mtr_encoder e;

	mtr_encoder_begin(&e, buffer, BUFFER, &env);
	mtr_encode_instance(&e, 1, instance);
	assert_false(mtr_encoder_overflowed(&e));
	return mtr_encoder_size(&e);
}

static size_t encode_class_alone(const MI_Class *class, uint8_t *buffer)
{
	const struct mtr_encoder_env env = {.redaction = &redaction, .cap = BUFFER};
	struct mtr_encoder e;

	mtr_encoder_begin(&e, buffer, BUFFER, &env);
	mtr_encode_class(&e, 1, class);
	assert_false(mtr_encoder_overflowed(&e));
	return mtr_encoder_size(&e);
}

/* An instance whose class has methods comes back as one of a declared class, however it was made. */
static void forget_dynamic(ProtobufCMessage *message)
{
	if (message->descriptor == &mitrace__instance__descriptor)
		((Mitrace__Instance *)message)->has_dynamic = ((Mitrace__Instance *)message)->dynamic = 0;
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		void *member = (char *)message + field->offset;
		size_t count = field->type == PROTOBUF_C_TYPE_MESSAGE ? mtr_field_count(message, field) : 0;

		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			member = *(void **)member;
		for (size_t k = 0; k < count; k++)
			forget_dynamic(((ProtobufCMessage **)member)[k]);
	}
}

/* The bytes of an instance; returns how many. */
static size_t normal_form(const MI_Instance *instance, uint8_t *ret_bytes)
{
	uint8_t *bytes = malloc(BUFFER);
	size_t size = encode(instance, bytes), at = 1;
	Mitrace__Instance *message;

	while (bytes[at++] & 0x80) /* the length, behind the field's tag */
		continue;
	message = mitrace__instance__unpack(NULL, size - at, bytes + at);
	assert_non_null(message);
	forget_dynamic(&message->base);
	size = mitrace__instance__pack(message, ret_bytes);
	mitrace__instance__free_unpacked(message, NULL);
	free(bytes);
	return size;
}

static bool same_instance(const MI_Instance *a, const MI_Instance *b)
{
	uint8_t *bytes[2] = {malloc(BUFFER), malloc(BUFFER)};
	size_t sizes[2] = {normal_form(a, bytes[0]), normal_form(b, bytes[1])};
	bool same = sizes[0] == sizes[1] && memcmp(bytes[0], bytes[1], sizes[0]) == 0;

	free(bytes[0]);
	free(bytes[1]);
	return same;
}

/* The class as it was recorded is in the packet; its bytes are those of the original. */
static bool same_class(const MI_Class *class, const Mitrace__Class *message)
{
	uint8_t *bytes = malloc(BUFFER), *packed = malloc(BUFFER);
	size_t size = encode_class_alone(class, bytes), content = protobuf_c_message_get_packed_size(&message->base);
	bool same;

	protobuf_c_message_pack(&message->base, packed);
	/* The field's tag and length stand before its content. */
	same = content < size && size - content <= 6 && memcmp(bytes + size - content, packed, content) == 0;
	free(bytes);
	free(packed);
	return same;
}

/* Instances of one class are made in two ways: the first, and all that follow. */
static bool instance_came_back(const struct made *made, const struct replay_convert *c,
			       const Mitrace__Instance *message)
{
	MI_Instance *first = NULL, *second = NULL;
	bool same = replay_convert_instance(c, message, &first) == MI_RESULT_OK &&
		    replay_convert_instance(c, message, &second) == MI_RESULT_OK &&
		    same_instance(made->instance, first) && same_instance(made->instance, second);

	dispatch_instance_free(first);
	dispatch_instance_free(second);
	return same;
}

static bool came_back(const struct made *made, const char *path)
{
	struct replay_store *store = NULL;
	struct replay_classes *classes = NULL;
	struct found found = {.nr = 0};
	const Mitrace__Packet *packet;
	struct replay_convert c;
	struct mtr_arena arena;
	bool same;

	mtr_arena_begin(&arena, MEMORY);
	assert_int_equal(replay_store_open(path, find_events, &found, &store), 0);
	assert_int_equal(found.nr, made->class ? 2 : 1);
	assert_int_equal(replay_classes_new(store, &classes), 0);
	c = (struct replay_convert){.classes = classes, .arena = &arena};
	assert_int_equal(replay_store_get(store, found.places[0], &arena, &packet), 0);
	same = instance_came_back(made, &c, packet->callback_begin->instance);
	if (same && made->class) {
		assert_int_equal(replay_store_get(store, found.places[1], &arena, &packet), 0);
		same = same_class(made->class, packet->callback_begin->class_);
	}
	replay_classes_free(classes);
	replay_store_close(store);
	mtr_arena_end(&arena);
	return same;
}

static bool holds(const struct plan *plan)
{
	struct made made = {.instance = NULL};
	struct fixture f;
	char again[256];
	bool same;

	make(plan, &made);
	record(&f, &made);
	snprintf(again, sizeof(again), "%s/again.mitrace", f.dir);
	through_json(f.trace, again);
	same = came_back(&made, f.trace) && came_back(&made, again);
	fixture_end(&f);
	unmake(&made, plan->nr);
	return same;
}

/* ---- plans */

static struct plan random_plan(uint64_t seed)
{
	struct kit *kit = kit_new(seed);
	struct plan plan = {.nr = 1 + (unsigned)kit_random(kit, ELEMENTS_MAX)};

	for (unsigned i = 0; i < plan.nr; i++)
		plan.elements[i] = (struct element){(MI_Type)kit_random(kit, 32), kit_random(kit, 4) == 0,
						    (unsigned)kit_random(kit, 3), kit_random(kit, UINT64_MAX)};
	plan.embedded = kit_random(kit, 3) == 0;
	plan.class_seed = kit_random(kit, 2) ? 1 + kit_random(kit, UINT32_MAX) : 0;
	kit_free(kit);
	return plan;
}

/* All 32 types, each with a value and as NULL. */
static struct plan whole_plan(void)
{
	struct plan plan = {.nr = ELEMENTS_MAX, .class_seed = 1};

	for (unsigned i = 0; i < plan.nr; i++)
		plan.elements[i] = (struct element){(MI_Type)(i / 2), i % 2, 2, i};
	return plan;
}

/* The same within embedded instances, or as defaults of a class. */
static struct plan whole_plan_of(bool embedded, bool defaults)
{
	struct plan plan = whole_plan();

	plan.embedded = embedded;
	plan.defaults = defaults;
	for (unsigned i = 0; i < plan.nr && defaults; i++)
		plan.elements[i].depth = 0; /* a declaration has no instances */
	return plan;
}

static struct plan without(const struct plan *plan, unsigned first, unsigned nr)
{
	struct plan smaller = *plan;

	memmove(&smaller.elements[first], &plan->elements[first + nr],
		(plan->nr - first - nr) * sizeof(smaller.elements[0]));
	smaller.nr -= nr;
	return smaller;
}

/* Leaves out what can be left out: halves, quarters ... single elements, the class, depth. */
static void shrink(struct plan *plan)
{
	struct plan smaller = *plan;

	smaller.class_seed = 0;
	if (plan->class_seed && !holds(&smaller))
		*plan = smaller;
	for (unsigned nr = plan->nr / 2; nr; nr /= 2) {
		for (unsigned first = 0; first + nr <= plan->nr;) {
			smaller = without(plan, first, nr);
			if (holds(&smaller))
				first += nr;
			else
				*plan = smaller;
		}
	}
	for (unsigned i = 0; i < plan->nr; i++) {
		smaller = *plan;
		while (smaller.elements[i].depth && smaller.elements[i].depth--) {
			if (holds(&smaller))
				break;
			*plan = smaller;
		}
	}
}

static void check(struct plan plan, uint64_t seed)
{
	if (holds(&plan))
		return;
	shrink(&plan);
	print_error("MITRACE_TEST_SEED=%llu: what is left of the plan:\n", (unsigned long long)seed);
	for (unsigned i = 0; i < plan.nr; i++)
		print_error("  type %d%s, depth %u, seed %llu\n", (int)plan.elements[i].type,
			    plan.elements[i].null ? ", NULL" : "", plan.elements[i].depth,
			    (unsigned long long)plan.elements[i].seed);
	print_error("%s%s", plan.embedded ? "  embedded\n" : "", plan.defaults ? "  defaults of a class\n" : "");
	if (plan.class_seed)
		print_error("  a class of seed %llu\n", (unsigned long long)plan.class_seed);
	fail_msg("not what it was");
}

static void every_type_comes_back_as_a_value_an_array_and_null(void **state)
{
	(void)state;
	check(whole_plan(), 0);
}

static void every_type_comes_back_within_embedded_instances(void **state)
{
	(void)state;
	check(whole_plan_of(true, false), 0);
}

static void every_type_comes_back_as_a_default_of_a_class(void **state)
{
	(void)state;
	check(whole_plan_of(false, true), 0);
}

static void random_objects_come_back(void **state)
{
	const char *text = getenv("MITRACE_TEST_SEED");
	uint64_t first = text ? strtoull(text, NULL, 0) : 1;

	(void)state;
	for (uint64_t seed = first; seed < first + (text ? 1 : SEEDS); seed++)
		check(random_plan(seed), seed);
}

int main(void)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcde";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_comes_back_as_a_value_an_array_and_null),
		cmocka_unit_test(every_type_comes_back_within_embedded_instances),
		cmocka_unit_test(every_type_comes_back_as_a_default_of_a_class),
		cmocka_unit_test(random_objects_come_back),
	};

	mtr_redaction_init(&redaction, MTR_REDACTION_CREDENTIALS, key);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
