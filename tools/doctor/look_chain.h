/* The files that follow a command line to the program that runs in the end. Not for others: see look.h. */
#ifndef DOCTOR_LOOK_CHAIN_H
#define DOCTOR_LOOK_CHAIN_H

#include "look_parts.h"

const char *look_base_name(const char *path);
void look_add_step(struct look_work *work, const char *path, const char *how);
/* work->argv becomes @front and what is left in @rest (NULL: nothing). */
void look_set_command(struct look_work *work, char *const *front, unsigned nr_front, char **rest);

/*
 * look_commands.c: when @path is a command that runs another one, makes that work->argv, changes the environment as
 * it would, and returns true.
 */
bool look_run_command(struct look_work *work, const char *path);

/* look_shell.c: the same for a shell, as far as its script is certain to run just one program in the end. */
bool look_run_shell(struct look_work *work, const char *path);
/* look_language.c: the language that the program is an interpreter of, and its script. */
void look_language(struct look_work *work);
/* A whole file, the beginning of a large one, NUL at its end; NULL: it cannot be read, or is no regular file. */
char *look_read_file(struct look_work *work, const char *path, size_t *ret_size);

/* Sets a variable as "NAME=VALUE" says. */
void look_assign(struct look_work *work, const char *assignment);
/* Whether a variable that matters is in the environment; false for others. */
bool look_is_set(struct look_work *work, const char *name, size_t len);

#endif
