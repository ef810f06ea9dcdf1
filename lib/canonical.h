/*
 * The canonical form: text that is the same, byte for byte, for two runs that did the same.
 *
 *	thread                                       one per thread that calls the library by itself
 *	MI_Application_NewSession {...} = {...}      its calls, in order
 *	MI_Session_Invoke {...} = {...}              an operation, and under it
 *	    > instanceResult {...}                       its callbacks, in order
 *	        MI_Session_GetInstance {...} = {...}         calls made in the callback
 *	    MI_Operation_Close {} = {...}                calls on it from elsewhere, in order
 *	    1 acknowledged
 *	MI_Session_GetInstance {...} = {...}         what was started in its callbacks follows it
 *	class MSFT_Disk#0123456789abcdef {...}       the classes of all instances, by name
 *
 * A call with a handle that is closed already stands by itself, where its thread made it.
 *
 * What depends on chance is left out: times, addresses, process and thread ids, numbers of events, on which side of
 * a call's return a callback of another thread came. Objects are numbered by first use in the text; threads
 * stand in the order of their contents.
 */
#ifndef MTR_CANONICAL_H
#define MTR_CANONICAL_H

#include <stdio.h>

#include "filter.h"
#include "reader.h"

/*
 * Reads @reader to its end and writes to @out. @filter may be NULL. The text waits in temporary files, which need as much
 * room as the text; memory is bounded for any size of trace and any number of operations (45 MiB where a million
 * operations were told in 10 GB), but for some 500 bytes for each thread that calls by itself. Of more than 16,384
 * operations, or calls, that are not over the oldest are taken to be.
 * Returns 0, or a failure of the reader, of memory or of the output.
 */
int mtr_show_canonical(struct mtr_reader *reader, struct mtr_filter *filter, FILE *out);

#endif
