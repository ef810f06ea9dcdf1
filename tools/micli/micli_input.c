/* Instances from the command line. */
#include <stdlib.h>
#include <string.h>

#include "micli.h"

static MI_Instance *fail(const char *what, const char *where)
{
	fprintf(stderr, "micli: %s%s%s\n", what, where ? ": " : "", where ? where : "");
	return NULL;
}

static bool is_word(const char *word, const char *text)
{
	return word && strcmp(word, text) == 0;
}

/* The words between [ and ], which stand in argv already as an array of strings. */
static bool add_array(MI_Instance *instance, const char *name, char ***words, MI_Uint32 flags)
{
	char **first = ++*words;
	MI_Value value;

	while (**words && !is_word(**words, "]"))
		++*words;
	if (!**words)
		return fail("an array has no ]", name);
	value.stringa.data = first;
	value.stringa.size = (MI_Uint32)(*words - first);
	++*words;
	if (MI_Instance_AddElement(instance, name, &value, MI_STRINGA, flags) != MI_RESULT_OK)
		return fail("cannot set", name);
	return true;
}

static bool add_instance_array(MI_Application *application, MI_Instance *instance, const char *name, char ***words,
			       MI_Uint32 flags)
{
	enum {
		ELEMENTS_MAX = 256
	};
	MI_Instance *elements[ELEMENTS_MAX];
	MI_Uint32 count = 0;
	MI_Value value;
	bool ok = true;

	++*words;
	while (ok && is_word(**words, "{")) {
		elements[count] = count < ELEMENTS_MAX ? micli_read_instance(application, words, false)
						       : fail("an array is too long", name);
		ok = elements[count] != NULL;
		count += ok;
	}
	if (ok && !is_word(**words, "]"))
		ok = fail("an array has no ]", name);
	if (ok) {
		++*words;
		value.instancea.data = elements;
		value.instancea.size = count;
		if (MI_Instance_AddElement(instance, name, &value, MI_INSTANCEA, flags) != MI_RESULT_OK)
			ok = fail("cannot set", name);
	}
	while (count)
		MI_Instance_Delete(elements[--count]);
	return ok;
}

static bool add_embedded(MI_Application *application, MI_Instance *instance, const char *name, char ***words,
			 MI_Uint32 flags)
{
	MI_Instance *embedded = micli_read_instance(application, words, true);
	MI_Value value;
	bool ok;

	if (!embedded)
		return false;
	value.instance = embedded;
	ok = MI_Instance_AddElement(instance, name, &value, MI_INSTANCE, flags) == MI_RESULT_OK;
	MI_Instance_Delete(embedded);
	return ok || fail("cannot set", name);
}

/* A name and its value. */
static bool add_element(MI_Application *application, MI_Instance *instance, char ***words, bool keys)
{
	const char *name = *(*words)++;
	MI_Uint32 flags = keys ? MI_FLAG_KEY : 0;
	MI_Value value;

	if (name[0] == '*' && name[1]) {
		name++;
		flags = 0;
	}
	if (!**words || is_word(**words, "}"))
		return fail("no value for", name);
	if (is_word(**words, "{"))
		return add_embedded(application, instance, name, words, flags);
	if (is_word(**words, "[") && is_word((*words)[1], "{"))
		return add_instance_array(application, instance, name, words, flags);
	if (is_word(**words, "["))
		return add_array(instance, name, words, flags);
	value.string = *(*words)++;
	if (MI_Instance_AddElement(instance, name, &value, MI_STRING, flags) != MI_RESULT_OK)
		return fail("cannot set", name);
	return true;
}

static MI_Instance *read_elements(MI_Application *application, MI_Instance *instance, char ***words, bool keys)
{
	bool ok = true;

	while (ok && **words && !is_word(**words, "}"))
		ok = add_element(application, instance, words, keys);
	if (ok && !**words)
		ok = fail("an instance has no }", NULL);
	if (!ok) {
		MI_Instance_Delete(instance);
		return NULL;
	}
	++*words;
	return instance;
}

MI_Instance *micli_read_instance(MI_Application *application, char ***words, bool keys)
{
	MI_Instance *instance;

	if (!is_word(**words, "{"))
		return fail("an instance begins with {, not with", **words);
	++*words;
	if (!**words || is_word(**words, "}"))
		return fail("an instance has no class name", NULL);
	if (MI_Application_NewInstance(application, *(*words)++, NULL, &instance) != MI_RESULT_OK)
		return fail("cannot make an instance of", (*words)[-1]);
	return read_elements(application, instance, words, keys);
}

MI_Instance *micli_read_parameters(MI_Application *application, char ***words)
{
	MI_Instance *instance;

	if (!is_word(**words, "{"))
		return fail("parameters begin with {, not with", **words);
	++*words;
	if (MI_Application_NewParameterSet(application, NULL, &instance) != MI_RESULT_OK)
		return fail("cannot make a set of parameters", NULL);
	return read_elements(application, instance, words, false);
}
