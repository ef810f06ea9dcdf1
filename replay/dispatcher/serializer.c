/*
 * Serializers: instances and classes become CIM-XML, format MI_XML. They are two words without a table, and have
 * nothing to remember. deserializer.c reads it back.
 */
#include <stdbool.h>

#include "cim_name.h"
#include "instance.h"
#include "objects.h"
#include "value.h"
#include "xml_class.h"
#include "xml_out.h"
#include "xml_value.h"

/* How many classes one instance can bring with it. */
#define CLASS_LIMIT 50

/* Classes that an instance's document has already. */
struct written_classes {
	const MI_Char *names[CLASS_LIMIT];
	unsigned count;
};

static MI_Result serializer_Close(MI_Serializer *serializer)
{
	return serializer ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result serializer_SerializeClass(MI_Serializer *serializer, MI_Uint32 flags, const MI_Class *classObject,
					   MI_Uint8 *clientBuffer, MI_Uint32 clientBufferLength,
					   MI_Uint32 *clientBufferNeeded)
{
	const MI_Uint32 known = MI_SERIALIZER_FLAGS_CLASS_DEEP | DISPATCH_XML_FLAGS;
	struct dispatch_xml_out out = {.buffer = clientBuffer, .size = clientBuffer ? clientBufferLength : 0};

	if (!serializer || (flags & ~known) || !classObject || !clientBufferNeeded)
		return MI_RESULT_INVALID_PARAMETER;
	dispatch_xml_class(&out, flags, classObject->classDecl, classObject->namespaceName, classObject->serverName);
	*clientBufferNeeded = out.needed;
	return out.result;
}

static bool is_written(const struct written_classes *written, const MI_Char *name)
{
	unsigned i;

	for (i = 0; i < written->count; i++)
		if (dispatch_name_equal(written->names[i], name))
			return true;
	return false;
}

/* Parents first; each class once. */
static void put_class(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ClassDecl *decl,
		      const MI_Char *name_space, const MI_Char *server_name, struct written_classes *written)
{
	if (is_written(written, decl->name))
		return;
	if (decl->superClassDecl)
		put_class(out, flags, decl->superClassDecl, name_space, server_name, written);
	if (written->count == CLASS_LIMIT) {
		out->result = MI_RESULT_FAILED;
		return;
	}
	written->names[written->count++] = decl->name;
	dispatch_xml_text(out, "<VALUE.OBJECT>");
	dispatch_xml_class(out, flags & ~(MI_Uint32)MI_SERIALIZER_FLAGS_CLASS_DEEP, decl, name_space, server_name);
	dispatch_xml_text(out, "</VALUE.OBJECT>");
}

/* A name that differs from its surroundings'. */
static const MI_Char *unless_same(const MI_Char *name, const MI_Char *outer)
{
	return name && outer && dispatch_name_equal(name, outer) ? NULL : name;
}

/* The classes of all instances inside @instance. */
static void put_embedded_classes(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_Instance *instance,
				 struct written_classes *written)
{
	MI_Uint32 i, j;
	MI_Uint32 element_flags;
	MI_Value value;
	MI_Type type;

	for (i = 0; dispatch_instance_ft.GetElementAt(instance, i, NULL, &value, &type, &element_flags) == MI_RESULT_OK;
	     i++) {
		MI_Instance **inner = type & MI_ARRAY ? value.instancea.data : &value.instance;
		MI_Uint32 count = type & MI_ARRAY ? value.instancea.size : 1;

		if (!dispatch_type_has_instances(type) || (element_flags & MI_FLAG_NULL))
			continue;
		for (j = 0; inner && j < count; j++) {
			put_class(out, flags, dispatch_instance_body(inner[j])->classDecl,
				  unless_same(inner[j]->nameSpace, instance->nameSpace),
				  unless_same(inner[j]->serverName, instance->serverName), written);
			put_embedded_classes(out, flags, inner[j], written);
		}
	}
}

/* A whole document: where the instance lies, its classes, itself. */
static void put_with_classes(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_Instance *instance)
{
	struct written_classes written = {.count = 0};

	dispatch_xml_text(out, "<CIM CIMVERSION=\"2.6.0\" DTDVERSION=\"2.3.1\"><DECLARATION><DECLGROUP>");
	dispatch_xml_namespace_path(out, instance->nameSpace, instance->serverName);
	put_class(out, flags, dispatch_instance_body(instance)->classDecl, instance->nameSpace, instance->serverName,
		  &written);
	put_embedded_classes(out, flags, instance, &written);
	dispatch_xml_text(out, "<VALUE.OBJECT>");
	dispatch_xml_instance(out, instance);
	dispatch_xml_text(out, "</VALUE.OBJECT></DECLGROUP></DECLARATION></CIM>");
}

static MI_Result serializer_SerializeInstance(MI_Serializer *serializer, MI_Uint32 flags,
					      const MI_Instance *instanceObject, MI_Uint8 *clientBuffer,
					      MI_Uint32 clientBufferLength, MI_Uint32 *clientBufferNeeded)
{
	const MI_Uint32 known = MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS | DISPATCH_XML_FLAGS;
	struct dispatch_xml_out out = {.buffer = clientBuffer, .size = clientBuffer ? clientBufferLength : 0};

	if (!serializer || (flags & ~known) || !instanceObject || !clientBufferNeeded)
		return MI_RESULT_INVALID_PARAMETER;
	if (flags & MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS)
		put_with_classes(&out, flags, instanceObject);
	else
		dispatch_xml_instance(&out, instanceObject);
	*clientBufferNeeded = out.needed;
	return out.result;
}

const MI_SerializerFT dispatch_serializer_ft = {
	.Close = serializer_Close,
	.SerializeClass = serializer_SerializeClass,
	.SerializeInstance = serializer_SerializeInstance,
};

MI_Result dispatch_serializer_new(MI_Uint32 flags, const MI_Char *format, MI_Serializer *ret_serializer)
{
	if (flags || !format || !ret_serializer)
		return MI_RESULT_INVALID_PARAMETER;
	if (strcmp(format, MI_T("MI_XML")) != 0)
		return MI_RESULT_NOT_SUPPORTED;
	memset(ret_serializer, 0, sizeof(*ret_serializer));
	return MI_RESULT_OK;
}
