/* The client of a replay under gdb. */
#ifndef REPLAY_GDB_H
#define REPLAY_GDB_H

#include <stdbool.h>

/*
 * Makes gdb's command line in front of the client's, for the environment as it is now: what is preloaded into the client
 * goes there alone. @run: it starts at once. *ret is malloc'ed, to be freed with replay_gdb_free(). 0 or worded.
 */
int replay_gdb_command(char *const *client, bool run, char ***ret);
void replay_gdb_free(char **command);

#endif
