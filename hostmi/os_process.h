/* The class of the association of processes and their operating system. */
#ifndef HOSTMI_OS_PROCESS_H
#define HOSTMI_OS_PROCESS_H

#include "provider.h"

extern const struct hostmi_provider hostmi_os_process;

#endif
