/* The class of file systems. */
#ifndef HOSTMI_FILE_SYSTEM_H
#define HOSTMI_FILE_SYSTEM_H

#include "provider.h"

extern const struct hostmi_provider hostmi_file_system;

#endif
