/* A record of a ring as a Packet message: the envelope around the body that the producer encoded. */
#ifndef MTR_PACKET_BUILD_H
#define MTR_PACKET_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spool_format.h"

/* A record that was checked: everything in it lies within the ring. */
struct mtr_record_view {
	struct mtr_record record; /* a copy */
	const uint8_t *body;      /* record.body bytes, in the ring */
	const uint32_t *schemas;  /* record.nr_schemas ids, in the ring */
};

/* The message in three pieces, in the order of field numbers. */
struct mtr_packet {
	const uint8_t *body;
	uint32_t prefix_size, body_size, suffix_size;
	uint8_t prefix[64], suffix[16];
};

/* @clock_base: what Packet.time counts from. The body is borrowed from the view. */
void mtr_packet_build(struct mtr_packet *packet, const struct mtr_record_view *view, uint64_t clock_base);
/* A packet without an envelope: knowledge. */
void mtr_packet_wrap(struct mtr_packet *packet, const void *body, size_t size);

static inline size_t mtr_packet_size(const struct mtr_packet *packet)
{
	return (size_t)packet->prefix_size + packet->body_size + packet->suffix_size;
}

/* Writes mtr_packet_size() bytes, returns what follows them. */
uint8_t *mtr_packet_copy(const struct mtr_packet *packet, uint8_t *out);

#endif
