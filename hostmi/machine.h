/* Facts about this machine, read afresh at every call unless said otherwise: /proc, /etc and a few system calls. */
#ifndef HOSTMI_MACHINE_H
#define HOSTMI_MACHINE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>

#include <mi/mi.h>

#define HOSTMI_SYSTEM_CLASS "CIM_ComputerSystem"

/* The names under which the machine and its operating system are known in keys. */
struct hostmi_names {
	char host[256];
	char os[256];
};
void hostmi_machine_names(struct hostmi_names *ret_names);

/* When the machine started; read once. */
struct timeval hostmi_boot_time(void);

/*
 * Reads a whole small file, up to @size - 1 bytes, and ends it with a NUL. The number of bytes, or -errno; files of
 * processes vanish with them.
 */
ssize_t hostmi_read_file(const char *path, char *ret_text, size_t size);

/* The number after @label in text of lines "label: number unit", as in /proc/meminfo; -1 when it is not there. */
int64_t hostmi_labelled_number(const char *text, const char *label);

#endif
