/* Addresses of functions, and names for pointers. */
#include "shim_encode.h"

#include <stdatomic.h>
#include <sys/random.h>

enum {
	VARINT_MAX = 10,
	ADDRESSES_MAX = 16
};

void shim_encode_addresses(struct mtr_encoder *e, unsigned field, const shim_function *functions, unsigned nr)
{
	uint8_t bytes[ADDRESSES_MAX * VARINT_MAX], *cur = bytes;

	for (unsigned i = 0; i < nr && i < ADDRESSES_MAX; i++) {
		uint64_t address = (uintptr_t)functions[i];

		if (!address)
			continue;
		for (; address >= 0x80; address >>= 7)
			*cur++ = (uint8_t)(address | 0x80);
		*cur++ = (uint8_t)address;
	}
	if (cur != bytes)
		mtr_encode_bytes(e, field, bytes, (size_t)(cur - bytes));
}

/* Random and odd, drawn when it is first needed. */
static uint64_t secret(void)
{
	static _Atomic uint64_t value;
	uint64_t known = atomic_load_explicit(&value, memory_order_relaxed), drawn = 0;

	if (known)
		return known;
	if (getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK) != sizeof(drawn))
		drawn = (uintptr_t)&drawn;
	drawn |= 1;
	return atomic_compare_exchange_strong(&value, &known, drawn) ? drawn : known;
}

uint64_t shim_context_identity(const void *context)
{
	uint64_t h = (uintptr_t)context;

	if (!h)
		return 0;
	/* A permutation of 64-bit words: different pointers never share a number. */
	h = (h ^ secret()) * 0xbf58476d1ce4e5b9;
	h = (h ^ h >> 32) * secret();
	h ^= h >> 29;
	return h ? h : 1;
}
