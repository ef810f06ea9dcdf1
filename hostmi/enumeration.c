/* From instances to results. */
#include "enumeration.h"

#include <stdlib.h>

#include "objects.h"
#include "reply.h"

enum {
	RESULTS_AT_A_TIME = 16
};

struct hostmi_enumeration {
	const struct hostmi_class *class; /* what was asked for */
	bool shallow;
	MI_Instance *keys;
	struct hostmi_filter *filter;
	unsigned next_class; /* index in the schema; classes before it are done */
	struct hostmi_cursor *cursor;
	MI_Instance *ahead; /* the next result; its successor decides whether it is the last */
};

MI_Result hostmi_enumerate(const struct hostmi_class *class, bool shallow, const MI_Instance *keys,
			   struct hostmi_filter *filter, struct hostmi_enumeration **ret_enumeration)
{
	struct hostmi_enumeration *e = calloc(1, sizeof(*e));
	MI_Result result = e ? MI_RESULT_OK : MI_RESULT_SERVER_LIMITS_EXCEEDED;

	if (e && keys)
		result = dispatch_instance_clone(keys, &e->keys);
	if (result != MI_RESULT_OK) {
		free(e);
		if (filter)
			filter->free(filter);
		return result;
	}
	e->class = class;
	e->shallow = shallow;
	e->filter = filter;
	*ret_enumeration = e;
	return MI_RESULT_OK;
}

void hostmi_enumeration_free(struct hostmi_enumeration *e)
{
	if (!e)
		return;
	if (e->cursor)
		e->cursor->close(e->cursor);
	if (e->filter)
		e->filter->free(e->filter);
	dispatch_instance_free(e->keys);
	dispatch_instance_free(e->ahead);
	free(e);
}

/* Opens the next class that has instances; leaves cursor NULL when there is none. */
static MI_Result open_next(struct hostmi_enumeration *e)
{
	const struct hostmi_class *class;

	while ((class = hostmi_schema_at(e->next_class))) {
		e->next_class++;
		if (class->provider->open && (e->shallow ? class == e->class : hostmi_schema_is_a(class, e->class)))
			return class->provider->open(class->class, e->keys, &e->cursor);
	}
	return MI_RESULT_OK;
}

static MI_Result next_unfiltered(struct hostmi_enumeration *e, MI_Instance **ret_instance)
{
	MI_Result result = MI_RESULT_OK;

	*ret_instance = NULL;
	while (result == MI_RESULT_OK) {
		if (!e->cursor) {
			result = open_next(e);
			if (!e->cursor)
				return result;
		}
		result = e->cursor->next(e->cursor, ret_instance);
		if (*ret_instance)
			return result;
		e->cursor->close(e->cursor);
		e->cursor = NULL;
	}
	return result;
}

MI_Result hostmi_enumeration_next(struct hostmi_enumeration *e, MI_Instance **ret_instance)
{
	MI_Result result;

	do {
		result = next_unfiltered(e, ret_instance);
		if (result != MI_RESULT_OK || !*ret_instance)
			return result;
		MI_Instance_SetNameSpace(*ret_instance, HOSTMI_NAMESPACE);
		if (e->filter)
			result = e->filter->pass(e->filter, ret_instance);
	} while (result == MI_RESULT_OK && !*ret_instance);
	return result;
}

static void post(struct dispatch_op *op, MI_Instance *instance, bool more)
{
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_RESULT_INSTANCE,
				  .instance = instance,
				  .more = more,
			  });
}

void hostmi_enumeration_post(struct hostmi_enumeration *e, struct dispatch_op *op)
{
	for (unsigned nr = 0; nr < RESULTS_AT_A_TIME;) {
		MI_Instance *instance, *ahead = e->ahead;
		MI_Result result = hostmi_enumeration_next(e, &instance);

		if (result != MI_RESULT_OK) {
			e->ahead = NULL;
			if (ahead)
				post(op, ahead, true);
			hostmi_fail_refused(op, result);
			return;
		}
		e->ahead = instance;
		if (ahead || !instance) {
			post(op, ahead, instance != NULL);
			nr++;
		}
		if (!instance)
			return;
	}
}

void hostmi_keep_keys(MI_Instance *instance)
{
	MI_Uint32 count = 0, flags;

	MI_Instance_GetElementCount(instance, &count);
	for (MI_Uint32 i = 0; i < count; i++)
		if (MI_Instance_GetElementAt(instance, i, NULL, NULL, NULL, &flags) == MI_RESULT_OK &&
		    !(flags & MI_FLAG_KEY))
			MI_Instance_ClearElementAt(instance, i);
}
