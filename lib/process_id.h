/* Which process: a pid and when it started, since pids come back. */
#ifndef MTR_PROCESS_ID_H
#define MTR_PROCESS_ID_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Clock ticks since boot, field 22 of /proc/PID/stat; 0: no such process, or no /proc. errno is kept. */
uint64_t mtr_process_start_time(pid_t pid);
/* @start_time 0: unknown, the pid alone decides. A zombie does not run. */
bool mtr_process_runs(pid_t pid, uint64_t start_time);
/*
 * Whether a process has a file mapped, by its inode number. A process that has executed another program has not,
 * though it is the same process. Where that cannot be found out (no permission, no /proc): true.
 */
bool mtr_process_maps(pid_t pid, uint64_t inode);

#endif
