/* The floor: through the instance's own function table, into flat memory. */
#include "floor.h"

#include <mi/mi_extended.h>
#include <string.h>

static char *copy(char *to, const void *from, size_t size)
{
	memcpy(to, from, size);
	return to + size;
}

static char *copy_string(char *to, const char *string)
{
	return string ? copy(to, string, strlen(string) + 1) : to;
}

char *floor_copy_value(char *to, const MI_Value *value, MI_Type type)
{
	static const unsigned char sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime)};

	if (type == MI_STRING)
		return copy_string(to, value->string);
	if (type == MI_INSTANCE)
		return floor_copy(to, value->instance);
	if (type & MI_ARRAY)
		return copy(to, value->array.data, (size_t)value->array.size * sizes[type & ~(unsigned)MI_ARRAY]);
	return copy(to, value, sizes[type]);
}

char *floor_copy(char *to, const MI_Instance *instance)
{
	const MI_Char *name = NULL;
	MI_Uint32 count = 0, i, flags;
	MI_Value value;
	MI_Type type;

	instance->ft->GetClassName(instance, &name);
	to = copy_string(to, name);
	name = NULL;
	instance->ft->GetNameSpace(instance, &name);
	to = copy_string(to, name);
	instance->ft->GetElementCount(instance, &count);
	for (i = 0; i < count; i++) {
		if (instance->ft->GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		to = copy_string(to, name);
		to = copy(to, &type, sizeof(type));
		to = copy(to, &flags, sizeof(flags));
		if (!(flags & MI_FLAG_NULL))
			to = floor_copy_value(to, &value, type);
	}
	return to;
}
