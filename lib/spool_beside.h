/* Finding the spool of a trace that is read. */
#ifndef MTR_SPOOL_BESIDE_H
#define MTR_SPOOL_BESIDE_H

#include <stdbool.h>

#include "mitrace.pb-c.h"
#include "spool.h"

enum {
	MTR_SPOOL_PATH_MAX = 4096
};

/* Where the spool would be that the header of the trace at @path names. False: it names none, or none in its folder. */
bool mtr_spool_beside_path(const char *path, const Mitrace__Header *header, char ret[MTR_SPOOL_PATH_MAX]);

/*
 * Opens the spool that lies beside the trace at @path under the name its header gives, if it is this trace's. *ret stays
 * as it is where the header names none. 0; -ENOENT: it is not there, or is another trace's; or as
 * mtr_spool_reader_open().
 */
int mtr_spool_beside(const char *path, const Mitrace__Header *header, struct mtr_spool_reader **ret);

#endif
