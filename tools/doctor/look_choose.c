/*
 * Which injection reaches a program, from the facts of the look, and what to do where none does.
 *
 * Preloading reaches whoever binds to MI_Application_InitializeV1 by name in the global scope, or looks it up; and what
 * calls a copy of libmi whose mi_clientFT_V1 can be found, from its second call on. Auditing reaches as well what binds to
 * a definition of its own first. Nothing reaches a copy without any names.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "look.h"

__attribute__((format(printf, 4, 5))) static void set(struct look_choice *choice, enum look_verdict verdict,
						      enum look_injection injection, const char *format, ...)
{
	va_list args;

	choice->verdict = verdict;
	choice->injection = injection;
	va_start(args, format);
	vsnprintf(choice->reason, sizeof(choice->reason), format, args);
	va_end(args);
}

static void advise(struct look_choice *choice, const char *advice)
{
	snprintf(choice->advice, sizeof(choice->advice), "%s", advice);
}

static const char *advice_for(enum look_obstacle obstacle)
{
	switch (obstacle) {
	case LOOK_STATIC:
		return "link it with the shared libmi, or record the program that it talks through";
	case LOOK_OTHER_LIBC:
		return "record a build of it for glibc";
	case LOOK_PRIVILEGED:
		return "run a copy without these privileges, or run it as the user it changes to";
	case LOOK_ENVIRONMENT_CLEARED:
		return "put `mitrace record` behind the command that clears it";
	case LOOK_OTHER_MACHINE:
		return "record it on such a machine, with a mitrace that was built there";
	case LOOK_MISSING_LIBRARY:
		return "install the library, or set LD_LIBRARY_PATH to its folder";
	default:
		return "";
	}
}

typedef bool (*object_test)(const struct look_object *object);

static const struct look_object *find(const struct look *look, object_test test)
{
	for (unsigned i = 0; i < look->nr_objects; i++) {
		if (test(look->objects[i]))
			return look->objects[i];
	}
	return NULL;
}

static bool opens_deep(const struct look_object *object)
{
	return object->deepbind == LOOK_DEEPBIND_YES;
}

static bool imports(const struct look_object *object)
{
	return object->imports_entry;
}

static bool has_copy(const struct look_object *object)
{
	return object->own_copy;
}

static bool looks_up(const struct look_object *object)
{
	return object->names_entry && object->looks_up;
}

static bool names_libmi(const struct look_object *object)
{
	return object->names_libmi;
}

static bool opens_or_runs(const struct look_object *object)
{
	return object->opens_objects || object->opens_namespaces || object->runs_programs;
}

/* A copy of libmi in the program, or in a library or plug-in. */
static void choose_for_copy(const struct look_object *object, bool deep, struct look_choice *ret)
{
	if (object->calls_own_entry && deep && object->plugin)
		set(ret, LOOK_YES, LOOK_INJECT_AUDIT,
		    "%s has a copy of libmi, and RTLD_DEEPBIND makes it bind past what is preloaded", object->path);
	else if (object->calls_own_entry)
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s has a copy of libmi, and binds to it by name",
		    object->path);
	else if (object->exports_table)
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD,
		    "%s has a copy of libmi, whose function tables can be found; its call of "
		    "MI_Application_InitializeV1 itself "
		    "is not recorded",
		    object->path);
	else
		set(ret, LOOK_NO, LOOK_INJECT_NOTHING, "%s has a copy of libmi linked in, and no name leads to it",
		    object->path);
	if (ret->verdict == LOOK_NO)
		advise(ret, "link it with the shared libmi, or export mi_clientFT_V1 from it");
}

static void choose_for_script(const struct look *look, struct look_choice *ret)
{
	if (look->missing_libmi)
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "%s is to be opened, and is in none of the loader's places",
		    look->missing_libmi);
	else if (look->script_names_mi)
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s opens libmi itself: %s speaks of it", look->language,
		    look->script ? look->script : "its program text");
	else if (look->language)
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "%s loads what its program says, which may be libmi",
		    look->language);
	else
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "a shell runs what its script says, which may use MI");
}

static void choose_for_use(const struct look *look, struct look_choice *ret)
{
	const struct look_object *importer = find(look, imports), *copy = find(look, has_copy), *other;
	const struct look_object *deep = find(look, opens_deep);

	if (copy && (!importer || copy->place == LOOK_PLACE_PROGRAM))
		choose_for_copy(copy, deep, ret);
	else if (importer && deep && importer->plugin)
		set(ret, LOOK_YES, LOOK_INJECT_AUDIT,
		    "%s opens with RTLD_DEEPBIND, and so %s binds to its own libmi past what is preloaded", deep->path,
		    importer->path);
	else if (importer)
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s imports MI_Application_InitializeV1", importer->path);
	else if ((other = find(look, looks_up)))
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s looks MI_Application_InitializeV1 up with dlsym()",
		    other->path);
	else if ((other = find(look, names_libmi)) && other->looks_up && !look->language)
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s opens libmi with dlopen()", other->path);
	else if (look->language || look->shell || look->missing_libmi)
		choose_for_script(look, ret);
	else if (deep)
		set(ret, LOOK_MAYBE, LOOK_INJECT_AUDIT,
		    "%s opens plug-ins with RTLD_DEEPBIND, which bind past what is preloaded", deep->path);
	else if ((other = find(look, opens_or_runs)))
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "nothing was found that uses MI, but %s %s", other->path,
		    other->opens_objects || other->opens_namespaces ? "opens libraries at run time"
								    : "runs other programs");
	else
		set(ret, LOOK_NO, LOOK_INJECT_NOTHING, "%s does not use MI, and opens or runs nothing that could",
		    look->objects[0]->path);
}

void look_choose(const struct look *look, struct look_choice *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (look->obstacle == LOOK_UNREADABLE) {
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "%s", look->obstacle_text);
	} else if (look->obstacle != LOOK_CLEAR) {
		set(ret, LOOK_NO, LOOK_INJECT_NOTHING, "%s", look->obstacle_text);
		advise(ret, advice_for(look->obstacle));
	} else {
		choose_for_use(look, ret);
	}
	if (look->missing_libmi && !*ret->advice)
		advise(ret, "set LD_LIBRARY_PATH to the folder that libmi is in");
}
