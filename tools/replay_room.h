/*
 * The private folder in which the processes of one replay meet: the list of traces, who has taken which, and
 * the report all append to. The replay library finds it in MITRACE_REPLAY_ROOM.
 *
 *	traces      absolute paths, one per line
 *	claim.N     made O_EXCL by the process that replays the trace in line N (from 0)
 *	report      one message Report (proto/replay_report.proto), appended to by all
 */
#ifndef REPLAY_ROOM_H
#define REPLAY_ROOM_H

struct replay_room {
	char *path;
};

/*
 * Makes the folder (0700, under $TMPDIR) with the list of @count traces, each of which is opened to see that it
 * is one; a folder stands for the *.mitrace files in it, in the order they were recorded. 0 or worded.
 */
int replay_room_open(struct replay_room *ret, char *const *traces, int count);
/* Removes it; an empty room is fine. */
void replay_room_close(struct replay_room *room);

#endif
