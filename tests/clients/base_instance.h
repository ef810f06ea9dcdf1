/*
 * What base code that is linked into a client does with instances, its own and libmi's: everything by their memory, nothing
 * by their tables. Only Delete of instances within others goes through the table they carry.
 */
#ifndef BASE_INSTANCE_H
#define BASE_INSTANCE_H

#include "base_memory.h"

/* A dynamic instance with the table below, in a batch of its own. */
MI_Instance *base_instance_new(const char *class_name);
MI_Instance *base_instance_clone(const MI_Instance *instance);
void base_instance_delete(MI_Instance *instance); /* one of ours */

unsigned base_instance_count(const MI_Instance *instance);
/* The value is borrowed. False: there is no such element. */
bool base_instance_at(const MI_Instance *instance, unsigned index, const char **ret_name, MI_Type *ret_type,
		      MI_Uint32 *ret_flags, MI_Value *ret_value);
int base_instance_find(const MI_Instance *instance, const char *name); /* -1: not there */

/* A copy of @value; NULL for no value. */
void base_instance_set(MI_Instance *instance, unsigned index, const MI_Value *value);
/* Dynamic instances alone. */
void base_instance_add(MI_Instance *instance, const char *name, MI_Type type, const MI_Value *value);

#endif
