/* What an operation is waited for, piece by piece: the client waits for the library, and the library for the client. */
#include "stats_collect.h"

#include <errno.h>

#include "fail.h"
#include "op_time.h"
#include "walk.h"

enum {
	CALLS_MAX = 32768, /* in flight at a time, of those whose end is waited for */
	WAITING_MAX = 4,   /* results of one operation that wait for an acknowledgement: stock libraries have one */
};

/* A moment in the life of an operation, and what the recorder had spent on it by then. */
struct moment {
	uint64_t seq, time, overhead;
};

/* Of an operation; see mtr_track_keep(). */
struct stats_op {
	uint32_t group;       /* its number + 1; 0: it does not count */
	bool over, cancelled; /* over: its final result was counted */
	struct moment waiting[WAITING_MAX];
	struct moment ready; /* when the client was through with the last result; seq 0: it is not */
};

struct collector {
	struct stats *stats;
	uint32_t trace;
	uint64_t first_time, last_time;
	bool begun;
	struct mtr_id_map calls; /* begin of a call that starts no operation to the number of its group + 1 */
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for statistics");
}

static struct stats_group *group_of(const struct collector *c, const struct mtr_op *op)
{
	const struct stats_op *data = op ? op->data : NULL;

	return data && data->group ? c->stats->groups.list[data->group - 1] : NULL;
}

static int add_time(struct stats_group *group, enum stats_time what, uint64_t ns)
{
	return mtr_histogram_add(&group->times[what], ns);
}

static void take_event(struct collector *c, const struct mtr_event_view *event)
{
	if (!event->asked)
		return;
	c->stats->events++;
	if (!c->begun || event->packet->time < c->first_time)
		c->first_time = event->packet->time;
	c->begun = true;
	if (event->packet->time > c->last_time)
		c->last_time = event->packet->time;
	c->stats->overhead += event->packet->overhead;
}

static uint64_t since(const struct moment *moment, uint64_t time, uint64_t overhead)
{
	return mtr_time_since(moment->time, time, overhead > moment->overhead ? overhead - moment->overhead : 0);
}

/* ---- results */

/* One more result of an operation has come, whose objects, size and code are these. */
static int take_result(struct collector *c, const struct mtr_event_view *event, bool object, uint32_t code)
{
	const struct mtr_op *op = event->tracked->op;
	struct stats_group *group = group_of(c, op);
	struct stats_op *data = op->data;
	int err = 0;

	if (!group)
		return 0;
	group->results += object;
	group->bytes += mtr_reader_packet_size(event->reader);
	if (op->results == 1)
		err = add_time(group, STATS_FIRST, mtr_op_time_first(&op->time));
	if (!err && op->final && !data->over) {
		data->over = true;
		stats_group_code(group, code);
		c->stats->errors += code != 0;
		err = add_time(group, STATS_TOTAL, mtr_op_time_total(&op->time));
	}
	return err;
}

/* How long the client, being through with the result before, has waited for this one. */
static int take_wait(struct collector *c, const struct mtr_op *op)
{
	struct stats_group *group = group_of(c, op);
	struct stats_op *data = op->data;
	struct moment ready = data->ready;

	data->ready.seq = 0;
	if (!group || !ready.seq)
		return 0;
	return add_time(group, STATS_NEXT, since(&ready, op->time.last_result, op->time.overhead_last));
}

static void be_ready(struct stats_op *data, const struct mtr_event_view *event)
{
	data->ready = (struct moment){event->packet->seq, event->packet->time,
				      event->tracked->op->time.overhead - event->packet->overhead};
}

static struct moment *find_waiting(struct stats_op *data, uint64_t seq)
{
	for (unsigned i = 0; i < WAITING_MAX; i++) {
		if (data->waiting[i].seq == seq)
			return &data->waiting[i];
	}
	return NULL;
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	const Mitrace__Callback *callback = event->packet->callback_begin;
	struct collector *c = context;
	struct mtr_op *op = event->tracked->op;
	struct moment *place;
	int err;

	take_event(c, event);
	if (!op || !mtr_callback_brings_result((int32_t)callback->kind))
		return 0;
	err = take_wait(c, op);
	place = callback->answerable ? find_waiting(op->data, 0) : NULL;
	if (place)
		*place = (struct moment){event->packet->seq, event->packet->time, op->time.overhead_last};
	return err ? err : take_result(c, event, callback->instance || callback->class_, callback->result);
}

static int on_callback_end(void *context, const struct mtr_event_view *event)
{
	struct collector *c = context;
	struct mtr_op *op = event->tracked->op;
	struct stats_group *group = group_of(c, op);

	take_event(c, event);
	if (!group || !event->tracked->ends)
		return 0;
	if (mtr_callback_brings_result(event->tracked->open->what) &&
	    !find_waiting(op->data, event->tracked->open->seq))
		be_ready(op->data, event);
	return add_time(group, STATS_CALLBACK, event->tracked->duration);
}

static int acknowledge(struct collector *c, const struct mtr_event_view *event)
{
	const Mitrace__Call *call = event->packet->call_begin;
	struct mtr_op *op = event->tracked->op;
	struct moment *result = op && call->answers ? find_waiting(op->data, call->answers) : NULL;
	struct stats_group *group = group_of(c, op);
	struct moment delivered;

	if (!result)
		return 0;
	delivered = *result;
	result->seq = 0;
	if (call->inside_callback != call->answers)
		be_ready(op->data, event);
	if (!group)
		return 0;
	return add_time(group, STATS_ACKNOWLEDGE,
			since(&delivered, event->packet->time, op->time.overhead - event->packet->overhead));
}

/* ---- calls */

static int find_group(struct collector *c, const struct mtr_event_view *event, const char *class_name, uint32_t *ret)
{
	const struct stats_key key = {.function = (int32_t)event->packet->call_begin->function,
				      .class_name = class_name,
				      .session = event->tracked->session,
				      .thread = event->packet->thread,
				      .trace = c->trace};
	struct stats_groups *groups = &c->stats->groups;
	struct stats_group *group = NULL;
	int err = stats_groups_get(groups, &key, &group);

	if (err)
		return err;
	group->count++;
	*ret = group->number + 1;
	return 0;
}

static int on_call_begin(void *context, const struct mtr_event_view *event)
{
	const Mitrace__Call *call = event->packet->call_begin;
	struct mtr_op *op = event->tracked->op;
	struct collector *c = context;
	struct stats_group *of_op;
	uint32_t group = 0;
	int err;

	take_event(c, event);
	if (call->function == MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement)
		return acknowledge(c, event);
	of_op = group_of(c, op);
	if (of_op && call->function == MITRACE__FUNCTION__MI_Operation_Cancel &&
	    !((struct stats_op *)op->data)->cancelled) {
		((struct stats_op *)op->data)->cancelled = true;
		of_op->cancelled++;
	}
	if (!event->asked)
		return 0;
	if (mtr_function_starts_operation((int32_t)call->function) && op) {
		c->stats->operations++;
		return find_group(c, event, op->class_name, &((struct stats_op *)op->data)->group);
	}
	err = find_group(c, event, op ? op->class_name : NULL, &group);
	if (err || !event->packet->seq || c->calls.count >= CALLS_MAX)
		return err;
	return mtr_id_map_set(&c->calls, event->packet->seq, (void *)(uintptr_t)group) ? no_memory() : 0;
}

static int on_call_end(void *context, const struct mtr_event_view *event)
{
	const Mitrace__Call *call = event->packet->call_end;
	const struct mtr_tracked *tracked = event->tracked;
	struct collector *c = context;
	uint32_t index = 0;
	int err = 0;

	take_event(c, event);
	if (tracked->ends)
		index = (uint32_t)(uintptr_t)mtr_id_map_remove(&c->calls, event->packet->parent);
	if (index) {
		struct stats_group *group = c->stats->groups.list[index - 1];

		if (call->has_result)
			stats_group_code(group, call->result);
		err = add_time(group, STATS_TOTAL, tracked->duration);
	}
	if (err || !tracked->op || !mtr_function_gets_result((int32_t)call->function) || call->result != 0)
		return err;
	if (tracked->op->results > 1 && tracked->ends && group_of(c, tracked->op))
		err = add_time(group_of(c, tracked->op), STATS_NEXT, tracked->duration);
	return err ? err : take_result(c, event, call->instance || call->class_, call->operation_result);
}

static int on_drop(void *context, const struct mtr_event_view *event)
{
	((struct collector *)context)->stats->lost += event->packet->drop->count;
	return 0;
}

static void on_op_over(void *context, struct mtr_op *op)
{
	struct stats_group *group = group_of(context, op);

	if (group && !((struct stats_op *)op->data)->over)
		group->unfinished++;
}

int stats_collect(struct stats *stats, struct mtr_reader *reader, struct mtr_filter *filter, uint32_t trace)
{
	static const struct mtr_walk_hooks hooks = {
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.drop = on_drop,
		.op_data = sizeof(struct stats_op),
		.op_over = on_op_over,
		.everything = true,
	};
	struct collector c = {.stats = stats, .trace = trace};
	int err = mtr_walk(reader, filter, &hooks, &c);

	stats->span += c.last_time - c.first_time;
	mtr_id_map_end(&c.calls);
	return err;
}
