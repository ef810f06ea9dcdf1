/* The classes of indications. */
#ifndef HOSTMI_INDICATIONS_H
#define HOSTMI_INDICATIONS_H

#include "provider.h"

extern const struct hostmi_provider hostmi_indication;
extern const struct hostmi_provider hostmi_inst_indication;
extern const struct hostmi_provider hostmi_inst_creation;
extern const struct hostmi_provider hostmi_inst_deletion;

#endif
