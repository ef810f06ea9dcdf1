/*
 * Numbers 1, 2, 3 ... for other numbers, in the order in which these are first asked for: in memory as long as there are
 * few, beyond that in a temporary file with a bounded part of it in memory. The recorder numbers objects without gaps, so
 * the file is as long as there are objects.
 */
#ifndef MTR_NUMBERING_H
#define MTR_NUMBERING_H

#include "id_map.h"

struct mtr_numbering_page;

/* All zero is an empty one. */
struct mtr_numbering {
	struct mtr_id_map few;
	struct mtr_numbering_page *pages; /* NULL: few are enough */
	int fd;
	uint64_t last;  /* number given last */
	uint64_t holes; /* pages of the file that were looked at before anything was in them */
};

/* 0 with *ret; 0 for @id 0. -ENOMEM, -errno, -MTR_ELIMIT: numbers that are spread as no recorder spreads them. Worded. */
int mtr_numbering_get(struct mtr_numbering *numbering, uint64_t id, uint64_t *ret);
void mtr_numbering_end(struct mtr_numbering *numbering);

#endif
