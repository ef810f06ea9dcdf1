/* For continuous integration: JUnit XML, Markdown, and files that appear whole. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diff_output.h"
#include "fail.h"

/* ---- JUnit */

/* Control characters have no place in XML 1.0, not even escaped. */
static void put_xml(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else
			fputc(c < ' ' && c != '\n' && c != '\t' ? '?' : c, out);
	}
}

static void put_junit_entry(const struct diff_entry *entry, FILE *out)
{
	fprintf(out, "%s: %s ", diff_severity_name(entry->severity), diff_kind_name(entry->kind));
	put_xml(out, entry->part ? entry->part : "");
	fputs(" ", out);
	put_xml(out, entry->path);
	fputs("\n- ", out);
	put_xml(out, entry->texts[0] ? entry->texts[0] : "(none)");
	fputs("\n+ ", out);
	put_xml(out, entry->texts[1] ? entry->texts[1] : "(none)");
	fputc('\n', out);
}

/* End of the run of entries of one group that begins at @from; *ret_worst: the severest not accepted, or -1. */
static size_t end_of_group(const struct diff_report *r, size_t from, int *ret_worst)
{
	size_t to = from;

	*ret_worst = -1;
	for (; to < r->nr_entries && r->entries[to].group == r->entries[from].group; to++) {
		if (!r->entries[to].accepted && (int)r->entries[to].severity > *ret_worst)
			*ret_worst = (int)r->entries[to].severity;
	}
	return to;
}

static void put_junit_group(const struct diff_outcome *o, size_t from, size_t to, int worst, FILE *out)
{
	const struct diff_report *r = o->report;
	bool fails = worst >= (int)o->fail_on;

	fputs("  <testcase classname=\"mitrace.diff\" name=\"", out);
	put_xml(out, r->groups[r->entries[from].group].label);
	fputs(fails ? "\"><failure message=\"" : "\"><system-out>", out);
	if (fails)
		fprintf(out, "%s\">", diff_severity_name((enum diff_severity)worst));
	for (size_t i = from; i < to; i++) {
		if (!r->entries[i].accepted)
			put_junit_entry(&r->entries[i], out);
	}
	fputs(fails ? "</failure></testcase>\n" : "</system-out></testcase>\n", out);
}

int diff_write_junit(const struct diff_outcome *o, FILE *out)
{
	const struct diff_report *r = o->report;
	uint64_t cases = 1, failures = 0;
	int worst;

	for (size_t i = 0; i < r->nr_entries; cases++) {
		i = end_of_group(r, i, &worst);
		failures += worst >= (int)o->fail_on;
	}
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"mitrace diff\" tests=\"%llu\" "
		"failures=\"%llu\">\n",
		(unsigned long long)cases, (unsigned long long)failures);
	/* So that a run without differences is one that passed, and not one without tests. */
	fprintf(out, "  <testcase classname=\"mitrace.diff\" name=\"%llu operations and calls compared\"/>\n",
		(unsigned long long)o->units);
	for (size_t i = 0, to; i < r->nr_entries; i = to) {
		to = end_of_group(r, i, &worst);
		put_junit_group(o, i, to, worst, out);
	}
	fputs("</testsuite>\n", out);
	return ferror(out) ? mtr_fail(-EIO, "cannot write the report") : 0;
}

/* ---- Markdown */

/* A cell of a table, as code: what would end either is replaced. */
static void put_cell(FILE *out, const char *text)
{
	if (!text || !*text)
		return;
	fputc('`', out);
	for (; *text; text++) {
		if (*text == '|')
			fputs("\\|", out);
		else
			fputc(*text == '`' ? '\'' : (unsigned char)*text < ' ' ? ' ' : *text, out);
	}
	fputc('`', out);
}

static void put_row(const struct diff_entry *entry, FILE *out)
{
	fprintf(out, "| %s | %s | ", diff_severity_name(entry->severity), diff_kind_name(entry->kind));
	put_cell(out, entry->part);
	if (entry->part && entry->path[0])
		fputc(' ', out);
	put_cell(out, entry->path);
	fputs(" | ", out);
	put_cell(out, entry->texts[0]);
	fputs(" | ", out);
	put_cell(out, entry->texts[1]);
	fputs(" |\n", out);
}

int diff_write_markdown(const struct diff_outcome *o, FILE *out)
{
	const struct diff_report *r = o->report;
	uint64_t suppressed = 0;
	size_t group = SIZE_MAX;

	for (int i = 0; i < o->rules->nr; i++)
		suppressed += o->rules->list[i].suppressed;
	fprintf(out, "### mitrace diff: %llu breaking, %llu notable, %llu cosmetic\n\n",
		(unsigned long long)r->counts[DIFF_BREAKING], (unsigned long long)r->counts[DIFF_NOTABLE],
		(unsigned long long)r->counts[DIFF_COSMETIC]);
	fprintf(out, "%llu operations and calls compared, %llu differences suppressed as noise, %llu accepted\n",
		(unsigned long long)o->units, (unsigned long long)suppressed, (unsigned long long)r->accepted);
	for (size_t i = 0; i < r->nr_entries; i++) {
		if (r->entries[i].accepted)
			continue;
		if (r->entries[i].group != group) {
			group = r->entries[i].group;
			fputs("\n**", out);
			put_cell(out, r->groups[group].label);
			fputs("**\n\n| severity | kind | where | old | new |\n|---|---|---|---|---|\n", out);
		}
		put_row(&r->entries[i], out);
	}
	if (r->left_out)
		fprintf(out, "\n%llu more are only counted.\n", (unsigned long long)r->left_out);
	return ferror(out) ? mtr_fail(-EIO, "cannot write the report") : 0;
}

/* ---- files */

static int write_all(int fd, const char *data, size_t size, const char *path)
{
	while (size) {
		ssize_t written = write(fd, data, size);

		if (written < 0 && errno != EINTR)
			return mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
		if (written > 0) {
			data += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

/* Under another name first, with signals held back, so that neither a failure nor ^C leaves a part of a file. */
static int publish(const char *path, const char *data, size_t size)
{
	char *temporary = NULL;
	sigset_t all, before;
	mode_t mask;
	int fd, err;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return mtr_fail(-ENOMEM, "no memory to write %s", path);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	fd = mkstemp(temporary);
	if (fd < 0) {
		err = mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
	} else {
		err = write_all(fd, data, size, path);
		mask = umask(0);
		umask(mask);
		fchmod(fd, 0666 & ~mask);
		if (close(fd) && !err)
			err = mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
		if (!err && rename(temporary, path))
			err = mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
		if (err)
			unlink(temporary);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(temporary);
	return err;
}

int diff_write_file(const char *path, int (*write)(const void *context, FILE *out), const void *context)
{
	char *data = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&data, &size);
	int err = memory ? write(context, memory) : mtr_fail(-ENOMEM, "no memory to write %s", path);

	if (memory && fclose(memory) && !err)
		err = mtr_fail(-ENOMEM, "no memory to write %s", path);
	if (!err)
		err = publish(path, data, size);
	free(data);
	return err;
}
