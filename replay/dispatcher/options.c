/*
 * Options: named values. See options.h.
 */
#include "options.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "batch.h"
#include "instance.h"
#include "objects.h"

#define CHANNELS MI_T("__MI_OPERATIONOPTIONS_CHANNEL")

MI_Result dispatch_options_new(const void *ft, struct dispatch_options_handle *ret_handle)
{
	struct dispatch_options *options = calloc(1, sizeof(*options));

	if (!options)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	*ret_handle = (struct dispatch_options_handle){.options = options, .ft = ft};
	return MI_RESULT_OK;
}

MI_Result dispatch_options_delete(struct dispatch_options_handle *handle)
{
	if (!handle || !handle->options)
		return MI_RESULT_INVALID_PARAMETER;
	dispatch_instance_free(handle->options->values);
	dispatch_credentials_free(handle->options->credentials);
	free(handle->options);
	memset(handle, 0, sizeof(*handle));
	return MI_RESULT_OK;
}

MI_Result dispatch_options_clone(const struct dispatch_options_handle *handle,
				 struct dispatch_options_handle *ret_handle)
{
	struct dispatch_options_handle copy;
	MI_Result result;

	if (!handle || !handle->options || !ret_handle)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_options_new(handle->ft, &copy);
	if (result != MI_RESULT_OK)
		return result;
	if (handle->options->values)
		result = dispatch_instance_clone(handle->options->values, &copy.options->values);
	if (result == MI_RESULT_OK)
		result = dispatch_credentials_copy(handle->options->credentials, &copy.options->credentials);
	if (result != MI_RESULT_OK)
		dispatch_options_delete(&copy);
	*ret_handle = copy;
	return result;
}

static bool is_open(const struct dispatch_options_handle *handle)
{
	return handle && handle->options;
}

/* The instance with the values, made when first needed; NULL when out of memory. */
static MI_Instance *values_of(struct dispatch_options_handle *handle)
{
	MI_Instance **values = &handle->options->values;

	if (!*values)
		dispatch_instance_new_dynamic(NULL, MI_T("_OMI_OptionSet"), MI_FLAG_CLASS, values);
	return *values;
}

/* An option keeps the type it was first set with. */
static MI_Result set(struct dispatch_options_handle *handle, const MI_Char *name, const MI_Value *value, MI_Type type,
		     MI_Uint32 flags)
{
	MI_Instance *values = values_of(handle);
	MI_Result result;

	if (!values)
		return MI_RESULT_FAILED;
	result = dispatch_instance_ft.AddElement(values, name, value, type, flags);
	if (result == MI_RESULT_ALREADY_EXISTS)
		result = dispatch_instance_ft.SetElement(values, name, value, type, flags);
	return result;
}

static MI_Result get(const struct dispatch_options_handle *handle, const MI_Char *name, MI_Value *value, MI_Type *type,
		     MI_Uint32 *index)
{
	if (!handle->options->values)
		return MI_RESULT_NO_SUCH_PROPERTY;
	return dispatch_instance_ft.GetElement(handle->options->values, name, value, type, NULL, index);
}

MI_Result dispatch_options_set_string(struct dispatch_options_handle *handle, const MI_Char *name, const MI_Char *value,
				      MI_Uint32 flags)
{
	MI_Value string = {.string = (MI_Char *)(uintptr_t)value};

	if (!is_open(handle) || !name || !value || flags)
		return MI_RESULT_INVALID_PARAMETER;
	return set(handle, name, &string, MI_STRING, 0);
}

static MI_Result append_channel(struct dispatch_options_handle *handle, MI_Uint32 channel, MI_Value *value)
{
	MI_Instance *values = values_of(handle);
	MI_Uint32 count = value->uint32a.size;
	MI_Uint32 *larger;

	if (!values)
		return MI_RESULT_FAILED;
	larger = dispatch_batch_get(dispatch_instance_body(values)->batch, (count + 1) * sizeof(*larger));
	if (!larger)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	if (count)
		memcpy(larger, value->uint32a.data, count * sizeof(*larger));
	larger[count] = channel;
	value->uint32a.data = larger;
	value->uint32a.size = count + 1;
	return set(handle, CHANNELS, value, MI_UINT32A, MI_FLAG_BORROW);
}

static MI_Result remove_channel(struct dispatch_options_handle *handle, MI_Uint32 at, MI_Value *value)
{
	MI_Uint32 *channels = value->uint32a.data;

	value->uint32a.size--;
	memmove(&channels[at], &channels[at + 1], (value->uint32a.size - at) * sizeof(*channels));
	return set(handle, CHANNELS, value, MI_UINT32A, MI_FLAG_BORROW);
}

/* Setting the channel option means: enable the channel with flags 0, disable it with flags 1. */
static MI_Result set_channel(struct dispatch_options_handle *handle, MI_Uint32 channel, MI_Uint32 flags)
{
	MI_Value value = {.uint32a = {NULL, 0}};
	MI_Type type = MI_UINT32A;
	MI_Result result = get(handle, CHANNELS, &value, &type, NULL);
	MI_Uint32 at;

	if (result != MI_RESULT_OK && result != MI_RESULT_NO_SUCH_PROPERTY)
		return result;
	if (type != MI_UINT32A)
		return MI_RESULT_INVALID_PARAMETER;
	for (at = 0; at < value.uint32a.size; at++)
		if (value.uint32a.data[at] == channel)
			return flags ? remove_channel(handle, at, &value) : MI_RESULT_OK;
	return flags == 1 ? MI_RESULT_OK : append_channel(handle, channel, &value);
}

MI_Result dispatch_options_set_number(struct dispatch_options_handle *handle, const MI_Char *name, MI_Uint32 value,
				      MI_Uint32 flags)
{
	MI_Value number = {.uint32 = value};

	if (!is_open(handle) || !name)
		return MI_RESULT_INVALID_PARAMETER;
	if (handle->ft == &dispatch_operation_options_ft && strcmp(name, CHANNELS) == 0)
		return set_channel(handle, value, flags);
	return flags ? MI_RESULT_INVALID_PARAMETER : set(handle, name, &number, MI_UINT32, 0);
}

MI_Result dispatch_options_set_datetime(struct dispatch_options_handle *handle, const MI_Char *name,
					const MI_Datetime *value, MI_Uint32 flags)
{
	MI_Value datetime;

	if (!is_open(handle) || !name || !value || flags)
		return MI_RESULT_INVALID_PARAMETER;
	datetime.datetime = *value;
	return set(handle, name, &datetime, MI_DATETIME, 0);
}

MI_Result dispatch_options_set_interval(struct dispatch_options_handle *handle, const MI_Char *name,
					const MI_Interval *value, MI_Uint32 flags)
{
	MI_Datetime datetime = {.isTimestamp = MI_FALSE};

	if (value)
		datetime.u.interval = *value;
	return dispatch_options_set_datetime(handle, name, value ? &datetime : NULL, flags);
}

/* A custom option is an instance in the options' own batch: the value, and whether the server must comply. */
static MI_Result add_custom(MI_Instance *values, const MI_Char *name, MI_Type type, const MI_Value *value,
			    const MI_Value *must_comply)
{
	struct mtr_mi_batch *batch = dispatch_instance_body(values)->batch;
	MI_Value custom;
	MI_Result result;

	result = dispatch_instance_new_dynamic(batch, MI_T("_OMI_CustomOptionValue"), MI_FLAG_CLASS, &custom.instance);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_ft.AddElement(custom.instance, MI_T("value"), value, type, 0);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_ft.AddElement(custom.instance, MI_T("mustUnderstand"), must_comply,
							 MI_BOOLEAN, 0);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_ft.AddElement(values, name, &custom, MI_INSTANCE, MI_FLAG_BORROW);
	return result;
}

MI_Result dispatch_options_set_custom(struct dispatch_options_handle *handle, const MI_Char *name, MI_Type type,
				      const MI_Value *value, MI_Boolean must_comply, MI_Uint32 flags)
{
	MI_Value old, comply = {.boolean = must_comply};
	MI_Instance *values;
	MI_Type old_type;
	MI_Result result;

	if (!is_open(handle) || !name || !value || flags)
		return MI_RESULT_INVALID_PARAMETER;
	values = values_of(handle);
	if (!values)
		return MI_RESULT_FAILED;
	result = get(handle, name, &old, &old_type, NULL);
	if (result == MI_RESULT_NO_SUCH_PROPERTY)
		return add_custom(values, name, type, value, &comply);
	if (result == MI_RESULT_OK && old_type != MI_INSTANCE)
		result = MI_RESULT_INVALID_PARAMETER;
	if (result == MI_RESULT_OK)
		result = dispatch_instance_ft.SetElement(old.instance, MI_T("value"), value, type, 0);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_ft.SetElement(old.instance, MI_T("mustUnderstand"), &comply, MI_BOOLEAN, 0);
	return result;
}

/* Gets an option that must be of @type. */
static MI_Result get_typed(const struct dispatch_options_handle *handle, const MI_Char *name, MI_Type type,
			   MI_Value *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	MI_Type found;
	MI_Result result = get(handle, name, value, &found, index);

	if (result != MI_RESULT_OK)
		return result;
	if (found != type)
		return MI_RESULT_TYPE_MISMATCH;
	if (flags)
		*flags = 0;
	return MI_RESULT_OK;
}

MI_Result dispatch_options_get_string(const struct dispatch_options_handle *handle, const MI_Char *name,
				      const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags)
{
	MI_Result result;
	MI_Value found;

	if (!is_open(handle) || !name || !value)
		return MI_RESULT_INVALID_PARAMETER;
	result = get_typed(handle, name, MI_STRING, &found, index, flags);
	if (result == MI_RESULT_OK)
		*value = found.string;
	return result;
}

MI_Result dispatch_options_get_number(const struct dispatch_options_handle *handle, const MI_Char *name,
				      MI_Uint32 *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	MI_Result result;
	MI_Value found;

	if (!is_open(handle) || !name || !value)
		return MI_RESULT_INVALID_PARAMETER;
	result = get_typed(handle, name, MI_UINT32, &found, index, flags);
	if (result == MI_RESULT_OK)
		*value = found.uint32;
	return result;
}

MI_Result dispatch_options_get_datetime(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Datetime *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	MI_Result result;
	MI_Value found;

	if (!is_open(handle) || !name || !value)
		return MI_RESULT_INVALID_PARAMETER;
	result = get_typed(handle, name, MI_DATETIME, &found, index, flags);
	if (result == MI_RESULT_OK)
		*value = found.datetime;
	return result;
}

MI_Result dispatch_options_get_interval(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Interval *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	MI_Datetime datetime;
	MI_Result result = dispatch_options_get_datetime(handle, name, value ? &datetime : NULL, index, flags);

	if (result != MI_RESULT_OK)
		return result;
	if (datetime.isTimestamp)
		return MI_RESULT_TYPE_MISMATCH;
	*value = datetime.u.interval;
	return MI_RESULT_OK;
}

MI_Result dispatch_options_get_channels(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Uint32 *channels, MI_Uint32 buffer_length, MI_Uint32 *channel_count,
					MI_Uint32 *flags)
{
	MI_Value value;
	MI_Type type;

	if (!is_open(handle) || !name || !channel_count)
		return MI_RESULT_INVALID_PARAMETER;
	if (flags)
		*flags = 0;
	*channel_count = 0;
	if (get(handle, name, &value, &type, NULL) != MI_RESULT_OK)
		return MI_RESULT_OK;
	if (strcmp(name, CHANNELS) != 0 || type != MI_UINT32A)
		return MI_RESULT_TYPE_MISMATCH;
	*channel_count = value.uint32a.size;
	if (buffer_length < value.uint32a.size)
		return MI_RESULT_FAILED;
	if (!channels)
		return MI_RESULT_INVALID_PARAMETER;
	memcpy(channels, value.uint32a.data, value.uint32a.size * sizeof(*channels));
	return MI_RESULT_OK;
}

MI_Result dispatch_options_get_count(const struct dispatch_options_handle *handle, MI_Uint32 *count)
{
	if (!is_open(handle) || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = 0;
	if (!handle->options->values)
		return MI_RESULT_OK;
	return dispatch_instance_ft.GetElementCount(handle->options->values, count);
}

MI_Result dispatch_options_get_at(const struct dispatch_options_handle *handle, MI_Uint32 index, const MI_Char **name,
				  MI_Value *value, MI_Type *type, MI_Uint32 *flags)
{
	if (!is_open(handle) || !name || !value || !type)
		return MI_RESULT_INVALID_PARAMETER;
	if (!handle->options->values)
		return MI_RESULT_NO_SUCH_PROPERTY;
	if (flags)
		*flags = 0;
	return dispatch_instance_ft.GetElementAt(handle->options->values, index, name, value, type, NULL);
}

MI_Result dispatch_options_get(const struct dispatch_options_handle *handle, const MI_Char *name, MI_Value *value,
			       MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!is_open(handle) || !name || !value || !type)
		return MI_RESULT_INVALID_PARAMETER;
	if (flags)
		*flags = 0;
	return get(handle, name, value, type, index);
}
