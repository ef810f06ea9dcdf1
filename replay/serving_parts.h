/* The inside of a serving, shared by serving*.c and the watchdog. */
#ifndef REPLAY_SERVING_PARTS_H
#define REPLAY_SERVING_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "serving.h"

enum {
	REPLAY_FAULTS_MAX = 8, /* rules that one operation obeys */
};

/* Cookie of events that were not recorded. */
#define REPLAY_NO_STEP UINT64_MAX

struct replay_serving {
	struct replay *replay;
	struct dispatch_op *op;
	const struct recorded_op *recorded;
	const struct replay_fault *faults[REPLAY_FAULTS_MAX];
	unsigned nr_faults;
	bool synchronous;       /* the client fetches */
	atomic_uint references; /* the operation's, and one for each call in progress or scheduled */

	struct replay_serving *newer, *older; /* under the watchdog's lock */

	uint32_t within_start; /* all that goes to the client inside its starting call is before this step */
	uint32_t during_start; /* the client was done with all before this step when its starting call returned */

	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t moved; /* settled has changed */
	uint32_t next;        /* step that comes next */
	bool cancelled;
	bool final_posted;
	bool hung;            /* a fault stops it until it is cancelled */
	bool scheduled;       /* the schedule has a job for us */
	bool waited;          /* the next event's time has come */
	uint64_t results;     /* posted */
	uint64_t last_time;   /* recorded time of the step before the next */
	uint64_t settled;     /* steps before this one are acknowledged or answered */
	MI_Instance *swapped; /* what a fault keeps for the result of step swapped_at; or NULL */
	uint32_t swapped_at;
	struct mtr_arena arena;
};

/* The step with that number; NULL: the recording ends before. */
static inline const struct replay_step *replay_serving_step(const struct replay_serving *s, uint64_t index)
{
	return index < s->recorded->steps.count ? &s->recorded->steps.at[index] : NULL;
}

void replay_serving_get(struct replay_serving *s);
void replay_serving_put(struct replay_serving *s);

/* The recorded client's first answer to the question in step @index, and its event; NULL when it gave none. */
const struct replay_step *replay_serving_recorded_answer(const struct replay_serving *s, uint64_t index,
							 uint64_t *ret_seq);

/* The rest with the lock held. */

/* serving_event.c: posts the event of step @index, faults applied. */
void replay_serving_post(struct replay_serving *s, uint32_t index);
/* Ends the operation with a result that was not recorded; @text may be NULL. */
void replay_serving_end(struct replay_serving *s, MI_Result result, const char *text);

/* serving_time.c: is anything to be waited for between events? */
bool replay_serving_is_timed(const struct replay_serving *s);
/* Notes when a step that goes to nobody happened. */
void replay_serving_pass(struct replay_serving *s, const struct replay_step *step);
/* How long the event of step @index waits after what came before it, ns. */
uint64_t replay_serving_gap(struct replay_serving *s, uint32_t index);

#endif
