/*
 * The instance table: what clients do with instances. Result codes are those of stock libmi, odd ones included.
 */
#include <stdint.h>

#include "batch.h"
#include "cim_name.h"
#include "decl_copy.h"
#include "field.h"
#include "instance.h"
#include "objects.h"
#include "value.h"

static MI_Result instance_Clone(const MI_Instance *self, MI_Instance **newInstance)
{
	return self && newInstance ? dispatch_instance_copy_to(NULL, self, newInstance) : MI_RESULT_FAILED;
}

static MI_Result instance_Delete(MI_Instance *self)
{
	return self ? dispatch_instance_destroy(self) : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result instance_IsA(const MI_Instance *self, const MI_ClassDecl *classDecl, MI_Boolean *flag)
{
	const MI_ClassDecl *decl;

	if (!self || !classDecl)
		return MI_RESULT_INVALID_PARAMETER;
	decl = dispatch_instance_body(self)->classDecl;
	while (decl && decl != classDecl)
		decl = decl->superClassDecl;
	if (flag)
		*flag = decl ? MI_TRUE : MI_FALSE;
	return MI_RESULT_OK;
}

static MI_Result instance_GetClassName(const MI_Instance *self, const MI_Char **className)
{
	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	if (className)
		*className = dispatch_instance_body(self)->classDecl->name;
	return MI_RESULT_OK;
}

/* Replaces one of an instance's two names, in the body and in the handle, whose copy clients read. */
static MI_Result set_name(MI_Instance *self, const MI_Char *name, size_t offset, MI_Result out_of_memory)
{
	struct mtr_mi_instance *body = dispatch_instance_body(self);
	const MI_Char **in_body = (const MI_Char **)((char *)body + offset);
	const MI_Char *old = *in_body;
	const MI_Char *copy = name ? dispatch_batch_strdup(body->batch, name) : NULL;

	if (name && !copy)
		return out_of_memory;
	*in_body = copy;
	*(const MI_Char **)((char *)self + offset) = copy;
	dispatch_batch_put(body->batch, old);
	return MI_RESULT_OK;
}

static MI_Result instance_SetNameSpace(MI_Instance *self, const MI_Char *nameSpace)
{
	return self ? set_name(self, nameSpace, offsetof(MI_Instance, nameSpace), MI_RESULT_FAILED)
		    : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result instance_GetNameSpace(const MI_Instance *self, const MI_Char **nameSpace)
{
	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	if (nameSpace)
		*nameSpace = dispatch_instance_body(self)->nameSpace;
	return MI_RESULT_OK;
}

static MI_Result instance_GetElementCount(const MI_Instance *self, MI_Uint32 *count)
{
	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	if (count)
		*count = dispatch_instance_body(self)->classDecl->numProperties;
	return MI_RESULT_OK;
}

static MI_Uint32 find(const MI_Instance *self, const MI_Char *name)
{
	const MI_ClassDecl *decl = dispatch_instance_body(self)->classDecl;

	return dispatch_name_find(decl->properties, decl->numProperties, name);
}

static bool has_null_element(const MI_Array *array)
{
	MI_Uint32 i;

	for (i = 0; i < array->size; i++)
		if (!((void **)array->data)[i])
			return true;
	return false;
}

/* Stock setters copy no array of strings or instances that has data but no elements, or a NULL among them. */
static bool is_settable(const MI_Value *value, MI_Uint32 type, MI_Uint32 flags)
{
	const MI_Array *array = &value->array;

	if (!(type & MI_ARRAY) || (flags & (MI_FLAG_NULL | MI_FLAG_BORROW)) || !array->data ||
	    (type != MI_STRINGA && !dispatch_type_has_instances(type)))
		return true;
	return array->size && !has_null_element(array);
}

static MI_Result instance_SetElementAt(MI_Instance *self, MI_Uint32 index, const MI_Value *value, MI_Type type,
				       MI_Uint32 flags)
{
	struct mtr_mi_instance *body;
	const MI_PropertyDecl *property;

	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	body = dispatch_instance_body(self);
	if (index >= body->classDecl->numProperties)
		return MI_RESULT_FAILED;
	property = body->classDecl->properties[index];
	if (type != property->type)
		return MI_RESULT_TYPE_MISMATCH;
	if (value && !is_settable(value, type, flags))
		return MI_RESULT_FAILED;
	return dispatch_field_set(dispatch_field_of(body, property), type, value, flags, body->batch);
}

static MI_Result instance_SetElement(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
				     MI_Uint32 flags)
{
	MI_Uint32 index;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	index = find(self, name);
	if (index == DISPATCH_NO_INDEX)
		return MI_RESULT_NO_SUCH_PROPERTY;
	return instance_SetElementAt(self, index, value, type, flags);
}

/* The declaration keeps all flags as given, so the client reads MI_FLAG_BORROW or MI_FLAG_KEY back. */
static MI_Result instance_AddElement(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
				     MI_Uint32 flags)
{
	MI_Result result;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	if ((const void *)dispatch_instance_body(self) == self)
		return MI_RESULT_FAILED;
	if (!dispatch_name_is_legal(name) || !dispatch_type_is_valid(type))
		return MI_RESULT_INVALID_PARAMETER;
	if (find(self, name) != DISPATCH_NO_INDEX)
		return MI_RESULT_ALREADY_EXISTS;
	result = dispatch_instance_append(self, name, type, flags);
	if (result != MI_RESULT_OK)
		return result;
	return instance_SetElementAt(self, dispatch_instance_body(self)->classDecl->numProperties - 1, value, type,
				     flags & (MI_FLAG_BORROW | MI_FLAG_NULL));
}

static MI_Uint32 reported_flags(const MI_PropertyDecl *property, const void *field)
{
	MI_Uint32 flags = property->flags & ~(MI_Uint32)(MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);

	if (!dispatch_field_exists(field, property->type))
		flags |= MI_FLAG_NULL;
	if (!(dispatch_field_flags(field, property->type) & MTR_MI_FIELD_MODIFIED))
		flags |= MI_FLAG_NOT_MODIFIED;
	return flags;
}

static MI_Result instance_GetElementAt(const MI_Instance *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
				       MI_Type *type, MI_Uint32 *flags)
{
	const struct mtr_mi_instance *body;
	const MI_PropertyDecl *property;
	const void *field;

	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	body = dispatch_instance_body(self);
	if (index >= body->classDecl->numProperties)
		return MI_RESULT_INVALID_PARAMETER;
	property = body->classDecl->properties[index];
	field = dispatch_field_of(body, property);
	if (name)
		*name = property->name;
	if (value)
		memcpy(value, field, dispatch_type_size(property->type));
	if (flags)
		*flags = reported_flags(property, field);
	if (type)
		*type = (MI_Type)property->type;
	return MI_RESULT_OK;
}

static MI_Result instance_GetElement(const MI_Instance *self, const MI_Char *name, MI_Value *value, MI_Type *type,
				     MI_Uint32 *flags, MI_Uint32 *index)
{
	MI_Uint32 found;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	found = find(self, name);
	if (found == DISPATCH_NO_INDEX)
		return MI_RESULT_NO_SUCH_PROPERTY;
	if (index)
		*index = found;
	return instance_GetElementAt(self, found, NULL, value, type, flags);
}

static MI_Result instance_ClearElementAt(MI_Instance *self, MI_Uint32 index)
{
	struct mtr_mi_instance *body;
	const MI_PropertyDecl *property;

	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	body = dispatch_instance_body(self);
	if (index >= body->classDecl->numProperties)
		return MI_RESULT_FAILED;
	property = body->classDecl->properties[index];
	dispatch_field_clear(dispatch_field_of(body, property), property->type, body->batch);
	return MI_RESULT_OK;
}

static MI_Result instance_ClearElement(MI_Instance *self, const MI_Char *name)
{
	MI_Uint32 index;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	index = find(self, name);
	return index == DISPATCH_NO_INDEX ? MI_RESULT_NO_SUCH_PROPERTY : instance_ClearElementAt(self, index);
}

static MI_Result instance_GetServerName(const MI_Instance *self, const MI_Char **name)
{
	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	if (name)
		*name = dispatch_instance_body(self)->serverName;
	return MI_RESULT_OK;
}

static MI_Result instance_SetServerName(MI_Instance *self, const MI_Char *name)
{
	return self ? set_name(self, name, offsetof(MI_Instance, serverName), MI_RESULT_SERVER_LIMITS_EXCEEDED)
		    : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result instance_GetClass(const MI_Instance *self, MI_Class **instanceClass)
{
	const struct mtr_mi_instance *body;

	if (!self)
		return MI_RESULT_FAILED;
	if (!instanceClass)
		return MI_RESULT_INVALID_PARAMETER;
	body = dispatch_instance_body(self);
	return dispatch_class_new(body->classDecl, body->nameSpace, body->serverName, instanceClass);
}

const MI_InstanceFT dispatch_instance_ft = {
	.Clone = instance_Clone,
	.Destruct = instance_Delete,
	.Delete = instance_Delete,
	.IsA = instance_IsA,
	.GetClassName = instance_GetClassName,
	.SetNameSpace = instance_SetNameSpace,
	.GetNameSpace = instance_GetNameSpace,
	.GetElementCount = instance_GetElementCount,
	.AddElement = instance_AddElement,
	.SetElement = instance_SetElement,
	.SetElementAt = instance_SetElementAt,
	.GetElement = instance_GetElement,
	.GetElementAt = instance_GetElementAt,
	.ClearElement = instance_ClearElement,
	.ClearElementAt = instance_ClearElementAt,
	.GetServerName = instance_GetServerName,
	.SetServerName = instance_SetServerName,
	.GetClass = instance_GetClass,
};

MI_Result dispatch_instance_new(const MI_Char *class_name, const MI_ClassDecl *decl, MI_Instance **ret_instance)
{
	if (!ret_instance)
		return MI_RESULT_INVALID_PARAMETER;
	*ret_instance = NULL;
	if (decl)
		return dispatch_instance_new_static(NULL, decl, ret_instance);
	if (!class_name || !dispatch_name_is_legal(class_name))
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_instance_new_dynamic(NULL, class_name, MI_FLAG_CLASS, ret_instance);
}

MI_Result dispatch_instance_new_from_class(const MI_Char *class_name, const MI_Class *class, MI_Instance **ret_instance)
{
	return dispatch_instance_new(class_name, class ? class->classDecl : NULL, ret_instance);
}

MI_Result dispatch_instance_clone(const MI_Instance *instance, MI_Instance **ret_copy)
{
	return dispatch_instance_copy_to(NULL, instance, ret_copy);
}

void dispatch_instance_free(MI_Instance *instance)
{
	if (instance)
		dispatch_instance_destroy(instance);
}

MI_Result dispatch_instance_restore_new(const MI_Char *class_name, MI_Uint32 class_flags, MI_Instance **ret_instance)
{
	return dispatch_instance_new_dynamic(NULL, class_name, class_flags, ret_instance);
}

static MI_Result restore_field(struct mtr_mi_instance *body, const MI_PropertyDecl *property, const MI_Value *value,
			       MI_Uint32 flags)
{
	void *field = dispatch_field_of(body, property);
	MI_Type type = (MI_Type)property->type;
	MI_Result result = dispatch_field_set(field, type, value, flags & MI_FLAG_NULL, body->batch);

	if (result != MI_RESULT_OK)
		return result;
	if (!(flags & MI_FLAG_NOT_MODIFIED))
		dispatch_field_set_modified(field, type, true);
	/* Numbers have nothing that a copy forgets. */
	if (type >= MI_STRING && value && !(flags & MI_FLAG_NULL))
		dispatch_instance_restate(body->batch, value, type, field);
	return MI_RESULT_OK;
}

MI_Result dispatch_instance_restore_at(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Type type,
				       MI_Uint32 flags)
{
	struct mtr_mi_instance *body = dispatch_instance_body(instance);

	if (index >= body->classDecl->numProperties)
		return MI_RESULT_INVALID_PARAMETER;
	if (type != body->classDecl->properties[index]->type)
		return MI_RESULT_TYPE_MISMATCH;
	return restore_field(body, body->classDecl->properties[index], value, flags);
}

MI_Result dispatch_instance_restore_add(MI_Instance *instance, const MI_Char *name, const MI_Value *value, MI_Type type,
					MI_Uint32 flags)
{
	MI_Result result;

	if ((const void *)dispatch_instance_body(instance) == instance || !dispatch_type_is_valid(type))
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_instance_append(instance, name, type, flags & ~(MI_Uint32)MI_FLAG_NOT_MODIFIED);
	if (result != MI_RESULT_OK)
		return result;
	return dispatch_instance_restore_at(instance, dispatch_instance_body(instance)->classDecl->numProperties - 1,
					    value, type, flags);
}

MI_Result dispatch_instance_restore_over(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Type type,
					 MI_Uint32 flags)
{
	struct mtr_mi_instance *body = dispatch_instance_body(instance);
	MI_PropertyDecl *property;

	if ((const void *)body == instance || index >= body->classDecl->numProperties || !dispatch_type_is_valid(type))
		return MI_RESULT_INVALID_PARAMETER;
	property = (MI_PropertyDecl *)(uintptr_t)body->classDecl->properties[index];
	property->type = type;
	property->flags = flags & ~(MI_Uint32)MI_FLAG_NOT_MODIFIED;
	return restore_field(body, property, value, flags);
}
