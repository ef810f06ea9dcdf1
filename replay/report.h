/*
 * What replay has to say: entries of the room's report (proto/replay_report.proto), each appended with one write so that
 * nothing is lost when the client dies; or lines on standard error where there is no room.
 *
 * Any thread. errno is kept. Nothing can fail for the caller.
 */
#ifndef REPLAY_REPORT_H
#define REPLAY_REPORT_H

#include <stdint.h>

#include "replay_report.pb-c.h"

struct replay_report {
	char *path; /* NULL: standard error */
	/* Gets the entries instead; they are borrowed for the call. NULL: see path. Any thread. */
	void (*take)(void *context, const Mitrace__ReportEntry *entry);
	void *context;
};

/* @operations: how many the trace has to replay. */
void replay_report_claim(const struct replay_report *report, const char *trace, const char *program,
			 uint64_t operations);
/* @seq: of the recorded call_begin; @redacted: values the client gets as tokens. */
void replay_report_use(const struct replay_report *report, uint64_t seq, uint64_t redacted);
void replay_report_miss(const struct replay_report *report, const Mitrace__Miss *miss);
/* @seq: of the recorded event; strings may be NULL: nothing. */
void replay_report_divergence(const struct replay_report *report, uint64_t seq, const char *what, const char *recorded,
			      const char *observed);
void replay_report_stall(const struct replay_report *report, uint64_t seq, const char *waiting);
/* A fault was injected by @rule. @seq: of the recorded event, or of the call_begin. */
void replay_report_fault(const struct replay_report *report, uint64_t seq, const char *rule, const char *what);
void replay_report_failure(const struct replay_report *report, const char *message);

#endif
