/*
 * Values of any MI type: how big they are, and deep copies of them.
 */
#ifndef DISPATCH_VALUE_H
#define DISPATCH_VALUE_H

#include <stdbool.h>

#include <mi/mi_extended.h>

static inline bool dispatch_type_is_valid(MI_Uint32 type)
{
	return type <= MI_INSTANCEA;
}

/* Does a value of the type (an instance or reference, or an array of them) hold instances. */
static inline bool dispatch_type_has_instances(MI_Uint32 type)
{
	MI_Uint32 scalar = type & ~(MI_Uint32)MI_ARRAY;

	return scalar == MI_INSTANCE || scalar == MI_REFERENCE;
}

/* Bytes a value of the type takes inside an MI_Value; for arrays, those of pointer and count. */
size_t dispatch_type_size(MI_Uint32 type);

/*
 * Copies @value, of @type, all the way down. The copy lies in @batch, or in heap memory of its own when @batch is
 * NULL. Strings and instances may be NULL, and stay so. @value need only have the bytes of its type. On failure
 * *ret_copy is zeroed as far as the type goes.
 */
MI_Result dispatch_value_copy_to(struct mtr_mi_batch *batch, const void *value, MI_Uint32 type, void *ret_copy);

/*
 * @copy was made of @value: keeps that an empty array has data, which copying makes NULL as stock libmi does. For what is
 * restored bit by bit.
 */
void dispatch_value_keep_empty(struct mtr_mi_batch *batch, const void *value, MI_Uint32 type, void *copy);

#endif
