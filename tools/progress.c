/* A line that is written over. */
#include "progress.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "reading_hook.h"
#include "utf8.h"

enum {
	FIRST_AFTER = 1000, /* ms that reading takes until it is shown */
	EVERY = 100,        /* ms between two looks of it */
};

static struct {
	bool reading, shown;
	int64_t next; /* time at which it is shown again, ms */
} progress;

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void show(const char *name, uint64_t at, uint64_t size)
{
	int64_t time = now();
	char shown[128];

	if (!progress.reading)
		progress.next = time + FIRST_AFTER;
	progress.reading = true;
	if (time < progress.next)
		return;
	progress.next = time + EVERY;
	progress.shown = true;
	if (strncmp(name, "/proc/self/fd/", 14) == 0)
		name = "what was written";
	snprintf(shown, sizeof(shown), "%s", name);
	mtr_utf8_mask(shown);
	if (size)
		fprintf(stderr, "\r\033[Kreading %s: %3.0f %%", shown, (double)at * 100 / (double)size);
	else
		fprintf(stderr, "\r\033[Kreading %s: %.1f MB", shown, (double)at / 1e6);
}

void progress_begin(void)
{
	if (isatty(STDERR_FILENO))
		mtr_reading_hook_set(show);
}

void progress_clear(void)
{
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.shown = false;
}

void progress_end_on_terminal(void)
{
	if (!isatty(STDOUT_FILENO))
		return;
	mtr_reading_hook_set(NULL);
	progress_clear();
}
