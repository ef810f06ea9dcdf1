/*
 * Builds class declarations in memory that becomes the class's own.
 *
 * Fields lie in slots of the size that dynamic instances use, one behind the other, as in all classes that stock
 * libmi makes at run time. Lists grow by doubling inside the batch; what they outgrow goes with the class.
 */
#include <stdint.h>
#include <stdlib.h>

#include "batch.h"
#include "cim_name.h"
#include "class_sets.h"
#include "decl_copy.h"
#include "objects.h"
#include "value.h"

struct dispatch_class_builder {
	struct mtr_mi_batch *batch;
	MI_ClassDecl *decl;
	const MI_Char *namespace_name, *server_name; /* in the batch */
	MI_Result error;                             /* the first one */
};

static void fail(struct dispatch_class_builder *b, MI_Result error)
{
	if (b->error == MI_RESULT_OK)
		b->error = error;
}

static void *zalloc(struct dispatch_class_builder *b, size_t size)
{
	void *memory = dispatch_batch_zalloc(b->batch, size);

	if (!memory)
		fail(b, MI_RESULT_SERVER_LIMITS_EXCEEDED);
	return memory;
}

/* NULL stays NULL. */
static const MI_Char *copy_string(struct dispatch_class_builder *b, const MI_Char *string)
{
	const MI_Char *copy = string ? dispatch_batch_strdup(b->batch, string) : NULL;

	if (string && !copy)
		fail(b, MI_RESULT_SERVER_LIMITS_EXCEEDED);
	return copy;
}

static const void *copy_value(struct dispatch_class_builder *b, MI_Type type, const MI_Value *value)
{
	void *copy;

	if (!value)
		return NULL;
	if (!dispatch_type_is_valid(type)) {
		fail(b, MI_RESULT_INVALID_PARAMETER);
		return NULL;
	}
	copy = zalloc(b, dispatch_type_size(type));
	if (copy && dispatch_value_copy_to(b->batch, value, type, copy) != MI_RESULT_OK)
		fail(b, MI_RESULT_SERVER_LIMITS_EXCEEDED);
	else if (copy)
		dispatch_value_keep_empty(b->batch, value, type, copy);
	return copy;
}

/*
 * Appends @item to a list that has room for the next power of two of its count. The list is void here, an array of
 * pointers to const declarations in its owner.
 */
static void append(struct dispatch_class_builder *b, const void *list, MI_Uint32 *count, const void *item)
{
	const void ***items = (const void ***)(uintptr_t)list;
	const void **larger;

	if (*count == 0 || (*count & (*count - 1)) == 0) {
		larger = zalloc(b, (*count ? 2 * (size_t)*count : 1) * sizeof(*larger));
		if (!larger)
			return;
		if (*count)
			memcpy(larger, *items, *count * sizeof(*larger));
		dispatch_batch_put(b->batch, *items);
		*items = larger;
	}
	(*items)[(*count)++] = item;
}

static bool is_usable(const struct dispatch_class_builder *b)
{
	return b && b->error == MI_RESULT_OK;
}

struct dispatch_class_builder *dispatch_class_builder_new(const struct dispatch_class_info *info)
{
	struct dispatch_class_builder *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->batch = dispatch_batch_new(0);
	b->decl = b->batch ? zalloc(b, sizeof(*b->decl)) : NULL;
	if (!b->decl) {
		dispatch_class_builder_free(b);
		return NULL;
	}
	b->decl->flags = info->flags;
	b->decl->name = copy_string(b, info->name);
	b->decl->code = dispatch_name_code(info->name);
	b->decl->size = sizeof(MI_Instance);
	b->decl->superClass = copy_string(b, info->super_class);
	b->namespace_name = copy_string(b, info->namespace_name);
	b->server_name = copy_string(b, info->server_name);
	if (info->parent) {
		MI_Class *parent = NULL;

		if (dispatch_class_clone(info->parent, &parent) != MI_RESULT_OK)
			fail(b, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		b->decl->superClassDecl = parent ? parent->classDecl : NULL;
	}
	return b;
}

MI_Uint32 dispatch_class_builder_property(struct dispatch_class_builder *b, const struct dispatch_property_info *info)
{
	MI_PropertyDecl *property = is_usable(b) ? zalloc(b, sizeof(*property)) : NULL;

	if (!property)
		return DISPATCH_NO_INDEX;
	if (!dispatch_type_is_valid(info->type))
		fail(b, MI_RESULT_INVALID_PARAMETER);
	property->flags = info->flags;
	property->code = dispatch_name_code(info->name);
	property->name = copy_string(b, info->name);
	property->type = info->type;
	property->className = copy_string(b, info->class_name);
	property->subscript = info->subscript;
	property->offset = b->decl->size;
	property->origin = copy_string(b, info->origin);
	property->propagator = copy_string(b, info->propagator);
	property->value = copy_value(b, info->type, info->value);
	b->decl->size += MTR_MI_DYNAMIC_FIELD_BYTES;
	append(b, &b->decl->properties, &b->decl->numProperties, property);
	return b->decl->numProperties - 1;
}

static MI_MethodDecl *last_method(struct dispatch_class_builder *b)
{
	const MI_ClassDecl *decl = b->decl;

	return decl->numMethods ? (MI_MethodDecl *)(uintptr_t)decl->methods[decl->numMethods - 1] : NULL;
}

MI_Uint32 dispatch_class_builder_parameter(struct dispatch_class_builder *b, const struct dispatch_parameter_info *info)
{
	MI_ParameterDecl *parameter = is_usable(b) ? zalloc(b, sizeof(*parameter)) : NULL;
	MI_MethodDecl *method = parameter ? last_method(b) : NULL;

	if (!method) {
		if (parameter)
			fail(b, MI_RESULT_INVALID_PARAMETER);
		return DISPATCH_NO_INDEX;
	}
	if (!dispatch_type_is_valid(info->type))
		fail(b, MI_RESULT_INVALID_PARAMETER);
	parameter->flags = info->flags;
	parameter->code = dispatch_name_code(info->name);
	parameter->name = copy_string(b, info->name);
	parameter->type = info->type;
	parameter->className = copy_string(b, info->class_name);
	parameter->subscript = info->subscript;
	parameter->offset = method->size;
	method->size += MTR_MI_DYNAMIC_FIELD_BYTES;
	append(b, &method->parameters, &method->numParameters, parameter);
	return method->numParameters - 1;
}

MI_Uint32 dispatch_class_builder_method(struct dispatch_class_builder *b, const struct dispatch_method_info *info)
{
	MI_MethodDecl *method = is_usable(b) ? zalloc(b, sizeof(*method)) : NULL;

	if (!method)
		return DISPATCH_NO_INDEX;
	method->flags = info->flags;
	method->code = dispatch_name_code(info->name);
	method->name = copy_string(b, info->name);
	method->returnType = info->return_type;
	method->origin = copy_string(b, info->origin);
	method->propagator = copy_string(b, info->propagator);
	method->size = sizeof(MI_Instance);
	append(b, &b->decl->methods, &b->decl->numMethods, method);
	if (!info->without_return)
		dispatch_class_builder_parameter(b, &(struct dispatch_parameter_info){.name = MI_T("MIReturn"),
										      .type = info->return_type,
										      .flags = MI_FLAG_OUT});
	return b->decl->numMethods - 1;
}

/* The thing a qualifier sits on, by what it has in common with all others; NULL if there is none. */
static MI_FeatureDecl *find_qualified(struct dispatch_class_builder *b, enum dispatch_qualified on, MI_Uint32 index)
{
	const MI_ClassDecl *decl = b->decl;
	const MI_MethodDecl *method;
	const void *found = NULL;

	switch (on) {
	case DISPATCH_ON_CLASS:
		found = decl;
		break;
	case DISPATCH_ON_PROPERTY:
		found = index < decl->numProperties ? decl->properties[index] : NULL;
		break;
	case DISPATCH_ON_METHOD:
		found = index < decl->numMethods ? decl->methods[index] : NULL;
		break;
	case DISPATCH_ON_PARAMETER:
		method = last_method(b);
		found = method && index < method->numParameters ? method->parameters[index] : NULL;
		break;
	case DISPATCH_ON_RETURN:
		method = index < decl->numMethods ? decl->methods[index] : NULL;
		found = method && method->numParameters ? method->parameters[0] : NULL;
		break;
	}
	return (MI_FeatureDecl *)(uintptr_t)found;
}

void dispatch_class_builder_qualifier(struct dispatch_class_builder *b, enum dispatch_qualified on, MI_Uint32 index,
				      const struct dispatch_qualifier_info *info)
{
	MI_FeatureDecl *feature = is_usable(b) ? find_qualified(b, on, index) : NULL;
	MI_Qualifier *qualifier = feature ? zalloc(b, sizeof(*qualifier)) : NULL;

	if (!qualifier) {
		if (is_usable(b))
			fail(b, MI_RESULT_INVALID_PARAMETER);
		return;
	}
	if (!dispatch_type_is_valid(info->type))
		fail(b, MI_RESULT_INVALID_PARAMETER);
	qualifier->name = copy_string(b, info->name);
	qualifier->type = info->type;
	qualifier->flavor = info->flavor;
	qualifier->value = copy_value(b, info->type, info->value);
	append(b, &feature->qualifiers, &feature->numQualifiers, qualifier);
}

MI_Result dispatch_class_builder_finish(struct dispatch_class_builder *b, MI_Class **ret_class)
{
	MI_Result result = b ? b->error : MI_RESULT_SERVER_LIMITS_EXCEEDED;

	*ret_class = NULL;
	if (result == MI_RESULT_OK)
		result = dispatch_class_new_in(b->batch, b->namespace_name, b->server_name, b->decl, ret_class);
	if (result != MI_RESULT_OK) {
		dispatch_class_builder_free(b);
		return result;
	}
	free(b); /* the batch is the class's now */
	return MI_RESULT_OK;
}

void dispatch_class_builder_free(struct dispatch_class_builder *b)
{
	const MI_ClassDecl *super = b && b->decl ? b->decl->superClassDecl : NULL;

	if (!b)
		return;
	if (super && dispatch_decl_is_owned(super))
		dispatch_class_free(super->owningClass);
	dispatch_batch_free(b->batch);
	free(b);
}
