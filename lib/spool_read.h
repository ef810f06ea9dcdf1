/* A spool as its reader sees it, for spool_read.c and the folding. Users have spool.h. */
#ifndef MTR_SPOOL_READ_H
#define MTR_SPOOL_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ring_merge.h"
#include "spool.h"
#include "spool_format.h"

/* A piece: of a ring a copy of what is committed, of knowledge what is there. */
struct mtr_spool_part {
	struct mtr_source source;
	uint64_t offset, data_size; /* of the data area, in the file */
	uint32_t kind;
	uint8_t *copy;
	size_t copy_size;
	uint64_t dropped, dropped_written, dropped_time, blocked;
	uint64_t claim; /* as it was at the last look */
};

struct mtr_spool_reader {
	int fd;
	struct mtr_spool_header header; /* as it was at the last look */
	bool alive;
	uint64_t inode;
	struct mtr_source **sources; /* by piece, NULL where it is no ring */
	struct mtr_spool_part **parts;
	uint32_t nr;
	uint64_t next_offset; /* where piece number nr begins */
	struct mtr_merge merge;
	uint64_t limit;    /* numbers up to this one are committed */
	uint64_t next_seq; /* the counter */
	uint64_t told_seq; /* written_seq for which -EAGAIN was returned */
	bool looked;
	bool cut_short; /* behind the pieces that are known nothing makes sense */
	bool damaged;   /* something was found that is still to be told */
	char path[4096];
	uint8_t packet[MTR_PACKET_MAX];
};

/* Takes a new copy of everything that is committed and has not been handed out. 0, -errno, -MTR_E*; worded. */
int mtr_spool_look(struct mtr_spool_reader *reader);

#endif
