/* The processes of this machine, as /proc tells them. */
#ifndef HOSTMI_PROCESS_LIST_H
#define HOSTMI_PROCESS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>

/* What is known of one process at one moment. */
struct hostmi_process_info {
	pid_t pid, parent;
	char state; /* as in /proc/PID/stat: R, S, D, Z, T, ... */
	int nice;
	uint64_t user_ms, kernel_ms, resident_bytes;
	struct timeval start;
	uint64_t start_ticks; /* since boot; with the pid it names the process for as long as the machine is up */
	char name[64];
	char command[4096]; /* arguments, each ended by a NUL; cut where it is longer; none for kernel threads */
	size_t command_length;
};

/* The process ids of now in ascending order; the caller frees the array. NULL when out of memory. */
pid_t *hostmi_process_ids(unsigned *ret_nr);
unsigned hostmi_process_count(void);
/* False when there is no such process, or none any more. */
bool hostmi_process_read(pid_t pid, struct hostmi_process_info *ret_info);

#endif
