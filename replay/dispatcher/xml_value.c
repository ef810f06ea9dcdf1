/*
 * CIM-XML of values and instances: see xml_value.h.
 */
#include "xml_value.h"

#include <stdint.h>
#include <stdio.h>

#include "cim_name.h"
#include "field.h"
#include "instance.h"
#include "value.h"

/* A longer namespace is not written. */
#define NAMESPACE_LIMIT 1024

const MI_Char *dispatch_xml_type_name(MI_Uint32 type)
{
	/* References are told by their element, embedded instances are strings. */
	static const MI_Char *const names[MI_ARRAY] = {"boolean",  "uint8",  "sint8",  "uint16", "sint16", "uint32",
						       "sint32",   "uint64", "sint64", "real32", "real64", "char16",
						       "datetime", "string", "unused", "string"};

	return names[type & (MI_ARRAY - 1)];
}

void dispatch_xml_type(struct dispatch_xml_out *out, MI_Uint32 type)
{
	dispatch_xml_attribute(out, "TYPE", dispatch_xml_type_name(type));
}

static void put_datetime(struct dispatch_xml_out *out, const MI_Datetime *datetime)
{
	const MI_Timestamp *t = &datetime->u.timestamp;
	const MI_Interval *i = &datetime->u.interval;
	MI_Char text[128];

	if (datetime->isTimestamp)
		snprintf(text, sizeof(text), "%04u%02u%02u%02u%02u%02u.%06u%c%03u", t->year, t->month, t->day, t->hour,
			 t->minute, t->second, t->microseconds, t->utc < 0 ? '-' : '+',
			 t->utc < 0 ? 0 - (unsigned)t->utc : (unsigned)t->utc);
	else
		snprintf(text, sizeof(text), "%08u%02u%02u%02u.%06u:000", i->days, i->hours, i->minutes, i->seconds,
			 i->microseconds);
	dispatch_xml_verbatim(out, text);
}

/* Numbers, in the notation of their type; answers whether it was one. */
static bool put_number(struct dispatch_xml_out *out, MI_Uint32 type, const MI_Value *value)
{
	MI_Char text[64];

	switch (type) {
	case MI_UINT8:
		snprintf(text, sizeof(text), "%u", value->uint8);
		break;
	case MI_SINT8:
		snprintf(text, sizeof(text), "%d", value->sint8);
		break;
	case MI_UINT16:
		snprintf(text, sizeof(text), "%u", value->uint16);
		break;
	case MI_SINT16:
		snprintf(text, sizeof(text), "%d", value->sint16);
		break;
	case MI_UINT32:
		snprintf(text, sizeof(text), "%u", value->uint32);
		break;
	case MI_SINT32:
		snprintf(text, sizeof(text), "%d", value->sint32);
		break;
	case MI_UINT64:
		snprintf(text, sizeof(text), "%llu", value->uint64);
		break;
	case MI_SINT64:
		snprintf(text, sizeof(text), "%lld", value->sint64);
		break;
	case MI_REAL32:
		snprintf(text, sizeof(text), "%.7e", (double)value->real32);
		break;
	case MI_REAL64:
		snprintf(text, sizeof(text), "%.16e", value->real64);
		break;
	case MI_CHAR16:
		snprintf(text, sizeof(text), "&#%u;", value->char16);
		break;
	default:
		return false;
	}
	dispatch_xml_verbatim(out, text);
	return true;
}

/* A scalar without an element around it. */
static void put_scalar(struct dispatch_xml_out *out, MI_Uint32 type, const void *bytes)
{
	MI_Value value;

	memset(&value, 0, sizeof(value));
	memcpy(&value, bytes, dispatch_type_size(type));
	if (put_number(out, type, &value))
		return;
	switch (type) {
	case MI_BOOLEAN:
		dispatch_xml_verbatim(out, value.boolean ? "true" : "false");
		break;
	case MI_DATETIME:
		put_datetime(out, &value.datetime);
		break;
	case MI_STRING:
		dispatch_xml_escaped(out, value.string);
		break;
	case MI_INSTANCE:
		if (!value.instance)
			break;
		out->depth++;
		dispatch_xml_instance(out, value.instance);
		out->depth--;
		break;
	default:
		dispatch_xml_fail(out, MI_RESULT_FAILED);
	}
}

void dispatch_xml_value(struct dispatch_xml_out *out, MI_Uint32 type, const void *value)
{
	MI_Uint32 scalar = type & ~(MI_Uint32)MI_ARRAY, i;
	const MI_Array *array = value;

	if (!(type & MI_ARRAY)) {
		dispatch_xml_text(out, "<VALUE>");
		put_scalar(out, type, value);
		dispatch_xml_text(out, "</VALUE>");
		return;
	}
	dispatch_xml_text(out, "<VALUE.ARRAY>");
	for (i = 0; array->data && i < array->size; i++)
		dispatch_xml_value(out, scalar, (const char *)array->data + i * dispatch_type_size(scalar));
	dispatch_xml_text(out, "</VALUE.ARRAY>");
}

/* The parts of a namespace, one element each; separators of either kind, empty parts left out. */
static void put_local_namespace_path(struct dispatch_xml_out *out, const MI_Char *name_space)
{
	MI_Char part[NAMESPACE_LIMIT];
	size_t len;

	dispatch_xml_text(out, "<LOCALNAMESPACEPATH>");
	if (strlen(name_space) >= NAMESPACE_LIMIT) {
		dispatch_xml_fail(out, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	for (; *name_space; name_space += len + (name_space[len] != '\0')) {
		len = strcspn(name_space, "/\\");
		if (!len)
			continue;
		memcpy(part, name_space, len);
		part[len] = '\0';
		dispatch_xml_text(out, "<NAMESPACE");
		dispatch_xml_attribute(out, "NAME", part);
		dispatch_xml_text(out, "/>");
	}
	dispatch_xml_text(out, "</LOCALNAMESPACEPATH>");
}

void dispatch_xml_namespace_path(struct dispatch_xml_out *out, const MI_Char *name_space, const MI_Char *server_name)
{
	if (!name_space)
		return;
	if (server_name) {
		dispatch_xml_text(out, "<NAMESPACEPATH><HOST>");
		dispatch_xml_text(out, server_name);
		dispatch_xml_text(out, "</HOST>");
	}
	put_local_namespace_path(out, name_space);
	if (server_name)
		dispatch_xml_text(out, "</NAMESPACEPATH>");
}

/* The name if it is another than the one that holds anyway. */
static const MI_Char *unless_same(const MI_Char *name, const MI_Char *known)
{
	return name && known && dispatch_name_equal(name, known) ? NULL : name;
}

static void put_key(struct dispatch_xml_out *out, const struct mtr_mi_instance *body, const MI_PropertyDecl *property)
{
	const void *field = dispatch_field_of(body, property);
	const MI_Char *kind = "numeric";

	if (property->type == MI_REFERENCE) {
		if (*(MI_Instance *const *)field)
			dispatch_xml_reference(out, body->nameSpace, body->serverName, *(MI_Instance *const *)field);
		return;
	}
	if (property->type == MI_BOOLEAN)
		kind = "boolean";
	else if (property->type == MI_DATETIME || property->type == MI_STRING || property->type == MI_CHAR16)
		kind = "string";
	dispatch_xml_text(out, "<KEYVALUE");
	dispatch_xml_attribute(out, "VALUETYPE", kind);
	dispatch_xml_type(out, property->type);
	dispatch_xml_text(out, ">");
	put_scalar(out, property->type, field);
	dispatch_xml_text(out, "</KEYVALUE>");
}

/* An only key goes without its name. */
static void put_instance_name(struct dispatch_xml_out *out, const MI_Instance *instance)
{
	const struct mtr_mi_instance *body = dispatch_instance_body(instance);
	const MI_ClassDecl *decl = body->classDecl;
	MI_Uint32 i, keys = 0;

	dispatch_xml_text(out, "<INSTANCENAME");
	dispatch_xml_attribute(out, "CLASSNAME", decl->name);
	dispatch_xml_text(out, ">");
	for (i = 0; i < decl->numProperties; i++)
		keys += (decl->properties[i]->flags & MI_FLAG_KEY) != 0;
	for (i = 0; i < decl->numProperties; i++) {
		if (!(decl->properties[i]->flags & MI_FLAG_KEY))
			continue;
		if (keys > 1) {
			dispatch_xml_text(out, "<KEYBINDING");
			dispatch_xml_attribute(out, "NAME", decl->properties[i]->name);
			dispatch_xml_text(out, ">");
		}
		put_key(out, body, decl->properties[i]);
		if (keys > 1)
			dispatch_xml_text(out, "</KEYBINDING>");
	}
	dispatch_xml_text(out, "</INSTANCENAME>");
}

void dispatch_xml_reference(struct dispatch_xml_out *out, const MI_Char *name_space, const MI_Char *server_name,
			    const MI_Instance *instance)
{
	const struct mtr_mi_instance *body = dispatch_instance_body(instance);
	const MI_Char *path_namespace = unless_same(body->nameSpace, name_space);
	const MI_Char *path_server = unless_same(body->serverName, server_name);
	const MI_Char *element = path_server ? "INSTANCEPATH>" : "LOCALINSTANCEPATH>";

	dispatch_xml_text(out, "<VALUE.REFERENCE>");
	if (path_namespace) {
		dispatch_xml_text(out, "<");
		dispatch_xml_text(out, element);
		dispatch_xml_namespace_path(out, path_namespace, path_server);
	}
	put_instance_name(out, instance);
	if (path_namespace) {
		dispatch_xml_text(out, "</");
		dispatch_xml_text(out, element);
	}
	dispatch_xml_text(out, "</VALUE.REFERENCE>");
}

const MI_Char *dispatch_xml_property_element(MI_Uint32 type)
{
	return type & MI_ARRAY ? "PROPERTY.ARRAY" : type == MI_REFERENCE ? "PROPERTY.REFERENCE" : "PROPERTY";
}

static void put_property_attributes(struct dispatch_xml_out *out, const MI_PropertyDecl *property, bool modified)
{
	dispatch_xml_attribute(out, "NAME", property->name);
	if (property->type != MI_REFERENCE)
		dispatch_xml_type(out, property->type);
	if ((property->type & MI_ARRAY) && property->subscript)
		dispatch_xml_attribute_number(out, "ARRAYSIZE", property->subscript);
	if (property->type == MI_INSTANCE || property->type == MI_INSTANCEA) {
		dispatch_xml_attribute(out, "EmbeddedObject", property->className ? "instance" : "object");
		if (property->className)
			dispatch_xml_attribute(out, "EmbeddedClassName", property->className);
	}
	if (modified)
		dispatch_xml_attribute(out, "MODIFIED", "TRUE");
}

static void put_property(struct dispatch_xml_out *out, const struct mtr_mi_instance *body,
			 const MI_PropertyDecl *property)
{
	const void *field = dispatch_field_of(body, property);

	dispatch_xml_text(out, "<");
	dispatch_xml_text(out, dispatch_xml_property_element(property->type));
	put_property_attributes(out, property, dispatch_field_flags(field, property->type) & MTR_MI_FIELD_MODIFIED);
	dispatch_xml_text(out, ">");
	if (dispatch_field_exists(field, property->type)) {
		if (property->type == MI_REFERENCE)
			dispatch_xml_reference(out, body->nameSpace, body->serverName, *(MI_Instance *const *)field);
		else
			dispatch_xml_value(out, property->type, field);
	}
	dispatch_xml_text(out, "</");
	dispatch_xml_text(out, dispatch_xml_property_element(property->type));
	dispatch_xml_text(out, ">");
}

/* Arrays of references do not exist in CIM: there is no way to write them, and nothing after them is written. */
void dispatch_xml_instance(struct dispatch_xml_out *out, const MI_Instance *instance)
{
	const struct mtr_mi_instance *body = dispatch_instance_body(instance);
	const MI_ClassDecl *decl = body->classDecl;
	MI_Uint32 i;

	dispatch_xml_text(out, "<INSTANCE");
	dispatch_xml_attribute(out, "CLASSNAME", decl->name);
	dispatch_xml_text(out, ">");
	for (i = 0; i < decl->numProperties; i++) {
		if (decl->properties[i]->type == MI_REFERENCEA) {
			dispatch_xml_fail(out, MI_RESULT_NOT_SUPPORTED);
			break;
		}
		put_property(out, body, decl->properties[i]);
	}
	dispatch_xml_text(out, "</INSTANCE>");
}
