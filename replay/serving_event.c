/* Steps of a recording to events of the dispatcher's, and the faults that change them on the way. */
#include <errno.h>
#include <string.h>

#include "fail.h"
#include "objects.h"
#include "serving_parts.h"

/* One event with what it points to. */
struct made {
	struct dispatch_event event;
	MI_Value value; /* what event.parameter_value points to */
	uint64_t seq;   /* of the recorded event */
};

void replay_serving_end(struct replay_serving *s, MI_Result result, const char *text)
{
	struct dispatch_event event = {
		.kind = DISPATCH_RESULT_INSTANCE,
		.more = MI_FALSE,
		.result = result,
		.error_message = text,
		.cookie = REPLAY_NO_STEP,
	};

	s->final_posted = true;
	dispatch_post(s->op, &event);
}

static int lane_of(const struct replay_serving *s, const struct replay_step *step)
{
	if (step->kind == REPLAY_STEP_FETCHED)
		return DISPATCH_LANE_MAIN;
	if (step->thread == REPLAY_THREAD_CALLER)
		return DISPATCH_LANE_CALLER;
	return replay_index_lane(&s->replay->index, step->thread);
}

static MI_Result convert(struct replay_serving *s, const Mitrace__Packet *packet, struct made *ret)
{
	struct replay_convert c = {.classes = s->replay->classes, .arena = &s->arena};

	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
		return replay_convert_callback(&c, packet->callback_begin, &ret->value, &ret->event);
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_END)
		return replay_convert_fetched(&c, packet->call_end, &ret->event);
	return MI_RESULT_FAILED;
}

static uint32_t recorded_mode(const Mitrace__Options *options, const char *name)
{
	for (size_t i = 0; options && i < options->n_option; i++) {
		const Mitrace__Option *option = options->option[i];

		if (option->value && option->name.len == strlen(name) &&
		    !memcmp(option->name.data, name, option->name.len))
			return (uint32_t)option->value->unsigned_;
	}
	return UINT32_MAX;
}

/*
 * Does the client want to be asked the way the recorded one did? Then it is asked where that was, whatever the
 * defaults of the recorded library were.
 */
static bool asks_as_recorded(struct replay_serving *s)
{
	static const char *const names[] = {"__MI_OPERATIONOPTIONS_PROMPTUSERMODE",
					    "__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE",
					    "__MI_OPERATIONOPTIONS_WRITEERRORMODE"};
	const MI_OperationOptions *options = dispatch_op_request(s->op)->options;
	const Mitrace__Packet *packet;

	if (replay_store_get(s->replay->store, s->recorded->begin, &s->arena, &packet) ||
	    packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint32_t live = options ? dispatch_operation_options_number(options, names[i], UINT32_MAX) : UINT32_MAX;

		if (live != recorded_mode(packet->call_begin->operation_options, names[i]))
			return false;
	}
	return true;
}

/* Makes the event of a step. False: it cannot be, which was reported, and the operation ended. */
static bool make(struct replay_serving *s, uint32_t index, struct made *ret)
{
	const struct replay_step *step = replay_serving_step(s, index);
	const Mitrace__Packet *packet;
	int err;

	*ret = (struct made){0};
	err = replay_store_get(s->replay->store, replay_step_place(step), &s->arena, &packet);
	if (!err && convert(s, packet, ret) != MI_RESULT_OK)
		err = mtr_fail(-MTR_EDAMAGED, "event %llu cannot be made into what the client got",
			       (unsigned long long)packet->seq);
	if (err) {
		replay_report_failure(&s->replay->report, mtr_fail_text());
		replay_serving_end(s, MI_RESULT_FAILED, mtr_fail_text());
		return false;
	}
	if (step->asks && packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN &&
	    (s->replay->reinjects || asks_as_recorded(s)))
		ret->event.asking = packet->callback_begin->answerable ? DISPATCH_ASKS : DISPATCH_TELLS;
	if (step->result)
		ret->event.more = !step->final;
	ret->event.lane = lane_of(s, step);
	ret->event.cookie = index;
	ret->seq = packet->seq;
	return true;
}

static void hand_over(struct replay_serving *s, struct made *made)
{
	if (made->event.kind <= DISPATCH_RESULT_CLASS && !made->event.more)
		s->final_posted = true;
	dispatch_post(s->op, &made->event);
	if (made->event.parameter_value)
		replay_convert_clear(&made->value, made->event.parameter_type);
}

/* --- faults -------------------------------------------------------------------------------------------------------- */

static void tell(const struct replay_serving *s, const struct replay_fault *f, uint64_t seq, const char *what)
{
	replay_report_fault(&s->replay->report, seq, f->rule, what);
}

static void ask(struct replay_serving *s, const struct replay_fault *f, const struct made *made)
{
	struct dispatch_event event = {
		.kind = DISPATCH_PROMPT_USER,
		.lane = made->event.lane,
		.cookie = REPLAY_NO_STEP,
		.message = f->text,
		.prompt_type = MI_PROMPTTYPE_NORMAL,
	};

	dispatch_post(s->op, &event);
}

/* The same result once more, as one that others follow. */
static void post_twin(struct replay_serving *s, uint32_t index)
{
	struct made twin;

	if (!make(s, index, &twin))
		return;
	twin.event.more = MI_TRUE;
	twin.event.result = MI_RESULT_OK;
	twin.event.cookie = REPLAY_NO_STEP;
	hand_over(s, &twin);
}

/* What this result carries goes to the next one, and the other way round. False: there is no next one. */
static bool swap_with_next(struct replay_serving *s, struct made *made, uint32_t index)
{
	const struct replay_step *step;
	struct made next;
	MI_Instance *instance;

	while ((step = replay_serving_step(s, ++index)) && !step->result)
		;
	if (!step || !make(s, index, &next))
		return false;
	instance = made->event.instance;
	made->event.instance = next.event.instance;
	next.event.instance = instance;
	if (s->swapped)
		dispatch_instance_free(s->swapped);
	s->swapped = next.event.instance;
	next.event.instance = NULL;
	s->swapped_at = index;
	replay_convert_drop(&next.event);
	return true;
}

static void set_property(struct replay_serving *s, const struct replay_fault *f, struct made *made)
{
	if (replay_fault_set_property(f, made->event.instance) == MI_RESULT_OK)
		tell(s, f, made->seq, "a property was changed");
}

/* Ends the operation as the rule says; what was made is dropped. */
static void break_off(struct replay_serving *s, const struct replay_fault *f, struct made *made)
{
	uint64_t seq = made->seq;

	replay_convert_drop(&made->event);
	switch (f->kind) {
	case REPLAY_FAULT_FAIL:
		tell(s, f, seq, "the operation failed");
		replay_serving_end(s, (MI_Result)f->result, f->rule);
		break;
	case REPLAY_FAULT_CUT:
		tell(s, f, seq, "the connection was lost");
		atomic_store(&s->replay->cut, true);
		replay_serving_end(s, MI_RESULT_FAILED, NULL);
		break;
	default:
		tell(s, f, seq, "nothing came any more");
		s->hung = true;
		break;
	}
}

/* Applies one rule to a result that is about to be posted. False: the result is not posted any more. */
static bool inject(struct replay_serving *s, const struct replay_fault *f, struct made *made, uint32_t index)
{
	switch (f->kind) {
	case REPLAY_FAULT_FAIL:
	case REPLAY_FAULT_CUT:
	case REPLAY_FAULT_HANG:
		break_off(s, f, made);
		return false;
	case REPLAY_FAULT_DUPLICATE:
		tell(s, f, made->seq, "a result came twice");
		post_twin(s, index);
		return !s->final_posted;
	case REPLAY_FAULT_SWAP:
		if (swap_with_next(s, made, index))
			tell(s, f, made->seq, "two results changed places");
		return !s->final_posted;
	case REPLAY_FAULT_PROMPT:
		tell(s, f, made->seq, "the client was asked");
		ask(s, f, made);
		return true;
	case REPLAY_FAULT_SET:
		set_property(s, f, made);
		return true;
	default:
		return true;
	}
}

static void drop_final(struct replay_serving *s, const struct replay_fault *f, struct made *made)
{
	tell(s, f, made->seq, "the final result was left out");
	s->hung = true;
	made->event.more = MI_TRUE;
	if (made->event.instance || made->event.class)
		hand_over(s, made);
	else
		replay_convert_drop(&made->event);
}

static const struct replay_fault *no_final(const struct replay_serving *s)
{
	for (unsigned i = 0; i < s->nr_faults; i++)
		if (s->faults[i]->kind == REPLAY_FAULT_NO_FINAL)
			return s->faults[i];
	return NULL;
}

/* True when the event is to be posted still. */
static bool inject_all(struct replay_serving *s, struct made *made, uint32_t index)
{
	if (s->swapped && s->swapped_at == index) {
		dispatch_instance_free(made->event.instance);
		made->event.instance = s->swapped;
		s->swapped = NULL;
	}
	for (unsigned i = 0; i < s->nr_faults && !s->cancelled; i++) {
		const struct replay_fault *f = s->faults[i];

		if (f->kind != REPLAY_FAULT_NO_FINAL && replay_fault_is_due(f, s->results) &&
		    !inject(s, f, made, index))
			return false;
	}
	if (!made->event.more && !s->cancelled && no_final(s)) {
		drop_final(s, no_final(s), made);
		return false;
	}
	return true;
}

void replay_serving_post(struct replay_serving *s, uint32_t index)
{
	const struct replay_step *step = replay_serving_step(s, index);
	struct made made;
	bool post = true;

	mtr_arena_reset(&s->arena);
	if (!make(s, index, &made))
		return;
	if (step->result && s->nr_faults)
		post = inject_all(s, &made, index);
	s->results += step->result;
	if (post)
		hand_over(s, &made);
}
