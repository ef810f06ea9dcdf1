/*
 * Fields of instances: a value, a byte that says whether it is there, a byte of flags, at the offset that the
 * declaration says. A field has as many bytes as its type needs and no more is touched.
 */
#ifndef DISPATCH_FIELD_H
#define DISPATCH_FIELD_H

#include <stdbool.h>

#include <mi/mi_extended.h>

/* The field that @property declares in the body @self. */
void *dispatch_field_of(const struct mtr_mi_instance *self, const MI_PropertyDecl *property);

bool dispatch_field_exists(const void *field, MI_Uint32 type);
/* The MTR_MI_FIELD_ bits. */
MI_Uint8 dispatch_field_flags(const void *field, MI_Uint32 type);
/* A field that is there though its string or instance is NULL: no library sets one so, but some bring such. */
void dispatch_field_set_existing(void *field, MI_Uint32 type);
void dispatch_field_set_modified(void *field, MI_Uint32 type, bool modified);

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
