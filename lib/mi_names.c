/* The table: one row per constant; the number comes from <mi/mi.h>, so that a row cannot be wrong. */
#include "mi_names.h"

#include <mi/mi.h>
#include <mi/mi_extended.h>

struct row {
	uint8_t kind;
	uint32_t value;
	const char *name;
};

/* clang-format off */
#define RESULT(name)	{MTR_MI_RESULT, MI_RESULT_##name, "MI_RESULT_" #name}
#define INTERNAL(name)	{MTR_MI_RESULT, MTR_MI_RESULT_##name, "MI_RESULT_" #name}
#define TYPE(name)	{MTR_MI_TYPE, MI_##name, "MI_" #name}, {MTR_MI_TYPE, MI_##name##A, "MI_" #name "A"}
#define FLAG(name)	{MTR_MI_FLAG, MI_FLAG_##name, "MI_FLAG_" #name}
#define OP_FLAG(name)	{MTR_MI_OPERATION_FLAG, MI_OPERATIONFLAGS_##name, "MI_OPERATIONFLAGS_" #name}
#define OTHER(kind, name) {kind, name, #name}

static const struct row rows[] = {
	RESULT(OK), RESULT(FAILED), RESULT(ACCESS_DENIED), RESULT(INVALID_NAMESPACE), RESULT(INVALID_PARAMETER),
	RESULT(INVALID_CLASS), RESULT(NOT_FOUND), RESULT(NOT_SUPPORTED), RESULT(CLASS_HAS_CHILDREN),
	RESULT(CLASS_HAS_INSTANCES), RESULT(INVALID_SUPERCLASS), RESULT(ALREADY_EXISTS), RESULT(NO_SUCH_PROPERTY),
	RESULT(TYPE_MISMATCH), RESULT(QUERY_LANGUAGE_NOT_SUPPORTED), RESULT(INVALID_QUERY),
	RESULT(METHOD_NOT_AVAILABLE), RESULT(METHOD_NOT_FOUND), RESULT(NAMESPACE_NOT_EMPTY),
	RESULT(INVALID_ENUMERATION_CONTEXT), RESULT(INVALID_OPERATION_TIMEOUT), RESULT(PULL_HAS_BEEN_ABANDONED),
	RESULT(PULL_CANNOT_BE_ABANDONED), RESULT(FILTERED_ENUMERATION_NOT_SUPPORTED),
	RESULT(CONTINUATION_ON_ERROR_NOT_SUPPORTED), RESULT(SERVER_LIMITS_EXCEEDED), RESULT(SERVER_IS_SHUTTING_DOWN),
	INTERNAL(CANCELED), INTERNAL(OPEN_FAILED), INTERNAL(INVALID_CLASS_HIERARCHY), INTERNAL(WOULD_BLOCK),
	INTERNAL(TIME_OUT), INTERNAL(IN_PROGRESS),

	TYPE(BOOLEAN), TYPE(UINT8), TYPE(SINT8), TYPE(UINT16), TYPE(SINT16), TYPE(UINT32), TYPE(SINT32), TYPE(UINT64),
	TYPE(SINT64), TYPE(REAL32), TYPE(REAL64), TYPE(CHAR16), TYPE(DATETIME), TYPE(STRING), TYPE(REFERENCE),
	TYPE(INSTANCE),

	FLAG(CLASS), FLAG(METHOD), FLAG(PROPERTY), FLAG(PARAMETER), FLAG(ASSOCIATION), FLAG(INDICATION),
	FLAG(REFERENCE), FLAG(ENABLEOVERRIDE), FLAG(DISABLEOVERRIDE), FLAG(RESTRICTED), FLAG(TOSUBCLASS),
	FLAG(TRANSLATABLE), FLAG(KEY), FLAG(IN), FLAG(OUT), FLAG(REQUIRED), FLAG(STATIC), FLAG(ABSTRACT),
	FLAG(TERMINAL), FLAG(EXPENSIVE), FLAG(STREAM), FLAG(READONLY), FLAG(TOINSTANCE), FLAG(NOT_MODIFIED),
	FLAG(NULL), FLAG(BORROW), FLAG(ADOPT),

	/* The one with two bits before the one that has one of them. */
	OP_FLAG(POLYMORPHISM_DEEP_BASE_PROPS_ONLY), OP_FLAG(MANUAL_ACK_RESULTS), OP_FLAG(BASIC_RTTI),
	OP_FLAG(FULL_RTTI), OP_FLAG(LOCALIZED_QUALIFIERS), OP_FLAG(EXPENSIVE_PROPERTIES),
	OP_FLAG(POLYMORPHISM_SHALLOW), OP_FLAG(REPORT_OPERATION_STARTED), OP_FLAG(NO_RTTI), OP_FLAG(STANDARD_RTTI),

	OTHER(MTR_MI_REASON, MI_REASON_NONE), OTHER(MTR_MI_REASON, MI_REASON_TIMEOUT),
	OTHER(MTR_MI_REASON, MI_REASON_SHUTDOWN), OTHER(MTR_MI_REASON, MI_REASON_SERVICESTOP),
	OTHER(MTR_MI_RESPONSE, MI_OperationCallback_ResponseType_No),
	OTHER(MTR_MI_RESPONSE, MI_OperationCallback_ResponseType_Yes),
	OTHER(MTR_MI_RESPONSE, MI_OperationCallback_ResponseType_NoToAll),
	OTHER(MTR_MI_RESPONSE, MI_OperationCallback_ResponseType_YesToAll),
	OTHER(MTR_MI_PROMPT, MI_PROMPTTYPE_NORMAL), OTHER(MTR_MI_PROMPT, MI_PROMPTTYPE_CRITICAL),
	OTHER(MTR_MI_CHANNEL, MI_WRITEMESSAGE_CHANNEL_WARNING), OTHER(MTR_MI_CHANNEL, MI_WRITEMESSAGE_CHANNEL_VERBOSE),
	OTHER(MTR_MI_CHANNEL, MI_WRITEMESSAGE_CHANNEL_DEBUG),
};
/* clang-format on */

enum {
	NR_ROWS = sizeof(rows) / sizeof(*rows)
};

const char *mtr_mi_name(enum mtr_mi_kind kind, uint32_t value)
{
	size_t i;

	for (i = 0; i < NR_ROWS; i++) {
		if (rows[i].kind == kind && rows[i].value == value)
			return rows[i].name;
	}
	return NULL;
}

void mtr_mi_write(struct mtr_out *out, enum mtr_mi_kind kind, uint32_t value)
{
	const char *name = mtr_mi_name(kind, value);

	if (name)
		mtr_out_text(out, name);
	else
		mtr_out_uint(out, value);
}

void mtr_mi_write_bits(struct mtr_out *out, enum mtr_mi_kind kind, uint32_t value)
{
	const char *between = "";
	size_t i;

	for (i = 0; i < NR_ROWS && value; i++) {
		if (rows[i].kind != kind || (value & rows[i].value) != rows[i].value)
			continue;
		mtr_out_text(out, between);
		mtr_out_text(out, rows[i].name);
		value &= ~rows[i].value;
		between = "|";
	}
	if (value || !*between) {
		mtr_out_text(out, between);
		if (value)
			mtr_out_hex(out, value, 1);
		else
			mtr_out_char(out, '0');
	}
}

const char *mtr_mof_type(uint32_t type)
{
	static const char *const names[] = {"boolean",  "uint8",  "sint8",     "uint16",  "sint16", "uint32",
					    "sint32",   "uint64", "sint64",    "real32",  "real64", "char16",
					    "datetime", "string", "reference", "instance"};

	return type < 32 ? names[type & 15] : NULL;
}
