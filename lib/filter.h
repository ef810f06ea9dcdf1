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

/* Nothing was added: everything matches. NULL is empty, too. */
bool mtr_filter_is_empty(const struct mtr_filter *filter);

/*
 * Takes in a packet, and says whether it is asked for. Packets that are no events (header, threads,
 * modules, schemas, end) always match. NULL filter: everything matches.
 */
bool mtr_filter_match(struct mtr_filter *filter, const Mitrace__Packet *packet);

/*
 * The first and the last sequence number (time) that can match: 0 and UINT64_MAX where there is no bound.
 * A reader may seek to the first when the filter names nothing but sequence numbers, times and threads,
 * which mtr_filter_can_seek() says; what else is asked for needs what came before.
 */
uint64_t mtr_filter_first_seq(const struct mtr_filter *filter);
uint64_t mtr_filter_last_seq(const struct mtr_filter *filter);
uint64_t mtr_filter_first_time(const struct mtr_filter *filter);
uint64_t mtr_filter_last_time(const struct mtr_filter *filter);
bool mtr_filter_can_seek(const struct mtr_filter *filter);

#endif
