/*
 * What a program opens at run time. That cannot be known for sure without running it; what is looked at is what the
 * user names, arguments that are libraries, and names of libraries in scripts and among the strings of what opens any.
 */
#include <string.h>
#include <unistd.h>

#include "elf_image.h"
#include "look_chain.h"

static void add_named(struct look_work *work, const char *list)
{
	while (list && *list) {
		size_t len = strcspn(list, ",");
		const char *name = len ? look_string(work, list, len) : NULL;

		if (name && !look_add_plugin(work, name, work->look.objects[0]))
			look_stop(work, LOOK_MISSING_LIBRARY,
				  look_format(work, "%s, named as a plug-in, is not there", name));
		list += len + (list[len] != 0);
	}
}

/* A library, and not a program: both may be position independent. */
static bool is_library(const char *path)
{
	struct elf_image image;
	bool elf, library;

	elf_image_open(path, &image, &elf);
	library = elf && image.header.e_type == ET_DYN;
	for (unsigned i = 0; i < image.nr_segments; i++)
		library &= image.segments[i].p_type != PT_INTERP;
	elf_image_close(&image);
	return library;
}

static void add_arguments(struct look_work *work)
{
	for (char **arg = work->argv + 1; *arg; arg++) {
		const char *path = *arg;

		if (access(path, R_OK) < 0 || !is_library(path))
			continue;
		if (!strchr(path, '/'))
			path = look_format(work, "./%s", path);
		if (path)
			look_add_plugin(work, path, work->look.objects[0]);
	}
}

static void add_mentioned(struct look_work *work, const char *name, struct look_object *user)
{
	bool libmi = strncmp(look_base_name(name), "libmi.so", 8) == 0;

	user->names_libmi |= libmi;
	if (!look_add_plugin(work, name, user) && libmi && !work->look.missing_libmi)
		work->look.missing_libmi = name;
}

void look_plugins(struct look_work *work)
{
	bool opens = work->look.language;

	add_named(work, work->options.plugins);
	for (unsigned i = 0; i < work->look.nr_objects; i++)
		opens |= work->look.objects[i]->opens_objects;
	if (!opens)
		return;
	add_arguments(work);
	/* Plug-ins may mention others. */
	for (unsigned i = 0; i < work->nr_mentions && !work->out_of_memory; i++)
		add_mentioned(work, work->mention_list[i], (struct look_object *)(uintptr_t)work->mention_users[i]);
}
