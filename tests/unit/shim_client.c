/* The client of the shim kit. */
#include "shim_client.h"

#include <string.h>

#include "unit.h"

struct kit_client kit_client;
MI_OperationCallbacks kit_given;
MI_Operation kit_inner;

static void note(const void **args, size_t size)
{
	memcpy(kit_client.got, args, size);
	kit_client.calls++;
}

static void client_instance(MI_Operation *handle, void *context, const MI_Instance *instance, MI_Boolean more,
			    MI_Result code, const MI_Char *message, const MI_Instance *details,
			    MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle, context, instance, KIT_ADDRESS(more), KIT_ADDRESS(code), message, details};

	note(args, sizeof(args));
	kit_client.acknowledge = ack;
}

static void client_indication(MI_Operation *handle, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			      const MI_Char *machine, MI_Boolean more, MI_Result code, const MI_Char *message,
			      const MI_Instance *details, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle,  context, instance, bookmark, machine, KIT_ADDRESS(more), KIT_ADDRESS(code),
			      message, details};

	note(args, sizeof(args));
	kit_client.acknowledge = ack;
}

static void client_class(MI_Operation *handle, void *context, const MI_Class *class, MI_Boolean more, MI_Result code,
			 const MI_Char *message, const MI_Instance *details, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle, context, class, KIT_ADDRESS(more), KIT_ADDRESS(code), message, details};

	note(args, sizeof(args));
	kit_client.acknowledge = ack;
}

static void client_parameter(MI_Operation *handle, void *context, const MI_Char *name, MI_Type type,
			     const MI_Value *value, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle, context, name, KIT_ADDRESS(type), value};

	note(args, sizeof(args));
	kit_client.acknowledge = ack;
}

static void client_message(MI_Operation *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	const void *args[] = {handle, context, KIT_ADDRESS(channel), text};

	note(args, sizeof(args));
}

static void client_progress(MI_Operation *handle, void *context, const MI_Char *activity, const MI_Char *current,
			    const MI_Char *status, MI_Uint32 percentage, MI_Uint32 seconds)
{
	const void *args[] = {
		handle, context, activity, current, status, KIT_ADDRESS(percentage), KIT_ADDRESS(seconds)};

	note(args, sizeof(args));
}

static void client_prompt(MI_Operation *handle, void *context, const MI_Char *text, MI_PromptType type,
			  MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	const void *args[] = {handle, context, text, KIT_ADDRESS(type)};

	note(args, sizeof(args));
	kit_client.answer = answer;
}

static void client_error(MI_Operation *handle, void *context, MI_Instance *instance,
			 MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	const void *args[] = {handle, context, instance};

	note(args, sizeof(args));
	kit_client.answer = answer;
}

const MI_OperationCallbacks kit_callbacks = {
	&kit_client,     client_prompt,     client_error, client_message,   client_progress,
	client_instance, client_indication, client_class, client_parameter,
};

int kit_client_begin(void **state)
{
	kit_reset(state);
	memset(&kit_client, 0, sizeof(kit_client));
	kit_open(&kit_client.application, &kit_client.session);
	return 0;
}

MI_Result kit_take_callbacks(const struct kit_call *call)
{
	const MI_OperationCallbacks *callbacks = (const void *)(uintptr_t)call->args[call->nr_args - 2];
	MI_Operation *handle = (void *)(uintptr_t)call->args[call->nr_args - 1];

	kit_given = callbacks ? *callbacks : (MI_OperationCallbacks)MI_OPERATIONCALLBACKS_NULL;
	if (handle) {
		kit_fill(handle, &kit_operation_ft);
		kit_inner = *handle;
	}
	return MI_RESULT_OK;
}

uint64_t kit_start(MI_OperationCallbacks callbacks)
{
	struct kit_client *c = &kit_client;
	uint64_t id;

	kit_hook = kit_take_callbacks;
	c->session.ft->EnumerateInstances(&c->session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &c->operation);
	id = kit_call_begin(0)->operation;
	kit_reset(NULL);
	return id;
}

MI_Result kit_acknowledge(MI_Operation *operation)
{
	(void)operation;
	return MI_RESULT_ALREADY_EXISTS;
}
