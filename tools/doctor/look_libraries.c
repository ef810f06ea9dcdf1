/* The program and all that the loader maps with it, in the loader's order: breadth first, each object once. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "look_parts.h"

/* Known by the name it was asked for, by its SONAME, or as the same file. */
static struct look_object *find_loaded(struct look_work *work, const char *name, const char *real_path)
{
	for (unsigned i = 0; i < work->look.nr_objects; i++) {
		struct look_object *object = work->object_list[i];

		if ((object->name && strcmp(object->name, name) == 0) ||
		    (object->soname && strcmp(object->soname, name) == 0) ||
		    (real_path && object->real_path && strcmp(object->real_path, real_path) == 0))
			return object;
	}
	return NULL;
}

static struct look_object *append(struct look_work *work, const struct look_object *object)
{
	struct look_object *copy;

	if (work->look.nr_objects == LOOK_OBJECTS_MAX)
		return NULL;
	copy = look_alloc(work, sizeof(*copy));
	if (!copy)
		return NULL;
	*copy = *object;
	work->object_list[work->look.nr_objects++] = copy;
	return copy;
}

/* What was mentioned since @first is what @object mentions. */
static struct look_object *own_mentions(struct look_work *work, unsigned first, struct look_object *object)
{
	for (unsigned i = first; i < work->nr_mentions; i++)
		work->mention_users[i] = object;
	return object;
}

/* Finds, reads and appends an object, unless it is there. NULL: no more fit. */
static struct look_object *load(struct look_work *work, const char *name, const struct look_object *user,
				enum look_place place, bool plugin)
{
	struct look_object object = {.name = name, .user = user, .place = place, .plugin = plugin};
	struct look_object *there = find_loaded(work, name, NULL);
	unsigned mentions = work->nr_mentions;

	if (there)
		return there;
	if (!look_search(work, &object)) {
		object.place = LOOK_PLACE_NONE;
	} else if ((there = find_loaded(work, name, object.real_path))) {
		work->nr_mentions = mentions; /* they are its already */
		return there;
	}
	return own_mentions(work, mentions, append(work, &object));
}

static void load_needed(struct look_work *work, unsigned first)
{
	for (unsigned i = first; i < work->look.nr_objects && !work->out_of_memory; i++) {
		const struct look_object *object = work->object_list[i];

		for (unsigned n = 0; n < object->nr_needed; n++)
			load(work, object->needed[n], object, LOOK_PLACE_NONE, object->plugin);
	}
}

static void load_preloaded(struct look_work *work)
{
	const char *list = work->privileged ? NULL : work->preload;

	while (list && *list) {
		size_t len = strcspn(list, ": ");
		const char *name = len ? look_string(work, list, len) : NULL;

		if (name)
			load(work, name, NULL, LOOK_PLACE_PRELOAD, false);
		list += len + (list[len] != 0);
	}
}

const struct look_object *look_add_plugin(struct look_work *work, const char *name, const struct look_object *user)
{
	unsigned first = work->look.nr_objects;
	struct look_object *object = load(work, name, user, LOOK_PLACE_NONE, true);

	/* What is mentioned and not there may be for another system, or no file name at all. */
	if (object && object->place == LOOK_PLACE_NONE && object->plugin && work->look.nr_objects > first)
		work->look.nr_objects--;
	load_needed(work, first);
	return object && object->path ? object : NULL;
}

void look_libraries(struct look_work *work, const char *program)
{
	struct look_object object = {.name = program, .path = program, .place = LOOK_PLACE_PROGRAM};
	char real[PATH_MAX];

	if (realpath(program, real))
		object.real_path = look_string(work, real, strlen(real));
	look_elf_read(work, &object);
	work->look.objects = (const struct look_object *const *)work->object_list;
	if (!own_mentions(work, 0, append(work, &object)) || !object.elf || object.damage || !object.interpreter)
		return;
	load_preloaded(work);
	load_needed(work, 0);
}
