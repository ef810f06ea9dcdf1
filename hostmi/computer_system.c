/* CIM_ComputerSystem: this machine. */
#include "computer_system.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "list_cursor.h"
#include "machine.h"
#include "objects.h"
#include "values.h"

#define KEY      (MI_FLAG_KEY | MI_FLAG_READONLY)
#define READONLY MI_FLAG_READONLY

static const struct hostmi_property properties[] = {
	{"CreationClassName", MI_STRING, KEY, "The class of this instance.", NULL, NULL, NULL},
	{"Name", MI_STRING, KEY, "The name of the system.", NULL, NULL, NULL},
	{"NameFormat", MI_STRING, READONLY, "How the name was made.", NULL, NULL, NULL},
	{"OtherIdentifyingInfo", MI_STRINGA, READONLY, "Other names of the system.", NULL, NULL, NULL},
	{"IdentifyingDescriptions", MI_STRINGA, READONLY, "Explains these, index by index.", NULL, NULL, NULL},
	{"NumberOfProcessors", MI_UINT32, READONLY, "Processors in use.", NULL, NULL, NULL},
};

/* The machine's own number, which it keeps when it is renamed. */
static void set_identifiers(MI_Instance *instance)
{
	static const MI_Char *const descriptions[] = {"Machine ID"};
	const MI_Char *identifiers[1];
	char id[64];

	if (hostmi_read_file("/etc/machine-id", id, sizeof(id)) <= 0)
		return;
	id[strcspn(id, "\n")] = 0;
	identifiers[0] = id;
	hostmi_set_strings(instance, "OtherIdentifyingInfo", identifiers, 1);
	hostmi_set_strings(instance, "IdentifyingDescriptions", descriptions, 1);
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct hostmi_names names;
	MI_Instance *instance;
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, &instance);

	(void)keys;
	if (result != MI_RESULT_OK)
		return result;
	hostmi_machine_names(&names);
	hostmi_set_string(instance, "CreationClassName", hostmi_computer_system.name);
	hostmi_set_string(instance, "Name", names.host);
	hostmi_set_string(instance, "ElementName", names.host);
	hostmi_set_string(instance, "NameFormat", "Other");
	hostmi_set_number(instance, "NumberOfProcessors", sysconf(_SC_NPROCESSORS_ONLN));
	hostmi_set_numbers16(instance, "OperationalStatus", (const MI_Uint16[]){2}, 1);
	hostmi_set_number(instance, "EnabledState", 2);
	set_identifiers(instance);
	return hostmi_cursor_of(&instance, 1, ret_cursor);
}

const struct hostmi_provider hostmi_computer_system = {
	.name = HOSTMI_SYSTEM_CLASS,
	.super = "CIM_EnabledLogicalElement",
	.description = "A machine.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
