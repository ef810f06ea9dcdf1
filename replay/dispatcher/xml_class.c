/*
 * CIM-XML of classes: see xml_class.h.
 */
#include "xml_class.h"

#include <stdbool.h>

#include "cim_name.h"
#include "flag_qualifier.h"
#include "xml_value.h"

static void open_element(struct dispatch_xml_out *out, const MI_Char *element, const MI_Char *name)
{
	dispatch_xml_text(out, "<");
	dispatch_xml_text(out, element);
	dispatch_xml_attribute(out, "NAME", name);
}

static void close_element(struct dispatch_xml_out *out, const MI_Char *element)
{
	dispatch_xml_text(out, "</");
	dispatch_xml_text(out, element);
	dispatch_xml_text(out, ">");
}

/* A qualifier that the class does not have, but ought to. */
static void put_made_up_qualifier(struct dispatch_xml_out *out, const MI_Char *name, MI_Uint32 type, const void *value)
{
	open_element(out, "QUALIFIER", name);
	dispatch_xml_type(out, type);
	dispatch_xml_text(out, ">");
	dispatch_xml_value(out, type, value);
	close_element(out, "QUALIFIER");
}

/* What flags say, for readers who look for qualifiers. */
static void put_flag_qualifiers(struct dispatch_xml_out *out, MI_Uint32 flags)
{
	const MI_Boolean yes = MI_TRUE;

	for (size_t i = 0; i < DISPATCH_FLAG_QUALIFIERS; i++)
		if (flags & dispatch_flag_qualifiers[i].flag)
			put_made_up_qualifier(out, dispatch_flag_qualifiers[i].name, MI_BOOLEAN, &yes);
}

/* Embedded instances have the type of a string: only a qualifier tells. */
static void put_embedded_qualifier(struct dispatch_xml_out *out, const MI_Char *class_name)
{
	const MI_Boolean yes = MI_TRUE;

	if (class_name)
		put_made_up_qualifier(out, "EmbeddedInstance", MI_STRING, &class_name);
	else
		put_made_up_qualifier(out, "EmbeddedObject", MI_BOOLEAN, &yes);
}

static void put_qualifier(struct dispatch_xml_out *out, const MI_Qualifier *qualifier)
{
	MI_Value none;

	open_element(out, "QUALIFIER", qualifier->name);
	dispatch_xml_type(out, qualifier->type);
	if (qualifier->flavor & MI_FLAG_DISABLEOVERRIDE)
		dispatch_xml_attribute(out, "OVERRIDABLE", "false");
	if (qualifier->flavor & MI_FLAG_RESTRICTED)
		dispatch_xml_attribute(out, "TOSUBCLASS", "false");
	if (qualifier->flavor & MI_FLAG_TRANSLATABLE)
		dispatch_xml_attribute(out, "TRANSLATABLE", "true");
	dispatch_xml_text(out, ">");
	memset(&none, 0, sizeof(none));
	dispatch_xml_value(out, qualifier->type, qualifier->value ? qualifier->value : &none);
	close_element(out, "QUALIFIER");
}

/*
 * The qualifiers of a feature, those that its flags stand for, and the one that says it is embedded. Restricted ones
 * are not inherited.
 */
static void put_qualifiers(struct dispatch_xml_out *out, const MI_FeatureDecl *feature, bool inherited, bool embedded,
			   const MI_Char *embedded_class)
{
	const MI_Char *embedded_name = embedded_class ? "EmbeddedInstance" : "EmbeddedObject";
	MI_Uint32 flags = feature->flags, i;

	for (i = 0; i < feature->numQualifiers; i++) {
		const MI_Qualifier *qualifier = feature->qualifiers[i];

		if (inherited && (qualifier->flavor & MI_FLAG_RESTRICTED))
			continue;
		put_qualifier(out, qualifier);
		flags &= ~dispatch_flag_of_qualifier(qualifier->name);
		if (dispatch_name_equal(qualifier->name, embedded_name))
			embedded = false;
	}
	if (embedded)
		put_embedded_qualifier(out, embedded_class);
	put_flag_qualifiers(out, flags);
}

static bool is_embedded(MI_Uint32 type)
{
	return (type & ~(MI_Uint32)MI_ARRAY) == MI_INSTANCE;
}

static void put_property_qualifiers(struct dispatch_xml_out *out, const MI_PropertyDecl *property, bool inherited)
{
	if (property->flags & MI_FLAG_PROPERTY) {
		put_qualifiers(out, (const MI_FeatureDecl *)property, inherited, is_embedded(property->type),
			       property->className);
		return;
	}
	/* Of a class made up by a dynamic instance: it has flags only. */
	if (is_embedded(property->type))
		put_embedded_qualifier(out, property->className);
	put_flag_qualifiers(out, property->flags);
}

static void put_default(struct dispatch_xml_out *out, const MI_PropertyDecl *property, const MI_Char *name_space,
			const MI_Char *server_name)
{
	if (!property->value)
		return;
	if (property->type == MI_REFERENCE)
		dispatch_xml_reference(out, name_space, server_name, *(MI_Instance *const *)property->value);
	else
		dispatch_xml_value(out, property->type, property->value);
}

static void put_property(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ClassDecl *decl,
			 const MI_PropertyDecl *property, const MI_Char *name_space, const MI_Char *server_name)
{
	bool inherited = property->propagator && strcmp(property->propagator, decl->name) != 0;
	const MI_Char *element = dispatch_xml_property_element(property->type);

	open_element(out, element, property->name);
	if (property->type != MI_REFERENCE)
		dispatch_xml_type(out, property->type);
	else if (property->className)
		dispatch_xml_attribute(out, "REFERENCECLASS", property->className);
	if ((property->type & MI_ARRAY) && property->subscript)
		dispatch_xml_attribute_number(out, "ARRAYSIZE", property->subscript);
	if ((flags & DISPATCH_XML_CLASS_ORIGIN) && property->origin)
		dispatch_xml_attribute(out, "CLASSORIGIN", property->origin);
	if (inherited)
		dispatch_xml_attribute(out, "PROPAGATED", "true");
	dispatch_xml_text(out, ">");
	if (flags & DISPATCH_XML_QUALIFIERS)
		put_property_qualifiers(out, property, inherited);
	put_default(out, property, name_space, server_name);
	close_element(out, element);
}

static void put_parameter(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ParameterDecl *parameter)
{
	const MI_Char *element = "PARAMETER";

	if (parameter->type == MI_REFERENCE)
		element = "PARAMETER.REFERENCE";
	else if (parameter->type == MI_REFERENCEA)
		element = "PARAMETER.REFARRAY";
	else if (parameter->type & MI_ARRAY)
		element = "PARAMETER.ARRAY";
	open_element(out, element, parameter->name);
	if (parameter->type != MI_REFERENCE && parameter->type != MI_REFERENCEA)
		dispatch_xml_type(out, parameter->type);
	else if (parameter->className)
		dispatch_xml_attribute(out, "REFERENCECLASS", parameter->className);
	if ((parameter->type & MI_ARRAY) && parameter->subscript)
		dispatch_xml_attribute_number(out, "ARRAYSIZE", parameter->subscript);
	dispatch_xml_text(out, ">");
	if (flags & DISPATCH_XML_QUALIFIERS)
		put_qualifiers(out, (const MI_FeatureDecl *)parameter, false, is_embedded(parameter->type),
			       parameter->className);
	close_element(out, element);
}

/* The first parameter is the return value. */
static void put_method(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ClassDecl *decl,
		       const MI_MethodDecl *method)
{
	bool inherited = method->propagator && !dispatch_name_equal(method->propagator, decl->name);
	MI_Uint32 i;

	open_element(out, "METHOD", method->name);
	dispatch_xml_type(out, method->numParameters ? method->parameters[0]->type : method->returnType);
	if ((flags & DISPATCH_XML_CLASS_ORIGIN) && method->origin)
		dispatch_xml_attribute(out, "CLASSORIGIN", method->origin);
	if (inherited)
		dispatch_xml_attribute(out, "PROPAGATED", "true");
	dispatch_xml_text(out, ">");
	if (flags & DISPATCH_XML_QUALIFIERS)
		put_qualifiers(out, (const MI_FeatureDecl *)method, inherited, false, NULL);
	for (i = 1; i < method->numParameters; i++)
		put_parameter(out, flags, method->parameters[i]);
	close_element(out, "METHOD");
}

static void put_derivation(struct dispatch_xml_out *out, const MI_ClassDecl *decl)
{
	const MI_Char *name = decl->superClass;

	dispatch_xml_text(out, " DERIVATION=\"");
	while (name) {
		dispatch_xml_text(out, name);
		decl = decl->superClassDecl;
		name = decl && decl->superClassDecl ? decl->superClassDecl->name : NULL;
		if (name)
			dispatch_xml_text(out, ",");
	}
	dispatch_xml_text(out, "\"");
}

/* Is an element of @decl, which @propagator handed down, to be left out. */
static bool is_left_out(MI_Uint32 flags, const MI_ClassDecl *decl, const MI_Char *propagator)
{
	if (flags & (MI_SERIALIZER_FLAGS_CLASS_DEEP | DISPATCH_XML_INHERITED_ELEMENTS))
		return false;
	return propagator && strcmp(propagator, decl->name) != 0;
}

void dispatch_xml_class(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ClassDecl *decl,
			const MI_Char *name_space, const MI_Char *server_name)
{
	MI_Uint32 i;

	open_element(out, "CLASS", decl->name);
	if (decl->superClass)
		dispatch_xml_attribute(out, "SUPERCLASS", decl->superClass);
	if (flags & DISPATCH_XML_INHERITANCE_HIERARCHY)
		put_derivation(out, decl);
	dispatch_xml_text(out, ">");
	if (flags & DISPATCH_XML_QUALIFIERS)
		put_qualifiers(out, (const MI_FeatureDecl *)decl, false, false, NULL);
	for (i = 0; i < decl->numProperties; i++) {
		const MI_PropertyDecl *property = decl->properties[i];

		if (is_left_out(flags, decl, property->propagator))
			continue;
		if (property->type == MI_REFERENCEA) {
			dispatch_xml_fail(out, MI_RESULT_NOT_SUPPORTED);
			break;
		}
		put_property(out, flags, decl, property, name_space, server_name);
	}
	for (i = 0; i < decl->numMethods; i++)
		if (!is_left_out(flags, decl, decl->methods[i]->propagator))
			put_method(out, flags, decl, decl->methods[i]);
	close_element(out, "CLASS");
}
