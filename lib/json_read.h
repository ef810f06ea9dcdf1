/*
 * From JSON Lines, as mtr_show_json() writes them, to a trace. Members may come in any order; unknown
 * members, duplicates and values out of range are errors, with the line number: an import that
 * guesses would not be a round trip.
 */
#ifndef MTR_JSON_READ_H
#define MTR_JSON_READ_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Reads @in to its end and writes the trace @out_path, which must not exist unless @force.
 * @in_name names the input in messages. On failure no trace is left behind.
 * Errors: -MTR_EFORMAT (worded, with the line), -EEXIST, other -errno.
 */
int mtr_import_json(FILE *in, const char *in_name, const char *out_path, bool force);

#endif
