/*
 * The utilities table: errors by number, and the error instances made of them.
 *
 * Numbers, kinds and identifiers are stock libmi's; the English is ours.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

#include "error_class.h"
#include "objects.h"

/* Severity "unknown" of CIM_Error. */
#define SEVERITY_UNKNOWN 7

struct result_info {
	MI_Uint32 result;
	MI_ErrorCategory category;
	const MI_Char *text;
};

static const struct result_info result_infos[] = {
	{MI_RESULT_FAILED, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("The operation failed.")},
	{MI_RESULT_ACCESS_DENIED, MI_ERRORCATEGORY_ACCESS_DENIED, MI_T("Access is denied.")},
	{MI_RESULT_INVALID_NAMESPACE, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("There is no such namespace.")},
	{MI_RESULT_INVALID_PARAMETER, MI_ERRORCATEGORY_INVALID_ARGUMENT, MI_T("A parameter is not valid.")},
	{MI_RESULT_INVALID_CLASS, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("There is no such class.")},
	{MI_RESULT_NOT_FOUND, MI_ERRORCATEGORY_OBJECT_NOT_FOUND, MI_T("The object was not found.")},
	{MI_RESULT_NOT_SUPPORTED, MI_ERRORCATEGORY_NOT_IMPLEMENTED, MI_T("The operation is not supported.")},
	{MI_RESULT_CLASS_HAS_CHILDREN, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("The class has subclasses.")},
	{MI_RESULT_CLASS_HAS_INSTANCES, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("The class has instances.")},
	{MI_RESULT_INVALID_SUPERCLASS, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("There is no such superclass.")},
	{MI_RESULT_ALREADY_EXISTS, MI_ERRORCATEGORY_RESOURCE_EXISTS, MI_T("The object exists already.")},
	{MI_RESULT_NO_SUCH_PROPERTY, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("There is no such property.")},
	{MI_RESULT_TYPE_MISMATCH, MI_ERRORCATEGORY_INVALID_TYPE, MI_T("The value is of another type.")},
	{MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED, MI_ERRORCATEGORY_NOT_IMPLEMENTED,
	 MI_T("The query language is not supported.")},
	{MI_RESULT_INVALID_QUERY, MI_ERRORCATEGORY_INVALID_ARGUMENT, MI_T("The query is not valid.")},
	{MI_RESULT_METHOD_NOT_AVAILABLE, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("The method is not available.")},
	{MI_RESULT_METHOD_NOT_FOUND, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("There is no such method.")},
	{MI_RESULT_NAMESPACE_NOT_EMPTY, MI_ERRORCATEGORY_METADATA_ERROR, MI_T("The namespace is not empty.")},
	{MI_RESULT_INVALID_ENUMERATION_CONTEXT, MI_ERRORCATEGORY_METADATA_ERROR,
	 MI_T("The enumeration context is not valid.")},
	{MI_RESULT_INVALID_OPERATION_TIMEOUT, MI_ERRORCATEGORY_INVALID_ARGUMENT, MI_T("The timeout is not valid.")},
	{MI_RESULT_PULL_HAS_BEEN_ABANDONED, MI_ERRORCATEGORY_OPERATION_STOPPED, MI_T("The pull was abandoned.")},
	{MI_RESULT_PULL_CANNOT_BE_ABANDONED, MI_ERRORCATEGORY_CLOS_EERROR, MI_T("The pull cannot be abandoned.")},
	{MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED, MI_ERRORCATEGORY_NOT_IMPLEMENTED,
	 MI_T("Enumerations with a filter are not supported.")},
	{MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED, MI_ERRORCATEGORY_NOT_IMPLEMENTED,
	 MI_T("Going on after an error is not supported.")},
	{MI_RESULT_SERVER_LIMITS_EXCEEDED, MI_ERRORCATEGORY_RESOURCE_BUSY, MI_T("A limit of the server is reached.")},
	{MI_RESULT_SERVER_IS_SHUTTING_DOWN, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE,
	 MI_T("The server is shutting down.")},
	{MTR_MI_RESULT_CANCELED, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("The operation was cancelled.")},
	{MTR_MI_RESULT_OPEN_FAILED, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("It could not be opened.")},
	{MTR_MI_RESULT_INVALID_CLASS_HIERARCHY, MI_ERRORCATEGORY_NOT_SPECIFIED,
	 MI_T("The classes do not fit together.")},
	{MTR_MI_RESULT_WOULD_BLOCK, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("The operation would block.")},
	{MTR_MI_RESULT_TIME_OUT, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("The operation timed out.")},
};

/* Of a result without an entry, stock libmi knows neither kind nor words. */
static struct result_info info_of(MI_Uint32 result)
{
	size_t i;

	for (i = 0; i < MI_COUNT(result_infos); i++)
		if (result_infos[i].result == result)
			return result_infos[i];
	return (struct result_info){result, MI_ERRORCATEGORY_NOT_SPECIFIED, MI_T("")};
}

static MI_Uint32 result_of_errno(MI_Uint32 error)
{
	switch (error) {
	case EINVAL:
		return MI_RESULT_INVALID_PARAMETER;
	case EACCES:
		return MI_RESULT_ACCESS_DENIED;
	case ENOMEM:
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	default:
		return MI_RESULT_FAILED;
	}
}

static MI_ErrorCategory utilities_MapErrorToMiErrorCategory(const MI_Char *errorType, MI_Uint32 error)
{
	if (errorType && strcmp(errorType, MI_RESULT_TYPE_MI) == 0)
		return info_of(error).category;
	if (errorType && strcmp(errorType, MI_RESULT_TYPE_ERRNO) == 0)
		return info_of(result_of_errno(error)).category;
	return MI_ERRORCATEGORY_NOT_SPECIFIED;
}

/* What differs between the numberings an error may come from. */
struct error_facts {
	MI_Uint32 code, result;
	const MI_Char *type, *id_prefix; /* the code follows it in the id */
	MI_ErrorCategory category;
	const MI_Char *text;    /* the numbering's own words; NULL for none */
	const MI_Char *message; /* the caller's; NULL for none */
};

static MI_Result set_string(struct dispatch_error *error, const MI_Char *name, const MI_Char *string)
{
	MI_Value value = {.string = (MI_Char *)(uintptr_t)string};

	return dispatch_instance_ft.SetElement(&error->instance, name, &value, MI_STRING, 0);
}

static void set_numbers(struct dispatch_error *error, const struct error_facts *facts)
{
	error->MessageArguments.exists = MI_TRUE; /* an empty array */
	error->PerceivedSeverity = (MI_Uint16Field){.value = SEVERITY_UNKNOWN, .exists = MI_TRUE};
	error->ProbableCause = (MI_Uint16Field){.value = 0, .exists = MI_TRUE};
	error->CIMStatusCode = (MI_Uint32Field){.value = facts->result, .exists = MI_TRUE};
	error->OMI_Code = (MI_Uint32Field){.value = facts->code, .exists = MI_TRUE};
	error->OMI_Category = (MI_Uint16Field){.value = (MI_Uint16)facts->category, .exists = MI_TRUE};
}

static MI_Result error_new(const struct error_facts *facts, MI_Instance **ret_error)
{
	MI_Char id[64];
	const struct {
		const MI_Char *name, *value;
	} strings[] = {
		{MI_T("OwningEntity"), MI_T("OMI:CIMOM")},
		{MI_T("MessageID"), id},
		{MI_T("Message"), facts->message ? facts->message : facts->text},
		{MI_T("ProbableCauseDescription"), MI_T("Unknown")},
		{MI_T("OMI_Type"), facts->type},
		{MI_T("OMI_ErrorMessage"), facts->text},
	};
	struct dispatch_error *error;
	MI_Result result = dispatch_instance_new(NULL, &dispatch_error_decl, ret_error);
	size_t i;

	if (result != MI_RESULT_OK)
		return result;
	error = (struct dispatch_error *)*ret_error;
	set_numbers(error, facts);
	snprintf(id, sizeof(id), "%s%d", facts->id_prefix, (int)facts->code);
	for (i = 0; i < MI_COUNT(strings) && result == MI_RESULT_OK; i++)
		result = set_string(error, strings[i].name, strings[i].value);
	if (result != MI_RESULT_OK) {
		dispatch_instance_free(*ret_error);
		*ret_error = NULL;
	}
	return result;
}

static MI_Result error_of_result(MI_Uint32 result, const MI_Char *message, MI_Instance **ret_error)
{
	struct result_info info = info_of(result);

	return error_new(&(struct error_facts){.code = result,
					       .result = result,
					       .type = MI_RESULT_TYPE_MI,
					       .id_prefix = MI_T("OMI:MI_Result:"),
					       .category = info.category,
					       .text = info.text,
					       .message = message},
			 ret_error);
}

static MI_Result error_of_errno(MI_Uint32 error, const MI_Char *message, MI_Instance **ret_error)
{
	MI_Char buffer[100];
	MI_Uint32 result = result_of_errno(error);

	return error_new(&(struct error_facts){.code = error,
					       .result = result,
					       .type = MI_RESULT_TYPE_ERRNO,
					       .id_prefix = MI_T("CRT errno "),
					       .category = info_of(result).category,
					       .text = strerror_r((int)error, buffer, sizeof(buffer)),
					       .message = message},
			 ret_error);
}

static MI_Result error_of_winrm(MI_Uint32 code, const MI_Char *message, MI_Instance **ret_error)
{
	return error_new(&(struct error_facts){.code = code,
					       .result = MI_RESULT_FAILED,
					       .type = MI_RESULT_TYPE_WINRM,
					       .id_prefix = MI_T("OMI:WINRM:"),
					       .category = MI_ERRORCATEGORY_NOT_SPECIFIED,
					       .text = message,
					       .message = message},
			 ret_error);
}

/* No error, no instance. An instance that cannot be made is no failure either. */
static MI_Result utilities_CimErrorFromErrorCode(MI_Uint32 error, const MI_Char *errorType, const MI_Char *errorMessage,
						 MI_Instance **cimError)
{
	MI_Result (*make)(MI_Uint32 code, const MI_Char *message, MI_Instance **ret_error) = NULL;

	if (!cimError)
		return MI_RESULT_OK;
	*cimError = NULL;
	if (errorType && strcmp(errorType, MI_RESULT_TYPE_MI) == 0)
		make = error_of_result;
	else if (errorType && strcmp(errorType, MI_RESULT_TYPE_ERRNO) == 0)
		make = error_of_errno;
	else if (errorType && strcmp(errorType, MI_RESULT_TYPE_WINRM) == 0)
		make = error_of_winrm;
	if (!make)
		return MI_RESULT_INVALID_PARAMETER;
	if (error)
		make(error, errorMessage, cimError);
	return MI_RESULT_OK;
}

const MI_UtilitiesFT dispatch_utilities_ft = {
	.MapErrorToMiErrorCategory = utilities_MapErrorToMiErrorCategory,
	.CimErrorFromErrorCode = utilities_CimErrorFromErrorCode,
};

MI_Instance *dispatch_error_instance(MI_Result result, const MI_Char *message)
{
	MI_Instance *error;

	return error_of_result((MI_Uint32)result, message, &error) == MI_RESULT_OK ? error : NULL;
}
