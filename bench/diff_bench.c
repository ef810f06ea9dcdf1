/*
 * P9: comparing 1 M with 1 M events, the same and with 10,000 scattered edits.
 *
 *	diff_bench DIRECTORY [EVENTS] [EDITS]     writes three traces, same.mitrace, again.mitrace and edited.mitrace
 *
 * bench/diff_gate compares them with `mitrace diff` and holds time and memory against the goal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "scenario.h"

enum {
	EVENTS_PER_ROUND = 70, /* with RESULTS results; the exact number is told */
	RESULTS = 8,
};

struct editor {
	uint64_t every, met, edited;
};

/* Changes a value in each @every-th result. */
static bool edit(void *context, Mitrace__Packet *packet, struct mtr_arena *arena)
{
	struct editor *e = context;
	Mitrace__Instance *instance;

	(void)arena;
	if (packet->body_case != MITRACE__PACKET__BODY_CALLBACK_BEGIN || !packet->callback_begin->instance)
		return true;
	if (e->met++ % e->every)
		return true;
	instance = packet->callback_begin->instance;
	instance->value[2]->unsigned_ ^= 0x5555;
	e->edited++;
	return true;
}

static int write_one(const char *directory, const char *name, const struct scenario *scenario)
{
	char path[4096];
	uint64_t events;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	events = scenario_write(path, scenario);
	if (!events) {
		fprintf(stderr, "diff_bench: %s\n", mtr_fail_text());
		return 1;
	}
	printf("%s: %llu events\n", path, (unsigned long long)events);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long events = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000;
	unsigned long edits = argc > 3 ? strtoul(argv[3], NULL, 10) : 10000;
	struct scenario same = {.rounds = (unsigned)(events / EVENTS_PER_ROUND + 1), .results = RESULTS};
	struct scenario again = same, edited = same;
	/* Each round has RESULTS + 2 results with an instance. */
	struct editor editor = {.every = (uint64_t)same.rounds * (RESULTS + 2) / (edits ? edits : 1)};

	if (argc < 2) {
		fputs("Usage: diff_bench DIRECTORY [EVENTS] [EDITS]\n", stderr);
		return 2;
	}
	editor.every = editor.every ? editor.every : 1;
	again.object_base = 1000;
	again.slowness = 100;
	edited.each = edit;
	edited.context = &editor;
	if (write_one(argv[1], "same.mitrace", &same) || write_one(argv[1], "again.mitrace", &again) ||
	    write_one(argv[1], "edited.mitrace", &edited))
		return 1;
	printf("%llu edits\n", (unsigned long long)editor.edited);
	return 0;
}
