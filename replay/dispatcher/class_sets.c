/*
 * Qualifier sets and parameter sets: two words into a declaration, in the client's memory.
 */
#include "class_sets.h"

#include <stdint.h>

#include "cim_name.h"
#include "objects.h"
#include "value.h"

void dispatch_decl_value(MI_Uint32 type, const void *declared, MI_Value *ret_value)
{
	if (declared)
		memcpy(ret_value, declared, dispatch_type_size(type));
	else
		memset(ret_value, 0, sizeof(*ret_value));
}

void dispatch_qualifier_set_fill(MI_QualifierSet *set, const MI_Qualifier *const *qualifiers, MI_Uint32 count)
{
	set->reserved1 = count;
	set->reserved2 = (ptrdiff_t)qualifiers;
	set->ft = &dispatch_qualifier_set_ft;
}

static const MI_Qualifier *const *qualifiers_of(const MI_QualifierSet *set)
{
	return (const MI_Qualifier *const *)set->reserved2;
}

static MI_Result qualifier_GetQualifierCount(const MI_QualifierSet *self, MI_Uint32 *count)
{
	if (!self || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = (MI_Uint32)self->reserved1;
	return MI_RESULT_OK;
}

static MI_Result qualifier_GetQualifierAt(const MI_QualifierSet *self, MI_Uint32 index, const MI_Char **name,
					  MI_Type *qualifierType, MI_Uint32 *qualifierFlags, MI_Value *qualifierValue)
{
	const MI_Qualifier *qualifier;

	if (!self || !name || !qualifierType || !qualifierFlags || !qualifierValue)
		return MI_RESULT_INVALID_PARAMETER;
	if (index >= self->reserved1)
		return MI_RESULT_NOT_FOUND;
	qualifier = qualifiers_of(self)[index];
	*name = qualifier->name;
	*qualifierType = (MI_Type)qualifier->type;
	*qualifierFlags = qualifier->flavor;
	dispatch_decl_value(qualifier->type, qualifier->value, qualifierValue);
	return MI_RESULT_OK;
}

/* Qualifiers have no code: they are found by name alone. */
static MI_Result qualifier_GetQualifier(const MI_QualifierSet *self, const MI_Char *name, MI_Type *qualifierType,
					MI_Uint32 *qualifierFlags, MI_Value *qualifierValue, MI_Uint32 *index)
{
	const MI_Char *own_name;
	MI_Uint32 i;

	if (!self || !name || !qualifierType || !qualifierFlags || !qualifierValue || !index)
		return MI_RESULT_INVALID_PARAMETER;
	for (i = 0; i < self->reserved1; i++)
		if (dispatch_name_equal(qualifiers_of(self)[i]->name, name))
			break;
	if (i == self->reserved1)
		return MI_RESULT_NOT_FOUND;
	*index = i;
	return qualifier_GetQualifierAt(self, i, &own_name, qualifierType, qualifierFlags, qualifierValue);
}

const MI_QualifierSetFT dispatch_qualifier_set_ft = {
	.GetQualifierCount = qualifier_GetQualifierCount,
	.GetQualifierAt = qualifier_GetQualifierAt,
	.GetQualifier = qualifier_GetQualifier,
};

void dispatch_parameter_set_fill(MI_ParameterSet *set, const MI_MethodDecl *method)
{
	set->reserved1 = method->numParameters;
	set->reserved2 = (ptrdiff_t)method->parameters;
	set->ft = &dispatch_parameter_set_ft.base;
}

static const MI_ParameterDecl *const *parameters_of(const MI_ParameterSet *set)
{
	return (const MI_ParameterDecl *const *)set->reserved2;
}

/* The first declared parameter is the return value: the client's index 0 is the second. */
static MI_Result get_declared(const MI_ParameterSet *self, MI_Uint64 declared, const MI_Char **name,
			      MI_Type *parameterType, MI_Char **referenceClass, MI_QualifierSet *qualifierSet)
{
	const MI_ParameterDecl *parameter;

	if (!self || !name || !parameterType || !qualifierSet)
		return MI_RESULT_INVALID_PARAMETER;
	if (declared >= self->reserved1)
		return MI_RESULT_NOT_FOUND;
	parameter = parameters_of(self)[declared];
	*name = parameter->name;
	*parameterType = (MI_Type)parameter->type;
	dispatch_qualifier_set_fill(qualifierSet, parameter->qualifiers, parameter->numQualifiers);
	if (referenceClass)
		*referenceClass = (MI_Char *)(uintptr_t)parameter->className;
	return MI_RESULT_OK;
}

static MI_Result parameter_GetMethodReturnType(const MI_ParameterSet *self, MI_Type *returnType,
					       MI_QualifierSet *qualifierSet)
{
	const MI_Char *name;

	return get_declared(self, 0, &name, returnType, NULL, qualifierSet);
}

static MI_Result parameter_GetParameterCount(const MI_ParameterSet *self, MI_Uint32 *count)
{
	if (!self || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = self->reserved1 ? (MI_Uint32)self->reserved1 - 1 : 0;
	return MI_RESULT_OK;
}

static MI_Result parameter_GetParameterAt(const MI_ParameterSet *self, MI_Uint32 index, const MI_Char **name,
					  MI_Type *parameterType, MI_Char **referenceClass,
					  MI_QualifierSet *qualifierSet)
{
	return get_declared(self, (MI_Uint64)index + 1, name, parameterType, referenceClass, qualifierSet);
}

static MI_Result parameter_GetParameter(const MI_ParameterSet *self, const MI_Char *name, MI_Type *parameterType,
					MI_Char **referenceClass, MI_QualifierSet *qualifierSet, MI_Uint32 *index)
{
	const MI_Char *own_name;
	MI_Uint32 found;

	if (!self || !name || !parameterType || !qualifierSet || !index)
		return MI_RESULT_INVALID_PARAMETER;
	if (!self->reserved1)
		return MI_RESULT_NOT_FOUND;
	found = dispatch_name_find(parameters_of(self) + 1, (MI_Uint32)self->reserved1 - 1, name);
	if (found == DISPATCH_NO_INDEX)
		return MI_RESULT_NOT_FOUND;
	*index = found;
	return parameter_GetParameterAt(self, found, &own_name, parameterType, referenceClass, qualifierSet);
}

static MI_Result parameter_GetParameterAtExt(const MI_ParameterSet *self, MI_Uint32 index, const MI_Char **name,
					     MI_Type *parameterType, MI_Uint32 *subscript, MI_Char **referenceClass,
					     MI_QualifierSet *qualifierSet, MI_Uint32 *flags)
{
	MI_Result result = parameter_GetParameterAt(self, index, name, parameterType, referenceClass, qualifierSet);
	const MI_ParameterDecl *parameter;

	if (result != MI_RESULT_OK)
		return result;
	parameter = parameters_of(self)[(MI_Uint64)index + 1];
	if (subscript)
		*subscript = parameter->subscript;
	if (flags)
		*flags = parameter->flags;
	return MI_RESULT_OK;
}

const struct mtr_mi_parameter_set_ft dispatch_parameter_set_ft = {
	.base =
		{
			.GetMethodReturnType = parameter_GetMethodReturnType,
			.GetParameterCount = parameter_GetParameterCount,
			.GetParameterAt = parameter_GetParameterAt,
			.GetParameter = parameter_GetParameter,
		},
	.GetParameterAtExt = parameter_GetParameterAtExt,
};
