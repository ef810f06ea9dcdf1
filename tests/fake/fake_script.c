/* Reading FAKE_MI_SCRIPT. */
#include "fake_script.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake_plan plans[FAKE_PLANS_MAX] = {
	{.nr_steps = 1, .steps = {{.act = FAKE_LAST, .lane = FAKE_IO, .answerable = true, .object = "small"}}},
};
static struct fake_session_plan session_plans[FAKE_PLANS_MAX] = {{.completion = FAKE_CALLER}};
static unsigned nr_plans = 1, nr_session_plans = 1;

static void bad_word(const char *word)
{
	fprintf(stderr, "FAKE_MI_SCRIPT: what is %s?\n", word);
	_Exit(99);
}

/* Words that say how or when; the rest of what they say is in the step that comes. */
static bool read_manner(const char *word, struct fake_step *step)
{
	static const struct {
		const char *word;
		enum fake_lane lane;
		bool early;
	} lanes[] = {{"in", FAKE_CALLER, false},
		     {"early", FAKE_IO, true},
		     {"io", FAKE_IO, false},
		     {"third", FAKE_THIRD, false}};
	static const char *const pointers[] = {"usual", "copy", "internal", "client", "nobody"};
	static const char *const acks[] = {"flags", "ack", "noack", "ack2"};

	for (unsigned i = 0; i < MI_COUNT(lanes); i++) {
		if (strcmp(word, lanes[i].word) == 0) {
			step->lane = lanes[i].lane;
			step->early = lanes[i].early;
			return true;
		}
	}
	for (unsigned i = 0; i < MI_COUNT(pointers); i++) {
		if (strcmp(word, pointers[i]) == 0) {
			step->pointer = i;
			return true;
		}
	}
	for (unsigned i = 0; i < MI_COUNT(acks); i++) {
		if (strcmp(word, acks[i]) == 0) {
			step->ack = i;
			return true;
		}
	}
	if (strcmp(word, "fn") == 0 || strcmp(word, "nofn") == 0)
		step->answerable = *word == 'f';
	else if (strcmp(word, "closed") == 0)
		step->after_close = true;
	else if (strcmp(word, "cancelled") == 0)
		step->after_cancel = true;
	else if (strcmp(word, "ungated") == 0)
		step->ungated = true;
	else if (strcmp(word, "beyond") == 0)
		step->beyond = true;
	else
		return false;
	return true;
}

static bool read_act(const char *word, enum fake_act *ret)
{
	static const char *const acts[] = {"result", "last",  "final",   "bare",     "started",
					   "prompt", "error", "message", "progress", "param"};

	for (unsigned i = 0; i < MI_COUNT(acts); i++) {
		if (strcmp(word, acts[i]) == 0) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static void read_plan_word(struct fake_plan *plan, struct fake_step *next, char *word)
{
	char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : "0";

	if (equals)
		*equals = '\0';
	if (strcmp(word, "object") == 0) {
		next->object = value;
	} else if (strcmp(word, "fail") == 0) {
		plan->fail = (MI_Result)strtoul(value, NULL, 0);
	} else if (strcmp(word, "recycle") == 0) {
		plan->recycle = (unsigned)strtoul(value, NULL, 0);
	} else if (strcmp(word, "hang") == 0) {
		plan->hang = true;
	} else if (strcmp(word, "tidy") == 0) {
		plan->tidy = true;
	} else if (strcmp(word, "forgetful") == 0) {
		plan->forgetful = true;
	} else if (read_act(word, &next->act)) {
		if (plan->nr_steps == FAKE_STEPS_MAX)
			bad_word("one step more");
		next->code = (MI_Uint32)strtoul(value, NULL, 0);
		plan->steps[plan->nr_steps++] = *next;
		next->after_close = next->after_cancel = next->ungated = next->beyond = false;
	} else if (!read_manner(word, next)) {
		bad_word(word);
	}
}

static void read_session_word(struct fake_session_plan *plan, char *word)
{
	char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : "0";

	if (equals)
		*equals = '\0';
	if (strcmp(word, "fail") == 0) {
		plan->fail = (MI_Result)strtoul(value, NULL, 0);
	} else if (strcmp(word, "error") == 0) {
		plan->error = true;
	} else if (strcmp(word, "message") == 0) {
		plan->message = true;
		plan->channel = (MI_Uint32)strtoul(value, NULL, 0);
	} else if (strcmp(word, "completion") == 0) {
		plan->completion = strcmp(value, "io") == 0 ? FAKE_IO : FAKE_THIRD;
	} else {
		bad_word(word);
	}
}

/* @namespace_name: NULL for the operation of that number; both missing: for all that have no plan of their own. */
static struct fake_plan *plan_new(unsigned number, const char *namespace_name)
{
	struct fake_plan *plan = number || namespace_name ? &plans[nr_plans++] : &plans[0];

	memset(plan, 0, sizeof(*plan));
	plan->number = number;
	plan->namespace_name = namespace_name;
	return plan;
}

static struct fake_session_plan *session_plan_new(unsigned number)
{
	struct fake_session_plan *plan = number ? &session_plans[nr_session_plans++] : &session_plans[0];

	plan->number = number;
	plan->completion = FAKE_CALLER;
	return plan;
}

static void read_line(char *line)
{
	struct fake_step next = {.lane = FAKE_IO, .answerable = true, .object = "small"};
	char *rest = NULL, *head = strtok_r(line, ": \t", &rest), *word;
	struct fake_session_plan *session = NULL;
	struct fake_plan *plan = NULL;

	if (!head)
		return;
	if (nr_plans == FAKE_PLANS_MAX || nr_session_plans == FAKE_PLANS_MAX)
		bad_word("one line more");
	if (strncmp(head, "op", 2) == 0)
		plan = plan_new((unsigned)strtoul(head + 2, NULL, 10), NULL);
	else if (strncmp(head, "ns/", 3) == 0)
		plan = plan_new(0, head);
	else if (strncmp(head, "session", 7) == 0)
		session = session_plan_new((unsigned)strtoul(head + 7, NULL, 10));
	else
		bad_word(head);
	while ((word = strtok_r(NULL, " \t", &rest))) {
		if (plan)
			read_plan_word(plan, &next, word);
		else
			read_session_word(session, word);
	}
}

static void read_script(void)
{
	static char *text; /* plans point into it */
	const char *script = getenv("FAKE_MI_SCRIPT");
	char *rest = NULL;

	text = script ? strdup(script) : NULL;
	if (!text)
		return;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		line[strcspn(line, "#")] = '\0';
		read_line(line);
	}
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

const struct fake_plan *fake_plan_of(unsigned number, const char *namespace_name)
{
	pthread_once(&once, read_script);
	for (unsigned i = 1; i < nr_plans; i++) {
		const char *of = plans[i].namespace_name;

		if (of ? namespace_name && strcmp(of, namespace_name) == 0 : plans[i].number == number)
			return &plans[i];
	}
	return &plans[0];
}

const struct fake_session_plan *fake_session_plan_of(unsigned number)
{
	pthread_once(&once, read_script);
	for (unsigned i = 1; i < nr_session_plans; i++) {
		if (session_plans[i].number == number)
			return &session_plans[i];
	}
	return &session_plans[0];
}
