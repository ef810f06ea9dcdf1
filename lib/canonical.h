/*
 * The canonical form: text that is the same, byte for byte, for two runs that did the same.
 *
 * Events are grouped by what they belong to (process, session, operation) instead of by time; objects,
 * threads and events are numbered by first use within that order; times, addresses, process ids and everything
 * else that differs from run to run is left out. What happened within one operation stays in order.
 */
#ifndef MTR_CANONICAL_H
#define MTR_CANONICAL_H

#include <stdio.h>

#include "filter.h"
#include "reader.h"

/*
 * Reads @reader to its end and writes to @out. @filter may be NULL. Operations that are still open are kept in
 * memory up to a bound, then in a temporary file. Returns 0, or a failure of reader or output.
 */
int mtr_show_canonical(struct mtr_reader *reader, struct mtr_filter *filter, FILE *out);

#endif
