/*
 * Deep copies of values. A string array is one block, pointers first, then the characters they point to.
 */
#include "value.h"

#include <stdlib.h>

#include "batch.h"
#include "instance.h"
#include "objects.h"

size_t dispatch_type_size(MI_Uint32 type)
{
	static const unsigned char sizes[MI_ARRAY] = {
		[MI_BOOLEAN] = sizeof(MI_Boolean),      [MI_UINT8] = sizeof(MI_Uint8),
		[MI_SINT8] = sizeof(MI_Sint8),          [MI_UINT16] = sizeof(MI_Uint16),
		[MI_SINT16] = sizeof(MI_Sint16),        [MI_UINT32] = sizeof(MI_Uint32),
		[MI_SINT32] = sizeof(MI_Sint32),        [MI_UINT64] = sizeof(MI_Uint64),
		[MI_SINT64] = sizeof(MI_Sint64),        [MI_REAL32] = sizeof(MI_Real32),
		[MI_REAL64] = sizeof(MI_Real64),        [MI_CHAR16] = sizeof(MI_Char16),
		[MI_DATETIME] = sizeof(MI_Datetime),    [MI_STRING] = sizeof(MI_Char *),
		[MI_REFERENCE] = sizeof(MI_Instance *), [MI_INSTANCE] = sizeof(MI_Instance *),
	};

	return type & MI_ARRAY ? sizeof(MI_Array) : sizes[type];
}

static void *allocate(struct mtr_mi_batch *batch, size_t size)
{
	return batch ? dispatch_batch_get(batch, size) : malloc(size);
}

static MI_Result copy_string(struct mtr_mi_batch *batch, const MI_Char *from, MI_Char **ret_copy)
{
	size_t size;

	if (!from)
		return MI_RESULT_OK;
	size = strlen(from) + 1;
	*ret_copy = allocate(batch, size);
	if (!*ret_copy)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	memcpy(*ret_copy, from, size);
	return MI_RESULT_OK;
}

static MI_Result copy_strings(struct mtr_mi_batch *batch, const MI_StringA *from, MI_StringA *ret_copy)
{
	size_t size = from->size * sizeof(MI_Char *);
	MI_Char **block, *at;
	MI_Uint32 i;

	for (i = 0; i < from->size; i++)
		size += from->data[i] ? strlen(from->data[i]) + 1 : 0;
	block = allocate(batch, size);
	if (!block)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	at = (MI_Char *)&block[from->size];
	for (i = 0; i < from->size; i++) {
		size_t len = from->data[i] ? strlen(from->data[i]) + 1 : 0;

		block[i] = from->data[i] ? memcpy(at, from->data[i], len) : NULL;
		at += len;
	}
	ret_copy->data = block;
	ret_copy->size = from->size;
	return MI_RESULT_OK;
}

static MI_Result copy_instances(struct mtr_mi_batch *batch, const MI_InstanceA *from, MI_InstanceA *ret_copy)
{
	size_t size = from->size * sizeof(MI_Instance *);
	MI_Result result = MI_RESULT_OK;
	MI_Uint32 i;

	ret_copy->data = allocate(batch, size);
	if (!ret_copy->data)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	memset(ret_copy->data, 0, size);
	ret_copy->size = from->size;
	for (i = 0; i < from->size && result == MI_RESULT_OK; i++)
		if (from->data[i])
			result = dispatch_instance_copy_to(batch, from->data[i], &ret_copy->data[i]);
	return result;
}

static MI_Result copy_array(struct mtr_mi_batch *batch, const MI_Array *from, MI_Uint32 type, MI_Array *ret_copy)
{
	size_t size;

	if (!from->data || !from->size)
		return MI_RESULT_OK;
	if (type == MI_STRINGA)
		return copy_strings(batch, (const MI_StringA *)from, (MI_StringA *)ret_copy);
	if (dispatch_type_has_instances(type))
		return copy_instances(batch, (const MI_InstanceA *)from, (MI_InstanceA *)ret_copy);
	size = from->size * dispatch_type_size(type & ~(MI_Uint32)MI_ARRAY);
	ret_copy->data = allocate(batch, size);
	if (!ret_copy->data)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	memcpy(ret_copy->data, from->data, size);
	ret_copy->size = from->size;
	return MI_RESULT_OK;
}

/* Frees what lies below a value copied to the heap; instances, and those in batches too, are told to go. */
static void release(void *value, MI_Uint32 type, bool heap)
{
	MI_InstanceA *instances = value;
	MI_Uint32 i;

	if (type == MI_INSTANCE || type == MI_REFERENCE)
		dispatch_instance_free(*(MI_Instance **)value);
	else if (dispatch_type_has_instances(type))
		for (i = 0; i < instances->size; i++)
			dispatch_instance_free(instances->data[i]);
	if (!heap)
		return;
	if (type == MI_STRING)
		free(*(MI_Char **)value);
	else if (type & MI_ARRAY)
		free(((MI_Array *)value)->data);
}

/* All but what is its own copy. @copy is zeroed, and stays so on failure. */
static MI_Result copy_below(struct mtr_mi_batch *batch, const void *value, MI_Uint32 type, MI_Value *copy)
{
	MI_Result result = MI_RESULT_OK;

	if (type == MI_STRING)
		return copy_string(batch, *(MI_Char *const *)value, &copy->string);
	if (type & MI_ARRAY)
		result = copy_array(batch, value, type, &copy->array);
	else if (*(MI_Instance *const *)value)
		result = dispatch_instance_copy_to(batch, *(MI_Instance *const *)value, &copy->instance);
	if (result != MI_RESULT_OK) {
		release(copy, type, batch == NULL);
		memset(copy, 0, sizeof(*copy));
	}
	return result;
}

MI_Result dispatch_value_copy_to(struct mtr_mi_batch *batch, const void *value, MI_Uint32 type, void *ret_copy)
{
	MI_Result result;
	MI_Value copy;

	if (type < MI_STRING) {
		memcpy(ret_copy, value, dispatch_type_size(type));
		return MI_RESULT_OK;
	}
	memset(&copy, 0, sizeof(copy));
	result = copy_below(batch, value, type, &copy);
	memcpy(ret_copy, &copy, dispatch_type_size(type));
	return result;
}

MI_Result dispatch_value_copy(const MI_Value *value, MI_Type type, MI_Value *ret_copy)
{
	memset(ret_copy, 0, sizeof(*ret_copy));
	if (!dispatch_type_is_valid(type))
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_value_copy_to(NULL, value, type, ret_copy);
}

void dispatch_value_clear(MI_Value *value, MI_Type type)
{
	if (dispatch_type_is_valid(type))
		release(value, type, true);
	memset(value, 0, sizeof(*value));
}

void dispatch_value_keep_empty(struct mtr_mi_batch *batch, const void *value, MI_Uint32 type, void *copy)
{
	const MI_Array *from = value;
	MI_Array *to = copy;

	if ((type & MI_ARRAY) && from->data && !from->size && !to->data)
		to->data = dispatch_batch_zalloc(batch, sizeof(MI_Uint64));
}
