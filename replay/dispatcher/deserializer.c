/*
 * Deserializers: from CIM-XML, format MI_XML, back to instances and classes.
 *
 * Stock libmi has the functions in its table and refuses to make a deserializer that they would work for. So does a
 * library whose backend does not say otherwise; and the functions work for deserializers alone that were made here, told
 * by a word in them. The other word is the table, where .NET's library looks for it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "backend.h"
#include "batch.h"
#include "objects.h"
#include "runtime.h"
#include "xml_reading.h"

#define DESERIALIZER_MARK UINT64_C(0x6d69747261636503)

static bool is_ours(const MI_Deserializer *deserializer)
{
	return deserializer && deserializer->reserved1 == DESERIALIZER_MARK;
}

/* Begins to read a document. The reading is to be ended, whatever is answered. */
static MI_Result begin(struct dispatch_xml_reading *r, const MI_Uint8 *bytes, MI_Uint32 length,
		       struct dispatch_xml_document *ret_document)
{
	MI_Result result;

	r->batch = dispatch_batch_new(0);
	if (!r->batch)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	result = dispatch_xml_parse(r->batch, bytes, length, ret_document);
	if (result != MI_RESULT_OK && ret_document->trouble)
		dispatch_xml_refuse(r, result, "at byte %zu: %s", ret_document->read, ret_document->trouble);
	return result;
}

/* Lets go of the reading, and tells the client what was wrong. */
static MI_Result end(struct dispatch_xml_reading *r, MI_Result result, MI_Instance **ret_details)
{
	if (result != MI_RESULT_OK && ret_details)
		*ret_details = dispatch_error_instance(result, r->trouble[0] ? r->trouble : NULL);
	dispatch_xml_reading_end(r);
	return result;
}

/* Arguments that no reading was begun for. */
static MI_Result refuse(const MI_Deserializer *deserializer, MI_Instance **ret_details)
{
	struct dispatch_xml_reading none = {.trouble = ""};

	return end(&none, is_ours(deserializer) ? MI_RESULT_INVALID_PARAMETER : MI_RESULT_NOT_SUPPORTED, ret_details);
}

static MI_Result deserializer_Close(MI_Deserializer *deserializer)
{
	if (!is_ours(deserializer))
		return MI_RESULT_NOT_SUPPORTED;
	memset(deserializer, 0, sizeof(*deserializer));
	return MI_RESULT_OK;
}

static MI_Result deserializer_DeserializeClass(MI_Deserializer *deserializer, MI_Uint32 flags,
					       MI_Uint8 *serializedBuffer, MI_Uint32 serializedBufferLength,
					       MI_Class *parentClass, const MI_Char *serverName,
					       const MI_Char *namespaceName,
					       MI_Deserializer_ClassObjectNeeded classObjectNeeded,
					       void *classObjectNeededContext, MI_Uint32 *serializedBufferRead,
					       MI_Class **classObject, MI_Instance **cimErrorDetails)
{
	struct dispatch_xml_reading r = {.name_space = namespaceName,
					 .server_name = serverName,
					 .class_needed = classObjectNeeded,
					 .context = classObjectNeededContext};
	struct dispatch_xml_document document;
	MI_Result result;

	if (cimErrorDetails)
		*cimErrorDetails = NULL;
	if (classObject)
		*classObject = NULL;
	if (!is_ours(deserializer) || flags || !serializedBuffer || !classObject)
		return refuse(deserializer, cimErrorDetails);
	result = begin(&r, serializedBuffer, serializedBufferLength, &document);
	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_class(&r, document.root, parentClass, classObject);
	if (result == MI_RESULT_OK && serializedBufferRead)
		*serializedBufferRead = (MI_Uint32)document.read;
	return end(&r, result, cimErrorDetails);
}

/*
 * The INSTANCE in a document: all of it, or the one that is declared together with its classes; then the reading
 * learns of these, and of where the instance lies.
 */
static MI_Result find_instance(struct dispatch_xml_reading *r, const struct dispatch_xml_element *root,
			       const struct dispatch_xml_element **ret)
{
	const struct dispatch_xml_element *declaration = dispatch_xml_within(root, "DECLARATION");
	MI_Result result;

	*ret = root;
	if (!dispatch_xml_is(root, "CIM"))
		return MI_RESULT_OK;
	r->declarations = declaration ? dispatch_xml_within(declaration, "DECLGROUP") : NULL;
	if (!r->declarations)
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER,
					   "CIM: no DECLARATION with a DECLGROUP in it");
	result = dispatch_xml_read_path(r, r->declarations);
	if (result != MI_RESULT_OK)
		return result;
	for (struct dispatch_xml_element *e = r->declarations->first; e; e = e->next) {
		*ret = dispatch_xml_is(e, "VALUE.OBJECT") ? dispatch_xml_within(e, "INSTANCE") : NULL;
		if (*ret)
			return MI_RESULT_OK;
	}
	return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "DECLGROUP: no VALUE.OBJECT with an INSTANCE in it");
}

static MI_Result read_instance(struct dispatch_xml_reading *r, const struct dispatch_xml_element *root,
			       MI_Instance **ret)
{
	const struct dispatch_xml_element *element;
	MI_Result result = find_instance(r, root, &element);

	if (result == MI_RESULT_OK)
		result = dispatch_xml_read_instance(r, element, ret);
	if (result != MI_RESULT_OK)
		return result;
	result = dispatch_xml_place(r, *ret);
	if (result != MI_RESULT_OK) {
		dispatch_instance_free(*ret);
		*ret = NULL;
	}
	return result;
}

static MI_Result deserializer_DeserializeInstance(MI_Deserializer *deserializer, MI_Uint32 flags,
						  MI_Uint8 *serializedBuffer, MI_Uint32 serializedBufferLength,
						  MI_Class **classObjects, MI_Uint32 numberClassObjects,
						  MI_Deserializer_ClassObjectNeeded classObjectNeeded,
						  void *classObjectNeededContext, MI_Uint32 *serializedBufferRead,
						  MI_Instance **instanceObject, MI_Instance **cimErrorDetails)
{
	struct dispatch_xml_reading r = {.given = classObjects,
					 .nr_given = numberClassObjects,
					 .class_needed = classObjectNeeded,
					 .context = classObjectNeededContext};
	struct dispatch_xml_document document;
	MI_Result result;

	if (cimErrorDetails)
		*cimErrorDetails = NULL;
	if (instanceObject)
		*instanceObject = NULL;
	if (!is_ours(deserializer) || flags || !serializedBuffer || !instanceObject)
		return refuse(deserializer, cimErrorDetails);
	result = begin(&r, serializedBuffer, serializedBufferLength, &document);
	if (result == MI_RESULT_OK)
		result = read_instance(&r, document.root, instanceObject);
	if (result == MI_RESULT_OK && serializedBufferRead)
		*serializedBufferRead = (MI_Uint32)document.read;
	return end(&r, result, cimErrorDetails);
}

/* Hands out a name as serializers do text: where it does not fit, the client learns how long it is. */
static MI_Result put_name(const MI_Char *name, MI_Char *buffer, MI_Uint32 *length)
{
	const MI_Uint32 needed = (MI_Uint32)strlen(name) + 1;
	const bool fits = buffer && *length >= needed;

	if (fits)
		memcpy(buffer, name, needed);
	*length = needed;
	return fits ? MI_RESULT_OK : MI_RESULT_FAILED;
}

/* The attribute of the element that a document is, or that it declares. @missing is for a document without. */
static MI_Result get_name(MI_Deserializer *deserializer, const MI_Uint8 *bytes, MI_Uint32 bytes_length,
			  const MI_Char *element_name, const MI_Char *attribute, MI_Result missing, MI_Char *name,
			  MI_Uint32 *name_length, MI_Instance **ret_details)
{
	struct dispatch_xml_reading r = {.trouble = ""};
	const struct dispatch_xml_element *element;
	struct dispatch_xml_document document;
	const MI_Char *value;
	MI_Result result;

	if (ret_details)
		*ret_details = NULL;
	if (!is_ours(deserializer) || !bytes || !name_length)
		return refuse(deserializer, ret_details);
	result = begin(&r, bytes, bytes_length, &document);
	if (result == MI_RESULT_OK)
		result = find_instance(&r, document.root, &element);
	if (result == MI_RESULT_OK && !dispatch_xml_is(element, element_name))
		result = dispatch_xml_refuse(&r, MI_RESULT_INVALID_PARAMETER, "%.40s where a %s should be",
					     element->name, element_name);
	if (result != MI_RESULT_OK)
		return end(&r, result, ret_details);
	value = dispatch_xml_get(element, attribute);
	result = value ? put_name(value, name, name_length)
		       : dispatch_xml_refuse(&r, missing, "%s: it has no attribute %s", element_name, attribute);
	return end(&r, result, ret_details);
}

static MI_Result deserializer_Class_GetClassName(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						 MI_Uint32 serializedBufferLength, MI_Char *className,
						 MI_Uint32 *classNameLength, MI_Instance **cimErrorDetails)
{
	return get_name(deserializer, serializedBuffer, serializedBufferLength, "CLASS", "NAME",
			MI_RESULT_INVALID_PARAMETER, className, classNameLength, cimErrorDetails);
}

static MI_Result deserializer_Class_GetParentClassName(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						       MI_Uint32 serializedBufferLength, MI_Char *parentClassName,
						       MI_Uint32 *parentClassNameLength, MI_Instance **cimErrorDetails)
{
	return get_name(deserializer, serializedBuffer, serializedBufferLength, "CLASS", "SUPERCLASS",
			MI_RESULT_INVALID_SUPERCLASS, parentClassName, parentClassNameLength, cimErrorDetails);
}

static MI_Result deserializer_Instance_GetClassName(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						    MI_Uint32 serializedBufferLength, MI_Char *className,
						    MI_Uint32 *classNameLength, MI_Instance **cimErrorDetails)
{
	return get_name(deserializer, serializedBuffer, serializedBufferLength, "INSTANCE", "CLASSNAME",
			MI_RESULT_INVALID_PARAMETER, className, classNameLength, cimErrorDetails);
}

const MI_DeserializerFT dispatch_deserializer_ft = {
	.Close = deserializer_Close,
	.DeserializeClass = deserializer_DeserializeClass,
	.Class_GetClassName = deserializer_Class_GetClassName,
	.Class_GetParentClassName = deserializer_Class_GetParentClassName,
	.DeserializeInstance = deserializer_DeserializeInstance,
	.Instance_GetClassName = deserializer_Instance_GetClassName,
};

/* Does the library that the backend stands for read what it writes. */
static bool backend_reads_xml(void)
{
	const struct dispatch_backend_instance *backend = dispatch_runtime_backend();

	return backend->backend->reads_xml && backend->backend->reads_xml(backend->self);
}

MI_Result dispatch_deserializer_new(MI_Uint32 flags, const MI_Char *format, MI_Deserializer *ret_deserializer)
{
	if (flags || !format || !ret_deserializer)
		return MI_RESULT_INVALID_PARAMETER;
	if (strcmp(format, MI_T("MI_XML")) != 0 || !backend_reads_xml())
		return MI_RESULT_NOT_SUPPORTED;
	ret_deserializer->reserved1 = DESERIALIZER_MARK;
	ret_deserializer->reserved2 = (ptrdiff_t)&dispatch_deserializer_ft;
	return MI_RESULT_OK;
}
