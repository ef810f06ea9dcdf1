/* Serializers, and the deserializers that are not there. */
#include <stdint.h>
#include <stdlib.h>

#include "objects_client.h"

/* Asks for the length, serializes, and prints the text. */
static void print_serialized(MI_Serializer *serializer, const char *what, MI_Uint32 flags, const MI_Instance *instance,
			     const MI_Class *class)
{
	MI_Uint32 needed = 99, again = 99;
	MI_Uint8 *buffer;
	MI_Result got;

	got = instance ? MI_Serializer_SerializeInstance(serializer, flags, instance, NULL, 0, &needed)
		       : MI_Serializer_SerializeClass(serializer, flags, class, NULL, 0, &needed);
	printf("%s flags 0x%x: length -> %u %u\n", what, flags, got, needed);
	if (needed == 99)
		return;
	buffer = malloc(needed + 1);
	if (!buffer)
		return;
	got = instance ? MI_Serializer_SerializeInstance(serializer, flags, instance, buffer, needed - 1, &again)
		       : MI_Serializer_SerializeClass(serializer, flags, class, buffer, needed - 1, &again);
	printf("too short -> %u %u\n", got, again);
	got = instance ? MI_Serializer_SerializeInstance(serializer, flags, instance, buffer, needed, &again)
		       : MI_Serializer_SerializeClass(serializer, flags, class, buffer, needed, &again);
	buffer[needed] = '\0';
	printf("text -> %u %u\n%s\n", got, again, got == MI_RESULT_OK ? (char *)buffer : "");
	free(buffer);
}

static void add(MI_Instance *instance, const char *name, MI_Type type, MI_Value value, MI_Uint32 flags)
{
	printf("add %s -> %u\n", name, MI_Instance_AddElement(instance, name, &value, type, flags));
}

/* Every type, text that needs escaping, an instance inside, arrays. */
static MI_Instance *make(MI_Application *application)
{
	static MI_Char *const strings[] = {(MI_Char *)(uintptr_t) "a", (MI_Char *)(uintptr_t) "b&c"};
	static MI_Uint8 const octets[] = {0, 255};
	MI_Instance *instance = NULL, *inner = NULL;

	MI_Application_NewInstance(application, "Serialized", NULL, &instance);
	MI_Application_NewInstance(application, "Inner_Class", NULL, &inner);
	add(inner, "Key1", MI_STRING, (MI_Value){.string = (MI_Char *)(uintptr_t) "k<1>"}, MI_FLAG_KEY);
	add(inner, "Key2", MI_UINT32, (MI_Value){.uint32 = 2}, MI_FLAG_KEY);
	add(inner, "Key3", MI_BOOLEAN, (MI_Value){.boolean = 1}, MI_FLAG_KEY);
	MI_Instance_SetNameSpace(inner, "root\\deep//er/");
	add(instance, "Id", MI_STRING, (MI_Value){.string = (MI_Char *)(uintptr_t) "<'\"&\t>"}, MI_FLAG_KEY);
	add(instance, "No", MI_SINT64, (MI_Value){.sint64 = -INT64_MAX}, MI_FLAG_PROPERTY);
	add(instance, "S8", MI_SINT8, (MI_Value){.sint8 = -128}, 0);
	add(instance, "U64", MI_UINT64, (MI_Value){.uint64 = UINT64_MAX}, 0);
	add(instance, "R32", MI_REAL32, (MI_Value){.real32 = 0.1f}, 0);
	add(instance, "R64", MI_REAL64, (MI_Value){.real64 = -1e300}, 0);
	add(instance, "C16", MI_CHAR16, (MI_Value){.char16 = 65}, 0);
	add(instance, "Yes", MI_BOOLEAN, (MI_Value){.boolean = 1}, 0);
	add(instance, "When", MI_DATETIME, (MI_Value){.datetime = {1, .u.timestamp = {2024, 2, 3, 4, 5, 6, 7, -90}}},
	    0);
	add(instance, "Span", MI_DATETIME, (MI_Value){.datetime = {0, .u.interval = {.days = 12, .seconds = 3}}}, 0);
	add(instance, "Null", MI_UINT8, (MI_Value){.uint8 = 0}, MI_FLAG_NULL);
	add(instance, "Strings", MI_STRINGA, (MI_Value){.stringa = {(MI_Char **)(uintptr_t)strings, 2}}, 0);
	add(instance, "Octets", MI_UINT8A, (MI_Value){.uint8a = {(MI_Uint8 *)(uintptr_t)octets, 2}}, 0);
	add(instance, "Empty", MI_UINT8A, (MI_Value){.uint8a = {NULL, 0}}, 0);
	add(instance, "Inner", MI_INSTANCE, (MI_Value){.instance = inner}, 0);
	add(instance, "Ref", MI_REFERENCE, (MI_Value){.reference = inner}, 0);
	add(instance, "Inners", MI_INSTANCEA, (MI_Value){.instancea = {&inner, 1}}, 0);
	MI_Instance_Delete(inner);
	return instance;
}

static void deserializers(MI_Application *application)
{
	MI_Deserializer deserializer = {0, 0};
	MI_Uint8 text[] = "<CLASS/>";
	MI_Uint32 length = 0;

	CALL(MI_Application_NewDeserializer(application, 0, (MI_Char *)(uintptr_t) "MI_XML", &deserializer));
	CALL(MI_Application_NewDeserializer(application, 0, (MI_Char *)(uintptr_t) "unheard", &deserializer));
	CALL(MI_Application_NewDeserializer(application, 1, (MI_Char *)(uintptr_t) "MI_XML", &deserializer));
	CALL(MI_Application_NewDeserializer(application, 0, NULL, &deserializer));
	deserializer = (MI_Deserializer){0, 0};
	CALL(MI_Deserializer_Class_GetClassName(&deserializer, text, sizeof(text), NULL, &length, NULL));
	CALL(MI_Deserializer_Class_GetParentClassName(&deserializer, text, sizeof(text), NULL, &length, NULL));
	CALL(MI_Deserializer_Instance_GetClassName(&deserializer, text, sizeof(text), NULL, &length, NULL));
	CALL(MI_Deserializer_DeserializeClass(&deserializer, 0, text, sizeof(text), NULL, NULL, NULL, NULL, NULL, NULL,
					      NULL, NULL));
	CALL(MI_Deserializer_DeserializeInstance(&deserializer, 0, text, sizeof(text), NULL, 0, NULL, NULL, NULL, NULL,
						 NULL));
	CALL(MI_Deserializer_Close(&deserializer));
}

void client_serializers(MI_Application *application)
{
	static const MI_Uint32 class_flags[] = {0, 1, 0x800, 0x801, 0xf00, 0xf01, 0x2};
	MI_Serializer serializer = {7, 7};
	MI_Instance *instance = make(application), *declared = NULL;
	MI_Class *class = NULL, *dynamic_class = NULL;
	MI_Value references = {.referencea = {&instance, 1}};
	size_t i;

	CALL(MI_Application_NewSerializer(application, 0, (MI_Char *)(uintptr_t) "unheard", &serializer));
	CALL(MI_Application_NewSerializer(application, 0, (MI_Char *)(uintptr_t) "mi_xml", &serializer));
	CALL(MI_Application_NewSerializer(application, 5, (MI_Char *)(uintptr_t) "MI_XML", &serializer));
	CALL(MI_Application_NewSerializer(application, 0, NULL, &serializer));
	CALL(MI_Application_NewSerializer(application, 0, (MI_Char *)(uintptr_t) "MI_XML", &serializer));
	printf("%llu %ld\n", serializer.reserved1, (long)serializer.reserved2);
	application->ft->NewClass(application, &client_declared_class, "root/x", "host", &class);
	MI_Instance_GetClass(instance, &dynamic_class);
	for (i = 0; i < MI_COUNT(class_flags); i++) {
		print_serialized(&serializer, "class", class_flags[i], NULL, class);
		print_serialized(&serializer, "dynamic class", class_flags[i], NULL, dynamic_class);
		print_serialized(&serializer, "instance", class_flags[i], instance, NULL);
	}
	MI_Instance_SetNameSpace(instance, "root/outer");
	/* With stock libmi the handle of a dynamic instance learns of its namespace with the next element only. */
	add(instance, "Later", MI_UINT8, (MI_Value){.uint8 = 1}, 0);
	print_serialized(&serializer, "placed", 1, instance, NULL);
	MI_Instance_SetServerName(instance, "host");
	print_serialized(&serializer, "served", 1, instance, NULL);
	MI_Application_NewInstance(application, NULL, &client_declared_class, &declared);
	MI_Instance_SetElement(declared, "Part", &(MI_Value){.instance = instance}, MI_INSTANCE, 0);
	print_serialized(&serializer, "declared", 0, declared, NULL);
	print_serialized(&serializer, "declared", 0x801, declared, NULL);
	MI_Instance_AddElement(instance, "Refs", &references, MI_REFERENCEA, 0);
	print_serialized(&serializer, "array of references", 0, instance, NULL);
	CALL(MI_Serializer_SerializeInstance(&serializer, 0, NULL, NULL, 0, NULL));
	CALL(MI_Serializer_SerializeClass(&serializer, 0, NULL, NULL, 0, NULL));
	CALL(MI_Serializer_Close(&serializer));
	MI_Class_Delete(class);
	MI_Class_Delete(dynamic_class);
	MI_Instance_Delete(declared);
	MI_Instance_Delete(instance);
	deserializers(application);
}
