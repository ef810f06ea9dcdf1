/* A line that is written over. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

enum {
	PROGRESS_AFTER = 1, /* seconds without an answer until it is shown */
};

void progress_begin(struct progress *progress, const char *path)
{
	progress->path = path;
	if (!progress->began)
		progress->began = time(NULL);
}

void progress_show(struct progress *progress, double done)
{
	if (!isatty(STDERR_FILENO) || time(NULL) - progress->began < PROGRESS_AFTER)
		return;
	fprintf(stderr, "\r\033[Kreading %s: %3.0f %%", progress->path, done * 100);
	progress->shown = true;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
