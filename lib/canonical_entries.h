/*
 * Entries of the canonical form: one per operation, one per other call that no callback encloses. Entries of a thread
 * stand in the order in which the thread made them, those started within an operation's callbacks behind that
 * operation; so the order does not depend on how threads took turns.
 */
#ifndef MTR_CANONICAL_ENTRIES_H
#define MTR_CANONICAL_ENTRIES_H

#include <stdbool.h>

#include "id_map.h"
#include "spill.h"

enum {
	MTR_CANONICAL_INDENT = 4
};

struct mtr_canonical_entry_list {
	struct mtr_canonical_entry *first, *last;
};

struct mtr_canonical_entry {
	uint64_t id;
	struct mtr_canonical_entry *next, *prev;
	struct mtr_canonical_entry_list *list;     /* it stands in */
	struct mtr_canonical_entry_list started;   /* in callbacks of this one */
	struct mtr_canonical_entry *older, *newer; /* of those that are not over */
	struct mtr_canonical_root *root;
	uint64_t op; /* 0: a call that starts no operation */
	struct mtr_spill_text begin, callbacks, calls;
	uint64_t answerable, answered;
	unsigned nr_open;
	bool begun; /* the call that made it has returned, or will not */
	bool over;  /* nothing more is expected */
	bool done;  /* a text and nothing else: begin has all */
};

/* All zero: none. */
struct mtr_canonical_entries {
	struct mtr_id_map live, by_op, roots; /* live: by id */
	struct mtr_canonical_entry *oldest, *newest;
	struct mtr_spill spill; /* all texts are in it */
	uint64_t nr;
};

/*
 * @thread made it; @within: the entry in whose callback it was started, or NULL; @op: the operation it is, or 0. Of more
 * than 16,384 that are not over the oldest is taken to be.
 */
int mtr_canonical_entry_make(struct mtr_canonical_entries *s, uint32_t thread, struct mtr_canonical_entry *within,
			     uint64_t op, struct mtr_canonical_entry **ret);
/* Those that are not over; NULL otherwise. */
struct mtr_canonical_entry *mtr_canonical_entry_get(const struct mtr_canonical_entries *s, uint64_t id);
struct mtr_canonical_entry *mtr_canonical_entry_of_op(const struct mtr_canonical_entries *s, uint64_t op);
/* Nothing more comes for @e when that is so; then it is gone. */
void mtr_canonical_entry_finish_if_over(struct mtr_canonical_entries *s, struct mtr_canonical_entry *e);
/* Nothing more comes for any. */
void mtr_canonical_entries_finish(struct mtr_canonical_entries *s);
/* All threads, those with the same content in any order. Failures of @out are its own. */
int mtr_canonical_entries_write(struct mtr_canonical_entries *s, struct mtr_out *out);
void mtr_canonical_entries_end(struct mtr_canonical_entries *s);

#endif
