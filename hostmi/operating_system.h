/* The class of the operating system. */
#ifndef HOSTMI_OPERATING_SYSTEM_H
#define HOSTMI_OPERATING_SYSTEM_H

#include "provider.h"

extern const struct hostmi_provider hostmi_operating_system;

/* An instance with the keys only, for references. @class is CIM_OperatingSystem. */
MI_Result hostmi_operating_system_reference(const MI_Class *class, MI_Instance **ret_reference);

#endif
