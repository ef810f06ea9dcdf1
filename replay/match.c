/* See match.h. Groups of equal keys are runs of an array of operation numbers that is sorted by key. */
#include "match.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "nearest.h"

enum {
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

static bool may_play(const struct recorded_session *recorded, const struct replay_session *session)
{
	return recorded->key == session->key && !recorded->used && !recorded->failed;
}

/* A session that has the operation, if not as its first one; REPLAY_NO_SESSION: none. */
static uint32_t session_with(struct replay_match *m, const struct replay_session *session, uint64_t key)
{
	const struct group *group = find_group(&m->exact, key);

	for (uint32_t i = group ? group->next : 0; group && i < group->count; i++) {
		const struct recorded_op *op = &m->index->ops[m->exact.members[group->first + i]];

		if (!op->used && op->session != REPLAY_NO_SESSION &&
		    may_play(&m->index->sessions[op->session], session))
			return op->session;
	}
	return REPLAY_NO_SESSION;
}

/*
 * The recorded session this one plays from its first operation on: one that began with it, one that has it, or the one
 * that was opened in its place.
 */
static void bind_session(struct replay_match *m, struct replay_session *session, uint64_t key)
{
	uint32_t in_place = REPLAY_NO_SESSION, ordinal = 0;

	for (uint32_t i = 0; i < m->index->nr_sessions && session->bound == REPLAY_NO_SESSION; i++) {
		const struct recorded_session *recorded = &m->index->sessions[i];
		const struct recorded_op *first;

		ordinal += recorded->key == session->key;
		if (!may_play(recorded, session))
			continue;
		if (in_place == REPLAY_NO_SESSION || ordinal - 1 == session->ordinal)
			in_place = i;
		first = first_unused_of(m, i);
		if (first && first->key == key)
			session->bound = i;
	}
	if (session->bound == REPLAY_NO_SESSION)
		session->bound = session_with(m, session, key);
	if (session->bound == REPLAY_NO_SESSION)
		session->bound = in_place;
	if (session->bound != REPLAY_NO_SESSION)
		m->index->sessions[session->bound].used = true;
}

/* What it asked for was not there, so it is not known yet which one it plays. */
static void unbind_session(struct replay_match *m, struct replay_session *session)
{
	if (session->bound != REPLAY_NO_SESSION)
		m->index->sessions[session->bound].used = false;
	session->bound = REPLAY_NO_SESSION;
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
	bool first;

	pthread_mutex_lock(&m->lock);
	first = session->bound == REPLAY_NO_SESSION;
	if (first)
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
	if (!op && first)
		unbind_session(m, session);
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

/* Of each group one: the next to be used, or the first one where all are. Returns how many; the lock is held. */
static size_t list_candidates(const struct replay_match *m, const struct recorded_op **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < m->exact.count && i < LOOK_MAX; i++) {
		const struct group *group = &m->exact.groups[i];
		uint32_t at = group->next;

		while (at < group->count && m->index->ops[m->exact.members[group->first + at]].used)
			at++;
		ret[count++] = &m->index->ops[m->exact.members[group->first + (at < group->count ? at : 0)]];
	}
	return count;
}

const struct recorded_op *replay_match_explain(struct replay_match *m, const struct replay_key *key,
					       struct mtr_arena *arena, const char **ret_text)
{
	const struct replay_recordings recordings = {m->index, m->store, m->same_tokens};
	size_t room = m->exact.count < LOOK_MAX ? m->exact.count : LOOK_MAX, count = 0;
	const struct recorded_op **candidates = mtr_arena_alloc(arena, (room + 1) * sizeof(*candidates)), *nearest;
	Mitrace__Miss miss = MITRACE__MISS__INIT;
	const struct group *group;

	pthread_mutex_lock(&m->lock);
	group = find_group(&m->exact, key->hash);
	miss.has_recorded = miss.has_used = true;
	miss.recorded = group ? group->count : 0;
	miss.used = group ? group->used : 0;
	if (candidates)
		count = list_candidates(m, candidates);
	pthread_mutex_unlock(&m->lock);
	nearest = replay_nearest(&recordings, candidates, count, key, arena, &miss);
	replay_report_miss(m->report, &miss);
	*ret_text = replay_nearest_text(&miss, arena);
	return nearest;
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
