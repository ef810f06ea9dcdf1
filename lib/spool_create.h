/* The recorder's side of a spool: making the file, adding pieces, mapping them. One lock of the caller's guards all. */
#ifndef MTR_SPOOL_CREATE_H
#define MTR_SPOOL_CREATE_H

#include <stdint.h>

#include "held_file.h"
#include "spool_format.h"

struct mtr_spool {
	struct mtr_held_file file;
	struct mtr_spool_header *header; /* mapped */
	uint64_t size;                   /* of the file */
};

/*
 * Makes the file beside a trace and maps its header page, which is filled in except trace_id and clock_base.
 * Blocks are allocated on disk, so that a full disk is an error here and not a SIGBUS in the client.
 */
int mtr_spool_create(struct mtr_spool *spool, const char *path);
/* Unmaps the header and closes the descriptor; the file stays. */
void mtr_spool_close(struct mtr_spool *spool);

/*
 * Adds a piece and maps it: header page at *ret, data behind it. The data of a ring are mapped twice in a row, so
 * that a record at the end continues without a seam. It is not a piece of the spool for others before
 * mtr_spool_publish(). A forked child does not inherit the mapping.
 */
int mtr_spool_add(struct mtr_spool *spool, enum mtr_piece_kind kind, uint64_t data_size, struct mtr_spool_piece **ret);
/* Where the data of the piece that was added last lie in the file. */
uint64_t mtr_spool_last_data(const struct mtr_spool *spool, const struct mtr_spool_piece *piece);
void mtr_spool_publish(struct mtr_spool *spool);
void mtr_spool_unmap(struct mtr_spool_piece *piece);

#endif
