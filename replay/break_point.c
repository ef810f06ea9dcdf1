/* See break_point.h. */
#include "break_point.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "mi_names.h"
#include "request_key.h"
#include "serving_parts.h"
#include "utf8.h"

enum {
	TEXT_MEMORY = 64 << 20, /* for what one event is described from */
};

__attribute__((visibility("default"))) char mitrace_replay_operation[4 * REPLAY_POINT_WIDTH];
__attribute__((visibility("default"))) char mitrace_replay_events[REPLAY_POINT_LINES][REPLAY_POINT_WIDTH];

/* --- ranges ------------------------------------------------------------------------------------------------------ */

static int add_range(struct replay_breaks *b, size_t *room, struct replay_break_range range)
{
	if (b->count == *room) {
		size_t more = *room ? *room * 2 : 16;
		struct replay_break_range *ranges = reallocarray(b->ranges, more, sizeof(*ranges));

		if (!ranges)
			return mtr_fail(-ENOMEM, "out of memory");
		b->ranges = ranges;
		*room = more;
	}
	b->ranges[b->count++] = range;
	return 0;
}

static int read_ranges(const char *path, struct replay_breaks *b, size_t *room)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	struct replay_break_range range;
	int err = 0;

	if (!file)
		return 0;
	while (!err && fscanf(file, "%" SCNu64 "-%" SCNu64, &range.first, &range.last) == 2)
		err = add_range(b, room, range);
	fclose(file);
	return err;
}

int replay_breaks_open(const struct replay_settings *settings, const char *path, struct replay_breaks *ret)
{
	struct replay_breaks breaks = {.at = settings->break_at};
	size_t room = 0;
	int err = read_ranges(path, &breaks, &room);

	breaks.watching = settings->watch || breaks.at || breaks.count;
	if (err)
		replay_breaks_close(&breaks);
	else
		*ret = breaks;
	return err;
}

void replay_breaks_close(struct replay_breaks *b)
{
	free(b->ranges);
	*b = (struct replay_breaks){0};
}

static bool is_break(const struct replay_breaks *b, uint64_t seq)
{
	size_t low = 0, high = b->count;

	if (seq == b->at)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->ranges[middle].last < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->count && b->ranges[low].first <= seq && seq <= b->ranges[low].last;
}

/* --- text -------------------------------------------------------------------------------------------------------- */

static pthread_mutex_t text_lock = PTHREAD_MUTEX_INITIALIZER; /* owns the exported lines */

/* What goes to the client, of a packet. */
struct given {
	const char *name;
	const Mitrace__Instance *instance;
	bool result, more;
	uint32_t code;
};

static struct given of_callback(const Mitrace__Callback *callback)
{
	const ProtobufCEnumValue *name =
		protobuf_c_enum_descriptor_get_value(&mitrace__callback_kind__descriptor, (int)callback->kind);

	return (struct given){name ? name->name : "a callback", callback->instance, callback->has_more_results,
			      callback->more_results, callback->result};
}

static struct given of_getter(const Mitrace__Call *call)
{
	return (struct given){"a getter's result", call->instance, true, call->more_results, call->operation_result};
}

static void write_event(struct replay_serving *s, const Mitrace__Packet *packet, char *line, size_t size)
{
	struct given g = {"an event", NULL, false, false, 0};
	const Mitrace__Class *class;
	const char *result;
	int len;

	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
		g = of_callback(packet->callback_begin);
	else if (packet->body_case == MITRACE__PACKET__BODY_CALL_END)
		g = of_getter(packet->call_end);
	class = g.instance ? replay_store_class(s->replay->store, g.instance) : NULL;
	len = snprintf(line, size, "event %" PRIu64 ": %s, operation %" PRIu64, packet->seq, g.name, s->recorded->id);
	if (class && (size_t)len < size)
		len += snprintf(line + len, size - (size_t)len, ", %.*s", (int)class->name.len,
				(const char *)class->name.data);
	result = mtr_mi_name(MTR_MI_RESULT, g.code);
	if (g.result && (size_t)len < size)
		snprintf(line + len, size - (size_t)len, ", %s, %s", result ? result : "another result",
			 g.more ? "more to come" : "the last one");
	mtr_utf8_mask(line);
}

static void write_operation(struct replay_serving *s, struct mtr_arena *arena, char *line, size_t size)
{
	const Mitrace__Packet *packet;
	struct replay_key key;
	const char *text = NULL;

	if (!replay_store_get(s->replay->store, s->recorded->begin, arena, &packet) &&
	    packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN &&
	    !replay_key_of_call(packet->call_begin, s->replay->store, NULL, true, arena, &key))
		text = replay_key_text(&key, arena);
	snprintf(line, size, "operation %" PRIu64 ", started by event %" PRIu64 ": %s", s->recorded->id,
		 s->recorded->seq, text ? text : "?");
	mtr_utf8_mask(line);
}

/* Another line below the others. */
static char *next_line(void)
{
	unsigned line = 0;

	while (line < REPLAY_POINT_LINES && mitrace_replay_events[line][0])
		line++;
	if (line == REPLAY_POINT_LINES) {
		memmove(mitrace_replay_events[0], mitrace_replay_events[1],
			sizeof(mitrace_replay_events) - REPLAY_POINT_WIDTH);
		line--;
	}
	return mitrace_replay_events[line];
}

/* Returns the event's number. */
static uint64_t tell(struct replay_serving *s, const struct replay_step *step, struct mtr_arena *arena)
{
	const Mitrace__Packet *packet;

	if (replay_store_get(s->replay->store, replay_step_place(step), arena, &packet))
		return 0;
	pthread_mutex_lock(&text_lock);
	write_event(s, packet, next_line(), REPLAY_POINT_WIDTH);
	write_operation(s, arena, mitrace_replay_operation, sizeof(mitrace_replay_operation));
	pthread_mutex_unlock(&text_lock);
	return packet->seq;
}

void replay_break_point(struct replay_serving *s, uint64_t index)
{
	const struct replay_breaks *breaks = &s->replay->breaks;
	const struct replay_step *step;
	struct mtr_arena arena;
	uint64_t seq;

	if (!breaks->watching || index == REPLAY_NO_STEP || !(step = replay_serving_step(s, index)))
		return;
	mtr_arena_begin(&arena, TEXT_MEMORY);
	seq = tell(s, step, &arena);
	mtr_arena_end(&arena);
	/* Not by raise(): a thread that blocks SIGTRAP would go on. */
	if (seq && is_break(breaks, seq))
		__asm__ volatile("int3");
}
