/* A cursor over a list of instances. */
#include "list_cursor.h"

#include <stdlib.h>

#include "objects.h"

struct list_cursor {
	struct hostmi_cursor cursor;
	unsigned nr, at;
	MI_Instance *instances[];
};

static MI_Result list_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct list_cursor *list = (struct list_cursor *)cursor;

	*ret_instance = list->at < list->nr ? list->instances[list->at++] : NULL;
	return MI_RESULT_OK;
}

static void list_close(struct hostmi_cursor *cursor)
{
	struct list_cursor *list = (struct list_cursor *)cursor;

	while (list->at < list->nr)
		dispatch_instance_free(list->instances[list->at++]);
	free(list);
}

MI_Result hostmi_cursor_of(MI_Instance *const *instances, unsigned nr, struct hostmi_cursor **ret_cursor)
{
	struct list_cursor *list = calloc(1, sizeof(*list) + nr * sizeof(list->instances[0]));

	if (!list) {
		for (unsigned i = 0; i < nr; i++)
			dispatch_instance_free(instances[i]);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	list->cursor = (struct hostmi_cursor){list_next, list_close};
	list->nr = nr;
	for (unsigned i = 0; i < nr; i++)
		list->instances[i] = instances[i];
	*ret_cursor = &list->cursor;
	return MI_RESULT_OK;
}
