/*
 * Associators and references: walks the associations an instance takes part in.
 *
 * Every association class is enumerated with the instance as one of its ends, as far as its provider cares; what comes
 * is matched against roles and classes.
 */
#include <stdlib.h>
#include <strings.h>

#include "enumeration.h"
#include "objects.h"
#include "reply.h"
#include "requests.h"
#include "values.h"

/* What is looked for; strings are the request's, which lives as long as the operation. */
struct walk {
	struct hostmi_cursor cursor;
	MI_Instance *source;
	const struct hostmi_class *source_class, *association, *result; /* the latter two may be NULL: any */
	const MI_Char *role, *result_role;
	bool references; /* answer the associations themselves */

	unsigned next_class; /* index in the schema; classes before it are done */
	struct hostmi_cursor *inner;
	MI_Instance *link; /* an association, and where to go on among its properties */
	MI_Uint32 at;
};

/* --- the associations ------------------------------------------------------------------------------------------- */

/* May the property of an association refer to an instance of that class? */
static bool may_refer(const MI_PropertyDecl *property, const struct hostmi_class *class)
{
	const struct hostmi_class *referred = property->className ? hostmi_schema_find(property->className) : NULL;

	return property->type == MI_REFERENCE && referred && hostmi_schema_is_a(class, referred);
}

static bool has_role(const MI_Char *role, const MI_Char *name)
{
	return !role || !*role || !strcasecmp(role, name);
}

/*
 * Can the source be an end of the association? If there is only one it can be, *ret_keys is an instance of the
 * association with just that.
 */
static bool ends_for(const struct walk *w, const struct hostmi_class *class, MI_Instance **ret_keys)
{
	const MI_ClassDecl *decl = class->class->classDecl;
	const MI_Char *end = NULL;
	unsigned nr = 0;

	*ret_keys = NULL;
	for (MI_Uint32 i = 0; i < decl->numProperties; i++) {
		if (may_refer(decl->properties[i], w->source_class) && has_role(w->role, decl->properties[i]->name)) {
			end = decl->properties[i]->name;
			nr++;
		}
	}
	if (nr == 1 && dispatch_instance_new(NULL, decl, ret_keys) == MI_RESULT_OK)
		hostmi_set_reference(*ret_keys, end, w->source);
	return nr > 0;
}

static MI_Result open_next(struct walk *w)
{
	const struct hostmi_class *class;
	MI_Instance *keys;
	MI_Result result;

	while ((class = hostmi_schema_at(w->next_class))) {
		w->next_class++;
		if (!class->provider->open || !(class->provider->flags & MI_FLAG_ASSOCIATION) ||
		    (w->association && !hostmi_schema_is_a(class, w->association)) || !ends_for(w, class, &keys))
			continue;
		result = class->provider->open(class->class, keys, &w->inner);
		dispatch_instance_free(keys);
		return result;
	}
	return MI_RESULT_OK;
}

/* The next association instance in link; NULL at the end. */
static MI_Result next_link(struct walk *w)
{
	MI_Result result = MI_RESULT_OK;

	dispatch_instance_free(w->link);
	w->link = NULL;
	w->at = 0;
	while (result == MI_RESULT_OK && !w->link) {
		if (!w->inner)
			result = open_next(w);
		if (!w->inner)
			break;
		result = w->inner->next(w->inner, &w->link);
		if (w->link) {
			MI_Instance_SetNameSpace(w->link, HOSTMI_NAMESPACE);
			break;
		}
		w->inner->close(w->inner);
		w->inner = NULL;
	}
	return result;
}

/* --- their ends ------------------------------------------------------------------------------------------------- */

/* The property of link at @index, if it is a reference and not NULL. */
static const MI_Instance *end_at(const struct walk *w, MI_Uint32 index, const MI_Char **ret_name)
{
	MI_Uint32 flags;
	MI_Value value;
	MI_Type type;

	if (MI_Instance_GetElementAt(w->link, index, ret_name, &value, &type, &flags) != MI_RESULT_OK ||
	    type != MI_REFERENCE || (flags & MI_FLAG_NULL))
		return NULL;
	return value.reference;
}

/* Is the source one of the ends, other than that at @but? */
static bool source_is_end(const struct walk *w, MI_Uint32 but)
{
	MI_Uint32 count = 0;
	const MI_Char *name;
	unsigned given;

	MI_Instance_GetElementCount(w->link, &count);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Instance *end = i == but ? NULL : end_at(w, i, &name);

		if (end && has_role(w->role, name) && hostmi_keys_match(w->source, end, &given) && given)
			return true;
	}
	return false;
}

/* The next end of link that is a result, or none. */
static MI_Result next_end(struct walk *w, MI_Instance **ret_instance)
{
	MI_Uint32 count = 0;

	MI_Instance_GetElementCount(w->link, &count);
	while (w->at < count) {
		MI_Uint32 index = w->at++;
		const MI_Char *name, *class_name;
		const MI_Instance *end = end_at(w, index, &name);
		const struct hostmi_class *class;
		MI_Result result;

		if (!end || !has_role(w->result_role, name) || !source_is_end(w, index))
			continue;
		MI_Instance_GetClassName(end, &class_name);
		class = hostmi_schema_find(class_name);
		if (!class || (w->result && !hostmi_schema_is_a(class, w->result)))
			continue;
		result = hostmi_find_instance(class, end, ret_instance);
		if (result != MI_RESULT_NOT_FOUND) /* it went while we were looking */
			return result;
	}
	return MI_RESULT_OK;
}

/* The next association that the source is an end of. */
static MI_Result next_reference(struct walk *w, MI_Instance **ret_instance)
{
	MI_Result result;

	do
		result = next_link(w);
	while (result == MI_RESULT_OK && w->link && !source_is_end(w, (MI_Uint32)-1));
	*ret_instance = w->link;
	w->link = NULL;
	return result;
}

static MI_Result walk_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct walk *w = (struct walk *)cursor;
	MI_Result result = MI_RESULT_OK;

	*ret_instance = NULL;
	if (w->references)
		return next_reference(w, ret_instance);
	while (result == MI_RESULT_OK) {
		if (w->link)
			result = next_end(w, ret_instance);
		if (result != MI_RESULT_OK || *ret_instance)
			break;
		result = next_link(w);
		if (!w->link)
			break;
	}
	return result;
}

static void walk_close(struct hostmi_cursor *cursor)
{
	struct walk *w = (struct walk *)cursor;

	if (w->inner)
		w->inner->close(w->inner);
	dispatch_instance_free(w->link);
	dispatch_instance_free(w->source);
	free(w);
}

/* --- requests --------------------------------------------------------------------------------------------------- */

/* An optional class name: false, and the operation has ended, when it is given and there is none. */
static bool find_optional(struct dispatch_op *op, const MI_Char *name, const struct hostmi_class **ret_class)
{
	*ret_class = NULL;
	if (!name || !*name)
		return true;
	*ret_class = hostmi_require_class(op, name);
	return *ret_class != NULL;
}

static void start_walk(struct dispatch_op *op, const struct dispatch_request *request, const struct walk *wanted)
{
	struct walk *w = calloc(1, sizeof(*w));
	struct hostmi_cursor *cursor;
	MI_Result result;

	if (!w) {
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	*w = *wanted;
	w->cursor = (struct hostmi_cursor){walk_next, walk_close};
	w->role = request->role;
	w->result_role = request->result_role;
	cursor = &w->cursor;
	/* The source must exist; with all its keys it is found among the ends. */
	result = hostmi_find_instance(w->source_class, request->instance, &w->source);
	if (result != MI_RESULT_OK) {
		walk_close(cursor);
		hostmi_fail_refused(op, result);
		return;
	}
	if (request->keys_only)
		result = hostmi_open_filtered(cursor, &hostmi_keys_only, &cursor);
	if (result == MI_RESULT_OK)
		hostmi_run_cursor(op, cursor);
	else
		hostmi_end(op, result);
}

void hostmi_start_associators(struct dispatch_op *op, const struct dispatch_request *request)
{
	struct walk w = {.source_class = hostmi_require_class_of(op, request->instance)};

	if (w.source_class && find_optional(op, request->association_class, &w.association) &&
	    find_optional(op, request->result_class, &w.result))
		start_walk(op, request, &w);
}

void hostmi_start_references(struct dispatch_op *op, const struct dispatch_request *request)
{
	struct walk w = {.source_class = hostmi_require_class_of(op, request->instance), .references = true};

	if (w.source_class && find_optional(op, request->result_class, &w.association))
		start_walk(op, request, &w);
}
