/* The public API of include/mitrace/replay.h: arguments are checked here, and failures worded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "reinject.h"
#include "watchdog.h"

#define API __attribute__((visibility("default")))

enum {
	TEXT_MEMORY = 64 << 20, /* of what is lent */
};

struct mitrace_replay *reinject_new(void)
{
	struct mitrace_replay *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	mtr_arena_begin(&r->text, TEXT_MEMORY);
	r->replay.reinjects = true;
	r->own_report = true;
	r->replay.report.take = reinject_take_entry;
	r->replay.report.context = r;
	return r;
}

API int mitrace_replay_open(const char *path, struct mitrace_replay **ret)
{
	struct mitrace_replay *r = reinject_new();
	int err = r ? 0 : mtr_fail(-ENOMEM, "%s: out of memory", path);

	if (!err)
		err = replay_enter_trace(&r->replay, path);
	if (!err)
		err = replay_watchdog_new(&r->replay);
	if (!err)
		err = reinject_choose(r, NULL);
	if (err) {
		mitrace_replay_close(r);
		return err;
	}
	reinject_register(r);
	*ret = r;
	return 0;
}

API void mitrace_replay_close(struct mitrace_replay *r)
{
	if (!r)
		return;
	reinject_unregister(r);
	if (r->poisoned)
		return;
	reinject_forget_differences(r);
	replay_close(&r->replay);
	replay_watchdog_free(r->replay.watchdog);
	mtr_arena_end(&r->text);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	free(r->parts);
	free(r);
}

/* --- what is in it ----------------------------------------------------------------------------------------------- */

API size_t mitrace_replay_count(const struct mitrace_replay *r)
{
	return r->replay.index.nr_ops;
}

static const char *request_of(struct mitrace_replay *r, const struct recorded_op *op)
{
	const Mitrace__Packet *packet;
	struct replay_key key;
	const char *text = NULL;

	mtr_arena_reset(&r->text);
	if (!replay_store_get(r->replay.store, op->begin, &r->text, &packet) &&
	    packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN &&
	    !replay_key_of_call(packet->call_begin, r->replay.store, NULL, true, &r->text, &key))
		text = replay_key_text(&key, &r->text);
	return text ? text : "";
}

static const char *name_of(const struct recorded_op *op)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, op->function);

	return value ? value->name : "";
}

API int mitrace_replay_get(struct mitrace_replay *r, size_t index, struct mitrace_replay_operation *ret)
{
	const struct replay_index *trace = &r->replay.index;
	const struct recorded_op *op;

	if (index >= trace->nr_ops)
		return mtr_fail(-MTR_EUSAGE, "no operation number %zu: there are %zu", index, trace->nr_ops);
	op = &trace->ops[index];
	*ret = (struct mitrace_replay_operation){
		.seq = op->seq,
		.id = op->id,
		.function = name_of(op),
		.request = request_of(r, op),
		.synchronous = op->synchronous,
		.complete = op->final,
		.refused = op->failed_start,
		.within = op->within == REPLAY_NO_OP ? 0 : trace->ops[op->within].seq,
		.chosen = r->parts[index] == REINJECT_RUNS,
	};
	for (uint32_t i = 0; i < op->steps.count; i++)
		ret->events += replay_step_delivers(&op->steps.at[i]);
	return 0;
}

static size_t count_chosen(const struct mitrace_replay *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->replay.index.nr_ops; i++)
		count += r->parts[i] == REINJECT_RUNS;
	return count;
}

API int mitrace_replay_choose(struct mitrace_replay *r, const char *filter)
{
	int err = reinject_choose(r, filter);

	return err ? err : (int)count_chosen(r);
}

/* --- running it -------------------------------------------------------------------------------------------------- */

/* The result callback that an operation needs; NULL: it is there. */
static const char *missing_callback(const struct recorded_op *op, const MI_OperationCallbacks *callbacks)
{
	switch (op->function) {
	case MITRACE__FUNCTION__MI_Session_Subscribe:
		return callbacks->indicationResult ? NULL : "indicationResult";
	case MITRACE__FUNCTION__MI_Session_GetClass:
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
		return callbacks->classResult ? NULL : "classResult";
	default:
		return callbacks->instanceResult ? NULL : "instanceResult";
	}
}

int reinject_check(const struct mitrace_replay *r, const MI_OperationCallbacks *callbacks)
{
	const struct replay_index *index = &r->replay.index;
	const char *missing;

	if (!callbacks)
		return mtr_fail(-MTR_EUSAGE, "no callbacks given");
	if (r->poisoned)
		return mtr_fail(-MTR_EUSAGE, "a callback of the last run never returned: open the trace anew");
	if (!count_chosen(r))
		return mtr_fail(-MTR_EUSAGE, "%s: no operation to run is chosen", r->replay.choice.path);
	for (size_t i = 0; i < index->nr_ops; i++) {
		if (r->parts[i] != REINJECT_RUNS)
			continue;
		missing = missing_callback(&index->ops[i], callbacks);
		if (missing)
			return mtr_fail(-MTR_EUSAGE, "the callback %s is not set, which the %s of event %llu needs",
					missing, name_of(&index->ops[i]), (unsigned long long)index->ops[i].seq);
	}
	return 0;
}

/* Takes what the caller's structure has of the options. */
static int set_options(struct mitrace_replay *r, const struct mitrace_replay_options *options)
{
	struct replay_settings *settings = &r->replay.settings;
	int err = 0;

	memset(&r->options, 0, sizeof(r->options));
	if (options && (options->size < sizeof(options->size) || options->size > 4096))
		return mtr_fail(-MTR_EUSAGE, "size of the options is %zu: set it to their sizeof", options->size);
	if (options)
		memcpy(&r->options, options, options->size < sizeof(*options) ? options->size : sizeof(*options));
	settings->speed = 0;
	settings->max_gap = r->options.max_gap;
	if (r->options.timing)
		err = replay_settings_set(settings, "timing", r->options.timing);
	replay_faults_end(&r->replay.faults);
	memset(&r->replay.faults, 0, sizeof(r->replay.faults));
	if (!err)
		err = replay_faults_parse(r->options.faults, &r->replay.faults);
	return err;
}

API int mitrace_replay_run(struct mitrace_replay *r, const MI_OperationCallbacks *callbacks,
			   const struct mitrace_replay_options *options)
{
	int err = reinject_check(r, callbacks);

	if (!err)
		err = set_options(r, options);
	if (err)
		return err;
	reinject_forget_differences(r);
	replay_match_free(r->replay.match);
	r->replay.match = NULL;
	err = replay_ready(&r->replay);
	if (!err)
		err = reinject_run(r, callbacks);
	if (!err && r->failed)
		err = mtr_fail(-ENOMEM, "out of memory for the differences");
	if (err)
		return err;
	if (r->stalled || r->poisoned)
		return MITRACE_REPLAY_STALLED;
	return r->nr_differences ? MITRACE_REPLAY_DIVERGED : MITRACE_REPLAY_SAME;
}

API size_t mitrace_replay_differences(const struct mitrace_replay *r)
{
	return r->nr_differences;
}

API int mitrace_replay_difference(const struct mitrace_replay *r, size_t index, struct mitrace_replay_difference *ret)
{
	if (index >= r->nr_differences)
		return mtr_fail(-MTR_EUSAGE, "no difference number %zu: there are %zu", index, r->nr_differences);
	*ret = r->differences[index];
	return 0;
}

API const char *mitrace_replay_error(void)
{
	return mtr_fail_text();
}
