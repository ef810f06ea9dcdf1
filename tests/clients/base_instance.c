/* Fields at the offsets that declarations say; dynamic instances are wrappers around a body that moves as it grows. */
#include "base_instance.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static const MI_InstanceFT table;

static struct mtr_mi_instance *body_of(const MI_Instance *instance)
{
	struct mtr_mi_instance *self = (struct mtr_mi_instance *)(uintptr_t)instance;

	return self->self ? self->self : self;
}

/* ---- fields: a value, whether it is there, flags */

static size_t size_of(MI_Type type)
{
	static const size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime), 8, 8, 8};

	return type & MI_ARRAY ? sizeof(MI_Array) : sizes[type];
}

static MI_Uint8 *state_of(void *field, MI_Type type)
{
	return (MI_Uint8 *)field + size_of(type);
}

static void copy_item(struct mtr_mi_batch *batch, const void *from, MI_Type type, void *to)
{
	const void *pointer = NULL;

	if (type == MI_STRING || type == MI_REFERENCE || type == MI_INSTANCE)
		pointer = *(void *const *)from;
	if (!pointer)
		memcpy(to, from, size_of(type));
	else if (type == MI_STRING)
		*(char **)to = base_batch_text(batch, pointer);
	else
		*(MI_Instance **)to = base_instance_clone(pointer);
}

static void copy_value(struct mtr_mi_batch *batch, const void *from, MI_Type type, void *to)
{
	const MI_Array *array = from;
	MI_Type item = type & ~(MI_Type)MI_ARRAY;
	char *items;

	if (!(type & MI_ARRAY)) {
		copy_item(batch, from, type, to);
		return;
	}
	items = array->data ? base_batch_get(batch, array->size * size_of(item) + 1) : NULL;
	for (MI_Uint32 i = 0; items && i < array->size; i++)
		copy_item(batch, (const char *)array->data + i * size_of(item), item, items + i * size_of(item));
	*(MI_Array *)to = (MI_Array){items, array->size};
}

static void drop_value(struct mtr_mi_batch *batch, void *field, MI_Type type)
{
	const MI_Array *array = field;
	MI_Type item = type & ~(MI_Type)MI_ARRAY;

	if (!state_of(field, type)[0] || state_of(field, type)[1] & MTR_MI_FIELD_BORROWED)
		return;
	if (type & MI_ARRAY) {
		MI_Instance **instances = array->data;

		for (MI_Uint32 i = 0; i < array->size && (item == MI_INSTANCE || item == MI_REFERENCE); i++)
			MI_Instance_Delete(instances[i]);
		base_batch_put(batch, array->data);
	} else if (type == MI_STRING) {
		base_batch_put(batch, *(char **)field);
	} else if (type == MI_INSTANCE || type == MI_REFERENCE) {
		MI_Instance_Delete(*(MI_Instance **)field);
	}
}

static void *field_of(struct mtr_mi_instance *body, unsigned index)
{
	return (char *)body + body->classDecl->properties[index]->offset;
}

/* ---- reading */

unsigned base_instance_count(const MI_Instance *instance)
{
	return body_of(instance)->classDecl->numProperties;
}

bool base_instance_at(const MI_Instance *instance, unsigned index, const char **ret_name, MI_Type *ret_type,
		      MI_Uint32 *ret_flags, MI_Value *ret_value)
{
	struct mtr_mi_instance *body = body_of(instance);
	const MI_PropertyDecl *property;
	void *field;

	if (index >= body->classDecl->numProperties)
		return false;
	property = body->classDecl->properties[index];
	field = field_of(body, index);
	*ret_name = property->name;
	*ret_type = (MI_Type)property->type;
	*ret_flags = property->flags & ~(MI_Uint32)(MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	if (!state_of(field, *ret_type)[0])
		*ret_flags |= MI_FLAG_NULL;
	if (!(state_of(field, *ret_type)[1] & MTR_MI_FIELD_MODIFIED))
		*ret_flags |= MI_FLAG_NOT_MODIFIED;
	memset(ret_value, 0, sizeof(*ret_value));
	memcpy(ret_value, field, size_of(*ret_type));
	return true;
}

int base_instance_find(const MI_Instance *instance, const char *name)
{
	const MI_ClassDecl *decl = body_of(instance)->classDecl;

	for (unsigned i = 0; i < decl->numProperties; i++) {
		if (strcasecmp(decl->properties[i]->name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* ---- making */

static void *new_head(struct mtr_mi_batch *batch, size_t size)
{
	struct mtr_mi_instance_head *head = base_batch_get(batch, sizeof(*head) + size);

	head->magic = MTR_MI_INSTANCE_HEAD_MAGIC;
	head->refs = 1;
	return head + 1;
}

static size_t dynamic_size(unsigned slots)
{
	return sizeof(MI_Instance) + (size_t)slots * MTR_MI_DYNAMIC_FIELD_BYTES;
}

static unsigned capacity_of(unsigned count)
{
	unsigned capacity = MTR_MI_DYNAMIC_CAPACITY;

	while (capacity < count)
		capacity *= 2;
	return capacity;
}

MI_Instance *base_instance_new(const char *class_name)
{
	struct mtr_mi_batch *batch = base_batch_new();
	struct mtr_mi_instance *body = new_head(batch, dynamic_size(MTR_MI_DYNAMIC_CAPACITY));
	struct mtr_mi_instance *wrapper = new_head(batch, sizeof(MI_Instance));
	MI_ClassDecl *decl = base_batch_get(batch, sizeof(*decl));

	decl->flags = MI_FLAG_CLASS;
	decl->name = base_batch_text(batch, class_name);
	decl->code = (MI_Uint32)(class_name[0] | 0x20) << 16 |
		     (MI_Uint32)(class_name[strlen(class_name) - 1] | 0x20) << 8 | (MI_Uint32)strlen(class_name);
	decl->size = sizeof(MI_Instance);
	decl->owningClass = MTR_MI_OWNING_CLASS_DYNAMIC;
	decl->properties = base_batch_get(batch, MTR_MI_DYNAMIC_CAPACITY * sizeof(void *));
	*body = (struct mtr_mi_instance){&table, decl, NULL, NULL, batch, body, MI_TRUE};
	*wrapper = *body;
	return (MI_Instance *)wrapper;
}

void base_instance_set(MI_Instance *instance, unsigned index, const MI_Value *value)
{
	struct mtr_mi_instance *body = body_of(instance);
	MI_Type type = (MI_Type)body->classDecl->properties[index]->type;
	void *field = field_of(body, index);
	MI_Value copy = {0};

	if (value)
		copy_value(body->batch, value, type, &copy);
	drop_value(body->batch, field, type);
	memcpy(field, &copy, size_of(type));
	state_of(field, type)[0] = value != NULL;
	state_of(field, type)[1] = MTR_MI_FIELD_MODIFIED;
}

/* Properties and fields double when they are full; the old ones are put back. */
static struct mtr_mi_instance *grow(struct mtr_mi_instance *body)
{
	MI_ClassDecl *decl = (MI_ClassDecl *)(uintptr_t)body->classDecl;
	struct mtr_mi_instance *larger = new_head(body->batch, dynamic_size(2 * decl->numProperties));
	const MI_PropertyDecl **properties =
		base_batch_get(body->batch, 2 * (size_t)decl->numProperties * sizeof(*properties));

	memcpy(properties, decl->properties, decl->numProperties * sizeof(*properties));
	base_batch_put(body->batch, decl->properties);
	decl->properties = properties;
	memcpy(larger, body, dynamic_size(decl->numProperties));
	larger->self = larger;
	base_batch_put(body->batch, (struct mtr_mi_instance_head *)body - 1);
	return larger;
}

void base_instance_add(MI_Instance *instance, const char *name, MI_Type type, const MI_Value *value)
{
	struct mtr_mi_instance *wrapper = (struct mtr_mi_instance *)instance, *body = wrapper->self;
	MI_ClassDecl *decl = (MI_ClassDecl *)(uintptr_t)body->classDecl;
	MI_PropertyDecl *property = base_batch_get(body->batch, sizeof(*property));

	if (decl->numProperties == capacity_of(decl->numProperties))
		body = grow(body);
	*wrapper = *body;
	property->flags = MI_FLAG_PROPERTY;
	property->name = base_batch_text(body->batch, name);
	property->code = (MI_Uint32)(name[0] | 0x20) << 16 | (MI_Uint32)(name[strlen(name) - 1] | 0x20) << 8 |
			 (MI_Uint32)strlen(name);
	property->type = type;
	property->offset = (MI_Uint32)dynamic_size(decl->numProperties);
	memset((char *)body + property->offset, 0, MTR_MI_DYNAMIC_FIELD_BYTES);
	((const MI_PropertyDecl **)(uintptr_t)decl->properties)[decl->numProperties++] = property;
	decl->size += MTR_MI_DYNAMIC_FIELD_BYTES;
	base_instance_set(instance, decl->numProperties - 1, value);
}

MI_Instance *base_instance_clone(const MI_Instance *instance)
{
	const struct mtr_mi_instance *body = body_of(instance);
	MI_Instance *copy = base_instance_new(body->classDecl->name);
	struct mtr_mi_instance *copied = body_of(copy);

	copied->nameSpace = body->nameSpace ? base_batch_text(copied->batch, body->nameSpace) : NULL;
	copied->serverName = body->serverName ? base_batch_text(copied->batch, body->serverName) : NULL;
	for (unsigned i = 0; i < body->classDecl->numProperties; i++) {
		const MI_PropertyDecl *property = body->classDecl->properties[i];
		void *field = (char *)(uintptr_t)body + property->offset;
		struct mtr_mi_instance *to;

		base_instance_add(copy, property->name, (MI_Type)property->type,
				  state_of(field, (MI_Type)property->type)[0] ? field : NULL);
		to = body_of(copy);
		((MI_PropertyDecl *)(uintptr_t)to->classDecl->properties[i])->flags = property->flags;
	}
	*(struct mtr_mi_instance *)copy = *body_of(copy);
	return copy;
}

void base_instance_delete(MI_Instance *instance)
{
	struct mtr_mi_instance *body = body_of(instance);

	if (body->ft != &table)
		base_stop("an instance that is not ours was to be deleted by us");
	for (unsigned i = 0; i < body->classDecl->numProperties; i++)
		drop_value(body->batch, field_of(body, i), (MI_Type)body->classDecl->properties[i]->type);
	base_batch_free(body->batch);
}

/* ---- the table that these carry: what a library calls of it, which is little */

static MI_Result table_Clone(const MI_Instance *self, MI_Instance **ret)
{
	*ret = base_instance_clone(self);
	return MI_RESULT_OK;
}

static MI_Result table_Delete(MI_Instance *self)
{
	base_instance_delete(self);
	return MI_RESULT_OK;
}

static MI_Result table_GetClassName(const MI_Instance *self, const MI_Char **ret)
{
	*ret = body_of(self)->classDecl->name;
	return MI_RESULT_OK;
}

static MI_Result table_GetNameSpace(const MI_Instance *self, const MI_Char **ret)
{
	*ret = body_of(self)->nameSpace;
	return MI_RESULT_OK;
}

static MI_Result table_GetServerName(const MI_Instance *self, const MI_Char **ret)
{
	*ret = body_of(self)->serverName;
	return MI_RESULT_OK;
}

static MI_Result table_GetElementCount(const MI_Instance *self, MI_Uint32 *ret)
{
	*ret = base_instance_count(self);
	return MI_RESULT_OK;
}

static MI_Result table_GetElementAt(const MI_Instance *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
				    MI_Type *type, MI_Uint32 *flags)
{
	MI_Value own_value;
	MI_Type own_type;
	MI_Uint32 own_flags;
	const char *own_name;

	if (!base_instance_at(self, index, &own_name, &own_type, &own_flags, &own_value))
		return MI_RESULT_INVALID_PARAMETER;
	if (name)
		*name = own_name;
	if (value)
		*value = own_value;
	if (type)
		*type = own_type;
	if (flags)
		*flags = own_flags;
	return MI_RESULT_OK;
}

static const MI_InstanceFT table = {
	.Clone = table_Clone,
	.Destruct = table_Delete,
	.Delete = table_Delete,
	.GetClassName = table_GetClassName,
	.GetNameSpace = table_GetNameSpace,
	.GetServerName = table_GetServerName,
	.GetElementCount = table_GetElementCount,
	.GetElementAt = table_GetElementAt,
};
