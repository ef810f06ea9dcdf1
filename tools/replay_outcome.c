/* What a replay amounted to: the reports of all its processes, put together. */
#include "replay_outcome.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"

/* A report is ours, private to one run; one that is larger than this is not to be believed. */
enum {
	REPORT_SIZE_MAX = 256 << 20,
	UNUSED_SHOWN = 10, /* recordings listed when nobody asked for them */
};

static int read_file(const char *path, void **ret_data, size_t *ret_size)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;
	char *data = NULL;
	long end = 0;
	int err = 0;

	if (!file && errno == ENOENT)
		return 0;
	if (!file)
		return mtr_fail(-errno, "%s: %m", path);
	if (fseek(file, 0, SEEK_END) < 0 || (end = ftell(file)) < 0 || end > REPORT_SIZE_MAX)
		err = mtr_fail(-MTR_ELIMIT, "%s: not a report of a replay", path);
	rewind(file);
	if (!err && !(data = malloc((size_t)end + 1)))
		err = mtr_fail(-ENOMEM, "%s: out of memory", path);
	if (!err)
		size = fread(data, 1, (size_t)end, file);
	fclose(file);
	*ret_data = data;
	*ret_size = size;
	return err;
}

static void count(struct replay_outcome *outcome)
{
	for (size_t i = 0; i < outcome->report->n_entry; i++) {
		const Mitrace__ReportEntry *entry = outcome->report->entry[i];

		switch (entry->body_case) {
		case MITRACE__REPORT_ENTRY__BODY_CLAIM:
			outcome->claims++;
			outcome->operations += entry->claim->operations;
			break;
		case MITRACE__REPORT_ENTRY__BODY_USE:
			outcome->uses++;
			outcome->redacted_values += entry->use->redacted_values;
			break;
		case MITRACE__REPORT_ENTRY__BODY_MISS:
			outcome->misses++;
			break;
		case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
			outcome->divergences++;
			break;
		case MITRACE__REPORT_ENTRY__BODY_STALL:
			outcome->stalls++;
			break;
		case MITRACE__REPORT_ENTRY__BODY_FAILURE:
			outcome->failures++;
			break;
		case MITRACE__REPORT_ENTRY__BODY_FAULT:
			outcome->faults++;
			break;
		default:
			break;
		}
	}
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* What the process with this claim did not use of its trace. */
static int find_unused(struct replay_outcome *outcome, const Mitrace__ReportEntry *claim)
{
	uint64_t *used = calloc(outcome->uses + 1, sizeof(*used));
	size_t count = 0;
	int err;

	if (!used)
		return mtr_fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < outcome->report->n_entry; i++) {
		const Mitrace__ReportEntry *entry = outcome->report->entry[i];

		if (entry->body_case == MITRACE__REPORT_ENTRY__BODY_USE && entry->pid == claim->pid)
			used[count++] = entry->use->seq;
	}
	qsort(used, count, sizeof(*used), by_value);
	err = replay_unused_add(&outcome->unused, claim->claim->trace, used, count);
	free(used);
	return err;
}

static int find_all_unused(struct replay_outcome *outcome)
{
	int err = 0;

	if (outcome->uses == outcome->operations && !outcome->assert_all_used)
		return 0;
	for (size_t i = 0; i < outcome->report->n_entry && !err; i++)
		if (outcome->report->entry[i]->body_case == MITRACE__REPORT_ENTRY__BODY_CLAIM)
			err = find_unused(outcome, outcome->report->entry[i]);
	return err;
}

int replay_outcome_read(const struct replay_room *room, bool assert_all_used, struct replay_outcome *ret)
{
	struct replay_outcome outcome = {.assert_all_used = assert_all_used};
	char path[PATH_MAX];
	void *data = NULL;
	size_t size = 0;
	int err;

	snprintf(path, sizeof(path), "%s/report", room->path);
	err = read_file(path, &data, &size);
	if (!err) {
		outcome.report = mitrace__report__unpack(NULL, size, data ? data : (void *)"");
		if (!outcome.report)
			err = mtr_fail(-MTR_EDAMAGED, "%s: damaged: did the client write into it?", path);
	}
	free(data);
	if (err)
		return err;
	count(&outcome);
	err = find_all_unused(&outcome);
	*ret = outcome;
	return err;
}

void replay_outcome_free(struct replay_outcome *outcome)
{
	if (outcome->report)
		mitrace__report__free_unpacked(outcome->report, NULL);
	outcome->report = NULL;
	replay_unused_free(&outcome->unused);
}

bool replay_outcome_is_fine(const struct replay_outcome *outcome)
{
	return replay_outcome_status(outcome) == STATUS_FINE;
}

int replay_outcome_status(const struct replay_outcome *outcome)
{
	if (outcome->stalls)
		return STATUS_STALLED;
	if (outcome->failures)
		return STATUS_OWN_FAILURE;
	if (outcome->misses || outcome->divergences || !outcome->claims)
		return STATUS_DIVERGED;
	if (!outcome->uses && outcome->operations)
		return STATUS_DIVERGED;
	if (outcome->unused.count && outcome->assert_all_used)
		return STATUS_DIVERGED;
	return STATUS_FINE;
}

static void print_miss(const Mitrace__Miss *miss, FILE *out)
{
	command_print(out, "mitrace replay: MISS: %s", miss->request ? miss->request : "?");
	if (miss->recorded)
		command_print(out, "    recorded %" PRIu64 " times, and used as often", miss->recorded);
	else
		command_print(out, "    never recorded");
	for (size_t i = 0; i < miss->n_nearest; i++) {
		const Mitrace__Nearest *nearest = miss->nearest[i];

		command_print(out, "    nearest: event %" PRIu64, nearest->seq);
		for (size_t j = 0; j < nearest->n_difference; j++) {
			const Mitrace__FieldDifference *difference = nearest->difference[j];

			command_print(out, "        %s: recorded %s, requested %s", difference->field,
				      difference->recorded ? difference->recorded : "nothing",
				      difference->requested ? difference->requested : "nothing");
		}
	}
}

static void print_entry(const Mitrace__ReportEntry *entry, FILE *out)
{
	switch (entry->body_case) {
	case MITRACE__REPORT_ENTRY__BODY_MISS:
		print_miss(entry->miss, out);
		break;
	case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
		command_print(out, "mitrace replay: DIVERGED at event %" PRIu64 ": %s: recorded %s, now %s",
			      entry->divergence->seq, entry->divergence->what,
			      entry->divergence->recorded ? entry->divergence->recorded : "nothing",
			      entry->divergence->observed ? entry->divergence->observed : "nothing");
		break;
	case MITRACE__REPORT_ENTRY__BODY_STALL:
		command_print(out, "mitrace replay: STALLED at event %" PRIu64 ": %s", entry->stall->seq,
			      entry->stall->waiting);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAILURE:
		command_print(out, "mitrace replay: %s", entry->failure->message);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAULT:
		command_print(out, "mitrace replay: FAULT at event %" PRIu64 ": %s (%s)", entry->fault->seq,
			      entry->fault->what, entry->fault->rule);
		break;
	default:
		break;
	}
}

static void print_unused(const struct replay_outcome *outcome, FILE *out)
{
	const struct replay_unused *unused = &outcome->unused;
	size_t shown = outcome->assert_all_used || unused->count <= UNUSED_SHOWN ? unused->count : UNUSED_SHOWN;

	for (size_t i = 0; i < shown; i++)
		command_print(out, "mitrace replay: UNUSED: event %" PRIu64 ": %s", unused->ops[i].seq,
			      unused->ops[i].text);
	if (shown < unused->count)
		command_print(out, "mitrace replay: UNUSED: and %zu more", unused->count - shown);
}

void replay_outcome_print(const struct replay_outcome *outcome, FILE *out)
{
	for (size_t i = 0; i < outcome->report->n_entry; i++)
		print_entry(outcome->report->entry[i], out);
	if (!outcome->claims && outcome->failures)
		return;
	if (!outcome->claims) {
		fprintf(out, "mitrace replay: the client never called MI, or loads a libmi that is not found by name: "
			     "nothing was "
			     "replayed\n");
		return;
	}
	print_unused(outcome, out);
	if (!outcome->uses && !outcome->misses && outcome->operations)
		fprintf(out, "mitrace replay: the client started no operation: nothing was replayed\n");
	fprintf(out, "mitrace replay: %zu operation%s replayed, %zu missed, %zu diverged", outcome->uses,
		outcome->uses == 1 ? "" : "s", outcome->misses, outcome->divergences);
	if (outcome->unused.count)
		fprintf(out, ", %zu unused", outcome->unused.count);
	if (outcome->faults)
		fprintf(out, "; %zu fault%s injected", outcome->faults, outcome->faults == 1 ? "" : "s");
	if (outcome->redacted_values)
		fprintf(out, "; %" PRIu64 " values were redaction tokens", outcome->redacted_values);
	fputc('\n', out);
}
