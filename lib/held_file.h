/*
 * A file of ours inside somebody else's process, whose code may close or reuse any descriptor at any time.
 *
 * The descriptor is out of the way (high, O_CLOEXEC) and is compared with the file's device and inode before each
 * use. When it is not our file any more, the file is opened again by its path, and believed only if it is the same one.
 */
#ifndef MTR_HELD_FILE_H
#define MTR_HELD_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mtr_held_file {
	int fd; /* -1: none */
	dev_t dev;
	ino_t ino;
	char path[PATH_MAX]; /* absolute */
};

/*
 * Makes a new file, mode 0600, never an existing one, never through a link in its last component.
 * @hidden: it gets its name by mtr_held_file_publish() only, where the file system can do that (else at once).
 * Errors: -EEXIST, -errno.
 */
int mtr_held_file_create(struct mtr_held_file *file, const char *path, bool hidden);
/* The file appears under its name, with what has been written to it. -EEXIST when the name is taken by now. */
int mtr_held_file_publish(struct mtr_held_file *file);
/* An existing regular file, read and write, not through a link. */
int mtr_held_file_open(struct mtr_held_file *file, const char *path);
/* Closes the descriptor if it is still ours. Accepts a file with fd -1. */
void mtr_held_file_close(struct mtr_held_file *file);

/* A descriptor of the file for immediate use, or -errno. */
int mtr_held_file_get(struct mtr_held_file *file);
/* All of @data at @offset: one system call, as a rule. */
int mtr_held_file_write(struct mtr_held_file *file, const void *data, size_t size, uint64_t offset);
/* Blocks on disk for this range, so that writing to a mapping of it cannot fail. */
int mtr_held_file_allocate(struct mtr_held_file *file, uint64_t offset, uint64_t size);
/* Gives the blocks of a range back; it reads as zeros then. Where the file system cannot, nothing happens: -errno. */
int mtr_held_file_punch(struct mtr_held_file *file, uint64_t offset, uint64_t size);
int mtr_held_file_truncate(struct mtr_held_file *file, uint64_t size);
/* Removes the name, if it still is this file's. */
int mtr_held_file_unlink(struct mtr_held_file *file);

#endif
