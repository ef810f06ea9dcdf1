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

static void check_program(struct look_work *work)
{
	const struct look_object *program = work->look.objects[0];
	const char *path = program->path, *loader = program->interpreter;

	if (program->damage) {
		look_stop(work, LOOK_DAMAGED, look_format(work, "%s: %s", path, program->damage));
	} else if (program->machine != own_machine || program->class != ELFCLASS64) {
		look_stop(work, LOOK_OTHER_MACHINE,
			  look_format(work, "%s is for another kind of machine (ELF machine %u, %u bits)", path,
				      program->machine, program->class == ELFCLASS64 ? 64 : 32));
	} else if (!loader) {
		look_stop(work, LOOK_STATIC, look_format(work, "%s is linked statically", path));
	} else if (access(loader, X_OK) < 0) {
		look_stop(work, LOOK_NO_INTERPRETER,
			  look_format(work, "%s wants the loader %s, which is not there", path, loader));
	} else if (strstr(look_base_name(loader), "musl")) {
		look_stop(work, LOOK_OTHER_LIBC,
			  look_format(work, "%s is linked with musl, another C library than ours", path));
	}
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

		if (object->defines_entry)
			work->look.libmi = object;
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
	if (work->out_of_memory) {
		look_free(&work->look);
		return mtr_fail(-ENOMEM, "no memory to look at the program");
	}
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
