/* The class of computer systems. */
#ifndef HOSTMI_COMPUTER_SYSTEM_H
#define HOSTMI_COMPUTER_SYSTEM_H

#include "provider.h"

extern const struct hostmi_provider hostmi_computer_system;

#endif
