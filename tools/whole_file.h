/* Reports and rules as files: one appears under its name when it is whole, or not at all. */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdio.h>

/*
 * Writes @path by @write, which returns 0 or words its failure. "-" is standard output. What is there already is replaced
 * if it is a file, written to if it is a device or a pipe, and left alone if it is a trace: nobody means to lose one for a
 * report. A link is followed. 0 or worded.
 */
int whole_file_write(const char *path, int (*write)(const void *context, FILE *out), const void *context);

#endif
