/* See settings.h. */
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static int wrong(const char *name, const char *value, const char *expected)
{
	return mtr_fail(-MTR_EUSAGE, "--%s=%s: expected %s", name, value, expected);
}

/* Index of @value among @names, which ends with NULL; -1: none of them. */
static int index_of(const char *value, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(value, names[i]))
			return i;
	return -1;
}

static int set_choice(const char *name, const char *value, const char *const *names, const char *expected, int *ret)
{
	int index = index_of(value, names);

	if (index < 0)
		return wrong(name, value, expected);
	*ret = index;
	return 0;
}

static int set_number(const char *name, const char *value, uint64_t *ret)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(value, &end, 10);
	if (errno || *end || end == value || *value == '-')
		return wrong(name, value, "a number");
	*ret = number;
	return 0;
}

static int set_seconds(const char *name, const char *value, uint64_t *ret)
{
	char *end;
	double seconds = strtod(value, &end);
	double unit = 1e9;

	if (!strcmp(end, "ms"))
		unit = 1e6;
	else if (!strcmp(end, "us"))
		unit = 1e3;
	else if (*end && strcmp(end, "s"))
		return wrong(name, value, "a time such as 2s, 500ms");
	if (end == value || !(seconds >= 0 && seconds < 1e9))
		return wrong(name, value, "a time such as 2s, 500ms");
	*ret = (uint64_t)(seconds * unit);
	return 0;
}

static int set_timing(const char *name, const char *value, double *ret)
{
	double speed;
	char *end;

	if (!strcmp(value, "none"))
		speed = 0;
	else if (!strcmp(value, "recorded"))
		speed = 1;
	else {
		speed = *value == 'x' ? strtod(value + 1, &end) : 0;
		if (!(speed > 0 && speed < 1e6) || *end)
			return wrong(name, value, "none, recorded, or xN: N times as fast");
	}
	*ret = speed;
	return 0;
}

static int add_fault(struct replay_settings *s, const char *value)
{
	char *rules;

	if (asprintf(&rules, "%s%s%s", s->faults ? s->faults : "", s->faults ? "\n" : "", value) < 0)
		return mtr_fail(-ENOMEM, "out of memory");
	free(s->faults);
	s->faults = rules;
	return 0;
}

int replay_settings_set(struct replay_settings *s, const char *name, const char *value)
{
	static const char *const orders[] = {"operation", "session", "strict", "any", NULL};
	static const char *const misses[] = {"error", "empty", "nearest", NULL};
	static const char *const repeats[] = {"no", "last", "cycle", NULL};
	int choice = 0, err;

	if (!strcmp(name, "order")) {
		err = set_choice(name, value, orders, "strict, session, operation or any", &choice);
		s->order = (enum replay_order)choice;
	} else if (!strcmp(name, "on-miss")) {
		err = set_choice(name, value, misses, "error, empty or nearest", &choice);
		s->on_miss = (enum replay_on_miss)choice;
	} else if (!strcmp(name, "repeat")) {
		err = set_choice(name, value, repeats, "no, last or cycle", &choice);
		s->repeat = (enum replay_repeat)choice;
	} else if (!strcmp(name, "timing")) {
		err = set_timing(name, value, &s->speed);
	} else if (!strcmp(name, "max-gap")) {
		err = set_seconds(name, value, &s->max_gap);
	} else if (!strcmp(name, "seed")) {
		err = set_number(name, value, &s->seed);
	} else if (!strcmp(name, "stall")) {
		err = set_seconds(name, value, &s->stall);
	} else if (!strcmp(name, "break-at")) {
		err = set_number(name, value, &s->break_at);
	} else if (!strcmp(name, "only")) {
		free(s->only);
		s->only = strdup(value);
		err = s->only ? 0 : mtr_fail(-ENOMEM, "out of memory");
	} else if (!strcmp(name, "watch")) {
		s->watch = true;
		err = 0;
	} else if (!strcmp(name, "inject-fault")) {
		err = add_fault(s, value);
	} else {
		err = mtr_fail(-MTR_EUSAGE, "unknown setting \"%s\" of a replay", name);
	}
	return err;
}

static const char *const names[] = {"order", "on-miss", "repeat",   "timing",      "max-gap",
				    "seed",  "stall",   "break-at", "inject-fault"};

static int read_environment(struct replay_settings *s)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !err; i++) {
		char variable[64];
		const char *value;

		snprintf(variable, sizeof(variable), "MITRACE_REPLAY_%s", names[i]);
		for (char *c = variable; *c; c++)
			*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
		value = getenv(variable);
		if (value && *value)
			err = replay_settings_set(s, names[i], value);
	}
	return err;
}

static int read_file(const char *path, struct replay_settings *s)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int err = 0;

	if (!file)
		return errno == ENOENT ? 0 : mtr_fail(-errno, "%s: %s", path, strerror(errno));
	while (!err && getline(&line, &room, file) >= 0) {
		char *value = strchr(line, '=');

		line[strcspn(line, "\n")] = 0;
		if (!value)
			continue;
		*value = 0;
		err = replay_settings_set(s, line, value + 1);
	}
	free(line);
	fclose(file);
	return err;
}

int replay_settings_read(const char *path, struct replay_settings *ret)
{
	struct replay_settings s = {0};
	int err = read_environment(&s);

	if (!err && path)
		err = read_file(path, &s);
	if (err)
		replay_settings_end(&s);
	else
		*ret = s;
	return err;
}

void replay_settings_end(struct replay_settings *s)
{
	free(s->faults);
	free(s->only);
	s->faults = s->only = NULL;
}
