/* mtr_unpack() against protobuf-c's own unpacking, on generated messages and on bytes that are none. */
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "mitrace.pb-c.h"
#include "random_message.h"
#include "unit.h"
#include "unpack.h"

enum {
	ROUNDS = 2000
};

static struct mtr_arena made, unpacked;
static struct random_state rnd;

static int set_up(void **state)
{
	(void)state;
	mtr_arena_begin(&made, 64 << 20);
	mtr_arena_begin(&unpacked, 64 << 20);
	random_begin(&rnd);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	mtr_arena_end(&made);
	mtr_arena_end(&unpacked);
	return 0;
}

static uint8_t *pack(const ProtobufCMessage *message, size_t *ret_size)
{
	uint8_t *bytes = malloc(protobuf_c_message_get_packed_size(message) + 1);

	*ret_size = protobuf_c_message_pack(message, bytes);
	return bytes;
}

/* A packet packs to the same bytes after it was unpacked by us as after protobuf-c did. */
static void assert_same(const uint8_t *bytes, size_t size)
{
	ProtobufCMessage *ours = NULL, *theirs;
	uint8_t *our_bytes, *their_bytes;
	size_t our_size, their_size;

	mtr_arena_reset(&unpacked);
	theirs = protobuf_c_message_unpack(&mitrace__packet__descriptor, NULL, size, bytes);
	assert_non_null(theirs);
	assert_int_equal(mtr_unpack(&mitrace__packet__descriptor, bytes, size, &unpacked, &ours), 0);
	our_bytes = pack(ours, &our_size);
	their_bytes = pack(theirs, &their_size);
	assert_int_equal(our_size, their_size);
	assert_memory_equal(our_bytes, their_bytes, our_size);
	free(our_bytes);
	free(their_bytes);
	protobuf_c_message_free_unpacked(theirs, NULL);
}

static void test_generated_packets_unpack_as_protobuf_c_does(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		ProtobufCMessage *message;
		uint8_t *bytes;
		size_t size;

		mtr_arena_reset(&made);
		message = random_message(&rnd, &mitrace__packet__descriptor, &made, (unsigned)random_below(&rnd, 6));
		bytes = pack(message, &size);
		assert_same(bytes, size);
		free(bytes);
	}
}

static void test_a_message_given_twice_is_merged(void **state)
{
	/* Call: instance (13) {schema 1, value {null}}, result 9, instance {schema 2, value {type 3}} */
	static const uint8_t bytes[] = {0x6a, 6, 8, 1, 0x2a, 2, 0x10, 1, 0x30, 9, 0x6a, 6, 8, 2, 0x2a, 2, 0x18, 3};
	Mitrace__Call *call = NULL;

	(void)state;
	assert_int_equal(
		mtr_unpack(&mitrace__call__descriptor, bytes, sizeof(bytes), &unpacked, (ProtobufCMessage **)&call), 0);
	assert_int_equal(call->result, 9);
	assert_int_equal(call->instance->schema, 2);
	assert_int_equal(call->instance->n_value, 2);
	assert_true(call->instance->value[0]->null);
	assert_int_equal(call->instance->value[1]->type, 3);
}

static void test_another_member_of_a_oneof_replaces_the_first(void **state)
{
	/* Packet: call_begin (6) {function 2}, end (16) {reason 1} */
	static const uint8_t bytes[] = {0x32, 2, 8, 2, 0x82, 0x01, 2, 8, 1};
	Mitrace__Packet *packet = NULL;

	(void)state;
	assert_int_equal(
		mtr_unpack(&mitrace__packet__descriptor, bytes, sizeof(bytes), &unpacked, (ProtobufCMessage **)&packet),
		0);
	assert_int_equal(packet->body_case, MITRACE__PACKET__BODY_END);
	assert_int_equal(packet->end->reason, MITRACE__END_REASON__END_EXIT);
}

static void test_changed_bytes_are_accepted_or_refused_but_never_trusted(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ROUNDS * 4; i++) {
		ProtobufCMessage *message, *ret = NULL;
		uint8_t *bytes, *exact;
		size_t size, at;
		int err;

		mtr_arena_reset(&made);
		mtr_arena_reset(&unpacked);
		message = random_message(&rnd, &mitrace__packet__descriptor, &made, 3);
		bytes = pack(message, &size);
		for (at = random_below(&rnd, 4); size && at; at--)
			bytes[random_below(&rnd, size)] ^= (uint8_t)(1u << random_below(&rnd, 8));
		if (size && random_below(&rnd, 2))
			size = random_below(&rnd, size);
		exact = malloc(size ? size : 1); /* so that a sanitizer sees every byte too many */
		memcpy(exact, bytes, size);
		err = mtr_unpack(&mitrace__packet__descriptor, exact, size, &unpacked, &ret);
		assert_true(err == 0 || err == -MTR_EDAMAGED || err == -MTR_ELIMIT);
		if (!err) {
			free(bytes);
			bytes = pack(ret, &size);
		}
		free(exact);
		free(bytes);
	}
}

static void test_unknown_fields_are_skipped(void **state)
{
	/* Packet: seq = 5, field 1000 varint, field 1001 bytes "xy", field 1002 fixed64, time = 7 */
	static const uint8_t bytes[] = {0x08, 5, 0xc0, 0x3e, 0x96, 0x01, 0xca, 0x3e, 2, 'x',  'y', 0xd1,
					0x3e, 1, 2,    3,    4,    5,    6,    7,    8, 0x10, 7};
	Mitrace__Packet *packet = NULL;

	(void)state;
	assert_int_equal(
		mtr_unpack(&mitrace__packet__descriptor, bytes, sizeof(bytes), &unpacked, (ProtobufCMessage **)&packet),
		0);
	assert_int_equal(packet->seq, 5);
	assert_int_equal(packet->time, 7);
	assert_false(packet->has_thread);
}

static void test_repeated_numbers_come_packed_or_one_by_one_or_mixed(void **state)
{
	/* Array.unsigned (3): 1, packed 2 3, 4; Array.real32 (5) packed: 1 */
	static const uint8_t bytes[] = {0x18, 1, 0x1a, 3, 2, 0x80, 0x01, 0x2a, 4, 0, 0, 0x80, 0x3f, 0x18, 4};
	Mitrace__Array *array = NULL;

	(void)state;
	assert_int_equal(
		mtr_unpack(&mitrace__array__descriptor, bytes, sizeof(bytes), &unpacked, (ProtobufCMessage **)&array),
		0);
	assert_int_equal(array->n_unsigned_, 4);
	assert_int_equal(array->unsigned_[0], 1);
	assert_int_equal(array->unsigned_[1], 2);
	assert_int_equal(array->unsigned_[2], 128);
	assert_int_equal(array->unsigned_[3], 4);
	assert_int_equal(array->n_real32, 1);
	assert_int_equal(array->real32[0], 0x3f800000);
}

static void test_deep_nesting_is_refused(void **state)
{
	/* Class.super_class (9) within itself, from the inside out; lengths take up to three bytes. */
	enum {
		LEVELS = 4000,
		SIZE = LEVELS * 4
	};
	uint8_t *bytes = malloc(SIZE), *start = bytes + SIZE;
	ProtobufCMessage *ret = NULL;
	int i;

	(void)state;
	for (i = 0; i < LEVELS; i++) {
		size_t size = (size_t)(bytes + SIZE - start);

		if (size >= 1 << 14)
			*--start = (uint8_t)(size >> 14);
		if (size >= 1 << 7)
			*--start = (uint8_t)((size >> 7 & 0x7f) | (size >= 1 << 14 ? 0x80 : 0));
		*--start = (uint8_t)((size & 0x7f) | (size >= 1 << 7 ? 0x80 : 0));
		*--start = 0x4a;
	}
	assert_int_equal(
		mtr_unpack(&mitrace__class__descriptor, start, (size_t)(bytes + SIZE - start), &unpacked, &ret),
		-MTR_ELIMIT);
	assert_null(ret);
	free(bytes);
}

static void test_many_small_messages_stop_at_the_memory_limit(void **state)
{
	/* Instance.value (5), empty, a million times: 2 bytes each become more than a hundred. */
	enum {
		COUNT = 1000000
	};
	uint8_t *bytes = malloc(COUNT * 2);
	struct mtr_arena small;
	ProtobufCMessage *ret = NULL;
	int i;

	(void)state;
	for (i = 0; i < COUNT; i++) {
		bytes[2 * i] = 0x2a;
		bytes[2 * i + 1] = 0;
	}
	mtr_arena_begin(&small, 16 << 20);
	assert_int_equal(mtr_unpack(&mitrace__instance__descriptor, bytes, COUNT * 2, &small, &ret), -MTR_ELIMIT);
	assert_true(small.held <= 16 << 20);
	mtr_arena_end(&small);
	free(bytes);
}

static void test_a_length_beyond_the_end_is_refused(void **state)
{
	static const uint8_t bytes[] = {0x32, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
	ProtobufCMessage *ret = NULL;

	(void)state;
	assert_int_equal(mtr_unpack(&mitrace__packet__descriptor, bytes, sizeof(bytes), &unpacked, &ret),
			 -MTR_EDAMAGED);
	assert_int_equal(mtr_unpack(&mitrace__packet__descriptor, bytes, 1, &unpacked, &ret), -MTR_EDAMAGED);
	assert_int_equal(mtr_unpack(&mitrace__packet__descriptor, NULL, 0, &unpacked, &ret), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generated_packets_unpack_as_protobuf_c_does),
		cmocka_unit_test(test_a_message_given_twice_is_merged),
		cmocka_unit_test(test_another_member_of_a_oneof_replaces_the_first),
		cmocka_unit_test(test_changed_bytes_are_accepted_or_refused_but_never_trusted),
		cmocka_unit_test(test_unknown_fields_are_skipped),
		cmocka_unit_test(test_repeated_numbers_come_packed_or_one_by_one_or_mixed),
		cmocka_unit_test(test_deep_nesting_is_refused),
		cmocka_unit_test(test_many_small_messages_stop_at_the_memory_limit),
		cmocka_unit_test(test_a_length_beyond_the_end_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
