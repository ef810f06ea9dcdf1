/* What the tests of reinjection share. */
#include "reinject_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static struct trace_build build;
char reinject_path[64];
struct reinject_seen reinject_seen;

void reinject_begin(void)
{
	memset(&build, 0, sizeof(build));
	build_begin(&build);
	build_header(&build);
	build_schema(&build, 1, "MSFT_Disk");
}

struct mitrace_replay *reinject_open(void)
{
	struct mitrace_replay *replay = NULL;
	int fd;

	build_frame(&build);
	build_finish(&build);
	snprintf(reinject_path, sizeof(reinject_path), "/tmp/reinject.XXXXXX");
	fd = mkstemp(reinject_path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, build.data, build.size), build.size);
	close(fd);
	build_end(&build);
	if (mitrace_replay_open(reinject_path, &replay))
		fail_msg("%s", mitrace_replay_error());
	return replay;
}

void reinject_close(struct mitrace_replay *replay)
{
	mitrace_replay_close(replay);
	unlink(reinject_path);
}

uint64_t reinject_call(Mitrace__Function function, uint64_t operation, uint32_t flags, uint32_t response,
		       uint64_t parent, const char *class_name)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT, end = MITRACE__CALL__INIT;
	uint64_t begin;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, parent ? 2 : 1, parent);
	begin = build.seq;
	packet.call_begin = &call;
	call.has_function = call.has_operation = call.has_callbacks = call.has_flags = call.has_response = 1;
	call.function = function;
	call.operation = operation;
	call.callbacks = 0x10;
	call.flags = flags;
	call.response = response;
	call.has_namespace_name = call.has_class_name = call.has_keys_only = class_name != NULL;
	call.namespace_name = build_text("root/cimv2");
	call.class_name = build_text(class_name ? class_name : "");
	build_packet(&build, &packet);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_END, parent ? 2 : 1, begin);
	packet.call_end = &end;
	build_packet(&build, &packet);
	return begin;
}

uint64_t reinject_start(uint64_t operation, const char *class_name)
{
	return reinject_call(MITRACE__FUNCTION__MI_Session_EnumerateInstances, operation, 0, 0, 0, class_name);
}

static void end_callback(const Mitrace__Callback *callback, uint64_t begin, uint32_t thread)
{
	Mitrace__Packet packet;
	Mitrace__Callback end = MITRACE__CALLBACK__INIT;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALLBACK_END, thread, begin);
	packet.callback_end = &end;
	end.has_kind = end.has_operation = 1;
	end.kind = callback->kind;
	end.operation = callback->operation;
	build_packet(&build, &packet);
}

uint64_t reinject_callback(uint64_t operation, uint32_t thread, Mitrace__CallbackKind kind, int number, bool more,
			   struct reinject_inside inside)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Value values[2] = {MITRACE__VALUE__INIT, MITRACE__VALUE__INIT}, *list[] = {values, values + 1};
	uint64_t begin;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, thread, 0);
	begin = build.seq;
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = callback.has_result = 1;
	callback.kind = kind;
	callback.operation = operation;
	callback.more_results = more;
	callback.has_answerable = callback.answerable = 1;
	callback.has_message = 1;
	callback.message = build_text("Shall I?");
	instance.has_schema = instance.schema = 1;
	instance.n_value = 2;
	instance.value = list;
	values[0].has_string = 1;
	values[0].string = build_text("disk");
	values[1].has_unsigned_ = 1;
	values[1].unsigned_ = (uint64_t)number;
	callback.instance = number >= 0 ? &instance : NULL;
	build_packet(&build, &packet);
	if (inside.function)
		reinject_call(inside.function, inside.operation, 0, inside.response, begin, inside.class_name);
	end_callback(&callback, begin, thread);
	return begin;
}

uint64_t reinject_result(uint64_t operation, int number, bool more)
{
	return reinject_callback(operation, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, number,
				 more, (struct reinject_inside){0});
}

void reinject_ask(uint64_t operation, uint32_t response)
{
	reinject_callback(
		operation, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser, -1, true,
		(struct reinject_inside){MITRACE__FUNCTION__MI_Operation_PromptUserResult, operation, response, NULL});
}

void reinject_reset(void)
{
	memset(&reinject_seen, 0, sizeof(reinject_seen));
	pthread_mutex_init(&reinject_seen.lock, NULL);
	sem_init(&reinject_seen.waits, 0, 0);
	reinject_seen.answer = MI_OperationCallback_ResponseType_Yes;
	reinject_seen.cancel_at = -1;
}

static void on_nested(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *))
{
	(void)context;
	(void)message;
	(void)details;
	(void)acknowledge;
	pthread_mutex_lock(&reinject_seen.lock);
	if (instance)
		reinject_seen.messages++;
	reinject_seen.code = code;
	pthread_mutex_unlock(&reinject_seen.lock);
	if (!more)
		MI_Operation_Close(operation);
}

const MI_OperationCallbacks reinject_nested = {.instanceResult = on_nested};

static void start_nested(MI_Operation *operation)
{
	MI_OperationCallbacks nested = reinject_nested;
	MI_Session session;

	assert_int_equal(MI_Operation_GetSession(operation, &session), MI_RESULT_OK);
	MI_Session_EnumerateInstances(&session, 0, NULL, "root/cimv2", reinject_seen.start, MI_FALSE, &nested,
				      &reinject_seen.started);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result code, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *))
{
	MI_Value value = {0};
	int number = -1;

	(void)message;
	(void)details;
	assert_ptr_equal(context, &reinject_seen);
	if (instance && MI_Instance_GetElement(instance, "Number", &value, NULL, NULL, NULL) == MI_RESULT_OK)
		number = (int)value.uint32;
	pthread_mutex_lock(&reinject_seen.lock);
	reinject_seen.threads[reinject_seen.count] = pthread_self();
	reinject_seen.numbers[reinject_seen.count++] = number;
	reinject_seen.finals += !more;
	reinject_seen.code = code;
	pthread_mutex_unlock(&reinject_seen.lock);
	if (number == reinject_seen.cancel_at && number >= 0)
		MI_Operation_Cancel(operation, MI_REASON_NONE);
	if (!more && reinject_seen.start)
		start_nested(operation);
	if (!acknowledge)
		return;
	if (!reinject_seen.hold) {
		acknowledge(operation);
		return;
	}
	reinject_seen.acknowledge = acknowledge;
	reinject_seen.held = *operation;
	sem_post(&reinject_seen.waits);
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
		      MI_Result (*answer)(MI_Operation *, MI_OperationCallback_ResponseType))
{
	(void)context;
	(void)type;
	assert_string_equal(message, "Shall I?");
	assert_non_null(answer);
	answer(operation, reinject_seen.answer);
}

const MI_OperationCallbacks reinject_callbacks = {
	.callbackContext = &reinject_seen,
	.promptUser = on_prompt,
	.instanceResult = on_instance,
};

struct mitrace_replay_difference reinject_the_difference(const struct mitrace_replay *replay)
{
	struct mitrace_replay_difference difference;

	for (size_t i = 1; i < mitrace_replay_differences(replay); i++)
		if (!mitrace_replay_difference(replay, i, &difference))
			print_message("%s: %s, %s\n", difference.what, difference.recorded, difference.observed);
	assert_int_equal(mitrace_replay_differences(replay), 1);
	assert_int_equal(mitrace_replay_difference(replay, 0, &difference), 0);
	assert_true(mitrace_replay_difference(replay, 1, &difference) < 0);
	return difference;
}

void reinject_run_same(struct mitrace_replay *replay, const struct mitrace_replay_options *options)
{
	struct mitrace_replay_difference difference;
	int got = mitrace_replay_run(replay, &reinject_callbacks, options);

	if (got < 0)
		fail_msg("%s", mitrace_replay_error());
	for (size_t i = 0; i < mitrace_replay_differences(replay); i++)
		if (!mitrace_replay_difference(replay, i, &difference))
			print_message("%s: %s, %s\n", difference.what, difference.recorded, difference.observed);
	assert_int_equal(got, MITRACE_REPLAY_SAME);
}
