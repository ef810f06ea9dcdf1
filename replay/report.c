/* See report.h. The file is opened for each entry: clients close descriptors that are not theirs. */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- standard error ---------------------------------------------------------------------------------------------- */

static void say_miss(const Mitrace__Miss *miss)
{
	dprintf(STDERR_FILENO, "mitrace replay: MISS: %s\n", miss->request);
	for (size_t i = 0; i < miss->n_nearest; i++) {
		const Mitrace__Nearest *near = miss->nearest[i];

		dprintf(STDERR_FILENO, "    nearest: event %" PRIu64 "\n", near->seq);
		for (size_t j = 0; j < near->n_difference; j++) {
			const Mitrace__FieldDifference *d = near->difference[j];

			dprintf(STDERR_FILENO, "        %s: recorded %s, requested %s\n", d->field,
				d->recorded ? d->recorded : "nothing", d->requested ? d->requested : "nothing");
		}
	}
}

static void say(const Mitrace__ReportEntry *entry)
{
	switch (entry->body_case) {
	case MITRACE__REPORT_ENTRY__BODY_MISS:
		say_miss(entry->miss);
		break;
	case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
		dprintf(STDERR_FILENO, "mitrace replay: DIVERGED at event %" PRIu64 ": %s: recorded %s, now %s\n",
			entry->divergence->seq, entry->divergence->what,
			entry->divergence->recorded ? entry->divergence->recorded : "nothing",
			entry->divergence->observed ? entry->divergence->observed : "nothing");
		break;
	case MITRACE__REPORT_ENTRY__BODY_STALL:
		dprintf(STDERR_FILENO, "mitrace replay: STALLED at event %" PRIu64 ": %s\n", entry->stall->seq,
			entry->stall->waiting);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAULT:
		dprintf(STDERR_FILENO, "mitrace replay: FAULT at event %" PRIu64 ": %s (%s)\n", entry->fault->seq,
			entry->fault->what, entry->fault->rule);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAILURE:
		dprintf(STDERR_FILENO, "mitrace replay: %s\n", entry->failure->message);
		break;
	default:
		break;
	}
}

/* --- the room ---------------------------------------------------------------------------------------------------- */

static void append(const char *path, const Mitrace__Report *report)
{
	size_t size = mitrace__report__get_packed_size(report);
	uint8_t *bytes = malloc(size);
	int fd = bytes ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0) {
		mitrace__report__pack(report, bytes);
		if (write(fd, bytes, size) != (ssize_t)size)
			dprintf(STDERR_FILENO, "mitrace replay: cannot write the report %s\n", path);
		close(fd);
	}
	free(bytes);
}

static void tell(const struct replay_report *report, Mitrace__ReportEntry *entry)
{
	Mitrace__ReportEntry *entries[] = {entry};
	Mitrace__Report all = MITRACE__REPORT__INIT;
	int saved_errno = errno;

	entry->has_pid = true;
	entry->pid = (uint32_t)getpid();
	all.n_entry = 1;
	all.entry = entries;
	if (report->take)
		report->take(report->context, entry);
	else if (report->path)
		append(report->path, &all);
	else
		say(entry);
	errno = saved_errno;
}

/* --- entries ------------------------------------------------------------------------------------------------------ */

void replay_report_claim(const struct replay_report *report, const char *trace, const char *program,
			 uint64_t operations)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Claim claim = MITRACE__CLAIM__INIT;

	claim.trace = (char *)trace;
	claim.program = (char *)program;
	claim.has_operations = true;
	claim.operations = operations;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_CLAIM;
	entry.claim = &claim;
	tell(report, &entry);
}

void replay_report_use(const struct replay_report *report, uint64_t seq, uint64_t redacted)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Use use = MITRACE__USE__INIT;

	use.has_seq = true;
	use.seq = seq;
	use.has_redacted_values = redacted != 0;
	use.redacted_values = redacted;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_USE;
	entry.use = &use;
	tell(report, &entry);
}

void replay_report_miss(const struct replay_report *report, const Mitrace__Miss *miss)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;

	entry.body_case = MITRACE__REPORT_ENTRY__BODY_MISS;
	entry.miss = (Mitrace__Miss *)miss;
	tell(report, &entry);
}

void replay_report_divergence(const struct replay_report *report, uint64_t seq, const char *what, const char *recorded,
			      const char *observed)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Divergence divergence = MITRACE__DIVERGENCE__INIT;

	divergence.has_seq = true;
	divergence.seq = seq;
	divergence.what = (char *)what;
	divergence.recorded = (char *)recorded;
	divergence.observed = (char *)observed;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_DIVERGENCE;
	entry.divergence = &divergence;
	tell(report, &entry);
}

void replay_report_stall(const struct replay_report *report, uint64_t seq, const char *waiting)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Stall stall = MITRACE__STALL__INIT;

	stall.has_seq = seq != 0;
	stall.seq = seq;
	stall.waiting = (char *)waiting;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_STALL;
	entry.stall = &stall;
	tell(report, &entry);
}

void replay_report_fault(const struct replay_report *report, uint64_t seq, const char *rule, const char *what)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Fault fault = MITRACE__FAULT__INIT;

	fault.has_seq = true;
	fault.seq = seq;
	fault.rule = (char *)rule;
	fault.what = (char *)what;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_FAULT;
	entry.fault = &fault;
	tell(report, &entry);
}

void replay_report_failure(const struct replay_report *report, const char *message)
{
	Mitrace__ReportEntry entry = MITRACE__REPORT_ENTRY__INIT;
	Mitrace__Failure failure = MITRACE__FAILURE__INIT;

	failure.message = (char *)message;
	entry.body_case = MITRACE__REPORT_ENTRY__BODY_FAILURE;
	entry.failure = &failure;
	tell(report, &entry);
}
