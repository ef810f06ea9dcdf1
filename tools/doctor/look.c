/* Taking the look: the command's program, what is mapped with it, and what stands in the way. */
#include "look.h"

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "look_chain.h"
#include "look_parts.h"

void *look_alloc(struct look_work *work, size_t size)
{
	void *memory = mtr_arena_alloc(&work->arena, size ? size : 1);

	if (memory)
		memset(memory, 0, size);
	else
		work->out_of_memory = true;
	return memory;
}

const char *look_string(struct look_work *work, const char *text, size_t len)
{
	char *copy = look_alloc(work, len + 1);

	if (copy)
		memcpy(copy, text, len);
	return copy;
}

const char *look_format(struct look_work *work, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* It is for people, with names of files in it: a carriage return would hide what is wrong with one. */
	for (char *at = text; *at; at++)
		*at = (unsigned char)*at < ' ' || *at == 0x7f ? '?' : *at;
	return look_string(work, text, strlen(text));
}

void look_stop(struct look_work *work, enum look_obstacle obstacle, const char *text)
{
	if (work->look.obstacle != LOOK_CLEAR)
		return;
	work->look.obstacle = obstacle;
	work->look.obstacle_text = text;
}

/* The machine this program was built for is the one it runs on. */
static const uint16_t own_machine =
#if defined(__x86_64__)
	EM_X86_64;
#elif defined(__aarch64__)
	EM_AARCH64;
#else
	EM_NONE;
#endif

static enum look_libc libc_of(const char *loader)
{
	const char *name = loader ? look_base_name(loader) : NULL;

	if (!name)
		return LOOK_LIBC_NONE;
	if (strncmp(name, "ld-musl", 7) == 0)
		return LOOK_LIBC_MUSL;
	return strncmp(name, "ld-linux", 8) == 0 || strcmp(name, "ld.so.1") == 0 ? LOOK_LIBC_GLIBC : LOOK_LIBC_OTHER;
}

static void check_program(struct look_work *work)
{
	const struct look_object *program = work->look.objects[0];
	const char *path = program->path, *loader = program->interpreter;

	work->look.libc = libc_of(loader);
	if (program->damage)
		look_stop(work, LOOK_DAMAGED, look_format(work, "%s: %s", path, program->damage));
	else if (program->machine != own_machine || program->class != ELFCLASS64)
		look_stop(work, LOOK_OTHER_MACHINE,
			  look_format(work, "%s is for another kind of machine, %s", path,
				      look_machine_name(program->machine, program->class)));
	else if (!loader && program->nr_needed)
		look_stop(work, LOOK_NOT_A_PROGRAM, look_format(work, "%s is a library, and no program", path));
	else if (!loader)
		look_stop(work, LOOK_STATIC,
			  look_format(work, "%s is linked statically: nothing can be loaded into it", path));
	else if (access(loader, X_OK) < 0)
		look_stop(work, LOOK_NO_INTERPRETER,
			  look_format(work, "%s wants the loader %s, which is not there", path, loader));
	else if (work->look.libc != LOOK_LIBC_GLIBC)
		look_stop(work, LOOK_OTHER_LIBC,
			  look_format(work,
				      "%s is linked with another C library than glibc, for which the recorder is made "
				      "(its loader is %s)",
				      path, loader));
}

static void check_libraries(struct look_work *work)
{
	for (unsigned i = 0; i < work->look.nr_objects && !look_is_stopped(work); i++) {
		const struct look_object *object = work->look.objects[i];

		if (object->place == LOOK_PLACE_NONE && !object->plugin && object->user)
			look_stop(work, LOOK_MISSING_LIBRARY,
				  look_format(work, "%s needs %s, which is in none of the loader's places",
					      object->user->path, object->name));
	}
}

/* Who is linked with libmi gets the first definition in the loader's order. */
static void find_libmi(struct look_work *work)
{
	for (unsigned i = 0; i < work->look.nr_objects && !work->look.libmi; i++) {
		const struct look_object *object = work->look.objects[i];

		if (object->defines_entry && !object->own_copy)
			work->look.libmi = object;
	}
}

static bool is_named_libmi(const struct look_object *object)
{
	const char *name = object->soname ? object->soname : look_base_name(object->path);

	return strncmp(name, "libmi.", 6) == 0 || strncmp(name, "libmi-", 6) == 0;
}

/* An object that others are linked with for the entry point is a libmi; one that has it for itself has a copy. */
static bool serves_others(const struct look_work *work, const struct look_object *libmi)
{
	for (unsigned i = 0; i < work->look.nr_objects; i++) {
		const struct look_object *object = work->look.objects[i];

		for (unsigned n = 0; object->imports_entry && n < object->nr_needed; n++) {
			if (strcmp(object->needed[n], libmi->name) == 0)
				return true;
		}
	}
	return false;
}

static void find_copies(struct look_work *work)
{
	for (unsigned i = 0; i < work->look.nr_objects; i++) {
		struct look_object *object = work->object_list[i];

		object->own_copy = object->hides_entry ||
				   (object->defines_entry && object->place == LOOK_PLACE_PROGRAM) ||
				   (object->defines_entry && !is_named_libmi(object) && !serves_others(work, object));
	}
}

static void look_at_program(struct look_work *work, const char *path)
{
	const char *privilege = look_privilege(work, path);

	work->privileged = privilege != NULL;
	look_libraries(work, path);
	if (!work->look.nr_objects)
		return;
	check_program(work);
	if (privilege)
		look_stop(work, LOOK_PRIVILEGED, privilege);
	if (work->cleared)
		look_stop(work, LOOK_ENVIRONMENT_CLEARED,
			  look_format(work, "the command clears the environment before it runs %s", path));
	check_libraries(work);
	look_language(work);
	if (work->look.obstacle == LOOK_CLEAR)
		look_plugins(work);
	find_copies(work);
	find_libmi(work);
}

int look_take(char *const *argv, const struct look_options *options, const struct look **ret)
{
	struct look_work *work = calloc(1, sizeof(*work));
	const char *program;

	if (!work)
		return mtr_fail(-ENOMEM, "no memory to look at the program");
	mtr_arena_begin(&work->arena, LOOK_MEMORY);
	if (options)
		work->options = *options;
	work->search_path = getenv("PATH");
	work->library_path = getenv("LD_LIBRARY_PATH");
	work->preload = getenv("LD_PRELOAD");
	look_set_command(work, argv, 0, (char **)(uintptr_t)argv);
	program = work->out_of_memory ? NULL : look_follow(work);
	if (program)
		look_at_program(work, program);
	work->look.steps = work->step_list;
	/* A file that is made to need that much is none to be looked at. */
	if (work->out_of_memory)
		look_stop(work, LOOK_UNREADABLE, "it is too large to be looked at");
	*ret = &work->look;
	return 0;
}

void look_free(const struct look *look)
{
	struct look_work *work = (struct look_work *)(uintptr_t)look;

	if (!work)
		return;
	mtr_arena_end(&work->arena);
	free(work);
}
