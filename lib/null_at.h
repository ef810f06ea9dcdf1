/* Which strings of a recorded array are NULL pointers: shared by all that read arrays. */
#ifndef MTR_NULL_AT_H
#define MTR_NULL_AT_H

#include <stdbool.h>
#include <stddef.h>

#include "mitrace.pb-c.h"

/* The indices are in ascending order (docs/format.md); in a trace that has them otherwise some are not found. */
static inline bool mtr_is_null_at(const Mitrace__Array *array, size_t index)
{
	size_t from = 0, to = array->n_null_at;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (array->null_at[middle] == index)
			return true;
		if (array->null_at[middle] < index)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

#endif
