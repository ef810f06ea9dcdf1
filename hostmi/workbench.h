/* The class of methods that use every callback. */
#ifndef HOSTMI_WORKBENCH_H
#define HOSTMI_WORKBENCH_H

#include "provider.h"

extern const struct hostmi_provider hostmi_workbench;

#endif
