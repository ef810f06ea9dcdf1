/* Where a replay stops for the debugger, for the replay library. */
#ifndef REPLAY_BREAKS_H
#define REPLAY_BREAKS_H

#include "replay_room.h"

/*
 * Looks in the traces of the room for the events that @filter asks for (mtr_filter_parse()), and leaves their numbers in
 * the room, for each trace a file "breaks.N". 0 or worded; it is a failure when there is no such event.
 */
int replay_breaks_write(const struct replay_room *room, const char *filter);

#endif
