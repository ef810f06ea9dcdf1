/* A client without a network: proof that a replay needs none. */
#ifndef NO_NETWORK_H
#define NO_NETWORK_H

/*
 * From now on socket() and connect() kill this process and all it starts with SIGSYS (seccomp).
 * For a child between fork and exec. 0 or -errno, worded.
 */
int no_network_enter(void);

#endif
