/* The header packet of this process's trace: what ran where, when, and how it is recorded. */
#ifndef SHIM_HEADER_H
#define SHIM_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "shim_config.h"

enum {
	SHIM_TRACE_ID_SIZE = 16,
	SHIM_HEADER_MAX = 1 << 20
};

struct shim_header {
	const struct shim_config *config;
	const char *path; /* of the trace */
	uint8_t trace_id[SHIM_TRACE_ID_SIZE];
	const uint8_t *parent_trace_id; /* NULL: the process was not forked from one that is recorded */
};

/* Writes the body into @buf. Returns its size; 0: @size was too small. Cold: reads files. */
size_t shim_header_write(const struct shim_header *header, void *buf, size_t size);

#endif
