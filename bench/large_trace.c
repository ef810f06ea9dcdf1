/*
 * P8: a trace as large as wanted, to hold reading commands against their bounds.
 *
 *	large_trace FILE GIB [BYTES]     GIB: size of its content, as frames decompress to
 *
 * A client's operations of all kinds, over and over (tests/unit/scenario.c). Each result carries a text of about BYTES
 * (600) that no other has, one in 10,000 is so large that it comes in chunks, one operation in 1,000 is never closed,
 * and the first enumeration is not over before the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "scenario.h"

enum {
	RESULTS = 100,
	LARGE_EVERY = 10000, /* results */
	LARGE = 200 << 10,
	LEAK_EVERY = 1000, /* operations */
	PATH = 4,          /* the property that takes the text */
	ROUND = 12,        /* results with an instance in a round beside RESULTS */
	EVENT = 190,       /* bytes of what a result has beside its text, about */
};

struct maker {
	uint64_t bytes, state, results, closes;
};

static uint64_t next_random(struct maker *m)
{
	m->state ^= m->state << 13;
	m->state ^= m->state >> 7;
	m->state ^= m->state << 17;
	return m->state;
}

/* Words out of a small vocabulary, as descriptions and paths have: they compress as such do. */
static ProtobufCBinaryData words(struct maker *m, struct mtr_arena *arena, size_t size)
{
	static const char *const vocabulary[] = {"/dev/disk/", "by-id/",    "volume",    "controller ",
						 "0000:",      "state ok ", "firmware ", "host.",
						 "lun-",       "enabled ",  "degraded ", "slot "};
	ProtobufCBinaryData text = {0, mtr_arena_alloc(arena, size + 32)};

	while (text.len < size) {
		uint64_t random = next_random(m);
		const char *word = vocabulary[random % (sizeof(vocabulary) / sizeof(vocabulary[0]))];

		text.len += (size_t)snprintf((char *)text.data + text.len, size + 32 - text.len, "%s%x", word,
					     (unsigned)(random >> 48));
	}
	return text;
}

static void fill(struct maker *m, Mitrace__Instance *instance, struct mtr_arena *arena)
{
	Mitrace__Value *value = instance->value[PATH];

	m->results++;
	value->has_string = 1;
	value->string = words(m, arena, m->results % LARGE_EVERY ? m->bytes : LARGE);
}

static bool each(void *context, Mitrace__Packet *packet, struct mtr_arena *arena)
{
	struct maker *m = context;

	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN && packet->callback_begin->instance)
		fill(m, packet->callback_begin->instance, arena);
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_END && packet->call_end->instance)
		fill(m, packet->call_end->instance, arena);
	/* Not this one: the handle that is closed belongs to nothing. */
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN &&
	    packet->call_begin->function == MITRACE__FUNCTION__MI_Operation_Close && m->closes++ % LEAK_EVERY == 0)
		packet->call_begin->has_operation = packet->call_begin->operation = 0;
	return true;
}

int main(int argc, char **argv)
{
	double size = argc > 2 ? strtod(argv[2], NULL) * (1 << 30) : 0;
	struct maker maker = {.bytes = argc > 3 ? strtoul(argv[3], NULL, 10) : 600, .state = 88172645463325252};
	struct scenario scenario = {.results = RESULTS, .each = each, .context = &maker};
	uint64_t events;

	if (size <= 0 || argc > 4) {
		fputs("Usage: large_trace FILE GIB [BYTES]\n", stderr);
		return 2;
	}
	scenario.rounds = (unsigned)(size / (double)((RESULTS + ROUND) * (maker.bytes + EVENT))) + 1;
	events = scenario_write(argv[1], &scenario);
	if (!events) {
		fprintf(stderr, "large_trace: %s\n", mtr_fail_text());
		return 1;
	}
	printf("%s: %llu events\n", argv[1], (unsigned long long)events);
	return 0;
}
