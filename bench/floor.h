/*
 * What any tool that keeps the payload must pay: going through the elements by the instance's own function table, and a
 * flat copy of what it answers. Everything else is measured as a multiple of it.
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <mi/mi.h>

/* Copies class, namespace and every element to @to, which must have room. Returns the end of the copy. */
char *floor_copy(char *to, const MI_Instance *instance);
/* A value alone, flat. */
char *floor_copy_value(char *to, const MI_Value *value, MI_Type type);

#endif
