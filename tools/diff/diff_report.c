/* Lists that grow; fingerprints are over words alone, so that numbers of events do not matter. */
#include "diff_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diff_hash.h"
#include "fail.h"

static const char *const severity_names[] = {"cosmetic", "notable", "breaking"};

static const char *const kind_names[] = {
#define DIFF_KIND_NAME(constant, name) name,
	DIFF_KINDS(DIFF_KIND_NAME)
#undef DIFF_KIND_NAME
};

const char *diff_severity_name(enum diff_severity severity)
{
	return severity_names[severity];
}

const char *diff_kind_name(enum diff_kind kind)
{
	return kind_names[kind];
}

bool diff_severity_parse(const char *name, enum diff_severity *ret)
{
	for (int i = 0; i < DIFF_SEVERITIES; i++) {
		if (strcmp(name, severity_names[i]) == 0) {
			*ret = (enum diff_severity)i;
			return true;
		}
	}
	return false;
}

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for the differences");
}

static int grow(void **list, size_t nr, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 64;
	void *grown;

	if (nr < *room)
		return 0;
	grown = realloc(*list, more * size);
	if (!grown)
		return no_memory();
	*list = grown;
	*room = more;
	return 0;
}

int diff_report_group(struct diff_report *r, const char *label, uint64_t seq_a, uint64_t seq_b)
{
	void *list = r->groups;
	int err = grow(&list, r->nr_groups, &r->room_groups, sizeof(*r->groups));
	char *copy = err ? NULL : strdup(label);

	r->groups = list;
	if (!copy)
		return no_memory();
	r->groups[r->nr_groups++] = (struct diff_group){.label = copy, .seqs = {seq_a, seq_b}};
	return 0;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
	return text ? diff_hash_bytes(h, text, strlen(text)) : diff_mix(h, 0);
}

static bool copy_text(const char *text, char **ret)
{
	*ret = text ? strdup(text) : NULL;
	return !text || *ret;
}

static void free_entry(struct diff_entry *entry)
{
	free(entry->part);
	free(entry->path);
	free(entry->texts[0]);
	free(entry->texts[1]);
}

int diff_report_add(struct diff_report *r, const struct diff_finding *finding)
{
	struct diff_entry entry = {.severity = finding->severity,
				   .kind = finding->kind,
				   .group = (uint32_t)(r->nr_groups - 1),
				   .seqs = {finding->seqs[0], finding->seqs[1]}};
	void *list = r->entries;
	uint64_t h;
	int err;

	r->counts[finding->severity]++;
	if (r->nr_entries >= DIFF_ENTRIES_MAX) {
		r->left_out++;
		return 0;
	}
	err = grow(&list, r->nr_entries, &r->room_entries, sizeof(*r->entries));
	r->entries = list;
	if (err || !copy_text(finding->part, &entry.part) ||
	    !copy_text(finding->path ? finding->path : "", &entry.path) ||
	    !copy_text(finding->texts[0], &entry.texts[0]) || !copy_text(finding->texts[1], &entry.texts[1])) {
		free_entry(&entry);
		return no_memory();
	}
	h = hash_text(diff_mix(1, (uint64_t)finding->severity), diff_kind_name(finding->kind));
	h = hash_text(hash_text(hash_text(h, r->groups[entry.group].label), entry.part), entry.path);
	entry.fingerprint = hash_text(hash_text(h, entry.texts[0]), entry.texts[1]);
	r->entries[r->nr_entries++] = entry;
	return 0;
}

void diff_report_end(struct diff_report *r)
{
	for (size_t i = 0; i < r->nr_groups; i++)
		free(r->groups[i].label);
	for (size_t i = 0; i < r->nr_entries; i++)
		free_entry(&r->entries[i]);
	free(r->groups);
	free(r->entries);
	memset(r, 0, sizeof(*r));
}

uint64_t diff_report_total(const struct diff_report *r)
{
	return r->counts[DIFF_COSMETIC] + r->counts[DIFF_NOTABLE] + r->counts[DIFF_BREAKING];
}
