/*
 * CIM-XML to instances, and to references, which are instances with nothing but keys: see xml_reading.h.
 */
#include <stdint.h>

#include "batch.h"
#include "cim_name.h"
#include "instance.h"
#include "objects.h"
#include "value.h"
#include "xml_reading.h"
#include "xml_value.h"

/* --- INSTANCE ----------------------------------------------------------------------------------------------- */

static bool is_property(const struct dispatch_xml_element *element)
{
	return strncmp(element->name, "PROPERTY", strlen("PROPERTY")) == 0;
}

/* The document and the class must mean the same type; text says of an embedded instance that it is a string. */
static MI_Result check_type(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
			    const MI_PropertyDecl *property)
{
	const MI_Char *wanted = dispatch_xml_type_name(property->type), *said = dispatch_xml_get(element, "TYPE");

	if (!dispatch_xml_is(element, dispatch_xml_property_element(property->type)) ||
	    (property->type != MI_REFERENCE && said && strcmp(said, wanted) != 0))
		return dispatch_xml_refuse(r, MI_RESULT_TYPE_MISMATCH,
					   "property %.100s is a %s of type %.40s, and the class has a %s of type %s",
					   property->name, element->name, said ? said : "none",
					   dispatch_xml_property_element(property->type), wanted);
	return MI_RESULT_OK;
}

static MI_Result read_property(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
			       MI_Instance *instance)
{
	const MI_ClassDecl *decl = dispatch_instance_body(instance)->classDecl;
	MI_Uint32 flags = dispatch_xml_get(element, "MODIFIED") ? 0 : MI_FLAG_NOT_MODIFIED, index;
	const MI_Char *name;
	MI_Value value;
	MI_Type type;
	bool exists;
	MI_Result result = dispatch_xml_need(r, element, "NAME", &name);

	if (result != MI_RESULT_OK)
		return result;
	index = dispatch_name_find(decl->properties, decl->numProperties, name);
	if (index == DISPATCH_NO_INDEX)
		return dispatch_xml_refuse(r, MI_RESULT_NO_SUCH_PROPERTY, "class %.80s has no property %.100s",
					   decl->name, name);
	type = (MI_Type)decl->properties[index]->type;
	result = check_type(r, element, decl->properties[index]);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_value(r, element, type, &value, &exists);
	if (result != MI_RESULT_OK)
		return result;
	return dispatch_instance_restore_at(instance, index, exists ? &value : NULL, type,
					    exists ? flags : flags | MI_FLAG_NULL);
}

MI_Result dispatch_xml_read_instance(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				     MI_Instance **ret)
{
	const MI_Class *class;
	const MI_Char *name;
	MI_Instance *instance;
	MI_Result result;

	*ret = NULL;
	if (!dispatch_xml_is(element, "INSTANCE"))
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "%.40s where an INSTANCE should be",
					   element->name);
	result = dispatch_xml_need(r, element, "CLASSNAME", &name);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_find_class(r, name, &class);
	if (result == MI_RESULT_OK && !class)
		result = dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER,
					     "class %.100s of the instance is not known", name);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_new_from_class(NULL, class, &instance);
	if (result != MI_RESULT_OK)
		return result;
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		if (is_property(e))
			result = read_property(r, e, instance);
		else if (!dispatch_xml_is(e, "QUALIFIER"))
			result = dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "INSTANCE: %.40s in it", e->name);
	if (result == MI_RESULT_OK)
		*ret = instance;
	else
		dispatch_instance_free(instance);
	return result;
}

/* --- references --------------------------------------------------------------------------------------------- */

/* The type of a key that no class tells: as TYPE has it, else what VALUETYPE comes nearest to. */
static MI_Result type_of_key(struct dispatch_xml_reading *r, const struct dispatch_xml_element *value, MI_Type *ret)
{
	const MI_Char *kind = dispatch_xml_get(value, "VALUETYPE");

	if (dispatch_xml_is(value, "VALUE.REFERENCE")) {
		*ret = MI_REFERENCE;
		return MI_RESULT_OK;
	}
	if (dispatch_xml_get(value, "TYPE"))
		return dispatch_xml_read_type(r, value, ret);
	*ret = MI_STRING;
	if (kind && strcmp(kind, "boolean") == 0)
		*ret = MI_BOOLEAN;
	else if (kind && strcmp(kind, "numeric") == 0)
		*ret = strchr(value->text, '-') ? MI_SINT64 : MI_UINT64;
	return MI_RESULT_OK;
}

/* KEYVALUE or VALUE.REFERENCE. */
static MI_Result read_key_value(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				MI_Type type, MI_Value *ret)
{
	MI_Result result;

	memset(ret, 0, sizeof(*ret));
	if ((type == MI_REFERENCE) != dispatch_xml_is(element, "VALUE.REFERENCE"))
		return dispatch_xml_refuse(r, MI_RESULT_TYPE_MISMATCH, "%.40s for a key of type %s", element->name,
					   dispatch_xml_type_name(type));
	if (type != MI_REFERENCE)
		return dispatch_xml_read_scalar(r, element->text, element->length, type, ret);
	result = dispatch_xml_read_reference(r, element, &ret->reference);
	return result == MI_RESULT_OK ? dispatch_xml_keep(r, ret->reference, NULL) : result;
}

/* Sets a key: of the class that the instance has, or of an instance that learns of its class by its keys. */
static MI_Result read_key(struct dispatch_xml_reading *r, const struct dispatch_xml_element *value, const MI_Char *name,
			  const MI_Class *class, MI_Instance *instance)
{
	MI_Uint32 index = 0;
	MI_Value key;
	MI_Type type;
	MI_Result result;

	if (class) {
		index = dispatch_name_find(class->classDecl->properties, class->classDecl->numProperties, name);
		if (index == DISPATCH_NO_INDEX)
			return dispatch_xml_refuse(r, MI_RESULT_NO_SUCH_PROPERTY, "class %.80s has no property %.100s",
						   class->classDecl->name, name);
		type = (MI_Type) class->classDecl->properties[index]->type;
		result = MI_RESULT_OK;
	} else {
		result = type_of_key(r, value, &type);
	}
	if (result == MI_RESULT_OK)
		result = read_key_value(r, value, type, &key);
	if (result != MI_RESULT_OK)
		return result;
	return class ? dispatch_instance_restore_at(instance, index, &key, type, MI_FLAG_NOT_MODIFIED)
		     : dispatch_instance_restore_add(instance, name, &key, type, MI_FLAG_KEY | MI_FLAG_NOT_MODIFIED);
}

/* The name of a key that has none in the document, because it is the only one. */
static const MI_Char *only_key(const MI_Class *class)
{
	const MI_Char *found = NULL;

	for (MI_Uint32 i = 0; class && i < class->classDecl->numProperties; i++) {
		if (!(class->classDecl->properties[i]->flags & MI_FLAG_KEY))
			continue;
		if (found)
			return NULL;
		found = class->classDecl->properties[i]->name;
	}
	return found;
}

static MI_Result read_key_binding(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				  const MI_Class *class, MI_Instance *instance)
{
	const MI_Char *name;
	MI_Result result;

	if (dispatch_xml_is(element, "KEYBINDING")) {
		result = dispatch_xml_need(r, element, "NAME", &name);
		if (result == MI_RESULT_OK && !element->first)
			result = dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "key %.100s has no value", name);
		return result == MI_RESULT_OK ? read_key(r, element->first, name, class, instance) : result;
	}
	name = only_key(class);
	if (!name)
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER,
					   "INSTANCENAME: a %.40s without a name, and no class with one key to tell it",
					   element->name);
	return read_key(r, element, name, class, instance);
}

static MI_Result read_instance_name(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				    MI_Instance **ret)
{
	const MI_Class *class;
	const MI_Char *name;
	MI_Instance *instance;
	MI_Result result = dispatch_xml_need(r, element, "CLASSNAME", &name);

	if (result == MI_RESULT_OK)
		result = dispatch_xml_find_class(r, name, &class);
	if (result != MI_RESULT_OK)
		return result;
	result = class ? dispatch_instance_new_from_class(NULL, class, &instance)
		       : dispatch_instance_restore_new(name, MI_FLAG_CLASS, &instance);
	if (result != MI_RESULT_OK)
		return result;
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next)
		result = read_key_binding(r, e, class, instance);
	if (result == MI_RESULT_OK)
		*ret = instance;
	else
		dispatch_instance_free(instance);
	return result;
}

/* VALUE.REFERENCE, whose path, if it has one, is where it and all references in it lie. */
static MI_Result read_placed(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
			     MI_Instance **ret)
{
	const struct dispatch_xml_element *path = element->first, *name = path;
	MI_Result result = MI_RESULT_OK;

	if (path && (dispatch_xml_is(path, "INSTANCEPATH") || dispatch_xml_is(path, "LOCALINSTANCEPATH"))) {
		name = dispatch_xml_within(path, "INSTANCENAME");
		result = dispatch_xml_read_path(r, path);
	}
	if (result == MI_RESULT_OK && (!name || !dispatch_xml_is(name, "INSTANCENAME")))
		result = dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "%.40s: no INSTANCENAME in it",
					     element->name);
	if (result == MI_RESULT_OK)
		result = read_instance_name(r, name, ret);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_place(r, *ret);
	return result;
}

MI_Result dispatch_xml_read_reference(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				      MI_Instance **ret)
{
	const MI_Char *name_space = r->name_space, *server_name = r->server_name;
	MI_Result result = dispatch_xml_deeper(r);

	*ret = NULL;
	if (result != MI_RESULT_OK)
		return result;
	result = read_placed(r, element, ret);
	r->name_space = name_space;
	r->server_name = server_name;
	r->depth--;
	return result;
}

/* --- paths -------------------------------------------------------------------------------------------------- */

/* The parts of a namespace, with slashes between. */
static MI_Result read_local_path(struct dispatch_xml_reading *r, const struct dispatch_xml_element *path)
{
	const MI_Char *part;
	size_t length = 1;
	MI_Char *joined;
	MI_Result result;

	for (struct dispatch_xml_element *e = path->first; e; e = e->next) {
		result = dispatch_xml_need(r, e, "NAME", &part);
		if (result != MI_RESULT_OK)
			return result;
		length += strlen(part) + 1;
	}
	joined = dispatch_batch_zalloc(r->batch, length);
	if (!joined)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	r->name_space = joined;
	for (struct dispatch_xml_element *e = path->first; e; e = e->next) {
		joined = stpcpy(joined, dispatch_xml_get(e, "NAME"));
		if (e->next)
			*joined++ = '/';
	}
	return MI_RESULT_OK;
}

MI_Result dispatch_xml_read_path(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element)
{
	const struct dispatch_xml_element *path = dispatch_xml_within(element, "NAMESPACEPATH"), *host;

	r->server_name = NULL;
	if (path) {
		host = dispatch_xml_within(path, "HOST");
		if (host)
			r->server_name = host->text;
		element = path;
	}
	path = dispatch_xml_within(element, "LOCALNAMESPACEPATH");
	return path ? read_local_path(r, path) : MI_RESULT_OK;
}

MI_Result dispatch_xml_place(const struct dispatch_xml_reading *r, MI_Instance *instance)
{
	MI_Result result = MI_RESULT_OK;

	if (r->name_space)
		result = dispatch_instance_ft.SetNameSpace(instance, r->name_space);
	if (result == MI_RESULT_OK && r->server_name)
		result = dispatch_instance_ft.SetServerName(instance, r->server_name);
	return result;
}
