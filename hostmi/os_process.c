/* CIM_OSProcess: which processes run on the operating system. All of them. */
#include "os_process.h"

#include <stdlib.h>

#include "host_schema.h"
#include "machine.h"
#include "objects.h"
#include "operating_system.h"
#include "process.h"
#include "process_list.h"
#include "values.h"

#define KEY (MI_FLAG_KEY | MI_FLAG_READONLY)

static const struct hostmi_property properties[] = {
	{"GroupComponent", MI_REFERENCE, KEY, "The operating system.", NULL, "CIM_OperatingSystem", NULL},
	{"PartComponent", MI_REFERENCE, KEY, "The process.", NULL, "CIM_Process", NULL},
};

struct link_cursor {
	struct hostmi_cursor cursor;
	const MI_Class *class;
	const struct hostmi_class *process;
	MI_Instance *system;
	struct hostmi_names names;
	pid_t *ids;
	unsigned nr, at;
};

static MI_Result link_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct link_cursor *c = (struct link_cursor *)cursor;
	MI_Instance *process, *link = NULL;
	MI_Result result;

	*ret_instance = NULL;
	if (c->at == c->nr)
		return MI_RESULT_OK;
	result = hostmi_process_reference(c->process->class, &c->names, c->ids[c->at++], &process);
	if (result != MI_RESULT_OK)
		return result;
	result = dispatch_instance_new(NULL, c->class->classDecl, &link);
	if (result == MI_RESULT_OK) {
		hostmi_set_reference(link, "GroupComponent", c->system);
		hostmi_set_reference(link, "PartComponent", process);
	}
	dispatch_instance_free(process);
	*ret_instance = link;
	return result;
}

static void link_close(struct hostmi_cursor *cursor)
{
	struct link_cursor *c = (struct link_cursor *)cursor;

	dispatch_instance_free(c->system);
	free(c->ids);
	free(c);
}

/* Of one process, where the keys name it, if there is such a process. */
static pid_t *wanted_ids(const MI_Instance *keys, unsigned *ret_nr)
{
	struct hostmi_process_info info;
	int64_t pid;
	pid_t *ids;

	if (!hostmi_get_number(hostmi_get_instance(keys, "PartComponent"), "Handle", &pid))
		return hostmi_process_ids(ret_nr);
	ids = malloc(sizeof(*ids));
	*ret_nr = ids && hostmi_process_read((pid_t)pid, &info);
	if (*ret_nr)
		ids[0] = (pid_t)pid;
	return ids;
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	const struct hostmi_class *system = hostmi_schema_find(hostmi_operating_system.name);
	struct link_cursor *c = calloc(1, sizeof(*c));
	MI_Result result = MI_RESULT_SERVER_LIMITS_EXCEEDED;

	if (!c)
		return result;
	c->cursor = (struct hostmi_cursor){link_next, link_close};
	c->class = class;
	c->process = hostmi_schema_find(hostmi_process.name);
	hostmi_machine_names(&c->names);
	c->ids = wanted_ids(keys, &c->nr);
	if (c->ids)
		result = hostmi_operating_system_reference(system->class, &c->system);
	if (result != MI_RESULT_OK) {
		link_close(&c->cursor);
		return result;
	}
	*ret_cursor = &c->cursor;
	return MI_RESULT_OK;
}

const struct hostmi_provider hostmi_os_process = {
	.name = "CIM_OSProcess",
	.flags = MI_FLAG_ASSOCIATION,
	.description = "A process runs on an operating system.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
