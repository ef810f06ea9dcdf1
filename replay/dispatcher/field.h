/*
 * Fields of instances: a value, a byte that says whether it is there, a byte of flags, at the offset that the
 * declaration says. A field has as many bytes as its type needs and no more is touched.
 */
#ifndef DISPATCH_FIELD_H
#define DISPATCH_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include <mi/mi_extended.h>

#include "value.h"

/* The two bytes behind the value. */
struct dispatch_field_state {
	MI_Boolean exists;
	MI_Uint8 flags; /* the MTR_MI_FIELD_ bits */
};

/* The field that @property declares in the body @self. */
static inline void *dispatch_field_of(const struct mtr_mi_instance *self, const MI_PropertyDecl *property)
{
	return (char *)(uintptr_t)self + property->offset;
}

static inline struct dispatch_field_state *dispatch_field_state_of(const void *field, MI_Uint32 type)
{
	return (struct dispatch_field_state *)((char *)(uintptr_t)field + dispatch_type_size(type));
}

static inline bool dispatch_field_exists(const void *field, MI_Uint32 type)
{
	return dispatch_field_state_of(field, type)->exists;
}

static inline MI_Uint8 dispatch_field_flags(const void *field, MI_Uint32 type)
{
	return dispatch_field_state_of(field, type)->flags;
}

/* A field that is there though its string or instance is NULL: no library sets one so, but some bring such. */
static inline void dispatch_field_set_existing(void *field, MI_Uint32 type)
{
	dispatch_field_state_of(field, type)->exists = MI_TRUE;
}

static inline void dispatch_field_set_modified(void *field, MI_Uint32 type, bool modified)
{
	struct dispatch_field_state *state = dispatch_field_state_of(field, type);

	state->flags = (MI_Uint8)((state->flags & ~MTR_MI_FIELD_MODIFIED) | (modified ? MTR_MI_FIELD_MODIFIED : 0));
}

/*
 * Sets the field to a copy of @value in @batch, or to @value itself with MI_FLAG_BORROW, or to NULL with MI_FLAG_NULL
 * or without a value. A NULL string or instance makes a NULL field, an array without data an empty one. On failure
 * the field stays as it was.
 */
MI_Result dispatch_field_set(void *field, MI_Uint32 type, const void *value, MI_Uint32 flags,
			     struct mtr_mi_batch *batch);
/* Lets go of the value, and zeroes the field. */
void dispatch_field_clear(void *field, MI_Uint32 type, struct mtr_mi_batch *batch);

#endif
