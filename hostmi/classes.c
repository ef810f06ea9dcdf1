/* The one list of all classes; super classes come before their subclasses. */
#include "base_classes.h"
#include "computer_system.h"
#include "file_system.h"
#include "host_schema.h"
#include "indications.h"
#include "network_port.h"
#include "note.h"
#include "operating_system.h"
#include "os_process.h"
#include "process.h"
#include "workbench.h"

const struct hostmi_provider *const hostmi_providers[] = {
	&hostmi_managed_element,
	&hostmi_managed_system_element,
	&hostmi_logical_element,
	&hostmi_enabled_logical_element,
	&hostmi_computer_system,
	&hostmi_operating_system,
	&hostmi_process,
	&hostmi_file_system,
	&hostmi_network_port,
	&hostmi_os_process,
	&hostmi_indication,
	&hostmi_inst_indication,
	&hostmi_inst_creation,
	&hostmi_inst_deletion,
	&hostmi_note,
	&hostmi_workbench,
	NULL,
};
