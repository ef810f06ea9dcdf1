/* Printing for the objects client. */
#include "objects_client.h"

void print_string(const char *what, const MI_Char *string)
{
	if (string)
		printf("%s: \"%s\"\n", what, string);
	else
		printf("%s: null\n", what);
}

static size_t element_size(MI_Type type)
{
	static const unsigned char sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, 36, 8, 8, 8};

	return sizes[type];
}

static void print_datetime(const MI_Datetime *datetime)
{
	const MI_Timestamp *t = &datetime->u.timestamp;
	const MI_Interval *i = &datetime->u.interval;

	if (datetime->isTimestamp)
		printf("%u-%u-%u %u:%u:%u.%u %d", t->year, t->month, t->day, t->hour, t->minute, t->second,
		       t->microseconds, t->utc);
	else
		printf("%ud %u:%u:%u.%u", i->days, i->hours, i->minutes, i->seconds, i->microseconds);
}

static void print_array(MI_Type type, const MI_Array *array)
{
	MI_Type scalar = (MI_Type)(type & ~MI_ARRAY);
	MI_Uint32 i;

	printf("[%u", array->size);
	for (i = 0; array->data && i < array->size; i++) {
		MI_Value value;

		memcpy(&value, (const char *)array->data + i * element_size(scalar), element_size(scalar));
		putchar(' ');
		print_value(scalar, &value);
	}
	putchar(']');
}

void print_value(MI_Type type, const MI_Value *value)
{
	unsigned long long bits = 0;

	if (type & MI_ARRAY) {
		print_array(type, &value->array);
		return;
	}
	switch (type) {
	case MI_DATETIME:
		print_datetime(&value->datetime);
		break;
	case MI_STRING:
		printf("%s", value->string ? value->string : "(null)");
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		if (value->instance)
			print_instance("embedded", value->instance);
		else
			printf("(null)");
		break;
	default:
		memcpy(&bits, value, element_size(type));
		printf("0x%llx", bits);
	}
}

void print_instance(const char *what, const MI_Instance *instance)
{
	const MI_Char *class_name = NULL, *name_space = NULL, *server = NULL;
	MI_Uint32 i, count = 0;

	MI_Instance_GetClassName(instance, &class_name);
	MI_Instance_GetNameSpace(instance, &name_space);
	MI_Instance_GetServerName(instance, &server);
	MI_Instance_GetElementCount(instance, &count);
	printf("%s: instance of %s in %s on %s, %u elements {\n", what, class_name, name_space ? name_space : "(null)",
	       server ? server : "(null)", count);
	for (i = 0; i < count; i++) {
		const MI_Char *name = NULL;
		MI_Uint32 flags = 0;
		MI_Value value;
		MI_Type type;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		printf("  %s type %u flags 0x%x ", name, type, flags);
		if (flags & MI_FLAG_NULL)
			printf("null");
		else
			print_value(type, &value);
		putchar('\n');
	}
	printf("}\n");
}
