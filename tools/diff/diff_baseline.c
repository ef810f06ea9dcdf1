/* Fingerprints sorted, so that each difference is looked up quickly and each entry is used once. */
#include "diff_baseline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

struct accepted {
	uint64_t fingerprint;
	bool used;
};

struct baseline {
	struct accepted *list;
	size_t nr, room;
};

static int add(struct baseline *b, uint64_t fingerprint)
{
	if (b->nr == b->room) {
		size_t room = b->room ? b->room * 2 : 64;
		struct accepted *list = realloc(b->list, room * sizeof(*list));

		if (!list)
			return mtr_fail(-ENOMEM, "no memory for the baseline");
		b->list = list;
		b->room = room;
	}
	b->list[b->nr++] = (struct accepted){fingerprint, false};
	return 0;
}

static int read_baseline(const char *path, struct baseline *b)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *end;
	size_t room = 0;
	unsigned number = 0;
	int err = 0;

	if (!file)
		return mtr_fail(-errno, "cannot read %s: %s", path, strerror(errno));
	while (!err && getline(&line, &room, file) > 0) {
		uint64_t fingerprint;

		number++;
		if (line[0] == '#' || line[0] == '\n')
			continue;
		fingerprint = strtoumax(line, &end, 16);
		err = end == line + 16 ? add(b, fingerprint)
				       : mtr_fail(-MTR_EUSAGE, "%s:%u: not an entry of a baseline", path, number);
	}
	if (!err && ferror(file))
		err = mtr_fail(-EIO, "cannot read %s", path);
	free(line);
	fclose(file);
	return err;
}

static int by_fingerprint(const void *a, const void *b)
{
	const struct accepted *left = a, *right = b;

	return left->fingerprint < right->fingerprint ? -1 : left->fingerprint > right->fingerprint;
}

/* The first entry with a fingerprint that is not used yet; NULL: there is none. */
static struct accepted *find(const struct baseline *b, uint64_t fingerprint)
{
	size_t low = 0, high = b->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->list[middle].fingerprint < fingerprint)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < b->nr && b->list[low].fingerprint == fingerprint && b->list[low].used)
		low++;
	return low < b->nr && b->list[low].fingerprint == fingerprint ? &b->list[low] : NULL;
}

int diff_baseline_apply(const char *path, struct diff_report *report, uint64_t *ret_stale)
{
	struct baseline b = {NULL, 0, 0};
	int err = read_baseline(path, &b);

	if (!err && b.nr)
		qsort(b.list, b.nr, sizeof(*b.list), by_fingerprint);
	for (size_t i = 0; i < report->nr_entries && !err; i++) {
		struct diff_entry *entry = &report->entries[i];
		struct accepted *accepted = find(&b, entry->fingerprint);

		if (!accepted)
			continue;
		accepted->used = true;
		entry->accepted = true;
		report->accepted++;
		report->counts[entry->severity]--;
	}
	for (size_t i = 0; i < b.nr && !err; i++)
		*ret_stale += !b.list[i].used;
	free(b.list);
	return err;
}

/* What an entry stands for is one line, whatever the texts have in them. */
static void put_text(FILE *out, const char *before, const char *text)
{
	if (!text || !*text)
		return;
	fputs(before, out);
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
}

int diff_baseline_write(const void *context, FILE *out)
{
	const struct diff_report *r = context;

	fputs("# Differences accepted for 'mitrace diff --baseline'. Only the first word of a line counts.\n", out);
	for (size_t i = 0; i < r->nr_entries; i++) {
		const struct diff_entry *entry = &r->entries[i];

		fprintf(out, "%016" PRIx64 " %s %s", entry->fingerprint, diff_severity_name(entry->severity),
			diff_kind_name(entry->kind));
		put_text(out, " ", r->groups[entry->group].label);
		put_text(out, " > ", entry->part);
		put_text(out, " . ", entry->path);
		put_text(out, ": ", entry->texts[0]);
		put_text(out, " -> ", entry->texts[1]);
		fputc('\n', out);
	}
	return ferror(out) ? mtr_fail(-EIO, "cannot write the baseline") : 0;
}
