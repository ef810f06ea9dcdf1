/* Making plans. See random_plan.h. */
#include "random_plan.h"

#include <string.h>

#include "client_op.h"

/* ---------------------------------------------------------------- chance */

static uint64_t state;

static unsigned below(unsigned limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % limit;
}

static bool one_in(unsigned n)
{
	return below(n) == 0;
}

static const char *any_of(const char *const *words, unsigned count)
{
	return words[below(count)];
}

/* ---------------------------------------------------------------- scripts for the fake library */

struct script {
	struct random_op *op;
	FILE *out;
	bool inside; /* the starting call has not returned */
	unsigned callbacks, results;
};

static void put_lane(struct script *s)
{
	static const char *const later[] = {"io ", "third ", "", ""};

	if (s->inside && one_in(2))
		s->inside = false;
	if (!s->inside)
		fputs(any_of(later, 4), s->out);
	if (!s->inside && !s->callbacks && !s->results)
		fputs("io ", s->out);
}

static void put_other(struct script *s)
{
	static const struct {
		const char *step;
		unsigned member;
	} others[] = {{"message=0", CLIENT_MESSAGE}, {"message=1", CLIENT_MESSAGE},      {"progress", CLIENT_PROGRESS},
		      {"param", CLIENT_PARAMETER},   {"prompt=0", CLIENT_PROMPT},        {"prompt=1", CLIENT_PROMPT},
		      {"error", CLIENT_ERROR},       {"nofn prompt=0 fn", CLIENT_PROMPT}};
	unsigned which = below(8);

	put_lane(s);
	fprintf(s->out, "%s ", others[which].step);
	s->callbacks += (s->op->members & others[which].member) != 0;
}

static void put_result(struct script *s)
{
	static const char *const objects[] = {"object=small ", "object=all ", "object=bare ", "object=keys "};

	put_lane(s);
	fprintf(s->out, "%sresult ", any_of(objects, 4));
	s->results++;
}

static void put_end(struct script *s)
{
	static const char *const ends[] = {"last", "last", "final=0", "final=1", "final=6", "bare=5"};
	static const char *const stopped[] = {"final=1", "bare=1", "last"};

	if (s->op->stop == RANDOM_CANCELLED || s->op->stop == RANDOM_CLOSED)
		fputs("io ", s->out); /* the starting call must return before it is stopped */
	else
		put_lane(s);
	switch (s->op->stop) {
	case RANDOM_CANCELLED:
	case RANDOM_CANCELLED_IN_CALLBACK:
		fprintf(s->out, "cancelled %s", any_of(stopped, 3));
		break;
	case RANDOM_CLOSED:
		fprintf(s->out, "closed %s", any_of(stopped, 3));
		break;
	default:
		fputs(any_of(ends, 6), s->out);
	}
}

static void make_script(struct random_op *op)
{
	struct script s = {.op = op};
	unsigned steps = below(6);

	s.out = fmemopen(op->script, sizeof(op->script), "w");
	s.inside = !op->fetched && !op->nested && op->settler == RANDOM_IN_CALLBACK && one_in(5);
	if (s.inside)
		fputs(op->stop == RANDOM_CANCELLED_IN_CALLBACK || one_in(2) ? "in " : "early ", s.out);
	if (op->stop == RANDOM_CANCELLED_IN_CALLBACK)
		put_result(&s);
	for (unsigned i = 0; i < steps; i++)
		if (one_in(3))
			put_other(&s);
		else
			put_result(&s);
	/* A client that fetches cannot tell what else comes after a result before it fetches the next one. */
	if (op->fetched)
		put_result(&s);
	op->before_stop = op->fetched ? s.results : s.callbacks + s.results;
	put_end(&s);
	if (op->refused) {
		rewind(s.out);
		fprintf(s.out, "fail=%u", 1 + below(9));
	}
	fputc(0, s.out);
	fclose(s.out);
}

/* ---------------------------------------------------------------- operations */

static void settle_how(struct random_op *op)
{
	op->fetched = !op->nested && one_in(4);
	op->manual = !op->fetched && one_in(2);
	op->settler = op->fetched || op->nested ? RANDOM_IN_CALLBACK : (enum random_settler)below(RANDOM_SETTLERS);
	op->members = one_in(3) ? below(0x100) : CLIENT_ALL;
	op->members = op->fetched ? op->members & ~(unsigned)CLIENT_RESULTS : op->members | CLIENT_RESULTS;
	op->flags = one_in(3) ? 0x100 << below(3) : 0;
	op->options = one_in(2) ? below(32) : 0;
	op->answer = below(4);
	op->asks_session = one_in(4);
	op->twice = one_in(6);
	op->closes_in_final = !op->fetched && one_in(4);
}

/* What depends on how it is stopped. */
static void stop_how(struct random_op *op)
{
	if (op->stop == RANDOM_CLOSED)
		op->closes_in_final = op->asks_session = false;
	/* The final result overtakes the first one: there must be something left to acknowledge both to. */
	if (op->stop == RANDOM_CANCELLED_IN_CALLBACK && op->manual && op->settler != RANDOM_IN_CALLBACK)
		op->closes_in_final = false;
}

static void make_fake_op(struct random_op *op, unsigned number)
{
	snprintf(op->namespace_name, sizeof(op->namespace_name), "ns/%u", number);
	op->what = below(12); /* not TestConnection, which has no namespace to find its script by */
	op->refused = !op->nested && one_in(12);
	op->stop = op->nested || op->refused ? RANDOM_ENDS : (enum random_stop)below(RANDOM_STOPS + 3);
	if (op->stop >= RANDOM_STOPS)
		op->stop = RANDOM_ENDS;
	if (op->fetched && op->stop != RANDOM_CANCELLED)
		op->stop = RANDOM_ENDS;
	stop_how(op);
	make_script(op);
}

/* What hostmi has: see random_start.c. Only what lasts until it is stopped is stopped. */
static void make_host_op(struct random_op *op)
{
	snprintf(op->namespace_name, sizeof(op->namespace_name), "root/cimv2");
	op->what = below(op->nested ? 6 : 15);
	if (op->what == 13)
		op->stop = op->fetched ? RANDOM_CANCELLED : RANDOM_CANCELLED_IN_CALLBACK;
	if (op->what == 14)
		op->stop = op->fetched || one_in(2) ? RANDOM_CANCELLED : RANDOM_CLOSED;
	if (op->what == 13)
		op->members |= CLIENT_PROGRESS;
	stop_how(op);
}

static void make_ops(struct random_thread *t, unsigned thread, enum random_library library)
{
	char name[sizeof(t->name)]; /* a copy, or gcc with sanitizers takes it for written while it is read */

	memcpy(name, t->name, sizeof(name));
	t->nr_ops = 2 + below(RANDOM_OPS_MAX - 1);
	for (unsigned i = 0; i < t->nr_ops; i++) {
		struct random_op *op = &t->ops[i];

		snprintf(op->name, sizeof(op->name), "%s.%u", name, i + 1);
		op->nested = i && !t->ops[i - 1].nested && !t->ops[i - 1].fetched && !t->ops[i - 1].refused &&
			     t->ops[i - 1].stop == RANDOM_ENDS && one_in(5);
		settle_how(op);
		if (library == RANDOM_HOSTMI)
			make_host_op(op);
		else
			make_fake_op(op, thread * RANDOM_OPS_MAX + i + 1);
	}
}

void random_plan_make(unsigned seed, enum random_library library, unsigned threads, struct random_plan *ret)
{
	memset(ret, 0, sizeof(*ret));
	state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	below(2);
	ret->seed = seed;
	ret->library = library;
	ret->failing_session = library == RANDOM_FAKE && one_in(3);
	ret->talking_session = library == RANDOM_FAKE && one_in(3);
	ret->nr_threads = 1 + below(4);
	if (threads)
		ret->nr_threads = threads < RANDOM_THREADS_MAX ? threads : RANDOM_THREADS_MAX;
	for (unsigned i = 0; i < ret->nr_threads; i++) {
		struct random_thread *t = &ret->threads[i];

		snprintf(t->name, sizeof(t->name), "t%u", i + 1);
		t->own_application = one_in(3);
		t->own_session = t->own_application || !one_in(3);
		t->at_once = one_in(2);
		t->idle_session = one_in(3);
		make_ops(t, i, library);
	}
}

/* ---------------------------------------------------------------- showing */

void random_plan_script(const struct random_plan *plan, FILE *out)
{
	unsigned session = 1;

	if (plan->failing_session)
		fprintf(out, "session%u: fail=6 error\n", ++session);
	if (plan->talking_session)
		fprintf(out, "session%u: message=1 error\n", ++session);
	for (unsigned t = 0; t < plan->nr_threads; t++)
		for (unsigned i = 0; i < plan->threads[t].nr_ops; i++)
			fprintf(out, "%s: %s\n", plan->threads[t].ops[i].namespace_name,
				plan->threads[t].ops[i].script);
}

void random_plan_print(const struct random_plan *plan, FILE *out)
{
	static const char *const settlers[] = {"in callback", "by owner", "by helper"};
	static const char *const stops[] = {"ends", "cancelled in callback", "cancelled", "closed"};

	fprintf(out, "seed %u, sessions:%s%s\n", plan->seed, plan->failing_session ? " one fails" : "",
		plan->talking_session ? " one calls back" : "");
	for (unsigned t = 0; t < plan->nr_threads; t++) {
		const struct random_thread *thread = &plan->threads[t];

		fprintf(out, "%s:%s%s%s%s\n", thread->name, thread->own_application ? " own application" : "",
			thread->own_session ? " own session" : "", thread->at_once ? " at once" : "",
			thread->idle_session ? " idle session" : "");
		for (unsigned i = 0; i < thread->nr_ops; i++) {
			const struct random_op *op = &thread->ops[i];

			fprintf(out, "  %s: %u%s%s%s%s%s%s, members 0x%x, settled %s, %s (after %u): %s\n", op->name,
				op->what, op->fetched ? " fetched" : "", op->manual ? " manual" : "",
				op->nested ? " nested" : "", op->closes_in_final ? " closes in final" : "",
				op->twice ? " twice" : "", op->refused ? " refused" : "", op->members,
				settlers[op->settler], stops[op->stop], op->before_stop, op->script);
		}
	}
}
