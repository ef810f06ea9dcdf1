/*
 * Fields: see field.h.
 */
#include "field.h"

#include <stdint.h>

#include "batch.h"
#include "value.h"

/* The two bytes behind the value. */
struct field_state {
	MI_Boolean exists;
	MI_Uint8 flags;
};

static struct field_state *state_of(const void *field, MI_Uint32 type)
{
	return (struct field_state *)((char *)(uintptr_t)field + dispatch_type_size(type));
}

void *dispatch_field_of(const struct mtr_mi_instance *self, const MI_PropertyDecl *property)
{
	return (char *)(uintptr_t)self + property->offset;
}

bool dispatch_field_exists(const void *field, MI_Uint32 type)
{
	return state_of(field, type)->exists;
}

MI_Uint8 dispatch_field_flags(const void *field, MI_Uint32 type)
{
	return state_of(field, type)->flags;
}

void dispatch_field_set_existing(void *field, MI_Uint32 type)
{
	state_of(field, type)->exists = MI_TRUE;
}

void dispatch_field_set_modified(void *field, MI_Uint32 type, bool modified)
{
	struct field_state *state = state_of(field, type);

	state->flags = (MI_Uint8)((state->flags & ~MTR_MI_FIELD_MODIFIED) | (modified ? MTR_MI_FIELD_MODIFIED : 0));
}

static bool is_null_value(const void *value, MI_Uint32 type)
{
	return (type == MI_STRING || type == MI_INSTANCE || type == MI_REFERENCE) && !*(void *const *)value;
}

/* Is there something that borrowing can keep: scalars are copied anyhow. */
static bool is_borrowable(const void *value, MI_Uint32 type)
{
	return type & MI_ARRAY ? ((const MI_Array *)value)->data != NULL : type >= MI_STRING;
}

static void drop_instances(const MI_InstanceA *instances)
{
	MI_Uint32 i;

	for (i = 0; i < instances->size; i++)
		if (instances->data[i] && instances->data[i]->ft)
			instances->data[i]->ft->Delete(instances->data[i]);
}

/* Embedded instances go through their own table: a client's copy of the base code may have made them. */
static void drop_value(void *field, MI_Uint32 type, struct mtr_mi_batch *batch)
{
	MI_InstanceA *array = field;
	MI_Instance *single;

	if (state_of(field, type)->flags & MTR_MI_FIELD_BORROWED)
		return;
	if (type & MI_ARRAY) {
		if (array->data && dispatch_type_has_instances(type))
			drop_instances(array);
		dispatch_batch_put(batch, array->data);
	} else if (dispatch_type_has_instances(type)) {
		single = *(MI_Instance **)field;
		if (single && single->ft)
			single->ft->Delete(single);
	} else if (type == MI_STRING) {
		dispatch_batch_put(batch, *(MI_Char **)field);
	}
}

/* Nothing lies below a number or a time, so there is nothing to copy there, nor to let go of. */
static void set_number(void *field, MI_Uint32 type, const void *value, bool null)
{
	size_t size = dispatch_type_size(type);
	struct field_state *state = (struct field_state *)((char *)field + size);

	if (null)
		memset(field, 0, size);
	else
		memcpy(field, value, size);
	*state = (struct field_state){!null, 0};
}

MI_Result dispatch_field_set(void *field, MI_Uint32 type, const void *value, MI_Uint32 flags,
			     struct mtr_mi_batch *batch)
{
	bool null = (flags & MI_FLAG_NULL) || !value || is_null_value(value, type);
	bool borrow = !null && (flags & MI_FLAG_BORROW) && is_borrowable(value, type);
	MI_Value fresh;
	MI_Result result;

	if (type < MI_STRING) {
		set_number(field, type, value, null);
		return MI_RESULT_OK;
	}
	memset(&fresh, 0, sizeof(fresh));
	if (borrow) {
		memcpy(&fresh, value, dispatch_type_size(type));
	} else if (!null) {
		result = dispatch_value_copy_to(batch, value, type, &fresh);
		if (result != MI_RESULT_OK)
			return MI_RESULT_FAILED;
	}
	drop_value(field, type, batch);
	memcpy(field, &fresh, dispatch_type_size(type));
	*state_of(field, type) = (struct field_state){!null, borrow ? MTR_MI_FIELD_BORROWED : 0};
	return MI_RESULT_OK;
}

void dispatch_field_clear(void *field, MI_Uint32 type, struct mtr_mi_batch *batch)
{
	drop_value(field, type, batch);
	memset(field, 0, dispatch_type_size(type) + sizeof(struct field_state));
}
