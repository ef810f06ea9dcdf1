/* Hand-laid MI objects. */
#include "instance_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	void *data;
};

struct kit {
	uint64_t state;
	struct block *blocks;
};

struct kit *kit_new(uint64_t seed)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	if (!kit)
		exit(99);
	kit->state = seed * 0x9e3779b97f4a7c15u + 1;
	return kit;
}

void kit_free(struct kit *kit)
{
	struct block *block, *next;

	for (block = kit->blocks; block; block = next) {
		next = block->next;
		free(block->data);
		free(block);
	}
	free(kit);
}

void *kit_alloc(struct kit *kit, size_t size)
{
	struct block *block = malloc(sizeof(*block));
	void *data = calloc(1, size ? size : 1);

	if (!block || !data)
		exit(99);
	block->data = data;
	block->next = kit->blocks;
	kit->blocks = block;
	return data;
}

char *kit_string(struct kit *kit, const char *text)
{
	return text ? memcpy(kit_alloc(kit, strlen(text) + 1), text, strlen(text) + 1) : NULL;
}

static uint64_t next(struct kit *kit)
{
	uint64_t z = kit->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint64_t kit_random(struct kit *kit, uint64_t limit)
{
	return next(kit) % limit;
}

static bool one_in(struct kit *kit, unsigned n)
{
	return kit_random(kit, n) == 0;
}

static unsigned lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

MI_Uint32 kit_code(const char *name)
{
	size_t len = strlen(name);

	return len ? lower(name[0]) << 16 | lower(name[len - 1]) << 8 | (MI_Uint32)(len & 0xff) : 0;
}

MI_ClassDecl *kit_class_decl(struct kit *kit, const char *name, MI_Uint32 capacity)
{
	MI_ClassDecl *decl = kit_alloc(kit, sizeof(*decl));

	decl->flags = MI_FLAG_CLASS;
	decl->code = kit_code(name);
	decl->name = kit_string(kit, name);
	decl->properties = kit_alloc(kit, capacity * sizeof(decl->properties[0]));
	decl->size = sizeof(MI_Instance);
	return decl;
}

MI_PropertyDecl *kit_add_property(struct kit *kit, MI_ClassDecl *decl, const char *name, MI_Type type, MI_Uint32 flags)
{
	MI_PropertyDecl *property = kit_alloc(kit, sizeof(*property));
	MI_PropertyDecl **list = (MI_PropertyDecl **)(uintptr_t)decl->properties;

	property->flags = flags;
	property->code = kit_code(name);
	property->name = kit_string(kit, name);
	property->type = type;
	property->offset = decl->size;
	list[decl->numProperties++] = property;
	decl->size += MTR_MI_DYNAMIC_FIELD_BYTES;
	return property;
}

MI_Instance *kit_instance(struct kit *kit, const MI_ClassDecl *decl, const char *namespace_name,
			  const char *server_name)
{
	MI_Instance *instance = kit_alloc(kit, decl ? decl->size : sizeof(*instance));

	instance->classDecl = decl;
	instance->nameSpace = kit_string(kit, namespace_name);
	instance->serverName = kit_string(kit, server_name);
	return instance;
}

MI_Instance *kit_dynamic(struct kit *kit, MI_Instance *self)
{
	struct mtr_mi_instance *wrapper = kit_alloc(kit, sizeof(MI_Instance));

	((struct mtr_mi_instance *)self)->self = (struct mtr_mi_instance *)self;
	memcpy(wrapper, self, sizeof(*self));
	return (MI_Instance *)wrapper;
}

/* What typed fields look like: one place that knows, apart from the code under test. */
static MI_Uint8 *marks_of(MI_Uint8 *field, MI_Type type)
{
	union {
		MI_Uint8Field one;
		MI_Uint16Field two;
		MI_Uint32Field four;
		MI_Uint64Field eight;
		MI_DatetimeField datetime;
		MI_StringField pointer;
		MI_StringAField array;
	} *f = (void *)field;

	switch (type) {
	case MI_BOOLEAN:
	case MI_UINT8:
	case MI_SINT8:
		return &f->one.exists;
	case MI_UINT16:
	case MI_SINT16:
	case MI_CHAR16:
		return &f->two.exists;
	case MI_UINT32:
	case MI_SINT32:
	case MI_REAL32:
		return &f->four.exists;
	case MI_UINT64:
	case MI_SINT64:
	case MI_REAL64:
		return &f->eight.exists;
	case MI_DATETIME:
		return &f->datetime.exists;
	case MI_STRING:
	case MI_REFERENCE:
	case MI_INSTANCE:
		return &f->pointer.exists;
	default:
		return &f->array.exists;
	}
}

static void set_marks(MI_Uint8 *field, MI_Type type, MI_Boolean exists, MI_Uint8 flags)
{
	MI_Uint8 *marks = marks_of(field, type);

	marks[0] = exists;
	marks[1] = flags;
}

static size_t size_of(MI_Type type)
{
	static const size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime), 8, 8, 8};

	return type & MI_ARRAY ? sizeof(MI_Array) : sizes[type];
}

void kit_set(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Uint8 field_flags)
{
	const MI_PropertyDecl *property = instance->classDecl->properties[index];
	MI_Uint8 *field = (MI_Uint8 *)instance + property->offset;

	memcpy(field, value, size_of(property->type));
	set_marks(field, property->type, MI_TRUE, field_flags);
}

void kit_get(const MI_Instance *instance, MI_Uint32 index, MI_Value *ret_value, MI_Uint32 *ret_flags)
{
	const MI_Instance *self = (const MI_Instance *)((const struct mtr_mi_instance *)instance)->self;
	const MI_PropertyDecl *property;
	MI_Uint8 *field, *marks;

	self = self ? self : instance;
	property = self->classDecl->properties[index];
	field = (MI_Uint8 *)(uintptr_t)self + property->offset;
	marks = marks_of(field, property->type);
	memset(ret_value, 0, sizeof(*ret_value));
	memcpy(ret_value, field, size_of(property->type));
	*ret_flags = property->flags & ~(MI_Uint32)(MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	if (!marks[0])
		*ret_flags |= MI_FLAG_NULL;
	if (!(marks[1] & MTR_MI_FIELD_MODIFIED))
		*ret_flags |= MI_FLAG_NOT_MODIFIED;
}

void kit_set_string(struct kit *kit, MI_Instance *instance, MI_Uint32 index, const char *text)
{
	MI_Value value = {.string = kit_string(kit, text)};

	kit_set(instance, index, &value, 0);
}

static char *random_string(struct kit *kit)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789 _/.\xc3\xbc\xff";
	size_t len = one_in(kit, 4) ? kit_random(kit, 300) : kit_random(kit, 20);
	char *text = kit_alloc(kit, len + 1);
	size_t i;

	for (i = 0; i < len; i++)
		text[i] = alphabet[kit_random(kit, sizeof(alphabet) - 1)];
	return text;
}

static char *random_name(struct kit *kit)
{
	static const char *const stems[] = {"Name",  "Caption", "Id",    "State", "Size", "Handle",
					    "Index", "Owner",   "Value", "Count", "Free", "Load"};
	char name[64];

	snprintf(name, sizeof(name), "%s%u", stems[kit_random(kit, MI_COUNT(stems))], (unsigned)kit_random(kit, 1000));
	return kit_string(kit, name);
}

static void fill(struct kit *kit, void *data, size_t size)
{
	MI_Uint8 *bytes = data;
	size_t i;
	bool extreme = one_in(kit, 3);
	MI_Uint8 same = one_in(kit, 2) ? 0 : 0xff;

	for (i = 0; i < size; i++)
		bytes[i] = extreme ? same : (MI_Uint8)next(kit);
}

static MI_Datetime random_datetime(struct kit *kit)
{
	MI_Datetime d;

	fill(kit, &d, sizeof(d));
	if (!one_in(kit, 5))
		d.isTimestamp = (MI_Uint32)kit_random(kit, 2);
	return d;
}

static MI_Instance *random_embedded(struct kit *kit, unsigned depth)
{
	return kit_random_instance(kit, kit_random_decl(kit, one_in(kit, 4), depth - 1), depth - 1);
}

static MI_Array random_array(struct kit *kit, MI_Type scalar, unsigned depth)
{
	MI_Array array = {NULL, (MI_Uint32)(one_in(kit, 5) ? 0 : kit_random(kit, 12))};
	MI_Uint32 i;

	if (!array.size && one_in(kit, 2))
		return array;
	if (!depth && (scalar == MI_INSTANCE || scalar == MI_REFERENCE))
		array.size = 0;
	array.data = kit_alloc(kit, array.size * size_of(scalar));
	for (i = 0; i < array.size; i++) {
		if (scalar == MI_STRING)
			((char **)array.data)[i] = one_in(kit, 5) ? NULL : random_string(kit);
		else if (scalar == MI_INSTANCE || scalar == MI_REFERENCE)
			((MI_Instance **)array.data)[i] = one_in(kit, 5) ? NULL : random_embedded(kit, depth);
		else if (scalar == MI_DATETIME)
			((MI_Datetime *)array.data)[i] = random_datetime(kit);
		else
			fill(kit, (MI_Uint8 *)array.data + i * size_of(scalar), size_of(scalar));
	}
	return array;
}

MI_Value kit_random_value(struct kit *kit, MI_Type type, unsigned depth)
{
	MI_Value value;

	memset(&value, 0, sizeof(value));
	if (type & MI_ARRAY)
		value.array = random_array(kit, type & ~(unsigned)MI_ARRAY, depth);
	else if (type == MI_STRING)
		value.string = one_in(kit, 10) ? NULL : random_string(kit);
	else if (type == MI_INSTANCE || type == MI_REFERENCE)
		value.instance = !depth || one_in(kit, 10) ? NULL : random_embedded(kit, depth);
	else if (type == MI_DATETIME)
		value.datetime = random_datetime(kit);
	else
		fill(kit, &value, size_of(type));
	return value;
}

static const void *random_default(struct kit *kit, MI_Type type)
{
	MI_Value value = kit_random_value(kit, type, 0);

	return memcpy(kit_alloc(kit, size_of(type)), &value, size_of(type));
}

static MI_Type random_type(struct kit *kit)
{
	return (MI_Type)kit_random(kit, 32);
}

static MI_Qualifier const *const *random_qualifiers(struct kit *kit, MI_Uint32 *count)
{
	MI_Qualifier **list;
	MI_Uint32 i;

	*count = (MI_Uint32)kit_random(kit, 4);
	list = kit_alloc(kit, *count * sizeof(*list));
	for (i = 0; i < *count; i++) {
		list[i] = kit_alloc(kit, sizeof(**list));
		list[i]->name = random_name(kit);
		list[i]->type = (MI_Uint32)kit_random(kit, MI_REFERENCE);
		list[i]->flavor = (MI_Uint32)next(kit);
		if (!one_in(kit, 3))
			list[i]->value = random_default(kit, list[i]->type);
	}
	return (MI_Qualifier const *const *)list;
}

static void enrich_property(struct kit *kit, MI_PropertyDecl *property)
{
	property->qualifiers = random_qualifiers(kit, &property->numQualifiers);
	if (one_in(kit, 2))
		property->className = random_name(kit);
	if (one_in(kit, 2))
		property->origin = random_name(kit);
	if (one_in(kit, 2))
		property->propagator = random_name(kit);
	if (one_in(kit, 2))
		property->value = random_default(kit, property->type);
	if (one_in(kit, 4))
		property->subscript = (MI_Uint32)kit_random(kit, 100);
}

static MI_MethodDecl *random_method(struct kit *kit)
{
	MI_MethodDecl *method = kit_alloc(kit, sizeof(*method));
	MI_ParameterDecl **list;
	MI_Uint32 i;

	method->flags = (MI_Uint32)next(kit);
	method->name = random_name(kit);
	method->code = kit_code(method->name);
	method->returnType = random_type(kit);
	method->qualifiers = random_qualifiers(kit, &method->numQualifiers);
	method->numParameters = (MI_Uint32)kit_random(kit, 4);
	list = kit_alloc(kit, method->numParameters * sizeof(*list));
	for (i = 0; i < method->numParameters; i++) {
		list[i] = kit_alloc(kit, sizeof(**list));
		list[i]->flags = (MI_Uint32)next(kit);
		list[i]->name = random_name(kit);
		list[i]->code = kit_code(list[i]->name);
		list[i]->type = random_type(kit);
		list[i]->className = one_in(kit, 2) ? random_name(kit) : NULL;
		list[i]->subscript = (MI_Uint32)kit_random(kit, 3);
		list[i]->qualifiers = random_qualifiers(kit, &list[i]->numQualifiers);
	}
	method->parameters = (MI_ParameterDecl const *const *)list;
	method->origin = one_in(kit, 2) ? random_name(kit) : NULL;
	method->propagator = one_in(kit, 2) ? random_name(kit) : NULL;
	return method;
}

static void enrich_class(struct kit *kit, MI_ClassDecl *decl, unsigned depth)
{
	MI_MethodDecl **methods;
	MI_Uint32 i;

	decl->qualifiers = random_qualifiers(kit, &decl->numQualifiers);
	decl->numMethods = (MI_Uint32)kit_random(kit, 3);
	methods = kit_alloc(kit, decl->numMethods * sizeof(*methods));
	for (i = 0; i < decl->numMethods; i++)
		methods[i] = random_method(kit);
	decl->methods = (MI_MethodDecl const *const *)methods;
	if (depth && one_in(kit, 2)) {
		decl->superClassDecl = kit_random_decl(kit, true, depth - 1);
		decl->superClass = kit_string(kit, decl->superClassDecl->name);
	}
}

MI_ClassDecl *kit_random_decl(struct kit *kit, bool rich, unsigned depth)
{
	static const MI_Uint32 flags[] = {
		MI_FLAG_PROPERTY,
		MI_FLAG_PROPERTY | MI_FLAG_KEY,
		(MI_Uint32)MI_FLAG_BORROW | MI_FLAG_PROPERTY,
		MI_FLAG_PROPERTY | MI_FLAG_READONLY | MI_FLAG_NULL,
		MI_FLAG_ADOPT | MI_FLAG_NOT_MODIFIED,
		0,
	};
	MI_Uint32 count = (MI_Uint32)kit_random(kit, 12), i;
	MI_ClassDecl *decl = kit_class_decl(kit, random_name(kit), count);

	for (i = 0; i < count; i++) {
		MI_PropertyDecl *property = kit_add_property(kit, decl, random_name(kit), random_type(kit),
							     flags[kit_random(kit, MI_COUNT(flags))]);

		if (rich)
			enrich_property(kit, property);
	}
	if (one_in(kit, 3))
		decl->superClass = random_name(kit);
	if (rich)
		enrich_class(kit, decl, depth);
	return decl;
}

MI_Instance *kit_random_instance(struct kit *kit, const MI_ClassDecl *decl, unsigned depth)
{
	static const MI_Uint8 field_flags[] = {0, MTR_MI_FIELD_BORROWED, MTR_MI_FIELD_MODIFIED,
					       MTR_MI_FIELD_MODIFIED | MTR_MI_FIELD_BORROWED};
	char *names[2];
	MI_Instance *instance;
	MI_Value value;
	MI_Uint32 i;

	names[0] = one_in(kit, 3) ? NULL : random_string(kit);
	names[1] = one_in(kit, 3) ? NULL : random_string(kit);
	instance = kit_instance(kit, decl, names[0], names[1]);
	for (i = 0; i < decl->numProperties; i++) {
		const MI_PropertyDecl *property = decl->properties[i];
		MI_Uint8 *field = (MI_Uint8 *)instance + property->offset;
		MI_Uint8 flags = field_flags[kit_random(kit, MI_COUNT(field_flags))];

		if (one_in(kit, 4)) {
			/* the value of a NULL element is garbage that must not be touched */
			memset(field, 0xa5, size_of(property->type));
			set_marks(field, property->type, MI_FALSE, flags);
			continue;
		}
		value = kit_random_value(kit, property->type, depth);
		kit_set(instance, i, &value, flags);
	}
	return one_in(kit, 2) ? kit_dynamic(kit, instance) : instance;
}

MI_Class *kit_random_class(struct kit *kit)
{
	MI_Class *class = kit_alloc(kit, sizeof(*class));

	class->classDecl = kit_random_decl(kit, true, 3);
	class->namespaceName = one_in(kit, 3) ? NULL : random_string(kit);
	class->serverName = one_in(kit, 3) ? NULL : random_string(kit);
	return class;
}
