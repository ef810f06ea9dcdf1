/*
 * MI client API: what can be done with instances, classes and the sets read from them.
 *
 * Each function calls the slot of its name in the object's table; without an object or a table it answers
 * MI_RESULT_INVALID_PARAMETER and touches nothing. Objects are not locked: one thread at a time may change an
 * instance, any number may read it. Setters and copies report lack of memory as MI_RESULT_SERVER_LIMITS_EXCEEDED or
 * MI_RESULT_FAILED.
 */
#ifndef MI_OBJECT_INLINE_H
#define MI_OBJECT_INLINE_H

#include <mi/mi_object.h>

/* --- MI_Instance --- */

/* Copy an instance with everything in it. *newInstance is the caller's to delete, and outlives the original. */
MI_INLINE MI_Result MI_Instance_Clone(const MI_Instance *self, MI_Instance **newInstance)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newInstance);
}

/* Take apart an instance whose struct is the caller's own memory, such as one of a generated class. */
MI_INLINE MI_Result MI_Instance_Destruct(MI_Instance *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Destruct(self);
}

/* Free an instance that was created or cloned. Never for one that a result brought: that is the library's. */
MI_INLINE MI_Result MI_Instance_Delete(MI_Instance *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Delete(self);
}

/* Is the instance of the class, or of one derived from it? The answer goes to *flag. */
MI_INLINE MI_Result MI_Instance_IsA(const MI_Instance *self, const MI_ClassDecl *classDecl, MI_Boolean *flag)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->IsA(self, classDecl, flag);
}

/* *className is the instance's own string; good until it is deleted. */
MI_INLINE MI_Result MI_Instance_GetClassName(const MI_Instance *self, const MI_Char **className)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetClassName(self, className);
}

/* The name is copied. */
MI_INLINE MI_Result MI_Instance_SetNameSpace(MI_Instance *self, const MI_Char *nameSpace)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetNameSpace(self, nameSpace);
}

/* *nameSpace is the instance's own string, or NULL when none was ever set. */
MI_INLINE MI_Result MI_Instance_GetNameSpace(const MI_Instance *self, const MI_Char **nameSpace)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetNameSpace(self, nameSpace);
}

/* Number of elements, those of the superclasses included. Indices run from 0 to *count - 1. */
MI_INLINE MI_Result MI_Instance_GetElementCount(const MI_Instance *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementCount(self, count);
}

/*
 * Add an element to a dynamic instance; one of a declared class refuses. value may be NULL for an element without a
 * value, with MI_FLAG_NULL in flags. The value is copied, unless flags has MI_FLAG_BORROW (the memory stays the
 * caller's and must live as long) or MI_FLAG_ADOPT (the instance takes the object over). MI_RESULT_ALREADY_EXISTS when
 * there is one of that name.
 */
MI_INLINE MI_Result MI_Instance_AddElement(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
					   MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->AddElement(self, name, value, type, flags);
}

/*
 * Set an element by name, case ignored; type must be the declared one. value and flags are as for
 * MI_Instance_AddElement(). MI_RESULT_NO_SUCH_PROPERTY, MI_RESULT_TYPE_MISMATCH.
 */
MI_INLINE MI_Result MI_Instance_SetElement(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
					   MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetElement(self, name, value, type, flags);
}

/* MI_Instance_SetElement() by index. */
MI_INLINE MI_Result MI_Instance_SetElementAt(MI_Instance *self, MI_Uint32 index, const MI_Value *value, MI_Type type,
					     MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetElementAt(self, index, value, type, flags);
}

/*
 * Read an element by name, case ignored. Every out argument may be NULL. Strings, arrays and instances in *value are
 * the instance's own, not to be freed. Look for MI_FLAG_NULL in *flags first: without a value, *value means nothing.
 */
MI_INLINE MI_Result MI_Instance_GetElement(const MI_Instance *self, const MI_Char *name, MI_Value *value, MI_Type *type,
					   MI_Uint32 *flags, MI_Uint32 *index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElement(self, name, value, type, flags, index);
}

/* MI_Instance_GetElement() by index; *name is the instance's own string. */
MI_INLINE MI_Result MI_Instance_GetElementAt(const MI_Instance *self, MI_Uint32 index, const MI_Char **name,
					     MI_Value *value, MI_Type *type, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementAt(self, index, name, value, type, flags);
}

/* Make an element NULL, by name. */
MI_INLINE MI_Result MI_Instance_ClearElement(MI_Instance *self, const MI_Char *name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->ClearElement(self, name);
}

/* Make an element NULL, by index. */
MI_INLINE MI_Result MI_Instance_ClearElementAt(MI_Instance *self, MI_Uint32 index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->ClearElementAt(self, index);
}

/* *name is the instance's own string, or NULL when none was ever set. */
MI_INLINE MI_Result MI_Instance_GetServerName(const MI_Instance *self, const MI_Char **name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetServerName(self, name);
}

/* The name is copied. */
MI_INLINE MI_Result MI_Instance_SetServerName(MI_Instance *self, const MI_Char *name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetServerName(self, name);
}

/* The class of the instance, the caller's to delete. */
MI_INLINE MI_Result MI_Instance_GetClass(const MI_Instance *self, MI_Class **instanceClass)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetClass(self, instanceClass);
}

/* --- MI_Class --- */

/* Strings that these getters give out belong to the class and are good until it is deleted. */
MI_INLINE MI_Result MI_Class_GetClassName(const MI_Class *self, const MI_Char **className)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetClassName(self, className);
}

/* *nameSpace may be NULL. */
MI_INLINE MI_Result MI_Class_GetNameSpace(const MI_Class *self, const MI_Char **nameSpace)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetNameSpace(self, nameSpace);
}

/* *serverName may be NULL. */
MI_INLINE MI_Result MI_Class_GetServerName(const MI_Class *self, const MI_Char **serverName)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetServerName(self, serverName);
}

/* Number of properties, those of the superclasses included. */
MI_INLINE MI_Result MI_Class_GetElementCount(const MI_Class *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementCount(self, count);
}

/*
 * Describe a property by name, case ignored. Every out argument may be NULL. *value is the default when *valueExists
 * says so, *referenceClass the class of a reference or embedded instance, or NULL.
 */
MI_INLINE MI_Result MI_Class_GetElement(const MI_Class *self, const MI_Char *name, MI_Value *value,
					MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
					MI_QualifierSet *qualifierSet, MI_Uint32 *flags, MI_Uint32 *index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElement(self, name, value, valueExists, type, referenceClass, qualifierSet, flags, index);
}

/* MI_Class_GetElement() by index. */
MI_INLINE MI_Result MI_Class_GetElementAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
					  MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
					  MI_QualifierSet *qualifierSet, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementAt(self, index, name, value, valueExists, type, referenceClass, qualifierSet, flags);
}

/* The qualifiers of the class itself, into the caller's qualifierSet. */
MI_INLINE MI_Result MI_Class_GetClassQualifierSet(const MI_Class *self, MI_QualifierSet *qualifierSet)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetClassQualifierSet(self, qualifierSet);
}

/* Number of methods, those of the superclasses included. */
MI_INLINE MI_Result MI_Class_GetMethodCount(const MI_Class *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetMethodCount(self, count);
}

/* Describe a method by index. Both sets may be NULL when they are not wanted. */
MI_INLINE MI_Result MI_Class_GetMethodAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
					 MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetMethodAt(self, index, name, qualifierSet, parameterSet);
}

/* Describe a method by name, case ignored. MI_RESULT_METHOD_NOT_FOUND when the class has none of that name. */
MI_INLINE MI_Result MI_Class_GetMethod(const MI_Class *self, const MI_Char *name, MI_QualifierSet *qualifierSet,
				       MI_ParameterSet *parameterSet, MI_Uint32 *index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetMethod(self, name, qualifierSet, parameterSet, index);
}

/* MI_RESULT_INVALID_SUPERCLASS and a NULL *name for a class without a superclass. */
MI_INLINE MI_Result MI_Class_GetParentClassName(const MI_Class *self, const MI_Char **name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetParentClassName(self, name);
}

/* The superclass, the caller's to delete. MI_RESULT_INVALID_SUPERCLASS when there is none. */
MI_INLINE MI_Result MI_Class_GetParentClass(const MI_Class *self, MI_Class **parentClass)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetParentClass(self, parentClass);
}

/* Give up the caller's share of a class; the memory goes with the last share. */
MI_INLINE MI_Result MI_Class_Delete(MI_Class *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Delete(self);
}

/* Another share of a class, the caller's to delete. It may well be the same address. */
MI_INLINE MI_Result MI_Class_Clone(const MI_Class *self, MI_Class **newClass)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newClass);
}

/* --- MI_ParameterSet --- */

/* What the method returns, with the qualifiers of the return value. */
MI_INLINE MI_Result MI_ParameterSet_GetMethodReturnType(const MI_ParameterSet *self, MI_Type *returnType,
							MI_QualifierSet *qualifierSet)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetMethodReturnType(self, returnType, qualifierSet);
}

/* Number of parameters, the return value not included. */
MI_INLINE MI_Result MI_ParameterSet_GetParameterCount(const MI_ParameterSet *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetParameterCount(self, count);
}

/*
 * Describe a parameter by index. referenceClass may be NULL; *referenceClass is, unless the type is a reference or an
 * instance. MI_RESULT_NOT_FOUND when the index is too high.
 */
MI_INLINE MI_Result MI_ParameterSet_GetParameterAt(const MI_ParameterSet *self, MI_Uint32 index, const MI_Char **name,
						   MI_Type *parameterType, MI_Char **referenceClass,
						   MI_QualifierSet *qualifierSet)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetParameterAt(self, index, name, parameterType, referenceClass, qualifierSet);
}

/* Describe a parameter by name, case ignored. MI_RESULT_NOT_FOUND when there is none of that name. */
MI_INLINE MI_Result MI_ParameterSet_GetParameter(const MI_ParameterSet *self, const MI_Char *name,
						 MI_Type *parameterType, MI_Char **referenceClass,
						 MI_QualifierSet *qualifierSet, MI_Uint32 *index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetParameter(self, name, parameterType, referenceClass, qualifierSet, index);
}

/* --- MI_QualifierSet --- */

/* Number of qualifiers. */
MI_INLINE MI_Result MI_QualifierSet_GetQualifierCount(const MI_QualifierSet *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetQualifierCount(self, count);
}

/* Read a qualifier by index; *qualifierFlags is its flavour. */
MI_INLINE MI_Result MI_QualifierSet_GetQualifierAt(const MI_QualifierSet *self, MI_Uint32 index, const MI_Char **name,
						   MI_Type *qualifierType, MI_Uint32 *qualifierFlags,
						   MI_Value *qualifierValue)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetQualifierAt(self, index, name, qualifierType, qualifierFlags, qualifierValue);
}

/* Read a qualifier by name, case ignored. MI_RESULT_NOT_FOUND when there is none of that name. */
MI_INLINE MI_Result MI_QualifierSet_GetQualifier(const MI_QualifierSet *self, const MI_Char *name,
						 MI_Type *qualifierType, MI_Uint32 *qualifierFlags,
						 MI_Value *qualifierValue, MI_Uint32 *index)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetQualifier(self, name, qualifierType, qualifierFlags, qualifierValue, index);
}

/* --- MI_PropertySet --- */

/* Number of names in the set. */
MI_INLINE MI_Result MI_PropertySet_GetElementCount(const MI_PropertySet *self, MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementCount(self, count);
}

/* Is the name in the set, case ignored? */
MI_INLINE MI_Result MI_PropertySet_ContainsElement(const MI_PropertySet *self, const MI_Char *name, MI_Boolean *flag)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->ContainsElement(self, name, flag);
}

/* The name is copied. */
MI_INLINE MI_Result MI_PropertySet_AddElement(MI_PropertySet *self, const MI_Char *name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->AddElement(self, name);
}

/* *name is the set's own string. */
MI_INLINE MI_Result MI_PropertySet_GetElementAt(const MI_PropertySet *self, MI_Uint32 index, const MI_Char **name)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetElementAt(self, index, name);
}

/* Remove all names. */
MI_INLINE MI_Result MI_PropertySet_Clear(MI_PropertySet *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clear(self);
}

/* Take apart a set whose struct is the caller's own memory. */
MI_INLINE MI_Result MI_PropertySet_Destruct(MI_PropertySet *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Destruct(self);
}

/* Free a set that was cloned. */
MI_INLINE MI_Result MI_PropertySet_Delete(MI_PropertySet *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Delete(self);
}

/* A copy, the caller's to delete. */
MI_INLINE MI_Result MI_PropertySet_Clone(const MI_PropertySet *self, MI_PropertySet **newPropertySet)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newPropertySet);
}

/* --- MI_Filter --- */

/* Does the instance pass the filter? */
MI_INLINE MI_Result MI_Filter_Evaluate(const MI_Filter *self, const MI_Instance *instance, MI_Boolean *result)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Evaluate(self, instance, result);
}

/* The query the filter was made from; both strings are the filter's own. */
MI_INLINE MI_Result MI_Filter_GetExpression(const MI_Filter *self, const MI_Char **queryLang, const MI_Char **queryExpr)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetExpression(self, queryLang, queryExpr);
}

/* An older name. */
#define MI_PropertySet_GetElement MI_PropertySet_GetElementAt

#endif /* MI_OBJECT_INLINE_H */
