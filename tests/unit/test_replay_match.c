/* Which recording a request gets, and what is said when there is none. */
#include "unit.h"

#include <string.h>

#include "match.h"
#include "replay_trace.h"

struct fixture {
	struct trace_build build;
	struct replay_trace trace;
	struct replay_settings settings;
	struct replay_report report;
	struct replay_match *match;
	struct mtr_arena arena;
	struct replay_session session;
	char path[64]; /* of the report */
};

static void open_fixture(struct fixture *f, unsigned ops)
{
	const struct recorded_session *twin;
	unsigned recorded;

	build_sample(&f->build, ops, 2);
	replay_trace_open(&f->trace, &f->build);
	mtr_arena_begin(&f->arena, 16 << 20);
	snprintf(f->path, sizeof(f->path), "/tmp/replay-report.XXXXXX");
	close(mkstemp(f->path));
	f->report.path = f->path;
	assert_int_equal(replay_match_new(&f->trace.index, f->trace.store, &f->settings, &f->report, true, &f->match),
			 0);
	f->session.key = f->trace.index.sessions[0].key;
	assert_null(replay_match_open_session(f->match, &f->session, &twin, &recorded));
	assert_int_equal(recorded, 1);
	assert_ptr_equal(twin, &f->trace.index.sessions[0]);
}

static void close_fixture(struct fixture *f)
{
	replay_match_free(f->match);
	replay_trace_close(&f->trace);
	build_end(&f->build);
	mtr_arena_end(&f->arena);
	unlink(f->path);
}

/* A request like the recorded ones, for another class if one is named. */
static struct replay_key request(struct fixture *f, const char *class_name)
{
	static const struct replay_route route;
	Mitrace__Call call = MITRACE__CALL__INIT;
	struct replay_key key;

	call.function = MITRACE__FUNCTION__MI_Session_EnumerateInstances;
	call.has_namespace_name = call.has_class_name = 1;
	call.namespace_name = build_text("root/cimv2");
	call.class_name = build_text(class_name);
	assert_int_equal(replay_key_of_call(&call, NULL, &route, true, &f->arena, &key), 0);
	return key;
}

static void equal_requests_get_the_recordings_in_their_order_and_then_miss(void **state)
{
	struct fixture f = {0};
	struct replay_key key;

	(void)state;
	open_fixture(&f, 3);
	key = request(&f, "MSFT_Disk");
	for (unsigned i = 0; i < 3; i++)
		assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[i]);
	assert_null(replay_match_find(f.match, &f.session, &key));
	close_fixture(&f);
}

static void a_miss_uses_nothing_up(void **state)
{
	struct fixture f = {0};
	struct replay_key key, other;
	const char *text;

	(void)state;
	open_fixture(&f, 2);
	key = request(&f, "MSFT_Disk");
	other = request(&f, "MSFT_Disc");
	for (unsigned i = 0; i < 10; i++) {
		assert_null(replay_match_find(f.match, &f.session, &other));
		replay_match_explain(f.match, &other, &f.arena, &text);
	}
	assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[0]);
	assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[1]);
	close_fixture(&f);
}

static void repetition_gives_the_last_one_or_all_from_the_first_on(void **state)
{
	struct fixture f = {.settings.repeat = REPLAY_REPEAT_LAST};
	struct replay_key key;

	(void)state;
	open_fixture(&f, 2);
	key = request(&f, "MSFT_Disk");
	for (unsigned i = 0; i < 2; i++)
		replay_match_find(f.match, &f.session, &key);
	for (unsigned i = 0; i < 3; i++)
		assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[1]);
	f.settings.repeat = REPLAY_REPEAT_CYCLE;
	for (unsigned i = 0; i < 4; i++)
		assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[i % 2]);
	close_fixture(&f);
}

static Mitrace__Report *read_report(struct fixture *f)
{
	static uint8_t bytes[65536];
	FILE *file = fopen(f->path, "r");
	size_t size = fread(bytes, 1, sizeof(bytes), file);

	fclose(file);
	return mitrace__report__unpack(NULL, size, bytes);
}

static void a_miss_names_the_nearest_recording_and_the_field_that_differs(void **state)
{
	struct fixture f = {0};
	struct replay_key key;
	Mitrace__Report *report;
	const Mitrace__Miss *miss;
	const char *text;

	(void)state;
	open_fixture(&f, 2);
	key = request(&f, "MSFT_Disc");
	assert_ptr_equal(replay_match_explain(f.match, &key, &f.arena, &text), &f.trace.index.ops[0]);
	assert_non_null(strstr(text, "class \"MSFT_Disk\" instead of \"MSFT_Disc\""));
	report = read_report(&f);
	assert_non_null(report);
	assert_int_equal(report->n_entry, 1);
	assert_int_equal(report->entry[0]->body_case, MITRACE__REPORT_ENTRY__BODY_MISS);
	miss = report->entry[0]->miss;
	assert_int_equal(miss->recorded, 0);
	assert_int_equal(miss->nearest[0]->seq, f.trace.index.ops[0].seq);
	assert_int_equal(miss->nearest[0]->n_difference, 1);
	assert_string_equal(miss->nearest[0]->difference[0]->field, "class");
	mitrace__report__free_unpacked(report, NULL);
	close_fixture(&f);
}

static void an_exhausted_recording_is_told_from_one_that_never_was(void **state)
{
	struct fixture f = {0};
	Mitrace__Report *report;
	struct replay_key key;
	const char *text;

	(void)state;
	open_fixture(&f, 1);
	key = request(&f, "MSFT_Disk");
	replay_match_find(f.match, &f.session, &key);
	replay_match_explain(f.match, &key, &f.arena, &text);
	assert_non_null(strstr(text, "every recording is used"));
	report = read_report(&f);
	assert_int_equal(report->entry[0]->miss->recorded, 1);
	assert_int_equal(report->entry[0]->miss->used, 1);
	mitrace__report__free_unpacked(report, NULL);
	close_fixture(&f);
}

static void strict_order_reports_a_start_that_comes_too_early(void **state)
{
	struct fixture f = {.settings.order = REPLAY_ORDER_STRICT};
	Mitrace__Report *report;
	struct replay_key key;

	(void)state;
	open_fixture(&f, 2);
	/* The first one is for another class: now it is skipped. */
	f.trace.index.ops[0].key++;
	replay_match_free(f.match);
	replay_match_new(&f.trace.index, f.trace.store, &f.settings, &f.report, true, &f.match);
	key = request(&f, "MSFT_Disk");
	assert_ptr_equal(replay_match_find(f.match, &f.session, &key), &f.trace.index.ops[1]);
	report = read_report(&f);
	assert_int_equal(report->n_entry, 1);
	assert_string_equal(report->entry[0]->divergence->what, "started out of order");
	mitrace__report__free_unpacked(report, NULL);
	close_fixture(&f);
}

/* Two sessions of the recording's, with two operations each. */
static void split_session(struct fixture *f, struct recorded_session sessions[2])
{
	struct replay_index *index = &f->trace.index;

	sessions[0] = sessions[1] = index->sessions[0];
	sessions[0].first_op = 0;
	sessions[1].first_op = 2;
	for (uint32_t i = 0; i < 4; i++) {
		index->ops[i].session = i / 2;
		index->ops[i].next = i % 2 ? REPLAY_NO_OP : i + 1;
		index->ops[i].key = 100 + i;
	}
	index->sessions = sessions;
	index->nr_sessions = 2;
	replay_match_free(f->match);
	assert_int_equal(replay_match_new(index, f->trace.store, &f->settings, &f->report, true, &f->match), 0);
}

static const struct recorded_op *ask(struct fixture *f, struct replay_session *session, uint64_t hash)
{
	return replay_match_find(f->match, session, &(struct replay_key){.hash = hash});
}

static void a_session_plays_the_one_that_has_what_it_asks_for(void **state)
{
	struct fixture f = {.settings.order = REPLAY_ORDER_SESSION};
	struct recorded_session sessions[2], *own;
	struct replay_session live;

	(void)state;
	open_fixture(&f, 4);
	own = f.trace.index.sessions;
	split_session(&f, sessions);
	live = (struct replay_session){.key = sessions[0].key, .bound = REPLAY_NO_SESSION};
	/* The second operation of the second one; then neither of the first is its own. */
	assert_ptr_equal(ask(&f, &live, 103), &f.trace.index.ops[3]);
	assert_null(ask(&f, &live, 100));
	assert_ptr_equal(ask(&f, &live, 102), &f.trace.index.ops[2]);
	f.trace.index.sessions = own;
	f.trace.index.nr_sessions = 1;
	close_fixture(&f);
}

static void a_miss_at_first_does_not_choose_a_session(void **state)
{
	struct fixture f = {.settings.order = REPLAY_ORDER_SESSION};
	struct recorded_session sessions[2], *own;
	struct replay_session live;

	(void)state;
	open_fixture(&f, 4);
	own = f.trace.index.sessions;
	split_session(&f, sessions);
	live = (struct replay_session){.key = sessions[0].key, .bound = REPLAY_NO_SESSION};
	assert_null(ask(&f, &live, 7));
	assert_ptr_equal(ask(&f, &live, 102), &f.trace.index.ops[2]);
	assert_ptr_equal(ask(&f, &live, 103), &f.trace.index.ops[3]);
	f.trace.index.sessions = own;
	f.trace.index.nr_sessions = 1;
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_requests_get_the_recordings_in_their_order_and_then_miss),
		cmocka_unit_test(a_miss_uses_nothing_up),
		cmocka_unit_test(repetition_gives_the_last_one_or_all_from_the_first_on),
		cmocka_unit_test(a_miss_names_the_nearest_recording_and_the_field_that_differs),
		cmocka_unit_test(an_exhausted_recording_is_told_from_one_that_never_was),
		cmocka_unit_test(a_session_plays_the_one_that_has_what_it_asks_for),
		cmocka_unit_test(a_miss_at_first_does_not_choose_a_session),
		cmocka_unit_test(strict_order_reports_a_start_that_comes_too_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
