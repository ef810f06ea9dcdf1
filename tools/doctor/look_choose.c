/* Which injection reaches a program, from the facts of the look, and what to do where none does. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "look.h"

const char *look_obstacle_name(enum look_obstacle obstacle)
{
	static const char *const names[] = {
		[LOOK_CLEAR] = "none",
		[LOOK_NOT_FOUND] = "not-found",
		[LOOK_NOT_EXECUTABLE] = "not-executable",
		[LOOK_IS_DIRECTORY] = "directory",
		[LOOK_NOT_A_PROGRAM] = "not-a-program",
		[LOOK_DAMAGED] = "damaged",
		[LOOK_SCRIPT_LOOP] = "script-loop",
		[LOOK_NO_INTERPRETER] = "no-interpreter",
		[LOOK_OTHER_MACHINE] = "other-machine",
		[LOOK_MISSING_LIBRARY] = "missing-library",
		[LOOK_STATIC] = "static",
		[LOOK_OTHER_LIBC] = "other-libc",
		[LOOK_PRIVILEGED] = "privileged",
		[LOOK_ENVIRONMENT_CLEARED] = "environment-cleared",
		[LOOK_UNREADABLE] = "unreadable",
	};

	return names[obstacle];
}

const char *look_place_name(enum look_place place)
{
	static const char *const names[] = {
		[LOOK_PLACE_NONE] = "not found",
		[LOOK_PLACE_PROGRAM] = "the program",
		[LOOK_PLACE_PRELOAD] = "preloaded",
		[LOOK_PLACE_PATH] = "by its path",
		[LOOK_PLACE_RPATH] = "RPATH",
		[LOOK_PLACE_LIBRARY_PATH] = "LD_LIBRARY_PATH",
		[LOOK_PLACE_RUNPATH] = "RUNPATH",
		[LOOK_PLACE_CACHE] = "ld.so.cache",
		[LOOK_PLACE_DEFAULT] = "default folders",
	};

	return names[place];
}

const char *look_injection_name(enum look_injection injection)
{
	static const char *const names[] = {"nothing", "preload", "audit", "proxy"};

	return names[injection];
}

const char *look_verdict_name(enum look_verdict verdict)
{
	static const char *const names[] = {"no", "maybe", "yes"};

	return names[verdict];
}

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

static bool has_bound_copy(const struct look_object *object)
{
	return object->hides_entry;
}

static bool has_own_copy(const struct look_object *object)
{
	return object->calls_own_entry;
}

static bool looks_up(const struct look_object *object)
{
	return object->names_entry && object->looks_up;
}

static void choose_for_use(const struct look *look, struct look_choice *ret)
{
	const struct look_object *object, *deep = find(look, opens_deep);

	if (deep)
		set(ret, LOOK_YES, LOOK_INJECT_AUDIT,
		    "%s opens libraries with RTLD_DEEPBIND, which bind past what is preloaded", deep->path);
	else if ((object = find(look, has_bound_copy)) && object->place != LOOK_PLACE_PROGRAM)
		set(ret, LOOK_YES, LOOK_INJECT_AUDIT,
		    "%s has a libmi of its own inside, which nothing binds to by name", object->path);
	else if (object)
		set(ret, LOOK_NO, LOOK_INJECT_NOTHING, "%s has libmi linked in, which nothing binds to by name",
		    object->path);
	else if ((object = find(look, imports)))
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s imports MI_Application_InitializeV1", object->path);
	else if ((object = find(look, has_own_copy)))
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s has a libmi of its own and binds to it by name",
		    object->path);
	else if ((object = find(look, looks_up)))
		set(ret, LOOK_YES, LOOK_INJECT_PRELOAD, "%s looks MI_Application_InitializeV1 up at run time",
		    object->path);
}

void look_choose(const struct look *look, struct look_choice *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (look->obstacle == LOOK_UNREADABLE) {
		set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD, "%s", look->obstacle_text);
		return;
	}
	if (look->obstacle != LOOK_CLEAR) {
		set(ret, LOOK_NO, LOOK_INJECT_NOTHING, "%s", look->obstacle_text);
		advise(ret, advice_for(look->obstacle));
		return;
	}
	set(ret, LOOK_MAYBE, LOOK_INJECT_PRELOAD,
	    "nothing was found in %s that uses MI, but what it loads or starts may", look->objects[0]->path);
	choose_for_use(look, ret);
}
