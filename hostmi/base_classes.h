/* The abstract classes that others are derived from. */
#ifndef HOSTMI_BASE_CLASSES_H
#define HOSTMI_BASE_CLASSES_H

#include "provider.h"

extern const struct hostmi_provider hostmi_managed_element;
extern const struct hostmi_provider hostmi_managed_system_element;
extern const struct hostmi_provider hostmi_logical_element;
extern const struct hostmi_provider hostmi_enabled_logical_element;

#endif
