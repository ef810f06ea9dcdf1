/*
 * MI client API: values.
 *
 * MI_Value holds any value of any MI_Type. Generated class headers use the typed field structs instead: a value, a
 * byte that says whether it is there, a byte of flags. Both lie in memory the same way, so a library can reach a typed
 * field through an offset and a type. Arrays are a pointer and a count; whose memory it is depends on the call.
 */
#ifndef MI_VALUE_H
#define MI_VALUE_H

#include <mi/mi_base.h>

typedef struct _MI_Timestamp {
	MI_Uint32 year;
	MI_Uint32 month;
	MI_Uint32 day;
	MI_Uint32 hour;
	MI_Uint32 minute;
	MI_Uint32 second;
	MI_Uint32 microseconds;
	MI_Sint32 utc; /* minutes east of UTC, may be negative */
} MI_Timestamp;

typedef struct _MI_Interval {
	MI_Uint32 days;
	MI_Uint32 hours;
	MI_Uint32 minutes;
	MI_Uint32 seconds;
	MI_Uint32 microseconds;
	MI_Uint32 __padding1;
	MI_Uint32 __padding2;
	MI_Uint32 __padding3;
} MI_Interval;

/* A point in time when isTimestamp is not 0, else a span. */
typedef struct _MI_Datetime {
	MI_Uint32 isTimestamp;
	union {
		MI_Timestamp timestamp;
		MI_Interval interval;
	} u;
} MI_Datetime;

/* One row per MI_Type in number order: name, element type, element type of the read-only array. */
/* clang-format off */
#define MTR_MI_EACH_TYPE(X) \
	X(Boolean,   MI_Boolean,    MI_CONST MI_Boolean) \
	X(Uint8,     MI_Uint8,      MI_CONST MI_Uint8) \
	X(Sint8,     MI_Sint8,      MI_CONST MI_Sint8) \
	X(Uint16,    MI_Uint16,     MI_CONST MI_Uint16) \
	X(Sint16,    MI_Sint16,     MI_CONST MI_Sint16) \
	X(Uint32,    MI_Uint32,     MI_CONST MI_Uint32) \
	X(Sint32,    MI_Sint32,     MI_CONST MI_Sint32) \
	X(Uint64,    MI_Uint64,     MI_CONST MI_Uint64) \
	X(Sint64,    MI_Sint64,     MI_CONST MI_Sint64) \
	X(Real32,    MI_Real32,     MI_CONST MI_Real32) \
	X(Real64,    MI_Real64,     MI_CONST MI_Real64) \
	X(Char16,    MI_Char16,     MI_CONST MI_Char16) \
	X(Datetime,  MI_Datetime,   MI_CONST MI_Datetime) \
	X(String,    MI_Char *,     MI_CONST MI_Char *MI_CONST) \
	X(Reference, MI_Instance *, MI_CONST MI_Instance *MI_CONST) \
	X(Instance,  MI_Instance *, MI_CONST MI_Instance *MI_CONST)
/* clang-format on */

/* MI_BooleanA ... MI_InstanceA and MI_ConstBooleanA ... MI_ConstInstanceA */
#define MTR_MI_DEFINE_ARRAY(name, element, const_element) \
	typedef struct _MI_##name##A {                    \
		element *data;                            \
		MI_Uint32 size;                           \
	} MI_##name##A;                                   \
	typedef struct _MI_Const##name##A {               \
		const_element *data;                      \
		MI_Uint32 size;                           \
	} MI_Const##name##A;

MTR_MI_EACH_TYPE(MTR_MI_DEFINE_ARRAY)
#undef MTR_MI_DEFINE_ARRAY

/* Any array, for code that works on all of them. */
typedef struct _MI_Array {
	void *data;
	MI_Uint32 size;
} MI_Array;

typedef union _MI_Value {
	MI_Boolean boolean;
	MI_Uint8 uint8;
	MI_Sint8 sint8;
	MI_Uint16 uint16;
	MI_Sint16 sint16;
	MI_Uint32 uint32;
	MI_Sint32 sint32;
	MI_Uint64 uint64;
	MI_Sint64 sint64;
	MI_Real32 real32;
	MI_Real64 real64;
	MI_Char16 char16;
	MI_Datetime datetime;
	MI_Char *string;
	MI_Instance *instance;
	MI_Instance *reference;
	MI_BooleanA booleana;
	MI_Uint8A uint8a;
	MI_Sint8A sint8a;
	MI_Uint16A uint16a;
	MI_Sint16A sint16a;
	MI_Uint32A uint32a;
	MI_Sint32A sint32a;
	MI_Uint64A uint64a;
	MI_Sint64A sint64a;
	MI_Real32A real32a;
	MI_Real64A real64a;
	MI_Char16A char16a;
	MI_DatetimeA datetimea;
	MI_StringA stringa;
	MI_ReferenceA referencea;
	MI_InstanceA instancea;
	MI_Array array;
} MI_Value;

/* A typed field as generated classes declare it. flags is the library's: see MTR_MI_FIELD_BORROWED in mi_extended.h. */
#define MTR_MI_DEFINE_FIELD(field, value_type) \
	typedef struct _MI_##field {           \
		value_type value;              \
		MI_Boolean exists;             \
		MI_Uint8 flags;                \
	} MI_##field;

/* A read-only string, reference or instance has a pointer to const as its value, every other scalar a plain value. */
#define MTR_MI_DEFINE_FIELDS(name, element, const_element) \
	MTR_MI_DEFINE_FIELD(name##Field, element)          \
	MTR_MI_DEFINE_FIELD(name##AField, MI_##name##A)    \
	MTR_MI_DEFINE_FIELD(Const##name##AField, MI_Const##name##A)

MTR_MI_EACH_TYPE(MTR_MI_DEFINE_FIELDS)
MTR_MI_DEFINE_FIELD(ArrayField, MI_Array)
MTR_MI_DEFINE_FIELD(ConstBooleanField, MI_Boolean)
MTR_MI_DEFINE_FIELD(ConstUint8Field, MI_Uint8)
MTR_MI_DEFINE_FIELD(ConstSint8Field, MI_Sint8)
MTR_MI_DEFINE_FIELD(ConstUint16Field, MI_Uint16)
MTR_MI_DEFINE_FIELD(ConstSint16Field, MI_Sint16)
MTR_MI_DEFINE_FIELD(ConstUint32Field, MI_Uint32)
MTR_MI_DEFINE_FIELD(ConstSint32Field, MI_Sint32)
MTR_MI_DEFINE_FIELD(ConstUint64Field, MI_Uint64)
MTR_MI_DEFINE_FIELD(ConstSint64Field, MI_Sint64)
MTR_MI_DEFINE_FIELD(ConstReal32Field, MI_Real32)
MTR_MI_DEFINE_FIELD(ConstReal64Field, MI_Real64)
MTR_MI_DEFINE_FIELD(ConstChar16Field, MI_Char16)
MTR_MI_DEFINE_FIELD(ConstDatetimeField, MI_Datetime)
MTR_MI_DEFINE_FIELD(ConstStringField, MI_CONST MI_Char *)
MTR_MI_DEFINE_FIELD(ConstReferenceField, MI_CONST MI_Instance *)
MTR_MI_DEFINE_FIELD(ConstInstanceField, MI_CONST MI_Instance *)
#undef MTR_MI_DEFINE_FIELDS
#undef MTR_MI_DEFINE_FIELD
#undef MTR_MI_EACH_TYPE

#endif /* MI_VALUE_H */
