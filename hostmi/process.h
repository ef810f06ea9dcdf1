/* The class of processes. */
#ifndef HOSTMI_PROCESS_H
#define HOSTMI_PROCESS_H

#include <sys/types.h>

#include "provider.h"

struct hostmi_names;
struct hostmi_process_info;

extern const struct hostmi_provider hostmi_process;

/* A whole instance, or one with the keys only for references. @class is CIM_Process. */
MI_Result hostmi_process_instance(const MI_Class *class, const struct hostmi_names *names,
				  const struct hostmi_process_info *info, MI_Instance **ret_instance);
MI_Result hostmi_process_reference(const MI_Class *class, const struct hostmi_names *names, pid_t pid,
				   MI_Instance **ret_reference);

#endif
