/* SipHash-2-4-128, straight from its description: four 64-bit words, two rounds a word, four at the end. */
#include "siphash.h"

#include <endian.h>
#include <string.h>

struct state {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static inline uint64_t load(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

static inline void store(uint8_t *p, uint64_t word)
{
	word = htole64(word);
	memcpy(p, &word, sizeof(word));
}

static inline void rounds(struct state *s, int count)
{
	while (count-- > 0) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

static inline void absorb(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

void mtr_siphash128(const uint8_t key[16], const void *data, size_t size, uint8_t ret_hash[16])
{
	uint64_t k0 = load(key), k1 = load(key + 8);
	struct state s = {
		.v0 = k0 ^ 0x736f6d6570736575,
		.v1 = k1 ^ 0x646f72616e646f6d ^ 0xee,
		.v2 = k0 ^ 0x6c7967656e657261,
		.v3 = k1 ^ 0x7465646279746573,
	};
	const uint8_t *p = data;
	const uint8_t *last = p + (size & ~(size_t)7);
	uint8_t tail[8] = {0};

	for (; p != last; p += 8)
		absorb(&s, load(p));
	if (size & 7)
		memcpy(tail, p, size & 7);
	tail[7] = (uint8_t)size;
	absorb(&s, load(tail));

	s.v2 ^= 0xee;
	rounds(&s, 4);
	store(ret_hash, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
	s.v1 ^= 0xdd;
	rounds(&s, 4);
	store(ret_hash + 8, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}
