/* From instances to results. */
#include "enumeration.h"

#include <stdlib.h>

#include "objects.h"
#include "reply.h"
#include "running.h"
#include "values.h"

enum {
	RESULTS_AT_A_TIME = 16
};

/* --- all classes below one -------------------------------------------------------------------------------------- */

struct class_cursor {
	struct hostmi_cursor cursor;
	const struct hostmi_class *class;
	bool shallow;
	MI_Instance *keys;
	unsigned next_class; /* index in the schema; classes before it are done */
	struct hostmi_cursor *inner;
};

/* Opens the next class that has instances; leaves inner NULL when there is none. */
static MI_Result open_next(struct class_cursor *c)
{
	const struct hostmi_class *class;

	while ((class = hostmi_schema_at(c->next_class))) {
		c->next_class++;
		if (class->provider->open && (c->shallow ? class == c->class : hostmi_schema_is_a(class, c->class)))
			return class->provider->open(class->class, c->keys, &c->inner);
	}
	return MI_RESULT_OK;
}

static MI_Result class_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct class_cursor *c = (struct class_cursor *)cursor;
	MI_Result result = MI_RESULT_OK;

	*ret_instance = NULL;
	while (result == MI_RESULT_OK) {
		if (!c->inner)
			result = open_next(c);
		if (!c->inner)
			break;
		result = c->inner->next(c->inner, ret_instance);
		if (*ret_instance) {
			MI_Instance_SetNameSpace(*ret_instance, HOSTMI_NAMESPACE);
			break;
		}
		c->inner->close(c->inner);
		c->inner = NULL;
	}
	return result;
}

static void class_close(struct hostmi_cursor *cursor)
{
	struct class_cursor *c = (struct class_cursor *)cursor;

	if (c->inner)
		c->inner->close(c->inner);
	dispatch_instance_free(c->keys);
	free(c);
}

MI_Result hostmi_open_class(const struct hostmi_class *class, bool shallow, const MI_Instance *keys,
			    struct hostmi_cursor **ret_cursor)
{
	struct class_cursor *c = calloc(1, sizeof(*c));
	MI_Result result = c ? MI_RESULT_OK : MI_RESULT_SERVER_LIMITS_EXCEEDED;

	if (c && keys)
		result = dispatch_instance_clone(keys, &c->keys);
	if (result != MI_RESULT_OK) {
		free(c);
		return result;
	}
	c->cursor = (struct hostmi_cursor){class_next, class_close};
	c->class = class;
	c->shallow = shallow;
	*ret_cursor = &c->cursor;
	return MI_RESULT_OK;
}

/* --- filters ---------------------------------------------------------------------------------------------------- */

struct filtered_cursor {
	struct hostmi_cursor cursor;
	struct hostmi_cursor *inner;
	struct hostmi_filter *filter;
};

static MI_Result filtered_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct filtered_cursor *f = (struct filtered_cursor *)cursor;
	MI_Result result;

	do {
		result = f->inner->next(f->inner, ret_instance);
		if (result != MI_RESULT_OK || !*ret_instance)
			return result;
		result = f->filter->pass(f->filter, ret_instance);
	} while (result == MI_RESULT_OK && !*ret_instance);
	return result;
}

static void filtered_close(struct hostmi_cursor *cursor)
{
	struct filtered_cursor *f = (struct filtered_cursor *)cursor;

	f->inner->close(f->inner);
	f->filter->free(f->filter);
	free(f);
}

MI_Result hostmi_open_filtered(struct hostmi_cursor *cursor, struct hostmi_filter *filter,
			       struct hostmi_cursor **ret_cursor)
{
	struct filtered_cursor *f = calloc(1, sizeof(*f));

	if (!f) {
		cursor->close(cursor);
		filter->free(filter);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	*f = (struct filtered_cursor){{filtered_next, filtered_close}, cursor, filter};
	*ret_cursor = &f->cursor;
	return MI_RESULT_OK;
}

static MI_Result pass_keys(struct hostmi_filter *filter, MI_Instance **instance)
{
	MI_Uint32 count = 0, flags;

	(void)filter;
	MI_Instance_GetElementCount(*instance, &count);
	for (MI_Uint32 i = 0; i < count; i++)
		if (MI_Instance_GetElementAt(*instance, i, NULL, NULL, NULL, &flags) == MI_RESULT_OK &&
		    !(flags & MI_FLAG_KEY))
			MI_Instance_ClearElementAt(*instance, i);
	return MI_RESULT_OK;
}

static void free_nothing(struct hostmi_filter *filter)
{
	(void)filter;
}

struct hostmi_filter hostmi_keys_only = {pass_keys, free_nothing};

/* --- results ---------------------------------------------------------------------------------------------------- */

struct enumeration {
	struct hostmi_running running;
	struct hostmi_cursor *cursor;
	MI_Instance *ahead; /* the next result; its successor decides whether it is the last */
};

static void post(struct dispatch_op *op, MI_Instance *instance, bool more)
{
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_RESULT_INSTANCE,
				  .instance = instance,
				  .more = more,
			  });
}

static void post_some(struct hostmi_running *running, struct dispatch_op *op)
{
	struct enumeration *e = (struct enumeration *)running;

	for (unsigned nr = 0; nr < RESULTS_AT_A_TIME;) {
		MI_Instance *instance, *ahead = e->ahead;
		MI_Result result = e->cursor->next(e->cursor, &instance);

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

static void free_enumeration(struct hostmi_running *running)
{
	struct enumeration *e = (struct enumeration *)running;

	e->cursor->close(e->cursor);
	dispatch_instance_free(e->ahead);
	free(e);
}

void hostmi_run_cursor(struct dispatch_op *op, struct hostmi_cursor *cursor)
{
	struct enumeration *e = calloc(1, sizeof(*e));

	if (!e) {
		cursor->close(cursor);
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	e->running = (struct hostmi_running){.more = post_some, .free = free_enumeration};
	e->cursor = cursor;
	dispatch_op_set_data(op, e);
	post_some(&e->running, op);
}

MI_Result hostmi_find_instance(const struct hostmi_class *class, const MI_Instance *keys, MI_Instance **ret_instance)
{
	struct hostmi_cursor *cursor;
	MI_Instance *instance, *found = NULL;
	unsigned given = 0, nr = 0;
	bool unnamed = false;
	MI_Result result = hostmi_open_class(class, false, keys, &cursor);

	if (result != MI_RESULT_OK)
		return result;
	while ((result = cursor->next(cursor, &instance)) == MI_RESULT_OK && instance) {
		bool match = hostmi_keys_match(keys, instance, &given);

		unnamed |= match && !given;
		if (match && given && !nr++)
			found = instance;
		else
			dispatch_instance_free(instance);
	}
	cursor->close(cursor);
	if (result == MI_RESULT_OK && nr == 1) {
		*ret_instance = found;
		return result;
	}
	dispatch_instance_free(found);
	if (result != MI_RESULT_OK)
		return result;
	if (nr > 1)
		return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "the keys given fit %u instances of '%s'", nr,
				     class->provider->name);
	if (unnamed)
		return hostmi_refuse(MI_RESULT_NOT_FOUND, "no key is given that says which instance of '%s' is meant",
				     class->provider->name);
	return hostmi_refuse(MI_RESULT_NOT_FOUND, "there is no instance of '%s' with these keys",
			     class->provider->name);
}
