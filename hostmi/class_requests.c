/* Requests for classes. */
#include "objects.h"
#include "reply.h"
#include "requests.h"

static void post_class(struct dispatch_op *op, MI_Class *class, bool more)
{
	dispatch_post(op, &(struct dispatch_event){.kind = DISPATCH_RESULT_CLASS, .class = class, .more = more});
}

void hostmi_start_get_class(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class(op, request->class_name);
	MI_Class *copy = NULL;
	MI_Result result;

	if (!class)
		return;
	result = dispatch_class_clone(class->class, &copy);
	if (result == MI_RESULT_OK)
		post_class(op, copy, false);
	else
		hostmi_end(op, result);
}

/* The class, or one with its name and nothing else. */
static MI_Result answer_class(const struct hostmi_class *class, bool name_only, MI_Class **ret_class)
{
	struct dispatch_class_info info = {
		.name = class->provider->name,
		.flags = MI_FLAG_CLASS | class->provider->flags,
		.super_class = class->provider->super,
		.namespace_name = HOSTMI_NAMESPACE,
	};

	if (!name_only)
		return dispatch_class_clone(class->class, ret_class);
	return dispatch_class_builder_finish(dispatch_class_builder_new(&info), ret_class);
}

/* Below @top, which itself does not count; all that are at the top, or all, where @top is NULL. */
static bool is_wanted(const struct hostmi_class *class, const struct hostmi_class *top, bool shallow)
{
	if (shallow)
		return class->super == top;
	return !top || (class != top && hostmi_schema_is_a(class, top));
}

void hostmi_start_enumerate_classes(struct dispatch_op *op, const struct dispatch_request *request)
{
	bool has_top = request->class_name && *request->class_name, shallow = hostmi_is_shallow(request);
	const struct hostmi_class *top = NULL, *class;
	MI_Class *ahead = NULL, *copy;

	if (has_top) {
		top = hostmi_require_class(op, request->class_name);
		if (!top)
			return;
	}
	for (unsigned i = 0; (class = hostmi_schema_at(i)); i++) {
		if (!is_wanted(class, top, shallow))
			continue;
		if (ahead)
			post_class(op, ahead, true);
		ahead = NULL;
		if (answer_class(class, request->class_names_only, &copy) != MI_RESULT_OK) {
			hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
			return;
		}
		ahead = copy;
	}
	post_class(op, ahead, false);
}
