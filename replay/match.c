/* See match.h. Groups of equal keys are runs of an array of operation numbers that is sorted by key. */
#include "match.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "text_out.h"

enum {
	NEAREST_MAX = 3,
	LOOK_MAX = 4096, /* different recordings that a miss is compared with */
};

/* Recordings with the same key. */
struct group {
	uint64_t key;
	uint32_t first, count; /* in members */
	uint32_t next;         /* all before this one are used */
	uint32_t used;
	uint32_t turn; /* of --repeat=cycle */
};

/* Recordings by one of their keys. */
struct grouping {
	uint32_t *members;
	struct group *groups; /* sorted by key */
	size_t count;
};

struct replay_match {
	struct replay_index *index;
	struct replay_store *store;
	const struct replay_settings *settings;
	const struct replay_report *report;
	bool same_tokens;

	pthread_mutex_t lock; /* owns all below */
	struct grouping exact, loose, refused;
	struct {
		uint64_t key;
		uint32_t count;
	} * opened; /* sessions so far, by key */
	size_t nr_opened;
	size_t first_unused; /* operation, for the strict order */
};

/* --- groups ------------------------------------------------------------------------------------------------------- */

/* qsort has no context: pairs carry the key along. */
struct pair {
	uint64_t key;
	uint32_t op;
};

static int by_key(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->op < y->op ? -1 : x->op > y->op;
}

static void fill_groups(struct grouping *g, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct group *last = g->count ? &g->groups[g->count - 1] : NULL;

		g->members[i] = pairs[i].op;
		if (last && last->key == pairs[i].key) {
			last->count++;
			continue;
		}
		g->groups[g->count++] = (struct group){.key = pairs[i].key, .first = (uint32_t)i, .count = 1};
	}
}

enum which {
	SERVED,
	SERVED_LOOSELY, /* by their loose keys */
	REFUSED,        /* for their arguments */
};

static bool is_one(const struct recorded_op *op, enum which which)
{
	return which == REFUSED ? op->failed_start && !op->unasked : !op->failed_start;
}

static int group_ops(const struct replay_index *index, enum which which, struct grouping *ret)
{
	size_t count = 0, room = index->nr_ops ? index->nr_ops : 1;
	struct pair *pairs = malloc(room * sizeof(*pairs));

	ret->members = malloc(room * sizeof(*ret->members));
	ret->groups = malloc(room * sizeof(*ret->groups));
	if (!pairs || !ret->members || !ret->groups) {
		free(pairs);
		return mtr_fail(-ENOMEM, "out of memory for %zu operations", index->nr_ops);
	}
	for (size_t i = 0; i < index->nr_ops; i++) {
		const struct recorded_op *op = &index->ops[i];

		if (is_one(op, which))
			pairs[count++] = (struct pair){which == SERVED_LOOSELY ? op->loose_key : op->key, (uint32_t)i};
	}
	qsort(pairs, count, sizeof(*pairs), by_key);
	fill_groups(ret, pairs, count);
	free(pairs);
	return 0;
}

static void end_grouping(struct grouping *g)
{
	free(g->members);
	free(g->groups);
}

static struct group *find_group(const struct grouping *g, uint64_t key)
{
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->groups[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->count && g->groups[low].key == key ? &g->groups[low] : NULL;
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

static uint32_t count_opened(struct replay_match *m, uint64_t key)
{
	for (size_t i = 0; i < m->nr_opened; i++)
		if (m->opened[i].key == key)
			return m->opened[i].count++;
	void *grown = reallocarray(m->opened, m->nr_opened + 1, sizeof(*m->opened));

	if (grown) {
		m->opened = grown;
		m->opened[m->nr_opened].key = key;
		m->opened[m->nr_opened++].count = 1;
	}
	return 0;
}

const struct recorded_session *replay_match_open_session(struct replay_match *m, struct replay_session *session,
							 const struct recorded_session **ret_twin,
							 unsigned *ret_recorded)
{
	const struct recorded_session *twin = NULL;
	unsigned recorded = 0;

	pthread_mutex_lock(&m->lock);
	session->bound = REPLAY_NO_SESSION;
	session->ordinal = count_opened(m, session->key);
	for (size_t i = 0; i < m->index->nr_sessions; i++) {
		if (m->index->sessions[i].key != session->key)
			continue;
		if (recorded == session->ordinal)
			twin = &m->index->sessions[i];
		recorded++;
	}
	pthread_mutex_unlock(&m->lock);
	*ret_recorded = recorded;
	*ret_twin = twin;
	return twin && twin->failed ? twin : NULL;
}

/* First unused operation of a recorded session; NULL: none. */
static const struct recorded_op *first_unused_of(const struct replay_match *m, uint32_t session)
{
	uint32_t at = m->index->sessions[session].first_op;

	while (at != REPLAY_NO_OP && (m->index->ops[at].used || m->index->ops[at].failed_start))
		at = m->index->ops[at].next;
	return at == REPLAY_NO_OP ? NULL : &m->index->ops[at];
}

/* The recorded session this one plays from its first operation on. */
static void bind_session(struct replay_match *m, struct replay_session *session, uint64_t key)
{
	uint32_t fallback = REPLAY_NO_SESSION, ordinal = 0;

	for (uint32_t i = 0; i < m->index->nr_sessions; i++) {
		struct recorded_session *r = &m->index->sessions[i];
		const struct recorded_op *op;

		if (r->key != session->key)
			continue;
		ordinal++;
		if (r->used || r->failed)
			continue;
		if (fallback == REPLAY_NO_SESSION || ordinal - 1 == session->ordinal)
			fallback = i;
		op = first_unused_of(m, i);
		if (op && op->key == key) {
			fallback = i;
			break;
		}
	}
	session->bound = fallback;
	if (fallback != REPLAY_NO_SESSION)
		m->index->sessions[fallback].used = true;
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

/* The first unused member of the group, of the session if one is asked for. */
static struct recorded_op *first_of(struct replay_match *m, const struct grouping *g, struct group *group,
				    uint32_t session)
{
	for (uint32_t i = group->next; i < group->count; i++) {
		struct recorded_op *op = &m->index->ops[g->members[group->first + i]];

		if (op->used) {
			group->next += i == group->next;
			continue;
		}
		if (session == REPLAY_NO_SESSION || op->session == session)
			return op;
	}
	return NULL;
}

static struct recorded_op *find_in(struct replay_match *m, const struct grouping *g, uint64_t key, uint32_t session,
				   bool only_session)
{
	struct group *group = find_group(g, key);
	struct recorded_op *op = NULL;

	if (!group)
		return NULL;
	if (session != REPLAY_NO_SESSION)
		op = first_of(m, g, group, session);
	if (!op && !only_session)
		op = first_of(m, g, group, REPLAY_NO_SESSION);
	if (op) {
		op->used = true;
		group->used++;
	}
	return op;
}

/* All recordings are used: --repeat may give one again. */
static struct recorded_op *repeat(struct replay_match *m, const struct grouping *g, uint64_t key)
{
	struct group *group = find_group(g, key);
	uint32_t member;

	if (!group || m->settings->repeat == REPLAY_REPEAT_NO)
		return NULL;
	member = m->settings->repeat == REPLAY_REPEAT_LAST ? group->count - 1 : group->turn++ % group->count;
	return &m->index->ops[g->members[group->first + member]];
}

static void check_order(struct replay_match *m, const struct recorded_op *op, const struct replay_key *key)
{
	const struct recorded_op *next;
	struct mtr_arena arena;
	char recorded[64];

	while (m->first_unused < m->index->nr_ops &&
	       (m->index->ops[m->first_unused].used || m->index->ops[m->first_unused].failed_start))
		m->first_unused++;
	if (m->first_unused == m->index->nr_ops)
		return;
	next = &m->index->ops[m->first_unused];
	if (next->seq > op->seq)
		return;
	snprintf(recorded, sizeof(recorded), "the start in event %" PRIu64 " first", next->seq);
	mtr_arena_begin(&arena, 1 << 20);
	replay_report_divergence(m->report, op->seq, "started out of order", recorded, replay_key_text(key, &arena));
	mtr_arena_end(&arena);
}

const struct recorded_op *replay_match_find(struct replay_match *m, struct replay_session *session,
					    const struct replay_key *key)
{
	bool only = m->settings->order == REPLAY_ORDER_SESSION;
	struct recorded_op *op;

	pthread_mutex_lock(&m->lock);
	if (session->bound == REPLAY_NO_SESSION)
		bind_session(m, session, key->hash);
	op = find_in(m, &m->exact, key->hash, session->bound, only && session->bound != REPLAY_NO_SESSION);
	if (!op && m->settings->order == REPLAY_ORDER_ANY)
		op = find_in(m, &m->loose, key->loose, session->bound, false);
	if (op && m->settings->order == REPLAY_ORDER_STRICT)
		check_order(m, op, key);
	if (!op)
		op = repeat(m, &m->exact, key->hash);
	if (!op && m->settings->order == REPLAY_ORDER_ANY)
		op = repeat(m, &m->loose, key->loose);
	pthread_mutex_unlock(&m->lock);
	return op;
}

const struct recorded_op *replay_match_refusal(struct replay_match *m, const struct replay_key *key, bool *ret_served)
{
	struct group *served, *refused;
	struct recorded_op *first, *op;

	pthread_mutex_lock(&m->lock);
	served = find_group(&m->exact, key->hash);
	refused = find_group(&m->refused, key->hash);
	first = served ? first_of(m, &m->exact, served, REPLAY_NO_SESSION) : NULL;
	op = refused ? first_of(m, &m->refused, refused, REPLAY_NO_SESSION) : NULL;
	*ret_served = first != NULL;
	if (op && first && first->seq < op->seq)
		op = NULL;
	if (op)
		op->used = true;
	pthread_mutex_unlock(&m->lock);
	return op;
}

/* --- explaining ---------------------------------------------------------------------------------------------------- */

struct near {
	const struct recorded_op *op;
	struct replay_key key;
	unsigned distance;
};

/* The key of a recording, from the trace. */
static int key_of(const struct replay_match *m, const struct recorded_op *op, struct mtr_arena *arena,
		  struct replay_key *ret)
{
	const Mitrace__Packet *packet;
	static const struct replay_route no_route;
	const struct replay_route *route =
		op->session == REPLAY_NO_SESSION ? &no_route : &m->index->sessions[op->session].route;
	int err;

	err = replay_store_get(m->store, op->begin, arena, &packet);
	if (err)
		return err;
	if (packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return -MTR_EDAMAGED;
	return replay_key_of_call(packet->call_begin, m->store, route, m->same_tokens, arena, ret);
}

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

static void add_distance(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	unsigned *distance = context;

	*distance += weight(recorded ? recorded : requested);
}

/* Keeps the nearest few, the first recorded of equals first. */
static void consider(struct near *nearest, unsigned *count, const struct near *candidate)
{
	unsigned at = *count;

	while (at > 0 && nearest[at - 1].distance > candidate->distance)
		at--;
	if (at == NEAREST_MAX)
		return;
	if (*count < NEAREST_MAX)
		(*count)++;
	memmove(&nearest[at + 1], &nearest[at], (*count - at - 1) * sizeof(*nearest));
	nearest[at] = *candidate;
}

static unsigned find_nearest(const struct replay_match *m, const struct replay_key *key, struct mtr_arena *arena,
			     struct near *nearest)
{
	unsigned count = 0;

	for (size_t i = 0; i < m->exact.count && i < LOOK_MAX; i++) {
		struct near candidate = {.op = &m->index->ops[m->exact.members[m->exact.groups[i].first]]};

		if (key_of(m, candidate.op, arena, &candidate.key))
			break;
		replay_key_compare(&candidate.key, key, add_distance, &candidate.distance);
		consider(nearest, &count, &candidate);
	}
	return count;
}

/* A Nearest message under construction. */
struct near_message {
	Mitrace__Nearest message;
	Mitrace__FieldDifference *differences;
	Mitrace__FieldDifference **pointers;
	struct mtr_arena *arena;
};

static void add_difference(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	struct near_message *near = context;
	Mitrace__FieldDifference *d = mtr_arena_alloc(near->arena, sizeof(*d));

	if (!d)
		return;
	mitrace__field_difference__init(d);
	d->field = (char *)(recorded ? recorded : requested)->name;
	d->recorded = (char *)(recorded ? recorded->text : NULL);
	d->requested = (char *)(requested ? requested->text : NULL);
	near->pointers[near->message.n_difference++] = d;
}

static void describe(const struct near *near, const struct replay_key *key, struct mtr_arena *arena,
		     struct near_message *ret)
{
	mitrace__nearest__init(&ret->message);
	ret->arena = arena;
	ret->pointers = mtr_arena_alloc(arena, (near->key.count + key->count + 1) * sizeof(*ret->pointers));
	ret->message.has_seq = true;
	ret->message.seq = near->op->seq;
	ret->message.difference = ret->pointers;
	if (ret->pointers)
		replay_key_compare(&near->key, key, add_difference, ret);
}

/* For the client: what was asked, and what would have been there. */
static const char *word(const Mitrace__Miss *miss, struct mtr_arena *arena)
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

const struct recorded_op *replay_match_explain(struct replay_match *m, const struct replay_key *key,
					       struct mtr_arena *arena, const char **ret_text)
{
	Mitrace__Miss miss = MITRACE__MISS__INIT;
	Mitrace__Nearest *pointers[NEAREST_MAX];
	struct near_message messages[NEAREST_MAX];
	struct near nearest[NEAREST_MAX];
	const struct group *group;
	unsigned count;

	pthread_mutex_lock(&m->lock);
	group = find_group(&m->exact, key->hash);
	miss.has_recorded = miss.has_used = true;
	miss.recorded = group ? group->count : 0;
	miss.used = group ? group->used : 0;
	pthread_mutex_unlock(&m->lock);
	count = find_nearest(m, key, arena, nearest);
	for (unsigned i = 0; i < count; i++) {
		describe(&nearest[i], key, arena, &messages[i]);
		pointers[i] = &messages[i].message;
	}
	miss.request = (char *)replay_key_text(key, arena);
	miss.n_nearest = count;
	miss.nearest = pointers;
	replay_report_miss(m->report, &miss);
	*ret_text = word(&miss, arena);
	return count ? nearest[0].op : NULL;
}

/* --- life ----------------------------------------------------------------------------------------------------------- */

int replay_match_new(struct replay_index *index, struct replay_store *store, const struct replay_settings *settings,
		     const struct replay_report *report, bool same_tokens, struct replay_match **ret)
{
	struct replay_match *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return mtr_fail(-ENOMEM, "out of memory");
	m->index = index;
	m->store = store;
	m->settings = settings;
	m->report = report;
	m->same_tokens = same_tokens;
	pthread_mutex_init(&m->lock, NULL);
	err = group_ops(index, SERVED, &m->exact);
	if (!err)
		err = group_ops(index, REFUSED, &m->refused);
	if (!err && settings->order == REPLAY_ORDER_ANY)
		err = group_ops(index, SERVED_LOOSELY, &m->loose);
	if (err)
		replay_match_free(m);
	else
		*ret = m;
	return err;
}

void replay_match_free(struct replay_match *m)
{
	if (!m)
		return;
	end_grouping(&m->exact);
	end_grouping(&m->loose);
	end_grouping(&m->refused);
	free(m->opened);
	pthread_mutex_destroy(&m->lock);
	free(m);
}
