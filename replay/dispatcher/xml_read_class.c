/*
 * CIM-XML to classes: see xml_reading.h.
 *
 * A document need not repeat what a class has from the one above it. So that the class has it, too, properties and
 * methods come in the order of the parent's, then its own; those that the document has again are the document's.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cim_name.h"
#include "class_sets.h"
#include "flag_qualifier.h"
#include "objects.h"
#include "xml_reading.h"

/* The class that is being read. */
struct class_reading {
	struct dispatch_xml_reading *r;
	struct dispatch_class_builder *builder;
	const MI_Char *name, *super_class; /* the latter may be NULL */
};

/* What the elements of properties, methods and parameters say alike. */
struct feature {
	const MI_Char *name, *class_name, *origin, *propagator;
	MI_Uint32 flags, subscript;
	MI_Type type;
};

static bool starts_with(const MI_Char *name, const MI_Char *what)
{
	return strncmp(name, what, strlen(what)) == 0;
}

static bool says(const struct dispatch_xml_element *element, const MI_Char *attribute, const MI_Char *value)
{
	const MI_Char *said = dispatch_xml_get(element, attribute);

	return said && strcasecmp(said, value) == 0;
}

/* --- qualifiers --------------------------------------------------------------------------------------------- */

static MI_Uint32 flavor_of(const struct dispatch_xml_element *element)
{
	MI_Uint32 flavor = says(element, "OVERRIDABLE", "false") ? MI_FLAG_DISABLEOVERRIDE : MI_FLAG_ENABLEOVERRIDE;

	flavor |= says(element, "TOSUBCLASS", "false") ? MI_FLAG_RESTRICTED : MI_FLAG_TOSUBCLASS;
	return flavor | (says(element, "TRANSLATABLE", "true") ? MI_FLAG_TRANSLATABLE : 0);
}

static MI_Result read_qualifier(const struct class_reading *c, const struct dispatch_xml_element *element,
				enum dispatch_qualified on, MI_Uint32 index)
{
	struct dispatch_qualifier_info info = {.flavor = flavor_of(element)};
	MI_Value value;
	bool exists;
	MI_Result result = dispatch_xml_need(c->r, element, "NAME", &info.name);

	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_type(c->r, element, &info.type);
	if (dispatch_xml_within(element, "VALUE.ARRAY"))
		info.type = (MI_Type)(info.type | MI_ARRAY);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_value(c->r, element, info.type, &value, &exists);
	if (result != MI_RESULT_OK)
		return result;
	info.value = exists ? &value : NULL;
	dispatch_class_builder_qualifier(c->builder, on, index, &info);
	return MI_RESULT_OK;
}

static MI_Result read_qualifiers(const struct class_reading *c, const struct dispatch_xml_element *element,
				 enum dispatch_qualified on, MI_Uint32 index)
{
	MI_Result result = MI_RESULT_OK;

	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		if (dispatch_xml_is(e, "QUALIFIER"))
			result = read_qualifier(c, e, on, index);
	return result;
}

/* The text of a qualifier's value; NULL where there is no such qualifier. */
static const MI_Char *text_of_qualifier(const struct dispatch_xml_element *element, const MI_Char *name)
{
	const struct dispatch_xml_element *value;

	for (struct dispatch_xml_element *e = element->first; e; e = e->next) {
		if (!dispatch_xml_is(e, "QUALIFIER") || !dispatch_name_equal(dispatch_xml_get(e, "NAME"), name))
			continue;
		value = dispatch_xml_within(e, "VALUE");
		return value ? value->text : "";
	}
	return NULL;
}

/* The flags that the element's qualifiers stand for. */
static MI_Uint32 flags_of(const struct dispatch_xml_element *element)
{
	MI_Uint32 flags = 0;

	for (size_t i = 0; i < DISPATCH_FLAG_QUALIFIERS; i++) {
		const MI_Char *text = text_of_qualifier(element, dispatch_flag_qualifiers[i].name);

		if (text && strcasecmp(text, "true") == 0)
			flags |= dispatch_flag_qualifiers[i].flag;
	}
	return flags;
}

/* --- features ----------------------------------------------------------------------------------------------- */

/* Embedded instances are strings, but for a qualifier; it names their class, or says that any may be there. */
static void find_embedded(const struct dispatch_xml_element *element, struct feature *f)
{
	const MI_Char *class_name = text_of_qualifier(element, "EmbeddedInstance"),
		      *any = text_of_qualifier(element, "EmbeddedObject");

	if (f->type != MI_STRING || (!class_name && (!any || strcasecmp(any, "true") != 0)))
		return;
	f->type = MI_INSTANCE;
	f->class_name = class_name;
}

static MI_Result read_feature_type(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				   struct feature *f)
{
	const MI_Char *kind = strchr(element->name, '.'), *size = dispatch_xml_get(element, "ARRAYSIZE");
	MI_Result result = MI_RESULT_OK;

	if (kind && starts_with(kind, ".REF")) {
		f->type = MI_REFERENCE;
		f->class_name = dispatch_xml_get(element, "REFERENCECLASS");
	} else {
		result = dispatch_xml_read_type(r, element, &f->type);
		find_embedded(element, f);
	}
	if (kind && strstr(kind, "ARRAY")) {
		f->type = (MI_Type)(f->type | MI_ARRAY);
		f->subscript = size ? (MI_Uint32)strtoul(size, NULL, 10) : 0;
	}
	return result;
}

/* Of properties and methods: where they come from. @above is NULL, or the parent's feature of the same name. */
static void find_origin(const struct class_reading *c, const struct dispatch_xml_element *element,
			const MI_Char *above_origin, const MI_Char *above_propagator, struct feature *f)
{
	bool inherited = says(element, "PROPAGATED", "true");

	f->origin = dispatch_xml_get(element, "CLASSORIGIN");
	if (!f->origin)
		f->origin = above_origin ? above_origin : c->name;
	f->propagator = c->name;
	if (inherited)
		f->propagator = above_propagator ? above_propagator : c->super_class;
}

/* --- properties --------------------------------------------------------------------------------------------- */

static MI_Result read_property(const struct class_reading *c, const struct dispatch_xml_element *element,
			       const MI_PropertyDecl *above)
{
	struct feature f = {.flags = MI_FLAG_PROPERTY | flags_of(element)};
	MI_Value value;
	MI_Uint32 index;
	bool exists;
	MI_Result result = dispatch_xml_need(c->r, element, "NAME", &f.name);

	if (result == MI_RESULT_OK)
		result = read_feature_type(c->r, element, &f);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_value(c->r, element, f.type, &value, &exists);
	if (result != MI_RESULT_OK)
		return result;
	find_origin(c, element, above ? above->origin : NULL, above ? above->propagator : NULL, &f);
	index = dispatch_class_builder_property(c->builder,
						&(struct dispatch_property_info){.name = f.name,
										 .flags = f.flags,
										 .type = f.type,
										 .class_name = f.class_name,
										 .subscript = f.subscript,
										 .origin = f.origin,
										 .propagator = f.propagator,
										 .value = exists ? &value : NULL});
	return read_qualifiers(c, element, DISPATCH_ON_PROPERTY, index);
}

static void inherit_qualifiers(const struct class_reading *c, const MI_Qualifier *const *qualifiers, MI_Uint32 count,
			       enum dispatch_qualified on, MI_Uint32 index)
{
	MI_Value value;

	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Qualifier *q = qualifiers[i];

		if (q->flavor & MI_FLAG_RESTRICTED)
			continue;
		dispatch_decl_value(q->type, q->value, &value);
		dispatch_class_builder_qualifier(c->builder, on, index,
						 &(struct dispatch_qualifier_info){.name = q->name,
										   .type = (MI_Type)q->type,
										   .flavor = q->flavor,
										   .value = q->value ? &value : NULL});
	}
}

static void inherit_property(const struct class_reading *c, const MI_PropertyDecl *p)
{
	MI_Value value;
	MI_Uint32 index;

	dispatch_decl_value(p->type, p->value, &value);
	index = dispatch_class_builder_property(
		c->builder,
		&(struct dispatch_property_info){.name = p->name,
						 .flags = p->flags,
						 .type = (MI_Type)p->type,
						 .class_name = p->className,
						 .subscript = p->subscript,
						 .origin = p->origin,
						 .propagator = p->propagator ? p->propagator : c->super_class,
						 .value = p->value ? &value : NULL});
	inherit_qualifiers(c, p->qualifiers, p->numQualifiers, DISPATCH_ON_PROPERTY, index);
}

/* --- methods ------------------------------------------------------------------------------------------------ */

static MI_Result read_parameter(const struct class_reading *c, const struct dispatch_xml_element *element)
{
	struct feature f = {.flags = MI_FLAG_PARAMETER | flags_of(element)};
	MI_Uint32 index;
	MI_Result result = dispatch_xml_need(c->r, element, "NAME", &f.name);

	if (result == MI_RESULT_OK)
		result = read_feature_type(c->r, element, &f);
	if (result != MI_RESULT_OK)
		return result;
	index = dispatch_class_builder_parameter(c->builder,
						 &(struct dispatch_parameter_info){.name = f.name,
										   .flags = f.flags,
										   .type = f.type,
										   .class_name = f.class_name,
										   .subscript = f.subscript});
	return read_qualifiers(c, element, DISPATCH_ON_PARAMETER, index);
}

static MI_Result read_method(const struct class_reading *c, const struct dispatch_xml_element *element,
			     const MI_MethodDecl *above)
{
	struct feature f = {.flags = MI_FLAG_METHOD | flags_of(element)};
	bool returns = dispatch_xml_get(element, "TYPE") != NULL;
	MI_Uint32 index;
	MI_Result result = dispatch_xml_need(c->r, element, "NAME", &f.name);

	if (result == MI_RESULT_OK && returns)
		result = dispatch_xml_read_type(c->r, element, &f.type);
	if (result != MI_RESULT_OK)
		return result;
	find_origin(c, element, above ? above->origin : NULL, above ? above->propagator : NULL, &f);
	index = dispatch_class_builder_method(c->builder, &(struct dispatch_method_info){.name = f.name,
											 .flags = f.flags,
											 .return_type = f.type,
											 .without_return = !returns,
											 .origin = f.origin,
											 .propagator = f.propagator});
	result = read_qualifiers(c, element, DISPATCH_ON_METHOD, index);
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		if (starts_with(e->name, "PARAMETER"))
			result = read_parameter(c, e);
	return result;
}

static void inherit_parameter(const struct class_reading *c, const MI_ParameterDecl *p)
{
	MI_Uint32 index = dispatch_class_builder_parameter(
		c->builder, &(struct dispatch_parameter_info){.name = p->name,
							      .flags = p->flags,
							      .type = (MI_Type)p->type,
							      .class_name = p->className,
							      .subscript = p->subscript});

	inherit_qualifiers(c, p->qualifiers, p->numQualifiers, DISPATCH_ON_PARAMETER, index);
}

/* All its parameters, the return value among them, which comes first. */
static void inherit_method(const struct class_reading *c, const MI_MethodDecl *m)
{
	MI_Uint32 index = dispatch_class_builder_method(
		c->builder,
		&(struct dispatch_method_info){.name = m->name,
					       .flags = m->flags,
					       .return_type = (MI_Type)m->returnType,
					       .without_return = true,
					       .origin = m->origin,
					       .propagator = m->propagator ? m->propagator : c->super_class});

	inherit_qualifiers(c, m->qualifiers, m->numQualifiers, DISPATCH_ON_METHOD, index);
	for (MI_Uint32 i = 0; i < m->numParameters; i++)
		inherit_parameter(c, m->parameters[i]);
}

/* --- both --------------------------------------------------------------------------------------------------- */

/* The document's element of that kind and name, or NULL. */
static const struct dispatch_xml_element *find_element(const struct dispatch_xml_element *element, const MI_Char *kind,
						       const MI_Char *name)
{
	for (struct dispatch_xml_element *e = element->first; e; e = e->next)
		if (starts_with(e->name, kind) && dispatch_name_equal(dispatch_xml_get(e, "NAME"), name))
			return e;
	return NULL;
}

static MI_Result read_properties(const struct class_reading *c, const struct dispatch_xml_element *element,
				 const MI_ClassDecl *parent)
{
	MI_Result result = MI_RESULT_OK;

	for (MI_Uint32 i = 0; i < parent->numProperties && result == MI_RESULT_OK; i++) {
		const MI_PropertyDecl *above = parent->properties[i];
		const struct dispatch_xml_element *again = find_element(element, "PROPERTY", above->name);

		if (again)
			result = read_property(c, again, above);
		else
			inherit_property(c, above);
	}
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		if (starts_with(e->name, "PROPERTY") &&
		    dispatch_name_find(parent->properties, parent->numProperties, dispatch_xml_get(e, "NAME")) ==
			    DISPATCH_NO_INDEX)
			result = read_property(c, e, NULL);
	return result;
}

static MI_Result read_methods(const struct class_reading *c, const struct dispatch_xml_element *element,
			      const MI_ClassDecl *parent)
{
	MI_Result result = MI_RESULT_OK;

	for (MI_Uint32 i = 0; i < parent->numMethods && result == MI_RESULT_OK; i++) {
		const MI_MethodDecl *above = parent->methods[i];
		const struct dispatch_xml_element *again = find_element(element, "METHOD", above->name);

		if (again)
			result = read_method(c, again, above);
		else
			inherit_method(c, above);
	}
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		if (dispatch_xml_is(e, "METHOD") &&
		    dispatch_name_find(parent->methods, parent->numMethods, dispatch_xml_get(e, "NAME")) ==
			    DISPATCH_NO_INDEX)
			result = read_method(c, e, NULL);
	return result;
}

/* --- classes ------------------------------------------------------------------------------------------------ */

static MI_Result find_parent(struct dispatch_xml_reading *r, const MI_Char *super_class, const MI_Class **parent)
{
	MI_Result result;

	if (*parent && !dispatch_name_equal((*parent)->classDecl->name, super_class))
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER,
					   "the parent that was given is class %.80s, and SUPERCLASS says %.80s",
					   (*parent)->classDecl->name, super_class ? super_class : "nothing");
	if (*parent || !super_class)
		return MI_RESULT_OK;
	result = dispatch_xml_deeper(r);
	if (result != MI_RESULT_OK)
		return result;
	result = dispatch_xml_find_class(r, super_class, parent);
	r->depth--;
	return result;
}

static MI_Result read_body(const struct class_reading *c, const struct dispatch_xml_element *element,
			   const MI_Class *parent)
{
	static const MI_ClassDecl nothing;
	const MI_ClassDecl *above = parent ? parent->classDecl : &nothing;
	MI_Result result = read_qualifiers(c, element, DISPATCH_ON_CLASS, 0);

	if (result == MI_RESULT_OK)
		result = read_properties(c, element, above);
	return result == MI_RESULT_OK ? read_methods(c, element, above) : result;
}

MI_Result dispatch_xml_read_class(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				  const MI_Class *parent, MI_Class **ret)
{
	const MI_Uint32 inherited = MI_FLAG_ASSOCIATION | MI_FLAG_INDICATION;
	struct class_reading c = {.r = r};
	MI_Result result;

	*ret = NULL;
	if (!dispatch_xml_is(element, "CLASS"))
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "%.40s where a CLASS should be",
					   element->name);
	c.super_class = dispatch_xml_get(element, "SUPERCLASS");
	result = dispatch_xml_need(r, element, "NAME", &c.name);
	if (result == MI_RESULT_OK)
		result = find_parent(r, c.super_class, &parent);
	if (result != MI_RESULT_OK)
		return result;
	c.builder = dispatch_class_builder_new(&(struct dispatch_class_info){
		.name = c.name,
		.flags = MI_FLAG_CLASS | flags_of(element) | (parent ? parent->classDecl->flags & inherited : 0),
		.super_class = c.super_class,
		.parent = parent,
		.namespace_name = r->name_space,
		.server_name = r->server_name});
	result = read_body(&c, element, parent);
	if (result == MI_RESULT_OK)
		return dispatch_class_builder_finish(c.builder, ret);
	dispatch_class_builder_free(c.builder);
	return result;
}

/* --- finding them ------------------------------------------------------------------------------------------- */

/* The declaration of the class in the document, or NULL. */
static const struct dispatch_xml_element *find_declaration(const struct dispatch_xml_reading *r, const MI_Char *name)
{
	const struct dispatch_xml_element *class;

	for (struct dispatch_xml_element *e = r->declarations ? r->declarations->first : NULL; e; e = e->next) {
		class = dispatch_xml_is(e, "VALUE.OBJECT") ? dispatch_xml_within(e, "CLASS") : NULL;
		if (class && dispatch_name_equal(dispatch_xml_get(class, "NAME"), name))
			return class;
	}
	return NULL;
}

static const MI_Class *find_at_hand(const struct dispatch_xml_reading *r, const MI_Char *name)
{
	for (struct dispatch_xml_kept *kept = r->kept; kept; kept = kept->next)
		if (kept->class && dispatch_name_equal(kept->class->classDecl->name, name))
			return kept->class;
	return NULL;
}

static const MI_Class *find_given(const struct dispatch_xml_reading *r, const MI_Char *name)
{
	for (MI_Uint32 i = 0; r->given && i < r->nr_given; i++)
		if (r->given[i] && dispatch_name_equal(r->given[i]->classDecl->name, name))
			return r->given[i];
	return NULL;
}

MI_Result dispatch_xml_find_class(struct dispatch_xml_reading *r, const MI_Char *name, const MI_Class **ret)
{
	const struct dispatch_xml_element *declaration;
	MI_Class *made = NULL;
	MI_Result result = MI_RESULT_OK;

	*ret = find_at_hand(r, name);
	if (*ret)
		return MI_RESULT_OK;
	declaration = find_declaration(r, name);
	if (!declaration)
		*ret = find_given(r, name);
	if (*ret)
		return MI_RESULT_OK;
	if (declaration)
		result = dispatch_xml_read_class(r, declaration, NULL, &made);
	else if (r->class_needed)
		result = r->class_needed(r->context, r->server_name, r->name_space, name, &made);
	if (result != MI_RESULT_OK)
		return dispatch_xml_refuse(r, result, "class %.100s is needed, and could not be had", name);
	*ret = made;
	return made ? dispatch_xml_keep(r, NULL, made) : MI_RESULT_OK;
}
