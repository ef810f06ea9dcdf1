/*
 * Classes: how they come and go, and the class table. A class lies in its own batch with its declaration and all
 * strings; it is counted, and every instance of it counts.
 */
#include <stdint.h>

#include "batch.h"
#include "cim_name.h"
#include "class_sets.h"
#include "decl_copy.h"
#include "objects.h"
#include "value.h"

static struct mtr_mi_class *internal(const MI_Class *class)
{
	return (struct mtr_mi_class *)(uintptr_t) class;
}

static bool copy_name(struct mtr_mi_batch *batch, const MI_Char *from, const MI_Char **ret_copy)
{
	*ret_copy = from ? dispatch_batch_strdup(batch, from) : NULL;
	return !from || *ret_copy;
}

MI_Result dispatch_class_new_in(struct mtr_mi_batch *batch, const MI_Char *namespace_name, const MI_Char *server_name,
				MI_ClassDecl *decl, MI_Class **ret_class)
{
	struct mtr_mi_class *class = dispatch_batch_zalloc(batch, sizeof(*class));

	if (!class || !copy_name(batch, namespace_name, &class->namespaceName) ||
	    !copy_name(batch, server_name, &class->serverName))
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	class->ft = &dispatch_class_ft.base;
	class->classDecl = decl;
	class->batch = batch;
	class->refcount = 1;
	decl->owningClass = (MI_Class *)class;
	*ret_class = (MI_Class *)class;
	return MI_RESULT_OK;
}

MI_Result dispatch_class_new(const MI_ClassDecl *decl, const MI_Char *namespace_name, const MI_Char *server_name,
			     MI_Class **ret_class)
{
	struct mtr_mi_batch *batch;
	MI_ClassDecl *copy;

	if (!decl || !ret_class)
		return MI_RESULT_INVALID_PARAMETER;
	*ret_class = NULL;
	batch = dispatch_batch_new(0);
	copy = batch ? dispatch_decl_copy(batch, decl) : NULL;
	if (copy && dispatch_class_new_in(batch, namespace_name, server_name, copy, ret_class) == MI_RESULT_OK)
		return MI_RESULT_OK;
	dispatch_batch_free(batch);
	return MI_RESULT_SERVER_LIMITS_EXCEEDED;
}

MI_Result dispatch_class_clone(const MI_Class *class, MI_Class **ret_copy)
{
	struct mtr_mi_class *counted = internal(class);

	if (!__atomic_load_n(&counted->refcount, __ATOMIC_RELAXED))
		return dispatch_class_new(class->classDecl, class->namespaceName, class->serverName, ret_copy);
	__atomic_add_fetch(&counted->refcount, 1, __ATOMIC_RELAXED);
	*ret_copy = (MI_Class *)counted;
	return MI_RESULT_OK;
}

void dispatch_class_free(MI_Class *class)
{
	struct mtr_mi_class *counted = internal(class);
	const MI_ClassDecl *super;

	if (!counted || !__atomic_load_n(&counted->refcount, __ATOMIC_RELAXED) ||
	    __atomic_sub_fetch(&counted->refcount, 1, __ATOMIC_ACQ_REL))
		return;
	super = counted->classDecl->superClassDecl;
	if (super && dispatch_decl_is_owned(super))
		dispatch_class_free(super->owningClass);
	dispatch_batch_free(counted->batch);
}

static MI_Result class_GetClassName(const MI_Class *self, const MI_Char **className)
{
	if (!self || !className)
		return MI_RESULT_INVALID_PARAMETER;
	*className = self->classDecl->name;
	return MI_RESULT_OK;
}

static MI_Result class_GetNameSpace(const MI_Class *self, const MI_Char **nameSpace)
{
	if (!self || !nameSpace)
		return MI_RESULT_INVALID_PARAMETER;
	*nameSpace = self->namespaceName;
	return MI_RESULT_OK;
}

static MI_Result class_GetServerName(const MI_Class *self, const MI_Char **serverName)
{
	if (!self || !serverName)
		return MI_RESULT_INVALID_PARAMETER;
	*serverName = self->serverName;
	return MI_RESULT_OK;
}

static MI_Result class_GetElementCount(const MI_Class *self, MI_Uint32 *count)
{
	if (!self || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = self->classDecl->numProperties;
	return MI_RESULT_OK;
}

static MI_Result class_GetElementAtExt(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
				       MI_Boolean *valueExists, MI_Type *type, MI_Uint32 *subscript, MI_Uint32 *offset,
				       MI_Char **referenceClass, MI_Char **originClass, MI_Char **propagatorClass,
				       MI_QualifierSet *qualifierSet, MI_Uint32 *flags)
{
	const MI_PropertyDecl *property;

	if (!self)
		return MI_RESULT_INVALID_PARAMETER;
	if (index >= self->classDecl->numProperties)
		return MI_RESULT_NO_SUCH_PROPERTY;
	property = self->classDecl->properties[index];
	if (name)
		*name = property->name;
	if (value)
		dispatch_decl_value(property->type, property->value, value);
	if (valueExists)
		*valueExists = property->value ? MI_TRUE : MI_FALSE;
	if (type)
		*type = (MI_Type)property->type;
	if (subscript)
		*subscript = property->subscript;
	if (offset)
		*offset = property->offset;
	if (referenceClass)
		*referenceClass = (MI_Char *)(uintptr_t)property->className;
	if (originClass)
		*originClass = (MI_Char *)(uintptr_t)property->origin;
	if (propagatorClass)
		*propagatorClass = (MI_Char *)(uintptr_t)property->propagator;
	if (qualifierSet)
		dispatch_qualifier_set_fill(qualifierSet, property->qualifiers, property->numQualifiers);
	if (flags)
		*flags = property->flags;
	return MI_RESULT_OK;
}

static MI_Result class_GetElementAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
				    MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
				    MI_QualifierSet *qualifierSet, MI_Uint32 *flags)
{
	return class_GetElementAtExt(self, index, name, value, valueExists, type, NULL, NULL, referenceClass, NULL,
				     NULL, qualifierSet, flags);
}

static MI_Result class_GetElement(const MI_Class *self, const MI_Char *name, MI_Value *value, MI_Boolean *valueExists,
				  MI_Type *type, MI_Char **referenceClass, MI_QualifierSet *qualifierSet,
				  MI_Uint32 *flags, MI_Uint32 *index)
{
	MI_Uint32 found;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	found = dispatch_name_find(self->classDecl->properties, self->classDecl->numProperties, name);
	if (found == DISPATCH_NO_INDEX)
		return MI_RESULT_NO_SUCH_PROPERTY;
	if (index)
		*index = found;
	return class_GetElementAt(self, found, NULL, value, valueExists, type, referenceClass, qualifierSet, flags);
}

static MI_Result class_GetClassQualifierSet(const MI_Class *self, MI_QualifierSet *qualifierSet)
{
	if (!self || !qualifierSet)
		return MI_RESULT_INVALID_PARAMETER;
	dispatch_qualifier_set_fill(qualifierSet, self->classDecl->qualifiers, self->classDecl->numQualifiers);
	return MI_RESULT_OK;
}

static MI_Result class_GetMethodCount(const MI_Class *self, MI_Uint32 *count)
{
	if (!self || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = self->classDecl->numMethods;
	return MI_RESULT_OK;
}

static MI_Result class_GetMethodAtExt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
				      MI_Char **originClass, MI_Char **propagatorClass, MI_QualifierSet *qualifierSet,
				      MI_ParameterSet *parameterSet, MI_Uint32 *flags)
{
	const MI_MethodDecl *method;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	if (index >= self->classDecl->numMethods)
		return MI_RESULT_METHOD_NOT_FOUND;
	method = self->classDecl->methods[index];
	*name = method->name;
	if (originClass)
		*originClass = (MI_Char *)(uintptr_t)method->origin;
	if (propagatorClass)
		*propagatorClass = (MI_Char *)(uintptr_t)method->propagator;
	if (qualifierSet)
		dispatch_qualifier_set_fill(qualifierSet, method->qualifiers, method->numQualifiers);
	if (parameterSet)
		dispatch_parameter_set_fill(parameterSet, method);
	if (flags)
		*flags = method->flags;
	return MI_RESULT_OK;
}

static MI_Result class_GetMethodAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
				   MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet)
{
	return class_GetMethodAtExt(self, index, name, NULL, NULL, qualifierSet, parameterSet, NULL);
}

static MI_Result class_GetMethod(const MI_Class *self, const MI_Char *name, MI_QualifierSet *qualifierSet,
				 MI_ParameterSet *parameterSet, MI_Uint32 *index)
{
	const MI_Char *own_name;
	MI_Uint32 found;

	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	found = dispatch_name_find(self->classDecl->methods, self->classDecl->numMethods, name);
	if (found == DISPATCH_NO_INDEX)
		return MI_RESULT_METHOD_NOT_FOUND;
	if (index)
		*index = found;
	return class_GetMethodAt(self, found, &own_name, qualifierSet, parameterSet);
}

static MI_Result class_GetParentClassName(const MI_Class *self, const MI_Char **name)
{
	if (!self || !name)
		return MI_RESULT_INVALID_PARAMETER;
	*name = self->classDecl->superClass;
	return *name ? MI_RESULT_OK : MI_RESULT_INVALID_SUPERCLASS;
}

static MI_Result class_GetParentClass(const MI_Class *self, MI_Class **parentClass)
{
	const MI_ClassDecl *super;

	if (!self || !parentClass)
		return MI_RESULT_INVALID_PARAMETER;
	super = self->classDecl->superClassDecl;
	if (!super)
		return MI_RESULT_INVALID_SUPERCLASS;
	if (dispatch_decl_is_owned(super))
		return dispatch_class_clone(super->owningClass, parentClass);
	return dispatch_class_new(super, self->namespaceName, self->serverName, parentClass);
}

/* What it fills in belongs to self: no batch and no count. */
static MI_Result class_GetParentClassExt(const MI_Class *self, MI_Class *parentClass)
{
	if (!self || !parentClass)
		return MI_RESULT_INVALID_PARAMETER;
	if (!self->classDecl->superClassDecl)
		return MI_RESULT_INVALID_SUPERCLASS;
	memset(parentClass, 0, sizeof(*parentClass));
	parentClass->ft = &dispatch_class_ft.base;
	parentClass->classDecl = self->classDecl->superClassDecl;
	return MI_RESULT_OK;
}

static MI_Result class_Delete(MI_Class *self)
{
	dispatch_class_free(self);
	return MI_RESULT_OK;
}

static MI_Result class_Clone(const MI_Class *self, MI_Class **newClass)
{
	return self && newClass ? dispatch_class_clone(self, newClass) : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result class_GetClassFlagsExt(const MI_Class *self, MI_Uint32 *flags)
{
	if (!self || !flags)
		return MI_RESULT_INVALID_PARAMETER;
	*flags = self->classDecl->flags;
	return MI_RESULT_OK;
}

const struct mtr_mi_class_ft dispatch_class_ft = {
	.base =
		{
			.GetClassName = class_GetClassName,
			.GetNameSpace = class_GetNameSpace,
			.GetServerName = class_GetServerName,
			.GetElementCount = class_GetElementCount,
			.GetElement = class_GetElement,
			.GetElementAt = class_GetElementAt,
			.GetClassQualifierSet = class_GetClassQualifierSet,
			.GetMethodCount = class_GetMethodCount,
			.GetMethodAt = class_GetMethodAt,
			.GetMethod = class_GetMethod,
			.GetParentClassName = class_GetParentClassName,
			.GetParentClass = class_GetParentClass,
			.Delete = class_Delete,
			.Clone = class_Clone,
		},
	.GetClassFlagsExt = class_GetClassFlagsExt,
	.GetParentClassExt = class_GetParentClassExt,
	.GetElementAtExt = class_GetElementAtExt,
	.GetMethodAtExt = class_GetMethodAtExt,
};
