/* The abstract classes of the CIM schema that ours are derived from, with the properties we or our users need. */
#include "base_classes.h"

static const struct hostmi_property managed_element[] = {
	{"InstanceID", MI_STRING, 0, "Identifies the instance within the scope of its class.", NULL, NULL, NULL},
	{"Caption", MI_STRING, 0, "A short description, one line of text.", NULL, NULL, NULL},
	{"Description", MI_STRING, 0, "A description of the object.", NULL, NULL, NULL},
	{"ElementName", MI_STRING, 0, "A name for people to read.", NULL, NULL, NULL},
};

const struct hostmi_provider hostmi_managed_element = {
	.name = "CIM_ManagedElement",
	.flags = MI_FLAG_ABSTRACT,
	.description = "The top of the hierarchy: anything that is managed.",
	.properties = managed_element,
	.nr_properties = HOSTMI_COUNT(managed_element),
};

static const char *const operational_status[] = {"0",     "Unknown", "2",       "OK", "3",          "Degraded", "6",
						 "Error", "10",      "Stopped", "11", "In Service", NULL};

static const struct hostmi_property managed_system_element[] = {
	{"InstallDate", MI_DATETIME, 0, "When the object was installed.", NULL, NULL, NULL},
	{"Name", MI_STRING, 0, "The label by which the object is known.", NULL, NULL, NULL},
	{"OperationalStatus", MI_UINT16A, 0, "The current conditions of the element, the most important one first.",
	 NULL, NULL, operational_status},
	{"StatusDescriptions", MI_STRINGA, 0, "Explains the entries of OperationalStatus, index by index.", NULL, NULL,
	 NULL},
	{"HealthState", MI_UINT16, 0, "How well the element does, by itself; 5 is OK.", NULL, NULL, NULL},
};

const struct hostmi_provider hostmi_managed_system_element = {
	.name = "CIM_ManagedSystemElement",
	.super = "CIM_ManagedElement",
	.flags = MI_FLAG_ABSTRACT,
	.description = "An element of a system.",
	.properties = managed_system_element,
	.nr_properties = HOSTMI_COUNT(managed_system_element),
};

const struct hostmi_provider hostmi_logical_element = {
	.name = "CIM_LogicalElement",
	.super = "CIM_ManagedSystemElement",
	.flags = MI_FLAG_ABSTRACT,
	.description = "An element of a system that is not of matter: a process, a file system, a service.",
};

static const char *const enabled_state[] = {
	"0", "Unknown", "2", "Enabled", "3", "Disabled", "5", "Not Applicable", "6", "Enabled but Offline", NULL};

static const struct hostmi_property enabled_logical_element[] = {
	{"EnabledState", MI_UINT16, 0, "Whether the element is enabled.", NULL, NULL, enabled_state},
	{"RequestedState", MI_UINT16, 0, "The state asked for last; 12 means that states cannot be asked for.", NULL,
	 NULL, NULL},
	{"TimeOfLastStateChange", MI_DATETIME, 0, "When EnabledState changed last.", NULL, NULL, NULL},
};

const struct hostmi_provider hostmi_enabled_logical_element = {
	.name = "CIM_EnabledLogicalElement",
	.super = "CIM_LogicalElement",
	.flags = MI_FLAG_ABSTRACT,
	.description = "A logical element that can be enabled and disabled.",
	.properties = enabled_logical_element,
	.nr_properties = HOSTMI_COUNT(enabled_logical_element),
};
