/*
 * What the shim has to say, which is next to nothing: its first error, as one line.
 *
 * The line goes to the file that MITRACE_LOG names, else to standard error if that is a terminal, a pipe or a file;
 * a client may have put a connection in its place.
 */
#ifndef SHIM_LOG_H
#define SHIM_LOG_H

/* The first call of the process writes; the others do nothing. Any thread; errno is kept. */
void shim_log_once(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The file to write to; NULL: standard error. Copied. */
void shim_log_to(const char *path);

#endif
