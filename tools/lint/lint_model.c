/* A state machine over calls and callbacks. What the tracker knows of an operation already is not kept again. */
#include "lint_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to follow the client");
}

/* ---- objects and threads */

/* The thing with that number, made if there is none; NULL with 0 when too many are followed. */
static int get(struct mtr_id_map *map, uint64_t id, size_t size, void **ret)
{
	*ret = mtr_id_map_get(map, id);
	if (*ret || map->count >= LINT_OBJECTS_MAX)
		return 0;
	*ret = calloc(1, size);
	if (!*ret || mtr_id_map_set(map, id, *ret)) {
		free(*ret);
		return no_memory();
	}
	return 0;
}

/* Threads that are in nothing need not be remembered; enough of them go to make room for a while. */
static void forget_idle_threads(struct mtr_id_map *threads)
{
	uint64_t idle[LINT_THREADS_KEPT];
	struct lint_thread *thread;
	size_t at = 0, nr = 0;

	while (nr < LINT_THREADS_KEPT && (thread = mtr_id_map_next(threads, &at))) {
		if (!thread->depth)
			idle[nr++] = (uint64_t)thread->id + 1;
	}
	while (nr-- > 0)
		free(mtr_id_map_remove(threads, idle[nr]));
}

static int get_thread(struct lint_model *m, uint32_t id, struct lint_thread **ret)
{
	void *thread = NULL;
	int err = 0;

	if (m->threads.count >= LINT_THREADS_KEPT && !mtr_id_map_get(&m->threads, (uint64_t)id + 1))
		forget_idle_threads(&m->threads);
	if (m->threads.count < LINT_THREADS_MAX || mtr_id_map_get(&m->threads, (uint64_t)id + 1))
		err = get(&m->threads, (uint64_t)id + 1, sizeof(**ret), &thread);
	*ret = thread;
	if (thread)
		(*ret)->id = id;
	return err;
}

static void *find(const struct mtr_id_map *map, uint64_t id)
{
	return id ? mtr_id_map_get(map, id) : NULL;
}

static void drop(struct mtr_id_map *map, uint64_t id)
{
	if (id)
		free(mtr_id_map_remove(map, id));
}

static void drop_all(struct mtr_id_map *map)
{
	size_t at = 0;
	void *value;

	while ((value = mtr_id_map_next(map, &at)))
		free(value);
	mtr_id_map_end(map);
}

void lint_model_end(struct lint_model *m)
{
	drop_all(&m->sessions);
	drop_all(&m->applications);
	drop_all(&m->threads);
}

/* ---- frames */

static const struct lint_frame *find_frame(const struct lint_thread *thread, uint64_t seq)
{
	for (unsigned i = thread->depth; i-- > 0;) {
		if (thread->frames[i].seq == seq)
			return &thread->frames[i];
	}
	return NULL;
}

static bool is_begin(const Mitrace__Packet *packet)
{
	return packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ||
	       packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN;
}

/* Frames above the one the event belongs to are gone; one that is not known says nothing. */
bool lint_model_left(const struct lint_event *event, struct lint_frame *ret)
{
	struct lint_thread *thread = event->thread;
	uint64_t below = event->packet->parent;

	if (!thread || !thread->depth || thread->frames[thread->depth - 1].seq == below)
		return false;
	if (below ? !find_frame(thread, below) : !is_begin(event->packet))
		return false;
	*ret = thread->frames[--thread->depth];
	return true;
}

static void push(const struct lint_event *event)
{
	struct lint_thread *thread = event->thread;
	struct lint_frame *frame;

	if (!thread || thread->depth == LINT_FRAMES_MAX)
		return;
	frame = &thread->frames[thread->depth];
	*frame = (struct lint_frame){.seq = event->packet->seq,
				     .time = event->packet->time,
				     .callback = event->callback != NULL,
				     .asked = event->view->asked,
				     .op = event->tracked ? event->tracked->id : 0,
				     .session = event->view->tracked->session};
	frame->delivery = frame->callback && (!thread->depth || thread->frames[thread->depth - 1].delivery);
	if (event->call) {
		frame->what = (int32_t)event->call->function;
		frame->address = event->call->caller;
		frame->application = event->call->application;
		frame->handle_unknown = event->call->handle_state == MITRACE__HANDLE_STATE__HANDLE_UNKNOWN;
	} else {
		frame->what = (int32_t)event->callback->kind;
		frame->address = event->op ? lint_code(event->op, frame->what) : 0;
	}
	thread->depth++;
}

static void pop(const struct lint_event *event)
{
	if (event->thread && event->frame)
		event->thread->depth--;
}

/* ---- what an event is about */

static void look_at_objects(struct lint_model *m, struct lint_event *e)
{
	struct mtr_op *op = e->view->tracked->op;
	uint64_t application = e->call ? e->call->application : e->callback ? e->callback->application : 0;
	struct lint_op *data = op ? op->data : NULL;

	if (op && data && (data->known || op->begin == e->packet->seq)) {
		e->tracked = op;
		e->op = data;
	}
	e->session = find(&m->sessions, e->view->tracked->session);
	if (!application && e->session)
		application = e->session->application;
	e->application = find(&m->applications, application);
}

void lint_model_place(struct lint_event *e)
{
	struct lint_thread *thread = e->thread;

	if (!thread)
		return;
	if (e->call && e->call->inside_callback)
		e->inside = find_frame(thread, e->call->inside_callback);
	if (!is_begin(e->packet) && thread->depth && thread->frames[thread->depth - 1].seq == e->packet->parent)
		e->frame = &thread->frames[thread->depth - 1];
}

int lint_model_look(struct lint_model *m, const struct mtr_event_view *view, struct lint_event *ret)
{
	const Mitrace__Packet *packet = view->packet;

	*ret = (struct lint_event){.view = view, .packet = packet};
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ||
	    packet->body_case == MITRACE__PACKET__BODY_CALL_END)
		ret->call = packet->call_begin;
	else
		ret->callback = packet->callback_begin;
	m->missing = m->missing || packet->seq != m->last_seq + 1;
	m->last_seq = packet->seq;
	look_at_objects(m, ret);
	return get_thread(m, packet->thread, &ret->thread);
}

/* ---- operations */

static void uncount(struct lint_model *m, const struct mtr_op *op)
{
	struct lint_session *session = find(&m->sessions, op->session);
	struct lint_op *data = op->data;

	if (data->counted && session && session->object.open)
		session->object.open--;
	data->counted = false;
}

static void keep_callbacks(struct lint_op *op, const Mitrace__Call *call)
{
	size_t at = 0;

	for (unsigned bit = 0; bit < LINT_CALLBACKS; bit++) {
		if (call->callbacks & 1u << bit)
			op->code[bit] = at < call->n_callback_code ? call->callback_code[at] : 0;
		at += call->callbacks >> bit & 1;
	}
}

static void start(const struct lint_event *e)
{
	struct lint_op *op = e->op;

	if (op->known)
		return; /* no recorder starts an operation twice */
	op->known = op->starting = true;
	op->asked = e->view->asked;
	op->thread = e->packet->thread;
	op->caller = e->call->caller;
	op->null = e->call->null_outputs & 1;
	op->session_unknown = e->call->handle_state == MITRACE__HANDLE_STATE__HANDLE_UNKNOWN;
	keep_callbacks(op, e->call);
	if (op->null || !e->session)
		return;
	op->counted = true;
	e->session->object.open++;
}

struct lint_wait *lint_acknowledged(struct lint_op *op, const Mitrace__Call *call)
{
	struct lint_wait *last = NULL;

	for (unsigned i = 0; call->answers && i < LINT_WAITING_MAX; i++) {
		if (op->waiting[i].seq && (!last || op->waiting[i].seq > last->seq))
			last = &op->waiting[i];
	}
	return last;
}

static void acknowledge(const struct lint_event *e)
{
	struct lint_wait *result = lint_acknowledged(e->op, e->call);

	if (!result)
		return;
	result->seq = 0;
	e->op->acknowledged = e->packet->seq;
}

/* After the final result the recorder does not know any more what is answered: it is what was asked. */
static void answer(struct lint_question *question, const struct lint_event *e)
{
	if (question->asked.seq && !question->answer && (!e->call->answers || question->asked.seq == e->call->answers))
		question->answer = e->packet->seq;
}

static bool is_known(const Mitrace__Call *call)
{
	return call->handle_state == MITRACE__HANDLE_STATE__HANDLE_KNOWN;
}

static void close_operation(struct lint_model *m, const struct lint_event *e)
{
	if (!e->op->closed && is_known(e->call))
		e->op->closed = e->packet->seq;
	uncount(m, e->tracked);
}

static void call_on_operation(struct lint_model *m, const struct lint_event *e)
{
	switch (e->call->function) {
	case MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement:
		acknowledge(e);
		break;
	case MITRACE__FUNCTION__MI_Operation_PromptUserResult:
		answer(&e->op->prompt, e);
		break;
	case MITRACE__FUNCTION__MI_Operation_WriteErrorResult:
		answer(&e->op->error, e);
		break;
	case MITRACE__FUNCTION__MI_Operation_Close:
		close_operation(m, e);
		break;
	default:
		if (mtr_function_gets_result((int32_t)e->call->function)) {
			e->op->looked = true;
			e->op->getters++;
		}
		break;
	}
}

static void close_object(struct lint_object *object, struct lint_object *parent, const struct lint_event *e)
{
	if (object->closed || !is_known(e->call))
		return;
	object->closed = e->packet->seq;
	if (parent && parent->open)
		parent->open--;
}

static void call_begin(struct lint_model *m, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function;

	if (mtr_function_gets_result(function) && !e->op)
		m->unknown_getter = e->packet->seq;
	if (function == MITRACE__FUNCTION__MI_Session_Close && e->session)
		close_object(&e->session->object, e->application ? &e->application->object : NULL, e);
	else if (function == MITRACE__FUNCTION__MI_Application_Close && e->application)
		close_object(&e->application->object, NULL, e);
	if (!e->op)
		return;
	if (mtr_function_starts_operation(function))
		start(e);
	else
		call_on_operation(m, e);
}

/* ---- ends of calls */

static int open_session(struct lint_model *m, const struct lint_event *e)
{
	struct lint_application *application = find(&m->applications, e->frame->application);
	struct lint_session *session = NULL;
	int err = get(&m->sessions, e->call->session, sizeof(*session), (void **)&session);

	if (err || !session)
		return err;
	session->application = e->frame->application;
	session->object = (struct lint_object){.id = e->call->session,
					       .opened = e->frame->seq,
					       .caller = e->frame->address,
					       .thread = e->packet->thread,
					       .asked = e->frame->asked};
	if (application)
		application->object.open++;
	return 0;
}

static int open_application(struct lint_model *m, const struct lint_event *e)
{
	struct lint_application *application = NULL;
	int err = get(&m->applications, e->call->application, sizeof(*application), (void **)&application);

	if (!err && application)
		application->object = (struct lint_object){.id = e->call->application,
							   .opened = e->frame->seq,
							   .caller = e->frame->address,
							   .thread = e->packet->thread,
							   .asked = e->frame->asked};
	return err;
}

static void start_returned(struct lint_model *m, const struct lint_event *e)
{
	e->op->starting = false;
	if (!e->tracked->failed)
		return;
	e->op->failed = true;
	uncount(m, e->tracked);
}

static int call_end(struct lint_model *m, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function;
	bool fine = e->call->result == 0;

	if (e->frame && fine) {
		if (function == MITRACE__FUNCTION__MI_Application_NewSession && e->call->session)
			return open_session(m, e);
		if (function == MITRACE__FUNCTION__MI_Application_InitializeV1 && e->call->application)
			return open_application(m, e);
		if (function == MITRACE__FUNCTION__MI_Session_Close)
			drop(&m->sessions, e->frame->session);
		else if (function == MITRACE__FUNCTION__MI_Application_Close)
			drop(&m->applications, e->frame->application);
	}
	if (e->frame && fine && e->frame->handle_unknown && function == MITRACE__FUNCTION__MI_Operation_Close)
		m->unknown_close = e->packet->seq;
	if (!e->op)
		return 0;
	if (mtr_function_starts_operation(function))
		start_returned(m, e);
	if (mtr_function_gets_result(function)) {
		e->op->getters -= e->op->getters > 0;
		e->op->unsure = fine && !e->call->has_more_results;
		if (e->tracked->final && !e->op->final)
			e->op->final = e->packet->seq;
	}
	return 0;
}

/* ---- callbacks */

/* A start that the library refuses calls back at once, with the client's own handle, and nothing to acknowledge. */
static bool refuses(const struct lint_event *e)
{
	const Mitrace__Callback *callback = e->callback;

	return e->op->starting && e->tracked->results == 1 && !callback->more_results && callback->result &&
	       !callback->answerable && (callback->handle == MITRACE__HANDLE_RELATION__RELATION_CLIENTS || e->op->null);
}

static void wait_for_acknowledgement(const struct lint_event *e)
{
	struct lint_wait *place = &e->op->waiting[LINT_WAITING_MAX - 1];

	for (unsigned i = LINT_WAITING_MAX; i-- > 0;) {
		if (!e->op->waiting[i].seq)
			place = &e->op->waiting[i];
	}
	*place = (struct lint_wait){e->packet->seq, e->packet->time, e->packet->thread, (uint32_t)e->callback->kind};
	e->op->delivered++;
}

static void ask(struct lint_question *question, const struct lint_event *e)
{
	*question = (struct lint_question){
		.asked = {e->packet->seq, e->packet->time, e->packet->thread, (uint32_t)e->callback->kind},
		.answerable = e->callback->answerable};
}

static void callback_begin(struct lint_model *m, const struct lint_event *e)
{
	if (!e->op)
		return;
	switch (e->callback->kind) {
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser:
		ask(&e->op->prompt, e);
		return;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError:
		ask(&e->op->error, e);
		return;
	default:
		break;
	}
	if (e->callback->answerable)
		wait_for_acknowledgement(e);
	if (!mtr_callback_brings_result((int32_t)e->callback->kind))
		return;
	if (refuses(e)) {
		e->op->failed = true;
		uncount(m, e->tracked);
	}
	if (e->callback->more_results || e->op->final)
		return;
	e->op->final = e->packet->seq;
	e->op->final_code = e->callback->result;
}

int lint_model_take(struct lint_model *m, const struct lint_event *e)
{
	int err = 0;

	switch (e->packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
		call_begin(m, e);
		push(e);
		break;
	case MITRACE__PACKET__BODY_CALL_END:
		err = call_end(m, e);
		pop(e);
		break;
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		callback_begin(m, e);
		push(e);
		break;
	default:
		pop(e);
		break;
	}
	if (e->op)
		e->op->last_time = e->packet->time;
	return err;
}
