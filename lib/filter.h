/*
 * Which events a command is asked about: the same ranges and filters for every reading command.
 *
 *	--seq=100-200        sequence numbers
 *	--time=1.5s-2s       time since the start of the recording (ns, us, ms, s; plain numbers: seconds)
 *	--thread=2,5-7       Thread.id
 *	--session=1          session numbers
 *	--op=3,7-9           operation numbers; or names of functions: --op=Invoke,GetInstance
 *	--class=MSFT_*       class names, as shell patterns, without regard to case
 *
 * A range is N, N-M, N- or -M, both ends included. Values of one kind are alternatives, different
 * kinds must all match. An event of an operation (a callback, an acknowledgement, its close) belongs to the session
 * and the class the operation was started on, and to the function that started it.
 *
 * A filter belongs to one thread, and remembers operations in flight while it is used: give it every packet
 * of the trace in order, and use one filter for one walk.
 */
#ifndef MTR_FILTER_H
#define MTR_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "mitrace.pb-c.h"
#include "reader.h"

struct mtr_filter;

enum mtr_filter_kind {
	MTR_FILTER_SEQ,
	MTR_FILTER_TIME,
	MTR_FILTER_THREAD,
	MTR_FILTER_SESSION,
	MTR_FILTER_OP,
	MTR_FILTER_CLASS,
};

int mtr_filter_new(struct mtr_filter **ret);
void mtr_filter_free(struct mtr_filter *filter);

/* Adds alternatives, separated by commas. -MTR_EUSAGE, worded with what is wrong in @text. */
int mtr_filter_add(struct mtr_filter *filter, enum mtr_filter_kind kind, const char *text);

/*
 * All at once: "op=Invoke,class=MTR_*,seq=10-20", the names as above. A comma before something that is no NAME=... goes on
 * with the values of the kind before. A new filter in *ret; -MTR_EUSAGE, worded.
 */
int mtr_filter_parse(const char *text, struct mtr_filter **ret);

/* Nothing was added: everything matches. NULL is empty, too. */
bool mtr_filter_is_empty(const struct mtr_filter *filter);

/*
 * Takes in a packet, and says whether it is asked for. Packets that are no events (header, threads,
 * modules, schemas, end) always match. NULL filter: everything matches.
 */
bool mtr_filter_match(struct mtr_filter *filter, const Mitrace__Packet *packet);

/*
 * Spares reading what cannot match: goes near the first packet that can, where the filter names nothing but sequence
 * numbers, times and threads, and the input can seek. 0, or a failure of the reader.
 */
int mtr_filter_seek(const struct mtr_filter *filter, struct mtr_reader *reader);
/* Nothing after this packet can match: reading may stop. */
bool mtr_filter_is_past(const struct mtr_filter *filter, const Mitrace__Packet *packet);

#endif
