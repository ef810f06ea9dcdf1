/* The outcome of a replay for machines: JSON, or JUnit XML for continuous integration. */
#ifndef REPLAY_REPORT_FILE_H
#define REPLAY_REPORT_FILE_H

#include "replay_outcome.h"

/*
 * Writes to @path ("-": standard output): JUnit XML where the name ends in .xml, else JSON. @command: the client's
 * command line. 0, or worded.
 */
int replay_report_write(const struct replay_outcome *outcome, char *const *command, const char *path);

#endif
