/* A cursor over instances that are at hand already: classes with one or a few. */
#ifndef HOSTMI_LIST_CURSOR_H
#define HOSTMI_LIST_CURSOR_H

#include "provider.h"

/*
 * A cursor over @nr instances, which are handed over, also on failure; the array is not kept. Zero of them is fine.
 */
MI_Result hostmi_cursor_of(MI_Instance *const *instances, unsigned nr, struct hostmi_cursor **ret_cursor);

#endif
