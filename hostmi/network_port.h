/* The class of network ports. */
#ifndef HOSTMI_NETWORK_PORT_H
#define HOSTMI_NETWORK_PORT_H

#include "provider.h"

extern const struct hostmi_provider hostmi_network_port;

#endif
