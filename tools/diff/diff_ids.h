/*
 * Identifiers that are others in each run: which one of the first trace is which one of the second. Each has one
 * counterpart at most; a second one means that things were mixed up.
 */
#ifndef DIFF_IDS_H
#define DIFF_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "id_map.h"

struct diff_ids {
	struct mtr_id_map to_b, to_a;
	struct mtr_id_map told; /* pairs that were reported */
};

/* Whether @a and @b can be counterparts. */
bool diff_ids_agree(const struct diff_ids *ids, uint64_t a, uint64_t b);
/* Makes them counterparts unless either has another one. 0 or -ENOMEM (worded). */
int diff_ids_bind(struct diff_ids *ids, uint64_t a, uint64_t b);
/* True the first time it is asked for a pair. */
bool diff_ids_tell(struct diff_ids *ids, uint64_t a, uint64_t b);
void diff_ids_end(struct diff_ids *ids);

#endif
