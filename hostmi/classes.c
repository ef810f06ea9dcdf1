/* The one list of all classes; super classes come before their subclasses. */
#include "base_classes.h"
#include "operating_system.h"
#include "process.h"
#include "host_schema.h"

const struct hostmi_provider *const hostmi_providers[] = {
	&hostmi_managed_element,
	&hostmi_managed_system_element,
	&hostmi_logical_element,
	&hostmi_enabled_logical_element,
	&hostmi_operating_system,
	&hostmi_process,
	NULL,
};
