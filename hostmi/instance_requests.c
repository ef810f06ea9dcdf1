/* Requests for instances, and for changes of them. */
#include <stdlib.h>
#include <strings.h>

#include "enumeration.h"
#include "objects.h"
#include "reply.h"
#include "requests.h"
#include "wql.h"

/* --- what requests have in common ------------------------------------------------------------------------------- */

const struct hostmi_class *hostmi_require_class(struct dispatch_op *op, const MI_Char *name)
{
	const struct hostmi_class *class = hostmi_schema_find(name);

	if (!name)
		hostmi_fail(op, MI_RESULT_INVALID_PARAMETER, "a class name is needed");
	else if (!class)
		hostmi_fail(op, MI_RESULT_INVALID_CLASS, "there is no class '%s' in namespace '%s'", name,
			    HOSTMI_NAMESPACE);
	return class;
}

const struct hostmi_class *hostmi_require_class_of(struct dispatch_op *op, const MI_Instance *instance)
{
	const MI_Char *name = NULL;

	MI_Instance_GetClassName(instance, &name);
	return hostmi_require_class(op, name);
}

bool hostmi_require_dialect(struct dispatch_op *op, const MI_Char *dialect)
{
	static const char *const known[] = {MI_QUERY_DIALECT_WQL, MI_QUERY_DIALECT_CQL, "CIM:CQL"};

	for (unsigned i = 0; i < HOSTMI_COUNT(known); i++)
		if (dialect && !strcasecmp(dialect, known[i]))
			return true;
	hostmi_fail(op, MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED, "query language '%s' is not known; WQL is",
		    dialect ? dialect : "");
	return false;
}

bool hostmi_is_shallow(const struct dispatch_request *request)
{
	return (request->flags & MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY) ==
	       MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW;
}

/* Answers with all of a cursor that could be opened, or says why not. */
static void run_or_fail(struct dispatch_op *op, MI_Result result, struct hostmi_cursor *cursor)
{
	if (result == MI_RESULT_OK)
		hostmi_run_cursor(op, cursor);
	else
		hostmi_fail_refused(op, result);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

void hostmi_start_enumerate(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class(op, request->class_name);
	struct hostmi_cursor *cursor = NULL;
	MI_Result result;

	if (!class)
		return;
	result = hostmi_open_class(class, hostmi_is_shallow(request), NULL, &cursor);
	if (result == MI_RESULT_OK && request->keys_only)
		result = hostmi_open_filtered(cursor, &hostmi_keys_only, &cursor);
	run_or_fail(op, result, cursor);
}

void hostmi_start_get(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class_of(op, request->instance);
	MI_Instance *instance = NULL;
	MI_Result result;

	if (!class)
		return;
	result = hostmi_find_instance(class, request->instance, &instance);
	if (result == MI_RESULT_OK)
		hostmi_end_with(op, instance);
	else
		hostmi_fail_refused(op, result);
}

struct query_filter {
	struct hostmi_filter filter;
	struct hostmi_query query;
};

static MI_Result pass_matching(struct hostmi_filter *filter, MI_Instance **instance)
{
	struct query_filter *f = (struct query_filter *)filter;
	MI_Instance *whole = *instance;
	MI_Result result = MI_RESULT_OK;

	if (!hostmi_query_matches(&f->query, whole)) {
		dispatch_instance_free(whole);
		*instance = NULL;
	} else if (f->query.properties) {
		*instance = NULL;
		result = hostmi_query_project(&f->query, whole, instance);
		dispatch_instance_free(whole);
	}
	return result;
}

static void free_query_filter(struct hostmi_filter *filter)
{
	struct query_filter *f = (struct query_filter *)filter;

	hostmi_query_free(&f->query);
	free(f);
}

/* Parses the query and finds its class; the filter is freed and the operation ended where that fails. */
static const struct hostmi_class *prepare(struct dispatch_op *op, const MI_Char *expression, struct query_filter *f)
{
	const struct hostmi_class *class = NULL;
	MI_Result result = hostmi_query_parse(expression, &f->query);

	if (result == MI_RESULT_OK) {
		class = hostmi_require_class(op, f->query.class_name);
		if (class)
			result = hostmi_query_check(&f->query, class->class->classDecl);
	}
	if (result != MI_RESULT_OK) {
		hostmi_fail_refused(op, result);
		class = NULL;
	}
	if (!class)
		free_query_filter(&f->filter);
	return class;
}

void hostmi_start_query(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class;
	struct hostmi_cursor *cursor = NULL;
	struct query_filter *f;
	MI_Result result;

	if (!hostmi_require_dialect(op, request->dialect))
		return;
	f = calloc(1, sizeof(*f));
	if (!f) {
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	f->filter = (struct hostmi_filter){pass_matching, free_query_filter};
	class = prepare(op, request->expression, f);
	if (!class)
		return;
	result = hostmi_open_class(class, hostmi_is_shallow(request), NULL, &cursor);
	if (result == MI_RESULT_OK)
		result = hostmi_open_filtered(cursor, &f->filter, &cursor);
	else
		free_query_filter(&f->filter);
	run_or_fail(op, result, cursor);
}

/* --- changing --------------------------------------------------------------------------------------------------- */

static void fail_unsupported(struct dispatch_op *op, const struct hostmi_class *class, const char *what)
{
	hostmi_fail(op, MI_RESULT_NOT_SUPPORTED, "instances of '%s' cannot be %s", class->provider->name, what);
}

void hostmi_start_create(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class_of(op, request->instance);
	MI_Instance *created = NULL;
	MI_Result result;

	if (!class)
		return;
	if (!class->provider->create) {
		fail_unsupported(op, class, "created");
		return;
	}
	result = class->provider->create(class->class, request->instance, &created);
	if (result != MI_RESULT_OK) {
		hostmi_fail_refused(op, result);
		return;
	}
	MI_Instance_SetNameSpace(created, HOSTMI_NAMESPACE);
	hostmi_end_with(op, created);
}

static void end_or_fail(struct dispatch_op *op, MI_Result result)
{
	if (result == MI_RESULT_OK)
		hostmi_end(op, MI_RESULT_OK);
	else
		hostmi_fail_refused(op, result);
}

void hostmi_start_modify(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class_of(op, request->instance);

	if (class && class->provider->modify)
		end_or_fail(op, class->provider->modify(class->class, request->instance));
	else if (class)
		fail_unsupported(op, class, "modified");
}

void hostmi_start_delete(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = hostmi_require_class_of(op, request->instance);

	if (class && class->provider->remove)
		end_or_fail(op, class->provider->remove(class->class, request->instance));
	else if (class)
		fail_unsupported(op, class, "deleted");
}
