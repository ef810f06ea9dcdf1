/*
 * What every slot leads to: shim_<Kind>_<Slot>(site, the slot's own arguments), in the wrap_ files.
 *
 * Each forwards to the original exactly once, with the client's own arguments but for functions of the client's that
 * the library is to call, which it gets ours for; and records a begin event before and an end event after.
 */
#ifndef SHIM_WRAP_H
#define SHIM_WRAP_H

#include <mi/mi.h>

#include "patch.h"
#include "slots.h"

#define SHIM_DECLARE(n, Kind, Slot, type, parameters, arguments) \
	type shim_##Kind##_##Slot(const struct shim_site *site, SHIM_LIST parameters);
SHIM_APPLICATION_SLOTS(SHIM_DECLARE, 0)
SHIM_SESSION_SLOTS(SHIM_DECLARE, 0)
SHIM_OPERATION_SLOTS(SHIM_DECLARE, 0)
SHIM_HOSTED_PROVIDER_SLOTS(SHIM_DECLARE, 0)
#undef SHIM_DECLARE

#endif
