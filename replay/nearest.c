/* See nearest.h. */
#include "nearest.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "fail.h"
#include "text_out.h"

struct near {
	const struct recorded_op *op;
	struct replay_key key;
	unsigned distance;
};

/* The key of a recording, from the trace. */
static int key_of(const struct replay_recordings *r, const struct recorded_op *op, struct mtr_arena *arena,
		  struct replay_key *ret)
{
	const Mitrace__Packet *packet;
	static const struct replay_route no_route;
	const struct replay_route *route =
		op->session == REPLAY_NO_SESSION ? &no_route : &r->index->sessions[op->session].route;
	int err;

	err = replay_store_get(r->store, op->begin, arena, &packet);
	if (err)
		return err;
	if (packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return -MTR_EDAMAGED;
	return replay_key_of_call(packet->call_begin, r->store, route, r->same_tokens, arena, ret);
}

/* --- distance ------------------------------------------------------------------------------------------------------ */

enum {
	ANOTHER = 8,  /* of a field with another text, times its weight ... */
	UNLIKE = 16,  /* ... and so much more when nothing of the text is the same */
	MISSING = 32, /* of one that the other has not */
};

/* Which operation, which class: what tells requests apart most. */
static unsigned weight(const struct replay_field *field)
{
	static const struct {
		const char *name;
		unsigned weight;
	} heavy[] = {{"operation", 100}, {"class", 10},    {"method", 10},
		     {"query", 10},      {"instance", 10}, {"namespace", 5}};

	for (size_t i = 0; i < sizeof(heavy) / sizeof(heavy[0]); i++)
		if (!strcmp(field->name, heavy[i].name))
			return heavy[i].weight;
	return 2;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* 0 to UNLIKE: by what the texts have in common at their beginnings and ends. */
static unsigned unlikeness(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b), shorter = a_len < b_len ? a_len : b_len;
	size_t longer = a_len < b_len ? b_len : a_len, front = 0, back = 0;

	while (front < shorter && same_letter(a[front], b[front]))
		front++;
	while (back < shorter - front && same_letter(a[a_len - 1 - back], b[b_len - 1 - back]))
		back++;
	return longer ? (unsigned)(UNLIKE * (longer - front - back) / longer) : 0;
}

static void add_distance(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	unsigned *distance = context;

	if (recorded && requested)
		*distance += weight(recorded) * (ANOTHER + unlikeness(recorded->text, requested->text));
	else
		*distance += weight(recorded ? recorded : requested) * MISSING;
}

/* Keeps the nearest few, the first of equals first. */
static void consider(struct near *nearest, unsigned *count, const struct near *candidate)
{
	unsigned at = *count;

	while (at > 0 && nearest[at - 1].distance > candidate->distance)
		at--;
	if (at == REPLAY_NEAREST_MAX)
		return;
	if (*count < REPLAY_NEAREST_MAX)
		(*count)++;
	memmove(&nearest[at + 1], &nearest[at], (*count - at - 1) * sizeof(*nearest));
	nearest[at] = *candidate;
}

/* --- words --------------------------------------------------------------------------------------------------------- */

struct description {
	Mitrace__Nearest message;
	struct mtr_arena *arena;
};

static void add_difference(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	struct description *description = context;
	Mitrace__FieldDifference *d = mtr_arena_alloc(description->arena, sizeof(*d));

	if (!d)
		return;
	mitrace__field_difference__init(d);
	d->field = (char *)(uintptr_t)(recorded ? recorded : requested)->name;
	d->recorded = (char *)(uintptr_t)(recorded ? recorded->text : NULL);
	d->requested = (char *)(uintptr_t)(requested ? requested->text : NULL);
	description->message.difference[description->message.n_difference++] = d;
}

static Mitrace__Nearest *describe(const struct near *near, const struct replay_key *key, struct mtr_arena *arena)
{
	struct description *description = mtr_arena_alloc(arena, sizeof(*description));

	if (!description)
		return NULL;
	mitrace__nearest__init(&description->message);
	description->arena = arena;
	description->message.difference =
		mtr_arena_alloc(arena, (near->key.count + key->count + 1) * sizeof(*description->message.difference));
	description->message.has_seq = true;
	description->message.seq = near->op->seq;
	if (description->message.difference)
		replay_key_compare(&near->key, key, add_difference, description);
	return &description->message;
}

const struct recorded_op *replay_nearest(const struct replay_recordings *recordings,
					 const struct recorded_op *const *candidates, size_t count,
					 const struct replay_key *key, struct mtr_arena *arena, Mitrace__Miss *miss)
{
	struct near nearest[REPLAY_NEAREST_MAX];
	unsigned found = 0;

	for (size_t i = 0; i < count; i++) {
		struct near candidate = {.op = candidates[i]};

		if (key_of(recordings, candidate.op, arena, &candidate.key))
			break;
		replay_key_compare(&candidate.key, key, add_distance, &candidate.distance);
		consider(nearest, &found, &candidate);
	}
	miss->request = (char *)(uintptr_t)replay_key_text(key, arena);
	miss->nearest = mtr_arena_alloc(arena, REPLAY_NEAREST_MAX * sizeof(*miss->nearest));
	for (unsigned i = 0; miss->nearest && i < found; i++) {
		Mitrace__Nearest *message = describe(&nearest[i], key, arena);

		if (message)
			miss->nearest[miss->n_nearest++] = message;
	}
	return found ? nearest[0].op : NULL;
}

const char *replay_nearest_text(const Mitrace__Miss *miss, struct mtr_arena *arena)
{
	struct mtr_out out;
	char *text;

	mtr_out_begin(&out, NULL);
	mtr_out_printf(&out, "mitrace replay: %s: %s", miss->recorded ? "every recording is used" : "not recorded",
		       miss->request ? miss->request : "?");
	for (size_t i = 0; i < miss->n_nearest; i++) {
		const Mitrace__Nearest *near = miss->nearest[i];

		mtr_out_printf(&out, "; %s event %" PRIu64, i ? "then" : "nearest is", near->seq);
		for (size_t j = 0; j < near->n_difference; j++) {
			const Mitrace__FieldDifference *d = near->difference[j];

			mtr_out_printf(&out, "%s %s %s instead of %s", j ? "," : ":", d->field,
				       d->recorded ? d->recorded : "nothing", d->requested ? d->requested : "nothing");
		}
	}
	mtr_out_bytes(&out, "", 1);
	text = out.err ? NULL : mtr_arena_copy(arena, out.data, out.size);
	mtr_out_end(&out);
	return text;
}
