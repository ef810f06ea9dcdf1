/*
 * The few numbers of a packet that say where it belongs, read from its wire form: a scan of a whole trace unpacks nothing
 * else.
 */
#ifndef REPLAY_PACKET_NUMBERS_H
#define REPLAY_PACKET_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0 where they are absent. */
struct packet_numbers {
	uint64_t seq, thread, parent;
	unsigned body;
	const uint8_t *data; /* of the body */
	size_t size;
	uint64_t function; /* or kind of callback */
	uint64_t operation, session, application, hosted_provider;
	uint64_t result, response, handle;
	uint64_t handle_state, table, null_outputs;
	uint64_t operation_result;
	bool more, has_more, answerable;
};

/* @data: the bytes of a Packet. What is malformed ends the reading there. */
struct packet_numbers replay_packet_numbers(const uint8_t *data, size_t size);

#endif
