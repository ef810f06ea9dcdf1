/* protobuf-c as an encoder of the same payload: messages in an arena of flat memory, then packed. */
#include "peer.h"

#include <mi/mi_extended.h>
#include <stdbool.h>
#include <string.h>

#include "mitrace.pb-c.h"

static __thread uint8_t arena[1 << 16], packed[1 << 16];
static __thread size_t used;

static void *take(size_t size)
{
	void *p = arena + used;

	used += (size + 15) & ~(size_t)15;
	return p;
}

static ProtobufCBinaryData bytes_of(const char *string)
{
	return (ProtobufCBinaryData){string ? strlen(string) : 0, (uint8_t *)(uintptr_t)string};
}

static Mitrace__Instance *build_instance(const MI_Instance *instance);

static Mitrace__Datetime *build_time(const MI_Datetime *time)
{
	Mitrace__Datetime *d = take(sizeof(*d));

	mitrace__datetime__init(d);
	d->has_year = d->has_month = d->has_day = d->has_hour = d->has_minute = d->has_second = true;
	d->has_microseconds = d->has_utc = true;
	d->year = time->u.timestamp.year;
	d->month = time->u.timestamp.month;
	d->day = time->u.timestamp.day;
	d->hour = time->u.timestamp.hour;
	d->minute = time->u.timestamp.minute;
	d->second = time->u.timestamp.second;
	d->microseconds = time->u.timestamp.microseconds;
	d->utc = time->u.timestamp.utc;
	return d;
}

static Mitrace__Array *build_array(const MI_Value *value, MI_Type type)
{
	Mitrace__Array *a = take(sizeof(*a));
	size_t i;

	mitrace__array__init(a);
	a->has_size = true;
	a->size = value->array.size;
	if (type == MI_UINT8A) {
		a->has_octets = true;
		a->octets = (ProtobufCBinaryData){value->array.size, value->array.data};
		return a;
	}
	a->n_unsigned_ = value->uint32a.size;
	a->unsigned_ = take(a->n_unsigned_ * sizeof(*a->unsigned_));
	for (i = 0; i < a->n_unsigned_; i++)
		a->unsigned_[i] = value->uint32a.data[i];
	return a;
}

static void build_value(Mitrace__Value *v, const MI_Value *value, MI_Type type)
{
	switch (type) {
	case MI_STRING:
		v->has_string = true;
		v->string = bytes_of(value->string);
		break;
	case MI_DATETIME:
		v->datetime = build_time(&value->datetime);
		break;
	case MI_REAL32:
		v->has_real32 = true;
		v->real32 = value->uint32;
		break;
	case MI_REAL64:
		v->has_real64 = true;
		v->real64 = value->uint64;
		break;
	case MI_INSTANCE:
		v->instance = build_instance(value->instance);
		break;
	case MI_UINT8A:
	case MI_UINT32A:
		v->array = build_array(value, type);
		break;
	default: /* the workloads' other types */
		v->has_unsigned_ = true;
		v->unsigned_ = type == MI_UINT64   ? value->uint64
			       : type == MI_UINT32 ? value->uint32
			       : type == MI_UINT16 ? value->uint16
						   : value->uint8;
	}
}

static Mitrace__Instance *build_instance(const MI_Instance *instance)
{
	Mitrace__Instance *m = take(sizeof(*m));
	const MI_Char *name = NULL, *namespace_name = NULL;
	MI_Uint32 count = 0, i, flags;
	MI_Value value;
	MI_Type type;

	mitrace__instance__init(m);
	m->has_schema = true;
	m->schema = 1;
	instance->ft->GetNameSpace(instance, &namespace_name);
	m->has_namespace_name = true;
	m->namespace_name = bytes_of(namespace_name);
	instance->ft->GetElementCount(instance, &count);
	m->n_value = count;
	m->value = take(count * sizeof(*m->value));
	for (i = 0; i < count; i++) {
		Mitrace__Value *v = m->value[i] = take(sizeof(*v));

		mitrace__value__init(v);
		instance->ft->GetElementAt(instance, i, &name, &value, &type, &flags);
		if (flags & MI_FLAG_NULL)
			v->has_null = v->null = true;
		else
			build_value(v, &value, type);
	}
	return m;
}

size_t peer_protobuf(const MI_Instance *instance)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;

	used = 0;
	callback.has_operation = callback.has_more_results = callback.has_result = true;
	callback.operation = 1;
	callback.more_results = true;
	callback.instance = build_instance(instance);
	packet.body_case = MITRACE__PACKET__BODY_CALLBACK_BEGIN;
	packet.callback_begin = &callback;
	return mitrace__packet__pack(&packet, packed);
}
