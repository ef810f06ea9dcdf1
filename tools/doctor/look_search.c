/*
 * Where the loader finds a library: the rules of ld.so(8), in its order. A file of another class or machine is passed
 * over, as the loader does, where several places are tried.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "look_parts.h"

/* The loader's own folders, Debian's first. */
static const char *const default_folders[] = {
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", NULL};

/* What $ORIGIN, $LIB and $PLATFORM stand for in names and paths of @object. */
static const char *token_value(struct look_work *work, const struct look_object *object, const char *token, size_t len)
{
	const char *slash = object->real_path ? strrchr(object->real_path, '/') : NULL;

	if (len == 6 && memcmp(token, "ORIGIN", 6) == 0 && slash)
		return look_string(work, object->real_path,
				   slash == object->real_path ? 1 : (size_t)(slash - object->real_path));
	if (len == 3 && memcmp(token, "LIB", 3) == 0)
		return access("/lib/x86_64-linux-gnu", F_OK) == 0 ? "lib/x86_64-linux-gnu" : "lib64";
	if (len == 8 && memcmp(token, "PLATFORM", 8) == 0)
		return (const char *)getauxval(AT_PLATFORM);
	return NULL;
}

/* The token that begins behind a dollar sign, with or without braces; 0: none. *ret_len: of all of it. */
static const char *token_at(const char *text, const char *end, size_t *ret_name, size_t *ret_len)
{
	bool braces = text < end && *text == '{';
	const char *name = text + braces, *cur = name;

	while (cur < end && *cur >= 'A' && *cur <= 'Z')
		cur++;
	if (braces && (cur == end || *cur != '}'))
		return NULL;
	*ret_name = (size_t)(cur - name);
	*ret_len = (size_t)(cur - text) + braces;
	return name;
}

static void expand(struct look_work *work, const struct look_object *object, const char *text, const char *end,
		   char ret[PATH_MAX])
{
	size_t used = 0, name_len, len;

	while (text < end && used + 1 < PATH_MAX) {
		const char *name = *text == '$' ? token_at(text + 1, end, &name_len, &len) : NULL;
		const char *value = name ? token_value(work, object, name, name_len) : NULL;

		if (value) {
			int more = snprintf(ret + used, PATH_MAX - used, "%s", value);

			used += (size_t)more < PATH_MAX - used ? (size_t)more : PATH_MAX - used - 1;
			text += 1 + len;
			continue;
		}
		ret[used++] = *text++;
	}
	ret[used] = 0;
}

/* Takes the file when the loader would: it is there and of the program's kind. */
static bool take(struct look_work *work, struct look_object *object, const char *path, enum look_place place)
{
	const struct look_object *program = work->look.objects[0];
	struct look_object found = {.name = object->name, .user = object->user, .plugin = object->plugin};
	unsigned mentions = work->nr_mentions;
	char real[PATH_MAX];

	if (access(path, R_OK) < 0 || !realpath(path, real))
		return false;
	found.path = look_string(work, path, strlen(path));
	found.real_path = look_string(work, real, strlen(real));
	found.place = place;
	if (!found.path || !found.real_path)
		return false;
	look_elf_read(work, &found);
	if (place != LOOK_PLACE_PATH && place != LOOK_PLACE_PRELOAD && found.elf &&
	    (found.machine != program->machine || found.class != program->class)) {
		work->nr_mentions = mentions;
		return false;
	}
	*object = found;
	return true;
}

/* Takes it from a folder, or from one of its folders for better processors: the best one first. */
static bool take_in(struct look_work *work, struct look_object *object, const char *folder, enum look_place place)
{
	char path[2 * PATH_MAX];

	for (unsigned level = look_processor_level(); level > 1; level--) {
		snprintf(path, sizeof(path), "%s/glibc-hwcaps/x86-64-v%u/%s", folder, level, object->name);
		if (take(work, object, path, place))
			return true;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, object->name);
	return take(work, object, path, place);
}

/* @folders: with colons between, of @owner, whose tokens they may have. */
static bool search_list(struct look_work *work, struct look_object *object, const char *folders,
			const struct look_object *owner, const char *separators, enum look_place place)
{
	char folder[PATH_MAX];

	while (folders) {
		size_t len = strcspn(folders, separators);

		expand(work, owner, folders, folders + len, folder);
		if (take_in(work, object, *folder ? folder : ".", place))
			return true;
		folders = folders[len] ? folders + len + 1 : NULL;
	}
	return false;
}

static bool search_rpath(struct look_work *work, struct look_object *object)
{
	const struct look_object *program = work->look.objects[0];

	if (object->user && object->user->runpath)
		return false;
	for (const struct look_object *owner = object->user; owner; owner = owner->user) {
		if (owner->rpath && !owner->runpath &&
		    search_list(work, object, owner->rpath, owner, ":", LOOK_PLACE_RPATH))
			return true;
	}
	return program->rpath && !program->runpath &&
	       search_list(work, object, program->rpath, program, ":", LOOK_PLACE_RPATH);
}

static bool search_defaults(struct look_work *work, struct look_object *object)
{
	const struct look_object *program = work->look.objects[0];
	const char *cached;

	if (object->user && object->user->no_default_folders)
		return false;
	cached = look_cache_find(work, object->name, program->machine, program->class);
	if (cached && take(work, object, cached, LOOK_PLACE_CACHE))
		return true;
	for (const char *const *folder = default_folders; *folder; folder++) {
		if (take_in(work, object, *folder, LOOK_PLACE_DEFAULT))
			return true;
	}
	return false;
}

bool look_search(struct look_work *work, struct look_object *object)
{
	const struct look_object *owner = object->user ? object->user : work->look.objects[0];
	enum look_place as_path = object->place == LOOK_PLACE_PRELOAD ? LOOK_PLACE_PRELOAD : LOOK_PLACE_PATH;
	char path[PATH_MAX];

	expand(work, owner, object->name, object->name + strlen(object->name), path);
	if (strchr(path, '/'))
		return take(work, object, path, as_path);
	if (search_rpath(work, object))
		return true;
	if (!work->privileged && work->library_path && *work->library_path &&
	    search_list(work, object, work->library_path, work->look.objects[0], ":;", LOOK_PLACE_LIBRARY_PATH))
		return true;
	if (object->user && object->user->runpath &&
	    search_list(work, object, object->user->runpath, object->user, ":", LOOK_PLACE_RUNPATH))
		return true;
	return search_defaults(work, object);
}
