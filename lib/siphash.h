/*
 * SipHash-2-4 with a 128-bit answer: a keyed hash that tells nothing of its input to who has not the key.
 * Algorithm by Jean-Philippe Aumasson and Daniel J. Bernstein.
 */
#ifndef MTR_SIPHASH_H
#define MTR_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

void mtr_siphash128(const uint8_t key[16], const void *data, size_t size, uint8_t ret_hash[16]);

#endif
