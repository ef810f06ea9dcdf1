/* Prints the calls of a trace that took longer than a number of milliseconds: slow_calls TRACE MS */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <mitrace/trace.h>

int main(int argc, char **argv)
{
	const struct mitrace_event *event;
	struct mitrace_trace *trace;
	uint64_t limit;
	int got;

	if (argc != 3)
		return fprintf(stderr, "usage: slow_calls TRACE MILLISECONDS\n"), 2;
	limit = strtoull(argv[2], NULL, 10) * 1000000;
	if (mitrace_open(argv[1], &trace))
		return fprintf(stderr, "%s\n", mitrace_error()), 2;
	while ((got = mitrace_next(trace, &event)) == 1) {
		if (event->kind == MITRACE_CALL_END && event->duration >= limit)
			printf("%" PRIu64 " %s %" PRIu64 " us %s\n", event->parent, event->name, event->duration / 1000,
			       event->result_name ? event->result_name : "");
	}
	if (got < 0 || mitrace_damaged_parts(trace))
		fprintf(stderr, "not all of the trace could be read\n");
	mitrace_close(trace);
	return got < 0 ? 2 : 0;
}
