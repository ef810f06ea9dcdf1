/*
 * CIM-XML of values, properties and instances. What is written is byte for byte what stock libmi's serializer writes,
 * its own attributes (MODIFIED, EmbeddedClassName) included.
 */
#ifndef DISPATCH_XML_VALUE_H
#define DISPATCH_XML_VALUE_H

#include <mi/mi_extended.h>

#include "xml_out.h"

/* What CIM-XML calls a type; the type of its elements for an array. */
const MI_Char *dispatch_xml_type_name(MI_Uint32 type);
/* The TYPE attribute. */
void dispatch_xml_type(struct dispatch_xml_out *out, MI_Uint32 type);
/* VALUE or VALUE.ARRAY with what is in it. @value need only have the bytes of its type. */
void dispatch_xml_value(struct dispatch_xml_out *out, MI_Uint32 type, const void *value);
/* VALUE.REFERENCE, for something that lies in that namespace on that server; both may be NULL. */
void dispatch_xml_reference(struct dispatch_xml_out *out, const MI_Char *name_space, const MI_Char *server_name,
			    const MI_Instance *instance);
void dispatch_xml_instance(struct dispatch_xml_out *out, const MI_Instance *instance);
/* NAMESPACEPATH or LOCALNAMESPACEPATH, as far as the names are known. */
void dispatch_xml_namespace_path(struct dispatch_xml_out *out, const MI_Char *name_space, const MI_Char *server_name);

/* The element that a property of the type is: PROPERTY, PROPERTY.ARRAY or PROPERTY.REFERENCE. */
const MI_Char *dispatch_xml_property_element(MI_Uint32 type);

#endif
