/* What the files of the look share. Not for others: see look.h. */
#ifndef DOCTOR_LOOK_PARTS_H
#define DOCTOR_LOOK_PARTS_H

#include "arena.h"
#include "look.h"

enum {
	LOOK_OBJECTS_MAX = 512,
	LOOK_STEPS_MAX = 16,
	LOOK_MENTIONS_MAX = 256,
	LOOK_MEMORY = 16 << 20,
};

/* The look while it is taken. */
struct look_work {
	struct look look; /* first: what look_free() gets back */
	struct mtr_arena arena;
	struct look_options options;
	bool out_of_memory;

	char **argv; /* of the step that is next; NULL at its end */
	struct look_step step_list[LOOK_STEPS_MAX];
	const char *interpreter_of; /* the script that wants argv[0]; NULL: argv[0] is a command */
	unsigned nr_scripts;        /* in a row */

	/* The environment as far as it matters, as the steps change it. NULL: not set. */
	const char *search_path, *library_path, *preload;
	const char *assigned; /* the last assignment of a shell script that is not exported yet; NULL: none */
	bool cleared;         /* our own variables went with the others */
	bool privileged;      /* the loader ignores library_path and preload */

	struct look_object *object_list[LOOK_OBJECTS_MAX];

	/* File names of libraries among the strings of objects that open some, and whose they are. */
	const char *mention_list[LOOK_MENTIONS_MAX];
	const struct look_object *mention_users[LOOK_MENTIONS_MAX];
	unsigned nr_mentions;

	const char *cache; /* /etc/ld.so.cache */
	size_t cache_size;
	bool cache_tried;
};

void *look_alloc(struct look_work *work, size_t size);
const char *look_string(struct look_work *work, const char *text, size_t len);
const char *look_format(struct look_work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The first obstacle is the one that counts. @text: formatted memory of the look's. */
void look_stop(struct look_work *work, enum look_obstacle obstacle, const char *text);
static inline bool look_is_stopped(const struct look_work *work)
{
	return work->look.obstacle != LOOK_CLEAR || work->out_of_memory;
}

/* look_chain.c: from work->argv to the last program, adding steps. NULL: stopped. */
const char *look_follow(struct look_work *work);
/* A file as execvp() finds it; NULL: none, with *ret_err. */
const char *look_find_program(struct look_work *work, const char *name, int *ret_err);

/* look_elf.c: reads the file behind @object->path into @object. What is wrong with it is in object->damage. */
void look_elf_read(struct look_work *work, struct look_object *object);

/* look_libraries.c: the program and all that it needs. */
void look_libraries(struct look_work *work, const char *program);
/* An object that is opened at run time, with what it needs; NULL: it is not there, or no more fit. */
const struct look_object *look_add_plugin(struct look_work *work, const char *name, const struct look_object *user);

/* look_plugins.c: what the program opens at run time, as far as can be known. */
void look_plugins(struct look_work *work);
/* look_code.c: words of @data that are file names of libraries become mentions; who reads it says whose. */
void look_mentions(struct look_work *work, const void *data, size_t size);

/* look_search.c: where the loader would find @object->name, which @object->user needs. Reads it into @object. */
bool look_search(struct look_work *work, struct look_object *object);
/* look_cache.c: the path that ld.so.cache has for a name; NULL: none. */
const char *look_cache_find(struct look_work *work, const char *name, uint16_t machine, unsigned char class);

/* Of x86-64, 1 to 4: which folders below glibc-hwcaps the loader looks into. */
unsigned look_processor_level(void);

/* look_privilege.c: whether running the file raises privileges, in words; NULL: it does not. */
const char *look_privilege(struct look_work *work, const char *path);

#endif
