/* Copies of requests: one block with all strings, and the objects. */
#include "request.h"

#include <stdlib.h>

#include "objects.h"

static const size_t string_members[] = {
	offsetof(struct dispatch_request, namespace_name), offsetof(struct dispatch_request, class_name),
	offsetof(struct dispatch_request, method_name),    offsetof(struct dispatch_request, dialect),
	offsetof(struct dispatch_request, expression),     offsetof(struct dispatch_request, association_class),
	offsetof(struct dispatch_request, result_class),   offsetof(struct dispatch_request, role),
	offsetof(struct dispatch_request, result_role),
};

enum {
	NR_STRINGS = sizeof(string_members) / sizeof(string_members[0])
};

struct copies {
	MI_Instance *instance, *parameters;
	MI_OperationOptions options;
	MI_SubscriptionDeliveryOptions delivery_options;
	MI_Char strings[];
};

static const MI_Char **string_of(struct dispatch_request *request, unsigned i)
{
	return (const MI_Char **)((char *)request + string_members[i]);
}

/* Allocates the block and points the strings of @request into it. */
static struct copies *copy_strings(struct dispatch_request *request)
{
	size_t lengths[NR_STRINGS], total = 0;
	struct copies *copies;
	MI_Char *to;

	for (unsigned i = 0; i < NR_STRINGS; i++) {
		const MI_Char *string = *string_of(request, i);

		lengths[i] = string ? strlen(string) + 1 : 0;
		total += lengths[i];
	}
	copies = calloc(1, sizeof(*copies) + total);
	if (!copies)
		return NULL;
	to = copies->strings;
	for (unsigned i = 0; i < NR_STRINGS; i++) {
		if (!lengths[i])
			continue;
		*string_of(request, i) = memcpy(to, *string_of(request, i), lengths[i]);
		to += lengths[i];
	}
	return copies;
}

static MI_Result copy_objects(struct copies *copies, struct dispatch_request *request)
{
	MI_Result result = MI_RESULT_OK;

	if (request->instance)
		result = dispatch_instance_clone(request->instance, &copies->instance);
	if (result == MI_RESULT_OK && request->parameters)
		result = dispatch_instance_clone(request->parameters, &copies->parameters);
	if (result == MI_RESULT_OK && request->options)
		result = dispatch_operation_options_dup(request->options, &copies->options);
	if (result == MI_RESULT_OK && request->delivery_options)
		result = dispatch_subscription_options_dup(request->delivery_options, &copies->delivery_options);
	if (result != MI_RESULT_OK)
		return result;
	request->instance = copies->instance;
	request->parameters = copies->parameters;
	request->options = request->options ? &copies->options : NULL;
	request->delivery_options = request->delivery_options ? &copies->delivery_options : NULL;
	return MI_RESULT_OK;
}

MI_Result dispatch_request_copy(const struct dispatch_request *request, struct dispatch_request *ret_copy,
				void **ret_copies)
{
	struct dispatch_request copy = *request;
	struct copies *copies = copy_strings(&copy);
	MI_Result result;

	if (!copies)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	result = copy_objects(copies, &copy);
	if (result != MI_RESULT_OK) {
		dispatch_request_free(copies);
		return result;
	}
	*ret_copy = copy;
	*ret_copies = copies;
	return MI_RESULT_OK;
}

void dispatch_request_free(void *memory)
{
	struct copies *copies = memory;

	if (!copies)
		return;
	dispatch_instance_free(copies->instance);
	dispatch_instance_free(copies->parameters);
	if (copies->options.ft)
		copies->options.ft->Delete(&copies->options);
	if (copies->delivery_options.ft)
		copies->delivery_options.ft->Delete(&copies->delivery_options);
	free(copies);
}
