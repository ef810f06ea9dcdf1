/* Bodies of the small packets that tell of losses and of the end. */
#ifndef MTR_END_PACKET_H
#define MTR_END_PACKET_H

#include <stddef.h>
#include <stdint.h>

enum {
	MTR_END_LOST_MAX = 64, /* numbers of lost events that are named */
	MTR_END_BODY_MAX = 2048,
	MTR_END_MESSAGE_MAX = 1024,
	MTR_DROP_BODY_MAX = 32,
};

struct mtr_end {
	unsigned reason;      /* MTR_END_REASON_* */
	uint64_t events;      /* in the trace */
	uint64_t next_seq;    /* number after the last that was handed out */
	uint64_t dropped;     /* told by Drop packets */
	uint64_t blocked;     /* times a thread waited for the writer */
	const uint64_t *lost; /* numbers handed out to threads that never committed */
	uint32_t nr_lost;     /* at most MTR_END_LOST_MAX */
	const char *message;  /* NULL: none */
};

/* Body of an End packet into @out (MTR_END_BODY_MAX bytes); returns its size. */
size_t mtr_end_body(const struct mtr_end *end, uint8_t *out);

/* Body of a Drop packet; returns what follows it. At most MTR_DROP_BODY_MAX bytes. @time: as in Packet.time. */
uint8_t *mtr_put_drop(uint8_t *out, uint64_t count, uint64_t time);

#endif
