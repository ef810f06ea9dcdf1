/* Copies of events. */
#include "event.h"

#include <stdlib.h>

#include "objects.h"

static const size_t string_members[] = {
	offsetof(struct dispatch_event, error_message),      offsetof(struct dispatch_event, bookmark),
	offsetof(struct dispatch_event, machine_id),         offsetof(struct dispatch_event, message),
	offsetof(struct dispatch_event, activity),           offsetof(struct dispatch_event, current_operation),
	offsetof(struct dispatch_event, status_description), offsetof(struct dispatch_event, parameter_name),
};

enum {
	NR_STRINGS = sizeof(string_members) / sizeof(string_members[0])
};

static const MI_Char **string_of(struct dispatch_event *event, unsigned i)
{
	return (const MI_Char **)((char *)event + string_members[i]);
}

/* The copy of the parameter's value lies behind the strings' owner, see dispatch_posted_new(). */
struct copied {
	struct dispatch_posted posted;
	MI_Value value;
	MI_Char strings[];
};

bool dispatch_event_is_result(const struct dispatch_event *event)
{
	return event->kind == DISPATCH_RESULT_INSTANCE || event->kind == DISPATCH_RESULT_INDICATION ||
	       event->kind == DISPATCH_RESULT_CLASS;
}

struct dispatch_posted *dispatch_posted_new(const struct dispatch_event *event)
{
	struct dispatch_event source = *event;
	size_t lengths[NR_STRINGS], total = 0;
	struct copied *copied;
	MI_Char *to;

	for (unsigned i = 0; i < NR_STRINGS; i++) {
		const MI_Char *string = *string_of(&source, i);

		lengths[i] = string ? strlen(string) + 1 : 0;
		total += lengths[i];
	}
	copied = malloc(sizeof(*copied) + total);
	if (!copied)
		return NULL;
	copied->posted = (struct dispatch_posted){.event = source};
	copied->posted.final = dispatch_event_is_result(event) && !event->more;
	to = copied->strings;
	for (unsigned i = 0; i < NR_STRINGS; i++) {
		if (!lengths[i])
			continue;
		*string_of(&copied->posted.event, i) = memcpy(to, *string_of(&source, i), lengths[i]);
		to += lengths[i];
	}
	if (event->parameter_value) {
		if (dispatch_value_copy(event->parameter_value, event->parameter_type, &copied->value)) {
			free(copied);
			return NULL;
		}
		copied->posted.event.parameter_value = &copied->value;
	}
	return &copied->posted;
}

void dispatch_event_drop(const struct dispatch_event *event)
{
	dispatch_instance_free(event->instance);
	dispatch_instance_free(event->error_details);
	dispatch_class_free(event->class);
}

void dispatch_posted_free(struct dispatch_posted *posted)
{
	struct copied *copied = (struct copied *)posted;

	if (!posted)
		return;
	dispatch_event_drop(&posted->event);
	if (posted->reserve)
		return;
	if (posted->event.parameter_value)
		dispatch_value_clear(&copied->value, posted->event.parameter_type);
	free(copied);
}
