/* Written from the schema and the MI header alone: it shares nothing with the encoder. */
#include "unit.h"

#include <mi/mi_extended.h>
#include <stdbool.h>
#include <string.h>

#include "instance_kit.h"
#include "packet_check.h"
#include "schema.h"

static void check_bytes(protobuf_c_boolean has, const ProtobufCBinaryData *bytes, const char *text)
{
	assert_int_equal(has, text != NULL);
	if (!text)
		return;
	assert_int_equal(bytes->len, strlen(text));
	assert_true(bytes->len == 0 || !memcmp(bytes->data, text, bytes->len));
}

static void check_datetime(const Mitrace__Datetime *m, const MI_Datetime *d)
{
	assert_non_null(m);
	assert_int_equal(m->is_timestamp, d->isTimestamp);
	if (d->isTimestamp) {
		assert_int_equal(m->year, d->u.timestamp.year);
		assert_int_equal(m->month, d->u.timestamp.month);
		assert_int_equal(m->day, d->u.timestamp.day);
		assert_int_equal(m->hour, d->u.timestamp.hour);
		assert_int_equal(m->minute, d->u.timestamp.minute);
		assert_int_equal(m->second, d->u.timestamp.second);
		assert_int_equal(m->microseconds, d->u.timestamp.microseconds);
		assert_int_equal(m->utc, d->u.timestamp.utc);
		assert_false(m->has_days);
	} else {
		assert_int_equal(m->days, d->u.interval.days);
		assert_int_equal(m->hour, d->u.interval.hours);
		assert_int_equal(m->minute, d->u.interval.minutes);
		assert_int_equal(m->second, d->u.interval.seconds);
		assert_int_equal(m->microseconds, d->u.interval.microseconds);
		assert_false(m->has_year || m->has_month || m->has_day || m->has_utc);
	}
}

static uint64_t unsigned_of(MI_Type type, const void *p)
{
	switch (type) {
	case MI_BOOLEAN:
	case MI_UINT8:
		return *(const MI_Uint8 *)p;
	case MI_UINT16:
	case MI_CHAR16:
		return *(const MI_Uint16 *)p;
	case MI_UINT32:
		return *(const MI_Uint32 *)p;
	default:
		return *(const MI_Uint64 *)p;
	}
}

static int64_t signed_of(MI_Type type, const void *p)
{
	switch (type) {
	case MI_SINT8:
		return *(const MI_Sint8 *)p;
	case MI_SINT16:
		return *(const MI_Sint16 *)p;
	case MI_SINT32:
		return *(const MI_Sint32 *)p;
	default:
		return *(const MI_Sint64 *)p;
	}
}

static unsigned nr_values(const Mitrace__Value *m)
{
	return !!m->has_unsigned_ + !!m->has_signed_ + !!m->has_real32 + !!m->has_real64 + !!m->has_string +
	       !!m->datetime + !!m->instance + !!m->array;
}

static void check_scalar(const Mitrace__Value *m, MI_Type type, const MI_Value *v)
{
	switch (type) {
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64:
		assert_true(m->has_signed_);
		assert_true(m->signed_ == signed_of(type, v));
		break;
	case MI_REAL32:
		assert_true(m->has_real32 && m->real32 == v->uint32);
		break;
	case MI_REAL64:
		assert_true(m->has_real64 && m->real64 == v->uint64);
		break;
	case MI_DATETIME:
		check_datetime(m->datetime, &v->datetime);
		break;
	case MI_STRING:
		check_bytes(m->has_string, &m->string, v->string);
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		assert_int_equal(m->instance != NULL, v->instance != NULL);
		if (v->instance)
			check_instance(m->instance, v->instance);
		break;
	default:
		assert_true(m->has_unsigned_);
		assert_true(m->unsigned_ == unsigned_of(type, v));
	}
}

static bool is_null_at(const Mitrace__Array *m, uint32_t index)
{
	size_t i;

	for (i = 0; i < m->n_null_at; i++)
		if (m->null_at[i] == index)
			return true;
	return false;
}

static void check_strings(const Mitrace__Array *m, const MI_StringA *a)
{
	size_t i, nulls = 0;

	assert_int_equal(m->n_string, a->size);
	for (i = 0; i < a->size; i++) {
		nulls += !a->data[i];
		assert_int_equal(is_null_at(m, (uint32_t)i), !a->data[i]);
		check_bytes(true, &m->string[i], a->data[i] ? a->data[i] : "");
	}
	assert_int_equal(m->n_null_at, nulls);
}

static void check_instances(const Mitrace__Array *m, const MI_InstanceA *a)
{
	size_t i;

	assert_int_equal(m->n_instance, a->size);
	for (i = 0; i < a->size; i++) {
		assert_int_equal(m->instance[i]->has_null, !a->data[i]);
		if (a->data[i])
			check_instance(m->instance[i], a->data[i]);
	}
}

static void check_elements(const Mitrace__Array *m, MI_Type scalar, const MI_Value *v)
{
	const MI_Array *a = &v->array;
	size_t i;

	switch (scalar) {
	case MI_UINT8:
		assert_true(m->has_octets && m->octets.len == a->size);
		assert_memory_equal(m->octets.data, a->data, a->size);
		break;
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64:
		assert_int_equal(m->n_signed_, a->size);
		for (i = 0; i < a->size; i++)
			assert_true(m->signed_[i] ==
				    signed_of(scalar, (char *)a->data + i * (scalar == MI_SINT8    ? 1
									     : scalar == MI_SINT16 ? 2
									     : scalar == MI_SINT32 ? 4
												   : 8)));
		break;
	case MI_REAL32:
		assert_int_equal(m->n_real32, a->size);
		assert_memory_equal(m->real32, a->data, a->size * 4);
		break;
	case MI_REAL64:
		assert_int_equal(m->n_real64, a->size);
		assert_memory_equal(m->real64, a->data, a->size * 8);
		break;
	case MI_DATETIME:
		assert_int_equal(m->n_datetime, a->size);
		for (i = 0; i < a->size; i++)
			check_datetime(m->datetime[i], &v->datetimea.data[i]);
		break;
	case MI_STRING:
		check_strings(m, &v->stringa);
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		check_instances(m, &v->instancea);
		break;
	default:
		assert_int_equal(m->n_unsigned_, a->size);
		for (i = 0; i < a->size; i++)
			assert_true(m->unsigned_[i] ==
				    unsigned_of(scalar, (char *)a->data + i * (scalar == MI_BOOLEAN  ? 1
									       : scalar == MI_UINT32 ? 4
									       : scalar == MI_UINT64 ? 8
												     : 2)));
	}
}

void check_value(const Mitrace__Value *m, MI_Type type, const MI_Value *v)
{
	const Mitrace__Array *array = m->array;
	bool absent =
		(type == MI_STRING && !v->string) || ((type == MI_INSTANCE || type == MI_REFERENCE) && !v->instance);

	assert_int_equal(nr_values(m), absent ? 0 : 1);
	assert_false(m->has_redacted);
	assert_false(m->has_cut);
	if (!(type & MI_ARRAY)) {
		check_scalar(m, type, v);
		return;
	}
	assert_non_null(array);
	assert_true(array->has_size);
	assert_int_equal(array->size, v->array.size);
	assert_int_equal(array->has_empty_data, !v->array.size && v->array.data);
	if (v->array.size && v->array.data)
		check_elements(array, type & ~(unsigned)MI_ARRAY, v);
}

static void check_default(const Mitrace__Value *m, MI_Uint32 type, const void *value)
{
	MI_Value v;

	assert_int_equal(m != NULL, value != NULL);
	if (!value)
		return;
	memset(&v, 0, sizeof(v));
	/* defaults are blocks of their own size in the kit: take no byte more */
	memcpy(&v, value, type & MI_ARRAY ? 12 : type == MI_DATETIME ? sizeof(MI_Datetime) : 1);
	if (!(type & MI_ARRAY) && type != MI_DATETIME) {
		static const size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, 36, 8, 8, 8};

		memcpy(&v, value, sizes[type]);
	}
	check_value(m, type, &v);
}

static void check_qualifiers(size_t n, Mitrace__Qualifier *const *m, MI_Qualifier const *const *q, MI_Uint32 count)
{
	size_t i;

	assert_int_equal(n, count);
	for (i = 0; i < count; i++) {
		check_bytes(m[i]->has_name, &m[i]->name, q[i]->name);
		assert_int_equal(m[i]->type, q[i]->type);
		assert_int_equal(m[i]->flavor, q[i]->flavor);
		check_default(m[i]->value, q[i]->type, q[i]->value);
	}
}

static void check_property(const Mitrace__Element *m, const MI_PropertyDecl *p, bool of_instance)
{
	MI_Uint32 flags = p->flags;

	if (of_instance)
		flags = (flags & ~(MI_Uint32)MI_FLAG_NULL) | MI_FLAG_NOT_MODIFIED;
	check_bytes(m->has_name, &m->name, p->name);
	assert_int_equal(m->type, p->type);
	assert_int_equal(m->flags, flags);
	assert_int_equal(m->code, p->code);
	assert_int_equal(m->subscript, p->subscript);
	check_bytes(m->has_class_name, &m->class_name, p->className);
	check_bytes(m->has_origin, &m->origin, p->origin);
	check_bytes(m->has_propagator, &m->propagator, p->propagator);
	check_qualifiers(m->n_qualifier, m->qualifier, p->qualifiers, p->numQualifiers);
	check_default(m->value, p->type, p->value);
}

static void check_method(const Mitrace__Method *m, const MI_MethodDecl *d)
{
	size_t i;

	check_bytes(m->has_name, &m->name, d->name);
	assert_int_equal(m->flags, d->flags);
	assert_int_equal(m->return_type, d->returnType);
	assert_int_equal(m->code, d->code);
	check_bytes(m->has_origin, &m->origin, d->origin);
	check_bytes(m->has_propagator, &m->propagator, d->propagator);
	check_qualifiers(m->n_qualifier, m->qualifier, d->qualifiers, d->numQualifiers);
	assert_int_equal(m->n_parameter, d->numParameters);
	for (i = 0; i < d->numParameters; i++) {
		const MI_ParameterDecl *p = d->parameters[i];

		check_bytes(m->parameter[i]->has_name, &m->parameter[i]->name, p->name);
		assert_int_equal(m->parameter[i]->type, p->type);
		assert_int_equal(m->parameter[i]->flags, p->flags);
		assert_int_equal(m->parameter[i]->code, p->code);
		assert_int_equal(m->parameter[i]->subscript, p->subscript);
		check_bytes(m->parameter[i]->has_class_name, &m->parameter[i]->class_name, p->className);
		check_qualifiers(m->parameter[i]->n_qualifier, m->parameter[i]->qualifier, p->qualifiers,
				 p->numQualifiers);
	}
}

void check_class(const Mitrace__Class *m, const MI_ClassDecl *d, bool of_instance)
{
	size_t i;

	check_bytes(m->has_name, &m->name, d->name);
	check_bytes(m->has_super_class_name, &m->super_class_name, d->superClass);
	assert_int_equal(m->flags, d->flags);
	assert_int_equal(m->code, d->code);
	assert_int_equal(m->n_element, d->numProperties);
	for (i = 0; i < d->numProperties; i++)
		check_property(m->element[i], d->properties[i], of_instance);
	check_qualifiers(m->n_qualifier, m->qualifier, d->qualifiers, d->numQualifiers);
	assert_int_equal(m->n_method, d->numMethods);
	for (i = 0; i < d->numMethods; i++)
		check_method(m->method[i], d->methods[i]);
	assert_int_equal(m->super_class != NULL, d->superClassDecl != NULL);
	if (d->superClassDecl)
		check_class(m->super_class, d->superClassDecl, false);
}

static void check_elements_of(const Mitrace__Instance *m, const Mitrace__Class *class, const MI_Instance *instance)
{
	MI_Value value;
	MI_Uint32 flags, decoded;
	size_t i;

	assert_int_equal(m->n_value, class->n_element);
	for (i = 0; i < m->n_value; i++) {
		const Mitrace__Value *v = m->value[i];

		kit_get(instance, (MI_Uint32)i, &value, &flags);
		decoded = v->has_flags ? v->flags : class->element[i]->flags | (v->has_null ? MI_FLAG_NULL : 0);
		assert_int_equal(decoded, flags);
		assert_false(v->has_type);
		if (flags & MI_FLAG_NULL)
			assert_int_equal(nr_values(v), 0);
		else
			check_value(v, class->element[i]->type, &value);
	}
}

void check_instance(const Mitrace__Instance *m, const MI_Instance *instance)
{
	const MI_Instance *self = (const MI_Instance *)((const struct mtr_mi_instance *)instance)->self;
	struct mtr_schema_definition definition;
	Mitrace__Class *class = m->class_;

	self = self ? self : instance;
	assert_int_equal(m->has_dynamic && m->dynamic, self != instance);
	assert_false(m->has_null || m->has_too_deep);
	check_bytes(m->has_namespace_name, &m->namespace_name, self->nameSpace);
	check_bytes(m->has_server_name, &m->server_name, self->serverName);
	assert_true(m->has_schema != (class != NULL));
	if (m->has_schema) {
		assert_int_equal(mtr_schema_get((uint32_t)m->schema, &definition), 0);
		class = mitrace__class__unpack(NULL, definition.size, definition.bytes);
	}
	assert_non_null(class);
	check_class(class, self->classDecl, true);
	check_elements_of(m, class, instance);
	if (m->has_schema)
		mitrace__class__free_unpacked(class, NULL);
}
