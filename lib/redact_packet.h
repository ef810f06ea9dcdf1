/*
 * Redaction of packets that exist: the rules of the encoder, applied to what a trace holds. What is a token already
 * stays the token it is; so a trace can be redacted again under a stricter policy, never under a weaker one.
 */
#ifndef MTR_REDACT_PACKET_H
#define MTR_REDACT_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "reader.h"
#include "redact.h"

/*
 * Changes a packet in place: strings are replaced by strings in @arena, which must live as long as the packet is
 * used. @reader: for the classes of instances. *ret_changed counts what became a token. 0, or -ENOMEM (worded).
 */
int mtr_redact_packet(Mitrace__Packet *packet, const struct mtr_redaction *redaction, const struct mtr_reader *reader,
		      struct mtr_arena *arena, uint64_t *ret_changed);

#endif
