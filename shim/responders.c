/* Pools of wrappers for acknowledgement and answer functions, each wrapper bound to one original for good. */
#include "responders.h"

#include <stdatomic.h>
#include <stddef.h>

#include "call.h"
#include "operation_record.h"
#include "shim_log.h"

enum {
	WRAPPERS = 16
};

/* Which original each wrapper of a kind stands for. */
struct originals {
	_Atomic(shim_function) function[WRAPPERS];
};

static struct originals acknowledgements, prompts, errors;

static shim_function original_of(struct originals *originals, unsigned n)
{
	return atomic_load_explicit(&originals->function[n], memory_order_relaxed);
}

struct response {
	uint64_t answers;
	const MI_OperationCallback_ResponseType *response;
};

static void encode_response(struct mtr_encoder *e, const void *args)
{
	const struct response *response = args;

	if (response->response)
		mtr_encode_uint(e, MTR_CALL_RESPONSE, (uint32_t)*response->response);
	if (response->answers)
		mtr_encode_uint(e, MTR_CALL_ANSWERS, response->answers);
}

/* Begin of a call to any of them; @answers picks the event that is answered, and may end the operation's record. */
static void begin(struct shim_call *call, const MI_Operation *operation,
		  uint64_t (*answers)(struct shim_operation *operation), const MI_OperationCallback_ResponseType *type)
{
	struct response response = {.response = type};
	struct shim_operation *record;

	call->kind = SHIM_OPERATION;
	call->target = shim_handle_find(SHIM_OPERATION, operation);
	record = shim_operation_of(&call->target);
	if (record) {
		response.answers = answers(record);
		shim_operation_put(record);
	}
	shim_call_begin(call, encode_response, &response);
}

static uint64_t last_prompt(struct shim_operation *operation)
{
	return atomic_load(&operation->prompt);
}

static uint64_t last_error(struct shim_operation *operation)
{
	return atomic_load(&operation->error);
}

static MI_Result acknowledge(unsigned n, MI_Operation *operation, const void *caller, uintptr_t address)
{
	shim_acknowledge_fn original = (shim_acknowledge_fn)original_of(&acknowledgements, n);
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter_free(&call, caller, MTR_FUNCTION_MI_Operation_ResultAcknowledgement, address))
		return original(operation);
	begin(&call, operation, shim_operation_acknowledged, NULL);
	result = original(operation);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

static MI_Result answer(shim_answer_fn original, uint32_t function, uint64_t (*answers)(struct shim_operation *),
			MI_Operation *operation, MI_OperationCallback_ResponseType type, const void *caller,
			uintptr_t address)
{
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter_free(&call, caller, function, address))
		return original(operation, type);
	begin(&call, operation, answers, &type);
	result = original(operation, type);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

#define RESPONDERS(n)                                                                                                 \
	static MI_Result acknowledge_##n(MI_Operation *operation)                                                     \
	{                                                                                                             \
		return acknowledge(n, operation, __builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)); \
	}                                                                                                             \
	static MI_Result answer_prompt_##n(MI_Operation *operation, MI_OperationCallback_ResponseType response)       \
	{                                                                                                             \
		return answer((shim_answer_fn)original_of(&prompts, n), MTR_FUNCTION_MI_Operation_PromptUserResult,   \
			      last_prompt, operation, response, __builtin_return_address(0),                          \
			      (uintptr_t)__builtin_frame_address(0));                                                 \
	}                                                                                                             \
	static MI_Result answer_error_##n(MI_Operation *operation, MI_OperationCallback_ResponseType response)        \
	{                                                                                                             \
		return answer((shim_answer_fn)original_of(&errors, n), MTR_FUNCTION_MI_Operation_WriteErrorResult,    \
			      last_error, operation, response, __builtin_return_address(0),                           \
			      (uintptr_t)__builtin_frame_address(0));                                                 \
	}
/* clang-format off */
#define NUMBERS(Y) Y(0) Y(1) Y(2) Y(3) Y(4) Y(5) Y(6) Y(7) Y(8) Y(9) Y(10) Y(11) Y(12) Y(13) Y(14) Y(15)
#define ACKNOWLEDGE_NAME(n) acknowledge_##n,
#define PROMPT_NAME(n) answer_prompt_##n,
#define ERROR_NAME(n) answer_error_##n,
/* clang-format on */
NUMBERS(RESPONDERS)

static const shim_acknowledge_fn acknowledgement_wrappers[WRAPPERS] = {NUMBERS(ACKNOWLEDGE_NAME)};
static const shim_answer_fn prompt_wrappers[WRAPPERS] = {NUMBERS(PROMPT_NAME)};
static const shim_answer_fn error_wrappers[WRAPPERS] = {NUMBERS(ERROR_NAME)};

/* Number of the wrapper that stands for @original, from now on if none did; WRAPPERS when there is none left. */
static unsigned wrapper_for(struct originals *originals, shim_function original)
{
	for (unsigned n = 0; n < WRAPPERS; n++) {
		shim_function there = atomic_load_explicit(&originals->function[n], memory_order_acquire);

		if (!there && atomic_compare_exchange_strong(&originals->function[n], &there, original))
			return n;
		if (there == original)
			return n;
	}
	shim_log_once("more functions to acknowledge or answer with than can be wrapped; some calls are not recorded");
	return WRAPPERS;
}

shim_acknowledge_fn shim_responder_acknowledgement(shim_acknowledge_fn original)
{
	unsigned n = original ? wrapper_for(&acknowledgements, (shim_function)original) : WRAPPERS;

	return n < WRAPPERS ? acknowledgement_wrappers[n] : original;
}

shim_answer_fn shim_responder_prompt(shim_answer_fn original)
{
	unsigned n = original ? wrapper_for(&prompts, (shim_function)original) : WRAPPERS;

	return n < WRAPPERS ? prompt_wrappers[n] : original;
}

shim_answer_fn shim_responder_error(shim_answer_fn original)
{
	unsigned n = original ? wrapper_for(&errors, (shim_function)original) : WRAPPERS;

	return n < WRAPPERS ? error_wrappers[n] : original;
}
