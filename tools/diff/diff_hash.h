/*
 * Hashes of content, 64 bits wide: what is equal in two traces is found by them. With a million parts a side two that
 * differ share a hash once in 10^7 comparisons of whole traces. Not for use against who wants a collision.
 */
#ifndef DIFF_HASH_H
#define DIFF_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 diff_wide;

static inline uint64_t diff_mix(uint64_t hash, uint64_t value)
{
	diff_wide product = (diff_wide)(hash ^ UINT64_C(0x9e3779b97f4a7c15)) * (value ^ UINT64_C(0xd6e8feb86659fd93));

	/* The sum keeps a factor of 0 from swallowing the other one. */
	return ((uint64_t)product ^ (uint64_t)(product >> 64)) + (hash << 1) + value;
}

static inline uint64_t diff_hash_bytes(uint64_t hash, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint64_t word;

	hash = diff_mix(hash, size);
	for (; size >= 8; size -= 8, bytes += 8) {
		memcpy(&word, bytes, 8);
		hash = diff_mix(hash, word);
	}
	if (size) {
		word = 0;
		memcpy(&word, bytes, size);
		hash = diff_mix(hash, word);
	}
	return hash;
}

#endif
