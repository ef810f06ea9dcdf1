/* Recorded operations that nobody asked for again. */
#ifndef REPLAY_UNUSED_H
#define REPLAY_UNUSED_H

#include <stddef.h>
#include <stdint.h>

struct replay_unused_op {
	uint64_t seq; /* of its call_begin */
	char *text;   /* "MI_Session_GetClass(root/cimv2, X)" */
};

struct replay_unused {
	struct replay_unused_op *ops;
	size_t count;
};

/*
 * Adds the operations of @trace whose starts are not among the @count numbers of @used, which are sorted. Starts that
 * the library refused are left out: nobody can ask for them. 0, or worded.
 */
int replay_unused_add(struct replay_unused *unused, const char *trace, const uint64_t *used, size_t count);
void replay_unused_free(struct replay_unused *unused);

#endif
