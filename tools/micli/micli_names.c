/* Names of MI's numbers. */
#include "micli.h"

static const char *const results[] = {
	"MI_RESULT_OK",
	"MI_RESULT_FAILED",
	"MI_RESULT_ACCESS_DENIED",
	"MI_RESULT_INVALID_NAMESPACE",
	"MI_RESULT_INVALID_PARAMETER",
	"MI_RESULT_INVALID_CLASS",
	"MI_RESULT_NOT_FOUND",
	"MI_RESULT_NOT_SUPPORTED",
	"MI_RESULT_CLASS_HAS_CHILDREN",
	"MI_RESULT_CLASS_HAS_INSTANCES",
	"MI_RESULT_INVALID_SUPERCLASS",
	"MI_RESULT_ALREADY_EXISTS",
	"MI_RESULT_NO_SUCH_PROPERTY",
	"MI_RESULT_TYPE_MISMATCH",
	"MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED",
	"MI_RESULT_INVALID_QUERY",
	"MI_RESULT_METHOD_NOT_AVAILABLE",
	"MI_RESULT_METHOD_NOT_FOUND",
	NULL,
	NULL,
	"MI_RESULT_NAMESPACE_NOT_EMPTY",
	"MI_RESULT_INVALID_ENUMERATION_CONTEXT",
	"MI_RESULT_INVALID_OPERATION_TIMEOUT",
	"MI_RESULT_PULL_HAS_BEEN_ABANDONED",
	"MI_RESULT_PULL_CANNOT_BE_ABANDONED",
	"MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED",
	"MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED",
	"MI_RESULT_SERVER_LIMITS_EXCEEDED",
	"MI_RESULT_SERVER_IS_SHUTTING_DOWN",
};

static const char *const types[] = {
	"boolean", "uint8",  "sint8",  "uint16", "sint16",   "uint32", "sint32", "uint64",
	"sint64",  "real32", "real64", "char16", "datetime", "string", "ref",    "instance",
};

const char *micli_result_name(MI_Result result)
{
	static char number[32];

	if ((unsigned)result < sizeof(results) / sizeof(results[0]) && results[result])
		return results[result];
	snprintf(number, sizeof(number), "result %u", (unsigned)result);
	return number;
}

const char *micli_type_name(MI_Type type)
{
	unsigned scalar = (unsigned)type & ~(unsigned)MI_ARRAY;

	return scalar < sizeof(types) / sizeof(types[0]) ? types[scalar] : "unknown";
}
