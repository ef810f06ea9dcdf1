/*
 * A client with base code of its own in it, as programs have that link OMI's statically: reads, sets, adds to, clones and
 * deletes libmi's instances with that, and hands its own to libmi. What the two make of the same memory must agree.
 *
 *	base_client_debug, base_client_release [NAMESPACE CLASS]
 *
 * Without arguments it leaves a note with hostmi, too. Prints what it did; the last line says how it went.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_instance.h"
#include "mi_text.h"

enum {
	MANY = 70, /* elements: beyond two doublings */
};

static MI_Application application;
static MI_Session session;
static unsigned wrong;

static void expect(bool right, const char *what)
{
	if (right)
		return;
	printf("WRONG: %s\n", what);
	wrong++;
}

/* ---- the same memory, read by both */

static bool same_text(const MI_Value *a, const MI_Value *b, MI_Type type)
{
	char *texts[2] = {NULL, NULL};
	size_t sizes[2];
	bool same;

	for (int i = 0; i < 2; i++) {
		FILE *out = open_memstream(&texts[i], &sizes[i]);

		text_value(out, i ? b : a, type);
		fclose(out);
	}
	same = sizes[0] == sizes[1] && memcmp(texts[0], texts[1], sizes[0]) == 0;
	free(texts[0]);
	free(texts[1]);
	return same;
}

/* @instance as the library reads it, @other (the same or a copy) as the base code does. */
static void compare(const MI_Instance *instance, const MI_Instance *other, const char *what)
{
	MI_Uint32 count = 0;

	expect(MI_Instance_GetElementCount(instance, &count) == MI_RESULT_OK && count == base_instance_count(other),
	       what);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *names[2] = {NULL, NULL};
		MI_Value values[2];
		MI_Type types[2] = {0, 1};
		MI_Uint32 flags[2];
		bool there = base_instance_at(other, i, &names[1], &types[1], &flags[1], &values[1]);

		expect(MI_Instance_GetElementAt(instance, i, &names[0], &values[0], &types[0], &flags[0]) ==
				       MI_RESULT_OK &&
			       there && strcmp(names[0], names[1]) == 0 && types[0] == types[1] &&
			       (flags[0] & MI_FLAG_NULL) == (flags[1] & MI_FLAG_NULL) &&
			       (flags[0] & MI_FLAG_NULL || same_text(&values[0], &values[1], types[0])),
		       what);
		expect(instance != other || flags[0] == flags[1], "flags are read alike");
	}
}

static MI_Value text(const char *string)
{
	return (MI_Value){.string = (MI_Char *)(uintptr_t)string};
}

static char *long_text(size_t size)
{
	static char buffer[4096];

	memset(buffer, 'x', size);
	buffer[size] = 0;
	return buffer;
}

/* ---- results */

static void use_result(const MI_Instance *instance)
{
	unsigned before = base_blocks();
	MI_Instance *copy = base_instance_clone(instance);
	MI_Value value = text("set by the client");

	text_instance(stdout, instance);
	putchar('\n');
	compare(instance, instance, "a result is read alike");
	compare(instance, copy, "a clone has what its original has");
	for (unsigned i = 0; i < base_instance_count(copy); i++) {
		const char *name;
		MI_Type type;
		MI_Uint32 flags;
		MI_Value old;

		base_instance_at(copy, i, &name, &type, &flags, &old);
		if (type == MI_STRING)
			base_instance_set(copy, i, &value);
	}
	base_instance_add(copy, "Added", MI_STRING, &value);
	compare(copy, copy, "a changed clone");
	MI_Instance_Delete(copy);
	expect(base_blocks() == before, "what the client made is gone");
}

/*
 * A copy that the library made is the client's to change, and the library's to delete. It cannot free what a debugging
 * heap of the client's gave: these blocks stay.
 */
static void change_result(const MI_Instance *instance)
{
	MI_Instance *copy = NULL;

	expect(MI_Instance_Clone(instance, &copy) == MI_RESULT_OK, "the library clones a result");
	for (unsigned i = 0; copy && i < base_instance_count(copy); i++) {
		const char *name;
		MI_Type type;
		MI_Uint32 flags;
		MI_Value old, value = text(long_text(300 + 150 * i % 1500));

		base_instance_at(copy, i, &name, &type, &flags, &old);
		base_instance_set(copy, i, type == MI_STRING ? &value : NULL);
	}
	if (copy)
		compare(copy, copy, "a result that was set by the client");
	MI_Instance_Delete(copy);
}

static void read_results(const char *namespace_name, const char *class_name)
{
	MI_Operation operation = MI_OPERATION_NULL;
	const MI_Instance *instance = NULL, *details = NULL;
	const MI_Char *message = NULL;
	MI_Result result = MI_RESULT_FAILED;
	MI_Boolean more = MI_TRUE;

	MI_Session_EnumerateInstances(&session, 0, NULL, namespace_name, class_name, MI_FALSE, NULL, &operation);
	while (more) {
		expect(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, &details) ==
			       MI_RESULT_OK,
		       "a result comes");
		if (instance) {
			use_result(instance);
			change_result(instance);
		}
	}
	expect(result == MI_RESULT_OK, "the enumeration is well");
	MI_Operation_Close(&operation);
}

static void read_class(const char *namespace_name, const char *class_name)
{
	MI_Operation operation = MI_OPERATION_NULL;
	const MI_Class *class = NULL;
	MI_Result result = MI_RESULT_FAILED;
	MI_Boolean more = MI_TRUE;

	MI_Session_GetClass(&session, 0, NULL, namespace_name, class_name, NULL, &operation);
	expect(MI_Operation_GetClass(&operation, &class, &more, &result, NULL, NULL) == MI_RESULT_OK, "a class comes");
	if (class) {
		const MI_ClassDecl *decl = class->classDecl;
		MI_Uint32 count = 0;

		expect(MI_Class_GetElementCount(class, &count) == MI_RESULT_OK && count == decl->numProperties,
		       "as many properties as the declaration says");
		printf("class %s:", decl->name);
		for (MI_Uint32 i = 0; i < decl->numProperties; i++)
			printf(" %s", decl->properties[i]->name);
		putchar('\n');
	}
	MI_Operation_Close(&operation);
}

/* ---- instances of the library's that the client made */

/* Both add, in turn, texts of all sizes, arrays and instances. */
static void fill(MI_Instance *instance)
{
	MI_Instance *inner = base_instance_new("Base_Inner");
	char *strings[] = {(char *)(uintptr_t) "one", (char *)(uintptr_t) "", (char *)(uintptr_t) "three"};
	MI_Value value = text("inside"), strings_value = {.stringa = {strings, 3}};
	char name[32];

	base_instance_add(inner, "Text", MI_STRING, &value);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "Element%d", i);
		switch (i % 5) {
		case 0:
			value = text(long_text((size_t)i * 25));
			base_instance_add(instance, name, MI_STRING, &value);
			break;
		case 1:
			base_instance_add(instance, name, MI_STRINGA, &strings_value);
			break;
		case 2:
			value = (MI_Value){.instance = inner};
			base_instance_add(instance, name, MI_INSTANCE, &value);
			break;
		case 3:
			value = (MI_Value){.uint64 = 1ull << i % 64};
			expect(MI_Instance_AddElement(instance, name, &value, MI_UINT64, 0) == MI_RESULT_OK,
			       "the library adds to what the client added");
			break;
		default:
			base_instance_add(instance, name, MI_DATETIME, NULL);
		}
	}
	base_instance_delete(inner);
}

static void change(MI_Instance *instance)
{
	for (int i = 0; i < MANY; i += 5) {
		MI_Value value = text(long_text(1750 - (size_t)i * 25));
		char name[32];

		snprintf(name, sizeof(name), "Element%d", i);
		base_instance_set(instance, (unsigned)base_instance_find(instance, name), &value);
		snprintf(name, sizeof(name), "Element%d", i + 2);
		if (i % 2)
			base_instance_set(instance, (unsigned)base_instance_find(instance, name), NULL);
		else
			expect(MI_Instance_ClearElement(instance, name) == MI_RESULT_OK,
			       "the library clears what the client set");
	}
}

static void work_on_instance(void)
{
	MI_Instance *instance = NULL, *copy = NULL;

	expect(MI_Application_NewInstance(&application, "Base_Thing", NULL, &instance) == MI_RESULT_OK, "an instance");
	if (!instance)
		return;
	fill(instance);
	compare(instance, instance, "what both added");
	expect(base_instance_count(instance) == MANY, "all of it");
	change(instance);
	compare(instance, instance, "what both changed");
	expect(MI_Instance_Clone(instance, &copy) == MI_RESULT_OK, "the library clones it");
	if (copy)
		compare(copy, instance, "the library's clone");
	MI_Instance_Delete(copy);
	copy = base_instance_clone(instance);
	compare(instance, copy, "the client's clone");
	MI_Instance_Delete(copy);
	MI_Instance_Delete(instance);
}

/* ---- instances of the client's that the library is given */

static void finish(MI_Operation *operation, MI_Result wanted, const char *what)
{
	const MI_Instance *instance = NULL;
	MI_Result result = MI_RESULT_FAILED;
	MI_Boolean more = MI_TRUE;

	while (more) {
		if (MI_Operation_GetInstance(operation, &instance, &more, &result, NULL, NULL) != MI_RESULT_OK)
			break;
		if (instance)
			use_result(instance);
	}
	expect(result == wanted, what);
	MI_Operation_Close(operation);
}

static void leave_note(void)
{
	static const char namespace_name[] = "root/cimv2";
	unsigned before = base_blocks();
	MI_Instance *note = base_instance_new("MTR_Note"), *holder = NULL;
	MI_Operation operation = MI_OPERATION_NULL;
	MI_Value value = text("of the base client");

	base_instance_add(note, "Id", MI_STRING, &value);
	((MI_PropertyDecl *)(uintptr_t)note->classDecl->properties[0])->flags |= MI_FLAG_KEY;
	value = text(long_text(1200));
	base_instance_add(note, "Text", MI_STRING, &value);
	MI_Session_CreateInstance(&session, 0, NULL, namespace_name, note, NULL, &operation);
	finish(&operation, MI_RESULT_OK, "a note of the client's is taken");
	value = text("another text");
	base_instance_set(note, 1, &value);
	MI_Session_ModifyInstance(&session, 0, NULL, namespace_name, note, NULL, &operation);
	finish(&operation, MI_RESULT_OK, "and changed");
	MI_Session_GetInstance(&session, 0, NULL, namespace_name, note, NULL, &operation);
	finish(&operation, MI_RESULT_OK, "and read");
	MI_Session_DeleteInstance(&session, 0, NULL, namespace_name, note, NULL, &operation);
	finish(&operation, MI_RESULT_OK, "and deleted");

	expect(MI_Application_NewInstance(&application, "Base_Holder", NULL, &holder) == MI_RESULT_OK, "a holder");
	value = (MI_Value){.instance = note};
	expect(holder && MI_Instance_AddElement(holder, "Note", &value, MI_INSTANCE, 0) == MI_RESULT_OK,
	       "the library copies an instance of the client's");
	base_instance_delete(note);
	if (holder)
		compare(holder, holder, "a copy outlives its original");
	expect(base_blocks() == before, "the library kept nothing of the client's");
	MI_Instance_Delete(holder);
}

int main(int argc, char **argv)
{
	bool own = argc == 3;
	const char *namespace_name = own ? argv[1] : "root/cimv2", *class_name = own ? argv[2] : "CIM_OperatingSystem";

	expect(MI_Application_Initialize(0, "base", NULL, &application) == MI_RESULT_OK, "an application");
	expect(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session) == MI_RESULT_OK,
	       "a session");
	read_results(namespace_name, class_name);
	read_class(namespace_name, class_name);
	if (!own)
		leave_note();
	work_on_instance();
	base_blocks();
	MI_Session_Close(&session, NULL, NULL);
	MI_Application_Close(&application);
	puts(wrong ? "something is wrong" : "all as it should be");
	return wrong != 0;
}
