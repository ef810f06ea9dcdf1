/* CIM_Process: what runs on this machine. */
#include "process.h"

#include <stdio.h>
#include <stdlib.h>

#include "machine.h"
#include "objects.h"
#include "operating_system.h"
#include "process_list.h"
#include "values.h"

#define KEY      (MI_FLAG_KEY | MI_FLAG_READONLY)
#define READONLY MI_FLAG_READONLY

static const char *const execution_states[] = {
	"0", "Unknown",           "1", "Other",           "2", "Ready",      "3", "Running", "4", "Blocked",
	"5", "Suspended Blocked", "6", "Suspended Ready", "7", "Terminated", "8", "Stopped", NULL};

static const struct hostmi_property properties[] = {
	{"CSCreationClassName", MI_STRING, KEY, "The class of the computer system.", NULL, NULL, NULL},
	{"CSName", MI_STRING, KEY, "The name of the computer system.", NULL, NULL, NULL},
	{"OSCreationClassName", MI_STRING, KEY, "The class of the operating system.", NULL, NULL, NULL},
	{"OSName", MI_STRING, KEY, "The name of the operating system.", NULL, NULL, NULL},
	{"CreationClassName", MI_STRING, KEY, "The class of this instance.", NULL, NULL, NULL},
	{"Handle", MI_STRING, KEY, "Identifies the process: its number, in decimal.", NULL, NULL, NULL},
	{"Name", MI_STRING, READONLY, "The name of the program.", NULL, NULL, NULL},
	{"Priority", MI_UINT32, READONLY, "20 plus the nice value: less is more urgent.", NULL, NULL, NULL},
	{"ExecutionState", MI_UINT16, READONLY, "What the process is doing.", NULL, NULL, execution_states},
	{"OtherExecutionDescription", MI_STRING, READONLY, "The state, where ExecutionState is 1.", NULL, NULL, NULL},
	{"CreationDate", MI_DATETIME, READONLY, "When the process was started.", NULL, NULL, NULL},
	{"TerminationDate", MI_DATETIME, READONLY, "When it ended; NULL while it runs.", NULL, NULL, NULL},
	{"KernelModeTime", MI_UINT64, READONLY, "Time spent in the kernel.", "MilliSeconds", NULL, NULL},
	{"UserModeTime", MI_UINT64, READONLY, "Time spent in its own code.", "MilliSeconds", NULL, NULL},
	{"WorkingSetSize", MI_UINT64, READONLY, "Memory in use.", "Bytes", NULL, NULL},
	{"ParentProcessID", MI_STRING, READONLY, "The process that started it.", NULL, NULL, NULL},
	{"Parameters", MI_STRINGA, READONLY, "The command line, argument by argument.", NULL, NULL, NULL},
};

struct process_cursor {
	struct hostmi_cursor cursor;
	const MI_Class *class;
	struct hostmi_names names;
	pid_t *ids;
	unsigned nr, at;
};

/* ExecutionState of the kernel's letter. */
static unsigned execution_state(char letter)
{
	switch (letter) {
	case 'R':
		return 3;
	case 'S':
	case 'D':
		return 4;
	case 'T':
	case 't':
		return 8;
	case 'Z':
	case 'X':
		return 7;
	case 'I':
		return 1;
	default:
		return 0;
	}
}

static void set_keys(MI_Instance *instance, const struct hostmi_names *names, pid_t pid)
{
	char handle[16];

	snprintf(handle, sizeof(handle), "%d", (int)pid);
	hostmi_set_string(instance, "CSCreationClassName", HOSTMI_SYSTEM_CLASS);
	hostmi_set_string(instance, "CSName", names->host);
	hostmi_set_string(instance, "OSCreationClassName", hostmi_operating_system.name);
	hostmi_set_string(instance, "OSName", names->os);
	hostmi_set_string(instance, "CreationClassName", hostmi_process.name);
	hostmi_set_string(instance, "Handle", handle);
}

static void set_texts(MI_Instance *instance, const struct hostmi_process_info *info)
{
	char parent[16];

	snprintf(parent, sizeof(parent), "%d", (int)info->parent);
	hostmi_set_string(instance, "ParentProcessID", parent);
	hostmi_set_string(instance, "Name", info->name);
	hostmi_set_string(instance, "Caption", info->name);
	hostmi_set_string(instance, "ElementName", info->name);
	if (info->state == 'I')
		hostmi_set_string(instance, "OtherExecutionDescription", "Idle");
}

static void set_command(MI_Instance *instance, const struct hostmi_process_info *info)
{
	const MI_Char *arguments[128];
	unsigned nr = 0;

	for (size_t at = 0; at < info->command_length && nr < HOSTMI_COUNT(arguments);
	     at += strlen(info->command + at) + 1)
		arguments[nr++] = info->command + at;
	if (nr)
		hostmi_set_strings(instance, "Parameters", arguments, nr);
}

static void set_state(MI_Instance *instance, const struct hostmi_process_info *info)
{
	MI_Uint16 status = info->state == 'Z' ? 10 : 2;

	hostmi_set_numbers16(instance, "OperationalStatus", &status, 1);
	hostmi_set_number(instance, "EnabledState", 5);
	hostmi_set_number(instance, "RequestedState", 12);
	hostmi_set_number(instance, "Priority", 20 + info->nice);
	hostmi_set_number(instance, "ExecutionState", execution_state(info->state));
	hostmi_set_number(instance, "KernelModeTime", (int64_t)info->kernel_ms);
	hostmi_set_number(instance, "UserModeTime", (int64_t)info->user_ms);
	hostmi_set_number(instance, "WorkingSetSize", (int64_t)info->resident_bytes);
	hostmi_set_time(instance, "CreationDate", &info->start);
}

MI_Result hostmi_process_instance(const MI_Class *class, const struct hostmi_names *names,
				  const struct hostmi_process_info *info, MI_Instance **ret_instance)
{
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, ret_instance);

	if (result != MI_RESULT_OK)
		return result;
	set_keys(*ret_instance, names, info->pid);
	set_texts(*ret_instance, info);
	set_command(*ret_instance, info);
	set_state(*ret_instance, info);
	return MI_RESULT_OK;
}

MI_Result hostmi_process_reference(const MI_Class *class, const struct hostmi_names *names, pid_t pid,
				   MI_Instance **ret_reference)
{
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, ret_reference);

	if (result != MI_RESULT_OK)
		return result;
	set_keys(*ret_reference, names, pid);
	return MI_Instance_SetNameSpace(*ret_reference, HOSTMI_NAMESPACE);
}

/* --- enumeration ------------------------------------------------------------------------------------------------ */

/* Processes that ended since the list was made are passed over. */
static MI_Result process_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct process_cursor *processes = (struct process_cursor *)cursor;
	struct hostmi_process_info info;

	*ret_instance = NULL;
	while (processes->at < processes->nr)
		if (hostmi_process_read(processes->ids[processes->at++], &info))
			return hostmi_process_instance(processes->class, &processes->names, &info, ret_instance);
	return MI_RESULT_OK;
}

static void process_close(struct hostmi_cursor *cursor)
{
	struct process_cursor *processes = (struct process_cursor *)cursor;

	free(processes->ids);
	free(processes);
}

/* A list of one, where the key says which; whether there is such a process is found out when it is read. */
static pid_t *wanted_ids(const MI_Instance *keys, unsigned *ret_nr)
{
	int64_t pid;
	pid_t *ids;

	if (!hostmi_get_number(keys, "Handle", &pid))
		return hostmi_process_ids(ret_nr);
	ids = malloc(sizeof(*ids));
	if (ids)
		ids[0] = (pid_t)pid;
	*ret_nr = 1;
	return ids;
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct process_cursor *processes = calloc(1, sizeof(*processes));

	if (!processes)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	processes->cursor = (struct hostmi_cursor){process_next, process_close};
	processes->class = class;
	processes->ids = wanted_ids(keys, &processes->nr);
	if (!processes->ids) {
		process_close(&processes->cursor);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	hostmi_machine_names(&processes->names);
	*ret_cursor = &processes->cursor;
	return MI_RESULT_OK;
}

const struct hostmi_provider hostmi_process = {
	.name = "CIM_Process",
	.super = "CIM_EnabledLogicalElement",
	.description = "A program that runs.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
