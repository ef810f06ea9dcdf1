/*
 * Which entry of one list is which of another one. First what is equal and in the same order, then what is equal and
 * moved, then what has the same key, near before far.
 *
 * Linear on lists that are equal or nearly so; what is neither is bounded by a budget, after which equal entries are
 * matched in the order in which they come.
 */
#ifndef DIFF_ALIGN_H
#define DIFF_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

#define DIFF_UNMATCHED UINT32_MAX

struct diff_node {
	uint64_t hash; /* of the whole content */
	uint64_t key;  /* entries with the same one are the same thing, changed; 0: none */
	uint64_t weak; /* what they are paired by last; 0: none */
};

struct diff_list {
	const struct diff_node *nodes;
	uint32_t nr;
	uint32_t *match; /* filled: the index in the other list, or DIFF_UNMATCHED */
};

/* Fills match of both. @weak_anywhere: the weak key also pairs what stands in different places,
 * but only where both lists have as many with it: otherwise they are others. 0 or -ENOMEM (worded). */
int diff_align(struct diff_list *a, struct diff_list *b, bool weak_anywhere);

/*
 * Of the entries of @a that have a match: which must be taken out, at least, for the rest to stand in the order of the other
 * list. @ret_moved: nr flags. Returns how many, or -ENOMEM (worded).
 */
int64_t diff_moved(const struct diff_list *a, bool *ret_moved);

/* Longest common subsequence of two runs by hash, in linear space; matches go into both lists. False: over @budget. */
bool diff_myers(struct diff_list *a, uint32_t a_from, uint32_t a_to, struct diff_list *b, uint32_t b_from,
		uint32_t b_to, int64_t *budget);

#endif
