/* Builds MI classes from the providers' descriptions, and finds them. */
#include "host_schema.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "objects.h"

static struct {
	struct hostmi_class *classes;
	unsigned nr;
} schema;

/* --- building --------------------------------------------------------------------------------------------------- */

static void qualify(struct dispatch_class_builder *builder, enum dispatch_qualified on, MI_Uint32 index,
		    const char *name, MI_Type type, const MI_Value *value)
{
	dispatch_class_builder_qualifier(builder, on, index,
					 &(struct dispatch_qualifier_info){
						 .name = name,
						 .type = type,
						 .flavor = MI_FLAG_ENABLEOVERRIDE | MI_FLAG_TOSUBCLASS,
						 .value = value,
					 });
}

static void qualify_true(struct dispatch_class_builder *builder, enum dispatch_qualified on, MI_Uint32 index,
			 const char *name, bool wanted)
{
	if (wanted)
		qualify(builder, on, index, name, MI_BOOLEAN, &(MI_Value){.boolean = MI_TRUE});
}

static void qualify_string(struct dispatch_class_builder *builder, enum dispatch_qualified on, MI_Uint32 index,
			   const char *name, const char *text)
{
	if (text)
		qualify(builder, on, index, name, MI_STRING, &(MI_Value){.string = (MI_Char *)text});
}

/* ValueMap and Values, from pairs. */
static void qualify_values(struct dispatch_class_builder *builder, MI_Uint32 index, const char *const *pairs)
{
	MI_Char *numbers[64], *names[64];
	MI_Uint32 nr = 0;

	if (!pairs)
		return;
	while (pairs[0] && nr < 64) {
		numbers[nr] = (MI_Char *)pairs[0];
		names[nr++] = (MI_Char *)pairs[1];
		pairs += 2;
	}
	qualify(builder, DISPATCH_ON_PROPERTY, index, "ValueMap", MI_STRINGA, &(MI_Value){.stringa = {numbers, nr}});
	qualify(builder, DISPATCH_ON_PROPERTY, index, "Values", MI_STRINGA, &(MI_Value){.stringa = {names, nr}});
}

static void add_property(struct dispatch_class_builder *builder, const struct hostmi_property *property,
			 const char *origin, const char *propagator)
{
	MI_Uint32 index = dispatch_class_builder_property(builder, &(struct dispatch_property_info){
									   .name = property->name,
									   .flags = MI_FLAG_PROPERTY | property->flags,
									   .type = property->type,
									   .class_name = property->class_name,
									   .origin = origin,
									   .propagator = propagator,
								   });

	qualify_true(builder, DISPATCH_ON_PROPERTY, index, "Key", property->flags & MI_FLAG_KEY);
	qualify_true(builder, DISPATCH_ON_PROPERTY, index, "Read", property->flags & MI_FLAG_READONLY);
	qualify_string(builder, DISPATCH_ON_PROPERTY, index, "Description", property->description);
	qualify_string(builder, DISPATCH_ON_PROPERTY, index, "Units", property->units);
	qualify_values(builder, index, property->values);
}

static const struct hostmi_property *own_property(const struct hostmi_provider *provider, const char *name)
{
	for (unsigned i = 0; i < provider->nr_properties; i++)
		if (!strcasecmp(provider->properties[i].name, name))
			return &provider->properties[i];
	return NULL;
}

/* The most derived description of a property on the way from @class up to where it first appeared. */
static void add_most_derived(struct dispatch_class_builder *builder, const struct hostmi_class *class, const char *name,
			     const char *origin)
{
	for (; class; class = class->super) {
		const struct hostmi_property *property = own_property(class->provider, name);

		if (property) {
			add_property(builder, property, origin, class->provider->name);
			return;
		}
	}
}

static bool has_property(const struct hostmi_class *class, const char *name)
{
	for (; class; class = class->super)
		if (own_property(class->provider, name))
			return true;
	return false;
}

/* Those of @level and above that are not overridden keep their place, in the order of their first appearance. */
static void add_properties(struct dispatch_class_builder *builder, const struct hostmi_class *class,
			   const struct hostmi_class *level)
{
	if (!level)
		return;
	add_properties(builder, class, level->super);
	for (unsigned i = 0; i < level->provider->nr_properties; i++) {
		const char *name = level->provider->properties[i].name;

		if (!has_property(level->super, name))
			add_most_derived(builder, class, name, level->provider->name);
	}
}

static void add_parameter(struct dispatch_class_builder *builder, const struct hostmi_parameter *parameter)
{
	MI_Uint32 index =
		dispatch_class_builder_parameter(builder, &(struct dispatch_parameter_info){
								  .name = parameter->name,
								  .flags = MI_FLAG_PARAMETER | parameter->flags,
								  .type = parameter->type,
							  });

	qualify_true(builder, DISPATCH_ON_PARAMETER, index, "In", parameter->flags & MI_FLAG_IN);
	qualify_true(builder, DISPATCH_ON_PARAMETER, index, "Out", parameter->flags & MI_FLAG_OUT);
	qualify_true(builder, DISPATCH_ON_PARAMETER, index, "Stream", parameter->flags & MI_FLAG_STREAM);
	qualify_string(builder, DISPATCH_ON_PARAMETER, index, "Description", parameter->description);
}

static void add_method(struct dispatch_class_builder *builder, const struct hostmi_method *method, const char *origin)
{
	MI_Uint32 index = dispatch_class_builder_method(
		builder, &(struct dispatch_method_info){
				 .name = method->name,
				 .flags = MI_FLAG_METHOD | (method->is_static ? MI_FLAG_STATIC : 0),
				 .return_type = method->return_type,
				 .origin = origin,
				 .propagator = origin,
			 });

	qualify_true(builder, DISPATCH_ON_METHOD, index, "Static", method->is_static);
	qualify_string(builder, DISPATCH_ON_METHOD, index, "Description", method->description);
	for (unsigned i = 0; i < method->nr_parameters; i++)
		add_parameter(builder, &method->parameters[i]);
}

static void add_methods(struct dispatch_class_builder *builder, const struct hostmi_class *level)
{
	if (!level)
		return;
	add_methods(builder, level->super);
	for (unsigned i = 0; i < level->provider->nr_methods; i++)
		add_method(builder, &level->provider->methods[i], level->provider->name);
}

static MI_Result build(struct hostmi_class *class)
{
	const struct hostmi_provider *provider = class->provider;
	struct dispatch_class_builder *builder = dispatch_class_builder_new(&(struct dispatch_class_info){
		.name = provider->name,
		.flags = MI_FLAG_CLASS | provider->flags,
		.super_class = provider->super,
		.parent = class->super ? class->super->class : NULL,
		.namespace_name = HOSTMI_NAMESPACE,
	});

	qualify_true(builder, DISPATCH_ON_CLASS, 0, "Abstract", provider->flags & MI_FLAG_ABSTRACT);
	qualify_true(builder, DISPATCH_ON_CLASS, 0, "Association", provider->flags & MI_FLAG_ASSOCIATION);
	qualify_true(builder, DISPATCH_ON_CLASS, 0, "Indication", provider->flags & MI_FLAG_INDICATION);
	qualify_string(builder, DISPATCH_ON_CLASS, 0, "Description", provider->description);
	add_properties(builder, class, class);
	add_methods(builder, class);
	return dispatch_class_builder_finish(builder, &class->class);
}

MI_Result hostmi_schema_open(void)
{
	unsigned nr = 0;

	while (hostmi_providers[nr])
		nr++;
	schema.classes = calloc(nr, sizeof(*schema.classes));
	if (!schema.classes)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	for (unsigned i = 0; i < nr; i++) {
		struct hostmi_class *class = &schema.classes[i];
		MI_Result result;

		class->provider = hostmi_providers[i];
		class->super = class->provider->super ? hostmi_schema_find(class->provider->super) : NULL;
		result = build(class);
		if (result != MI_RESULT_OK) {
			hostmi_schema_close();
			return result;
		}
		schema.nr++;
	}
	return MI_RESULT_OK;
}

void hostmi_schema_close(void)
{
	for (unsigned i = 0; i < schema.nr; i++)
		dispatch_class_free(schema.classes[i].class);
	free(schema.classes);
	schema.classes = NULL;
	schema.nr = 0;
}

/* --- finding ---------------------------------------------------------------------------------------------------- */

const struct hostmi_class *hostmi_schema_at(unsigned index)
{
	return index < schema.nr ? &schema.classes[index] : NULL;
}

const struct hostmi_class *hostmi_schema_find(const MI_Char *name)
{
	for (unsigned i = 0; i < schema.nr; i++)
		if (name && !strcasecmp(schema.classes[i].provider->name, name))
			return &schema.classes[i];
	return NULL;
}

bool hostmi_schema_is_a(const struct hostmi_class *class, const struct hostmi_class *ancestor)
{
	while (class && class != ancestor)
		class = class->super;
	return class != NULL;
}

static char canonical(char c)
{
	return (char)(c == '\\' ? '/' : tolower((unsigned char)c));
}

bool hostmi_schema_has_namespace(const MI_Char *name)
{
	const char *known = HOSTMI_NAMESPACE;

	if (!name)
		return true;
	while (*name && canonical(*name) == *known) {
		name++;
		known++;
	}
	return !*name && !*known;
}

const struct hostmi_method *hostmi_schema_method(const struct hostmi_class *class, const MI_Char *name)
{
	for (; class && name; class = class->super)
		for (unsigned i = 0; i < class->provider->nr_methods; i++)
			if (!strcasecmp(class->provider->methods[i].name, name))
				return &class->provider->methods[i];
	return NULL;
}
