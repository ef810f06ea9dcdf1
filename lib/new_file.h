/*
 * A file that appears under its name when it is whole: until then it has none, so whatever ends the process leaves
 * nothing behind, a signal in the middle of publishing included. For programs of our own: the name is all that a
 * descriptor closed by others could be found again by.
 */
#ifndef MTR_NEW_FILE_H
#define MTR_NEW_FILE_H

#include "held_file.h"

/* Makes a file beside @path, which need not be free, mode 0600. Worded. To be closed by mtr_held_file_close(). */
int mtr_new_file_create(struct mtr_held_file *file, const char *path);
/* Gives it the name @path. -EEXIST when there is a file of that name, unless @replace. Worded. */
int mtr_new_file_publish(struct mtr_held_file *file, const char *path, bool replace);
/* Its bytes go to the descriptor @to instead, and it gets no name. 0 or -errno. */
int mtr_new_file_copy(const struct mtr_held_file *file, int to);

#endif
