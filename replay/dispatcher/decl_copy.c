/*
 * Deep copies of class declarations, into one batch. A failed step leaves its pieces there: the caller gives up the
 * whole batch.
 */
#include "decl_copy.h"

#include "batch.h"
#include "value.h"

MI_Uint32 dispatch_decl_capacity(MI_Uint32 count)
{
	MI_Uint32 capacity = MTR_MI_DYNAMIC_CAPACITY;

	while (capacity < count)
		capacity *= 2;
	return capacity;
}

/* NULL stays NULL. */
static bool copy_string(struct mtr_mi_batch *batch, const MI_Char *from, const MI_Char **ret_copy)
{
	*ret_copy = from ? dispatch_batch_strdup(batch, from) : NULL;
	return !from || *ret_copy;
}

static bool copy_value(struct mtr_mi_batch *batch, MI_Uint32 type, const void *from, const void **ret_copy)
{
	void *copy;

	*ret_copy = NULL;
	if (!from)
		return true;
	copy = dispatch_batch_get(batch, dispatch_type_size(type));
	*ret_copy = copy;
	if (!copy || dispatch_value_copy_to(batch, from, type, copy) != MI_RESULT_OK)
		return false;
	dispatch_value_keep_empty(batch, from, type, copy);
	return true;
}

static MI_Qualifier *copy_qualifier(struct mtr_mi_batch *batch, const MI_Qualifier *from, bool boolean_only)
{
	MI_Qualifier *copy = dispatch_batch_zalloc(batch, sizeof(*copy));

	if (!copy || !copy_string(batch, from->name, &copy->name))
		return NULL;
	copy->type = from->type;
	copy->flavor = from->flavor;
	if (boolean_only && from->type != MI_BOOLEAN)
		return copy;
	return copy_value(batch, from->type, from->value, &copy->value) ? copy : NULL;
}

static bool copy_qualifiers(struct mtr_mi_batch *batch, const MI_Qualifier *const *from, MI_Uint32 count,
			    bool boolean_only, const MI_Qualifier *const **ret_copy)
{
	const MI_Qualifier **copy;
	MI_Uint32 i;

	if (!from || !count)
		return true;
	copy = dispatch_batch_get(batch, count * sizeof(*copy));
	if (!copy)
		return false;
	for (i = 0; i < count; i++) {
		copy[i] = copy_qualifier(batch, from[i], boolean_only);
		if (!copy[i])
			return false;
	}
	*ret_copy = copy;
	return true;
}

/* What properties, parameters and methods have in common. */
static bool copy_feature(struct mtr_mi_batch *batch, const MI_FeatureDecl *from, bool boolean_only,
			 MI_FeatureDecl *copy)
{
	copy->flags = from->flags;
	copy->code = from->code;
	if (!copy_string(batch, from->name, &copy->name))
		return false;
	if (!copy_qualifiers(batch, from->qualifiers, from->numQualifiers, boolean_only, &copy->qualifiers))
		return false;
	copy->numQualifiers = copy->qualifiers ? from->numQualifiers : 0;
	return true;
}

static bool copy_parameter_parts(struct mtr_mi_batch *batch, const MI_ParameterDecl *from, MI_ParameterDecl *copy)
{
	copy->type = from->type;
	copy->subscript = from->subscript;
	copy->offset = from->offset;
	return copy_feature(batch, (const MI_FeatureDecl *)from, false, (MI_FeatureDecl *)copy) &&
	       copy_string(batch, from->className, &copy->className);
}

static const MI_PropertyDecl *copy_property(struct mtr_mi_batch *batch, const MI_PropertyDecl *from)
{
	MI_PropertyDecl *copy = dispatch_batch_zalloc(batch, sizeof(*copy));
	bool ok = copy && copy_parameter_parts(batch, (const MI_ParameterDecl *)from, (MI_ParameterDecl *)copy) &&
		  copy_string(batch, from->origin, &copy->origin) &&
		  copy_string(batch, from->propagator, &copy->propagator) &&
		  copy_value(batch, from->type, from->value, &copy->value);

	return ok ? copy : NULL;
}

static const MI_ParameterDecl *copy_parameter(struct mtr_mi_batch *batch, const MI_ParameterDecl *from)
{
	MI_ParameterDecl *copy = dispatch_batch_zalloc(batch, sizeof(*copy));

	return copy && copy_parameter_parts(batch, from, copy) ? copy : NULL;
}

static bool copy_properties(struct mtr_mi_batch *batch, const MI_ClassDecl *from, MI_ClassDecl *copy)
{
	const MI_PropertyDecl **properties;
	MI_Uint32 i;

	if (!from->properties || !from->numProperties)
		return true;
	properties = dispatch_batch_get(batch, from->numProperties * sizeof(*properties));
	copy->properties = properties;
	for (i = 0; properties && i < from->numProperties; i++) {
		properties[i] = copy_property(batch, from->properties[i]);
		if (!properties[i])
			return false;
	}
	copy->numProperties = from->numProperties;
	return properties != NULL;
}

static bool copy_parameters(struct mtr_mi_batch *batch, const MI_MethodDecl *from, MI_MethodDecl *copy)
{
	const MI_ParameterDecl **parameters;
	MI_Uint32 i;

	if (!from->parameters || !from->numParameters)
		return true;
	parameters = dispatch_batch_get(batch, from->numParameters * sizeof(*parameters));
	copy->parameters = parameters;
	for (i = 0; parameters && i < from->numParameters; i++) {
		parameters[i] = copy_parameter(batch, from->parameters[i]);
		if (!parameters[i])
			return false;
	}
	copy->numParameters = from->numParameters;
	return parameters != NULL;
}

static const MI_MethodDecl *copy_method(struct mtr_mi_batch *batch, const MI_MethodDecl *from)
{
	MI_MethodDecl *copy = dispatch_batch_zalloc(batch, sizeof(*copy));
	bool ok = copy && copy_feature(batch, (const MI_FeatureDecl *)from, false, (MI_FeatureDecl *)copy) &&
		  copy_parameters(batch, from, copy) && copy_string(batch, from->origin, &copy->origin) &&
		  copy_string(batch, from->propagator, &copy->propagator);

	if (!ok)
		return NULL;
	copy->size = from->size;
	copy->returnType = from->returnType;
	copy->function = from->function;
	return copy;
}

static bool copy_methods(struct mtr_mi_batch *batch, const MI_ClassDecl *from, MI_ClassDecl *copy)
{
	const MI_MethodDecl **methods;
	MI_Uint32 i;

	if (!from->methods || !from->numMethods)
		return true;
	methods = dispatch_batch_get(batch, from->numMethods * sizeof(*methods));
	copy->methods = methods;
	for (i = 0; methods && i < from->numMethods; i++) {
		methods[i] = copy_method(batch, from->methods[i]);
		if (!methods[i])
			return false;
	}
	copy->numMethods = from->numMethods;
	return methods != NULL;
}

static bool copy_super_class(struct mtr_mi_batch *batch, const MI_ClassDecl *from, MI_ClassDecl *copy)
{
	MI_ClassDecl *super;

	if (!copy_string(batch, from->superClass, &copy->superClass))
		return false;
	if (!from->superClassDecl)
		return true;
	super = dispatch_decl_copy(batch, from->superClassDecl);
	if (super && from->superClassDecl->owningClass)
		super->owningClass = MTR_MI_OWNING_CLASS_DYNAMIC;
	copy->superClassDecl = super;
	return super != NULL;
}

MI_ClassDecl *dispatch_decl_copy(struct mtr_mi_batch *batch, const MI_ClassDecl *decl)
{
	MI_ClassDecl *copy = dispatch_batch_zalloc(batch, sizeof(*copy));
	bool ok = copy && copy_feature(batch, (const MI_FeatureDecl *)decl, false, (MI_FeatureDecl *)copy) &&
		  copy_properties(batch, decl, copy) && copy_super_class(batch, decl, copy) &&
		  copy_methods(batch, decl, copy);

	if (!ok)
		return NULL;
	copy->size = decl->size;
	copy->providerFT = decl->providerFT;
	return copy;
}

/* All properties in one piece: there are as many dynamic instances as results. */
static bool copy_properties_dynamic(struct mtr_mi_batch *batch, const MI_ClassDecl *from,
				    const MI_PropertyDecl **ret_copies)
{
	MI_PropertyDecl *copies = dispatch_batch_zalloc(batch, from->numProperties * sizeof(*copies));
	MI_Uint32 i;

	if (!copies)
		return false;
	for (i = 0; i < from->numProperties; i++) {
		const MI_PropertyDecl *property = from->properties[i];

		if (!copy_feature(batch, (const MI_FeatureDecl *)property, true, (MI_FeatureDecl *)&copies[i]))
			return false;
		copies[i].type = property->type;
		copies[i].offset = property->offset;
		ret_copies[i] = &copies[i];
	}
	return true;
}

MI_ClassDecl *dispatch_decl_copy_dynamic(struct mtr_mi_batch *batch, const MI_ClassDecl *decl)
{
	MI_ClassDecl *copy = dispatch_batch_zalloc(batch, sizeof(*copy));
	const MI_PropertyDecl **properties =
		dispatch_batch_get(batch, dispatch_decl_capacity(decl->numProperties) * sizeof(*properties));

	if (!copy || !properties || !copy_string(batch, decl->name, &copy->name) ||
	    !copy_properties_dynamic(batch, decl, properties))
		return NULL;
	copy->code = decl->code;
	copy->properties = properties;
	copy->numProperties = decl->numProperties;
	copy->size = decl->size;
	copy->owningClass = MTR_MI_OWNING_CLASS_DYNAMIC;
	return copy;
}
