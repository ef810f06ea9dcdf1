/* recorder.h when things go wrong: disks, limits, descriptors, forks, signals, threads that do not come back. */
#include "recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "encoder.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "recorder_parts.h"
#include "spool.h"
#include "trace_fixture.h"
#include "unit.h"

/* ---- failures to write */

static void *write_until_refused(void *context)
{
	struct producer *p = context;
	struct mtr_ring *ring = mtr_ring_acquire(p->f->recorder, 1, "refused");
	char *text = long_text(1000);
	unsigned seed = p->id + 1;

	p->events = 0;
	for (;;) {
		size_t i;

		/* Not to be compressed away. */
		for (i = 0; i < 1000; i++)
			text[i] = (char)('!' + rand_r(&seed) % 90);
		if (!write_text(ring, text))
			break;
		p->events++;
	}
	mtr_ring_release(ring);
	free(text);
	return NULL;
}

/* Producers run until recording ends by itself; all of them come back. Returns how many events they wrote. */
static uint64_t write_until_failure(struct fixture *f)
{
	struct producer producers[3];
	uint64_t events = 0;
	unsigned i;

	for (i = 0; i < 3; i++) {
		producers[i] = (struct producer){.f = f, .id = i};
		assert_int_equal(pthread_create(&producers[i].thread, NULL, write_until_refused, &producers[i]), 0);
	}
	join_producers(producers, 3);
	for (i = 0; i < 3; i++)
		events += producers[i].events;
	return events;
}

/* After the failure the files are as they should be: whole frames, and the spool with the rest. */
static void check_failed_trace(struct fixture *f, uint64_t events)
{
	struct loaded loaded;
	uint64_t in_trace;

	assert_int_equal(run("zstd -tq '%s'", f->trace), 0);
	assert_int_equal(access(f->spool, F_OK), 0);
	load_trace(f->trace, &loaded);
	in_trace = check_order(&loaded);
	assert_null(loaded_end(&loaded));
	assert_true(in_trace <= events);
	unload_trace(&loaded);
}

static void a_file_size_limit_ends_the_recording_and_releases_everybody(void **state)
{
	struct rlimit old, limit;
	struct fixture f;
	uint64_t events;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 16 << 20; /* SIGXFSZ would end this program */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	events = write_until_failure(&f);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(mtr_recorder_error(f.recorder), -EFBIG);
	fixture_stop(&f);
	check_failed_trace(&f, events);
	fixture_end(&f);
}

static void a_ring_beyond_the_file_size_limit_ends_the_recording(void **state)
{
	struct rlimit old, limit;
	struct fixture f;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 1 << 20;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_null(mtr_ring_acquire(f.recorder, 1, "none"));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(mtr_recorder_error(f.recorder), -EFBIG);
	assert_int_equal(write_text(NULL, "nowhere"), 0);
	fixture_stop(&f);
	fixture_end(&f);
}

static void a_full_disk_ends_the_recording_and_what_is_there_can_be_finished(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_fold_result folded;
	uint64_t events;
	char disk[] = "/tmp/mitrace-disk-XXXXXX";
	pid_t pid;
	int status;

	(void)state;
	assert_non_null(mkdtemp(disk));
	if (run("mount -t tmpfs -o size=16m tmpfs '%s' 2>/dev/null", disk)) {
		rmdir(disk);
		print_message("not allowed to mount a small disk: skipped\n");
		skip();
	}
	fixture_begin(&f, disk);
	/* In a process of its own, since a spool is finished only after its process. */
	pid = fork();
	if (!pid) {
		fixture_open(&f, true);
		events = write_until_failure(&f);
		if (mtr_recorder_error(f.recorder) != -ENOSPC)
			_exit(2);
		fixture_stop(&f);
		check_failed_trace(&f, events);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), -ENOSPC);
	assert_int_equal(access(f.spool, F_OK), 0);
	assert_int_equal(run("zstd -tq '%s'", f.trace), 0);
	assert_int_equal(run("mount -o remount,size=64m '%s'", disk), 0);
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	assert_true(folded.events > 0);
	assert_int_equal(access(f.spool, F_OK), -1);
	load_trace(f.trace, &loaded);
	check_order(&loaded);
	assert_int_equal(loaded_end(&loaded)->reason, MITRACE__END_REASON__END_WRITE_ERROR);
	unload_trace(&loaded);
	assert_int_equal(run("umount '%s'", disk), 0);
	rmdir(disk);
}

static void descriptors_that_the_client_closed_or_reused_do_no_harm(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring, *second;
	char other[160];
	int fd, victim;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "closer");
	assert_true(write_text(ring, "before") > 0);
	for (fd = 3; fd < 1200; fd++)
		close(fd);
	/* Another file takes every number we may have had. */
	snprintf(other, sizeof(other), "%s/other", f.dir);
	victim = open(other, O_CREAT | O_RDWR, 0600);
	assert_true(victim >= 0);
	for (fd = 3; fd < 1200; fd++)
		if (fd != victim)
			dup2(victim, fd);
	second = mtr_ring_acquire(f.recorder, 2, "grows the spool");
	assert_non_null(second);
	assert_true(write_text(second, "after") > 0);
	fixture_stop(&f);
	for (fd = 3; fd < 1200; fd++)
		close(fd);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 2);
	assert_non_null(loaded_end(&loaded));
	unload_trace(&loaded);
	assert_int_equal(run("test ! -s '%s'", other), 0);
	fixture_end(&f);
}

static void a_trace_that_lost_its_name_and_descriptor_ends_the_recording(void **state)
{
	struct fixture f;
	struct mtr_ring *ring;
	int fd;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "closer");
	assert_true(write_text(ring, "event") > 0);
	assert_int_equal(unlink(f.trace), 0);
	assert_int_equal(symlink("/etc/hostname", f.trace), 0);
	for (fd = 3; fd < 1200; fd++)
		close(fd);
	fixture_stop(&f);
	assert_int_equal(access(f.spool, F_OK), 0);
	fixture_end(&f);
}

static void an_existing_file_is_never_touched(void **state)
{
	struct mtr_recorder *recorder;
	struct fixture f;

	(void)state;
	fixture_begin(&f, NULL);
	assert_int_equal(run("echo mine > '%s'", f.trace), 0);
	assert_int_equal(mtr_recorder_open(&f.config, &recorder), -EEXIST);
	assert_int_equal(run("test \"$(cat '%s')\" = mine", f.trace), 0);
	assert_int_equal(access(f.spool, F_OK), -1);
	assert_int_equal(unlink(f.trace), 0);
	/* A link that leads nowhere is a name that is taken. */
	assert_int_equal(symlink("/nowhere/at/all", f.trace), 0);
	assert_int_equal(mtr_recorder_open(&f.config, &recorder), -EEXIST);
	fixture_end(&f);
}

/* ---- fork */

static void a_forked_child_writes_nothing_into_its_parents_trace(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	int status;
	pid_t pid;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "parent");
	assert_int_equal(write_text(ring, "before"), 1);
	pid = fork();
	if (!pid) {
		bool refused = write_text(ring, "child") == 0 && !mtr_ring_acquire(f.recorder, 2, "child");

		mtr_ring_release(ring);
		mtr_recorder_abandon(f.recorder);
		refused = refused && write_text(ring, "child") == 0 && mtr_recorder_stop(f.recorder, 0);
		_exit(refused ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(write_text(ring, "after"), 2);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 2);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- events within events */

struct nested {
	struct mtr_ring *ring;
	uint64_t inner;
};

static void encode_nested(struct mtr_encoder *e, const void *context)
{
	struct nested *nested = (struct nested *)context;
	size_t call = mtr_encode_open(e, MTR_PACKET_CALL_BEGIN);

	/* As a signal handler would that came just now. */
	if (!nested->inner)
		nested->inner = write_text(nested->ring, "inner");
	mtr_encode_name(e, MTR_CALL_CLASS_NAME, "outer");
	mtr_encode_close(e, call);
}

static void an_event_in_the_middle_of_an_event_is_recorded_too(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct nested nested = {0};
	const struct mtr_event event = {.encode = encode_nested, .context = &nested};

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	nested.ring = mtr_ring_acquire(f.recorder, 1, "nested");
	assert_int_equal(mtr_event_write(nested.ring, &event), 2);
	assert_int_equal(nested.inner, 1);
	assert_int_equal(write_text(nested.ring, "next"), 3);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 3);
	assert_int_equal(loaded.trace->packet[1]->body_case, MITRACE__PACKET__BODY_THREAD_INFO);
	assert_string_equal(packet_text(loaded.trace->packet[2]), "inner");
	assert_int_equal(loaded.trace->packet[2]->thread, loaded.trace->packet[1]->thread_info->id);
	assert_string_equal(packet_text(loaded.trace->packet[3]), "outer");
	unload_trace(&loaded);
	fixture_end(&f);
}

static jmp_buf way_out;

static void encode_and_leave(struct mtr_encoder *e, const void *context)
{
	(void)context;
	mtr_encode_open(e, MTR_PACKET_CALL_BEGIN);
	longjmp(way_out, 1);
}

/* As the client's own calls do afterwards; sanitizers leave holes between what they write. */
static __attribute__((noinline)) void use_the_stack(void)
{
	volatile char bytes[16384];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = 0;
}

static void an_event_left_by_longjmp_does_not_block_its_thread(void **state)
{
	const struct mtr_event event = {.encode = encode_and_leave};
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	unsigned i;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "jumper");
	if (!setjmp(way_out))
		mtr_event_write(ring, &event);
	use_the_stack();
	for (i = 1; i <= 10000; i++) /* more than the spare rings hold without being emptied */
		assert_int_equal(write_text(ring, "after"), i);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 10000);
	assert_int_equal(loaded_end(&loaded)->dropped, 0);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* A handler that makes a call of its own, again and again, wherever the thread happens to be. */
static struct mtr_ring *signalled;
static volatile unsigned from_handler;

static void on_alarm(int number)
{
	int saved = errno;

	(void)number;
	from_handler += write_text(signalled, "handler") != 0;
	errno = saved;
}

static void signal_handlers_that_make_calls_lose_and_disorder_nothing(void **state)
{
	enum {
		EVENTS = 300000,
		HANDLED = 200
	};
	const struct itimerval often = {{0, 150}, {0, 150}}, never = {{0, 0}, {0, 0}};
	struct fixture f;
	struct loaded loaded;
	unsigned i, written = 0, next = 0, handled = 0, number;
	char text[64];
	size_t k;

	(void)state;
	from_handler = 0;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	signalled = mtr_ring_acquire(f.recorder, 1, "signalled");
	signal(SIGALRM, on_alarm);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	for (i = 0; i < EVENTS || from_handler < HANDLED; i++) {
		snprintf(text, sizeof(text), "m:%u", i);
		written += write_text(signalled, text) != 0;
	}
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
	signal(SIGALRM, SIG_DFL);
	assert_int_equal(written, i); /* none was taken over by a handler */
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), written + from_handler);
	for (k = 0; k < loaded.trace->n_packet; k++) {
		const char *got = packet_text(loaded.trace->packet[k]);

		if (!got)
			continue;
		if (!strcmp(got, "handler")) {
			handled++;
			continue;
		}
		assert_int_equal(sscanf(got, "m:%u", &number), 1);
		assert_int_equal(number, next++);
	}
	assert_int_equal(handled, from_handler);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- threads and writers that do not come back */

static void *write_some(void *context)
{
	struct producer *p = context;
	struct mtr_ring *ring = mtr_ring_acquire(p->f->recorder, p->id, "some");
	unsigned i;

	for (i = 0; i < p->events; i++)
		assert_true(write_text(ring, "an event that takes its place in a ring that nobody empties") > 0);
	return NULL;
}

static unsigned threads_waiting(const struct mtr_recorder *recorder)
{
	unsigned i, nr = 0;

	for (i = 0; i < atomic_load(&recorder->nr_rings); i++)
		nr += recorder->rings[i] && atomic_load(&recorder->rings[i]->waits);
	return nr;
}

static void a_stalled_writer_loses_nothing(void **state)
{
	enum {
		THREADS = 3,
		EVENTS = 8000
	};
	struct producer producers[THREADS];
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, false);
	atomic_store(&f.recorder->writing, 1); /* somebody who does not get on */
	start_producers(producers, THREADS, (struct producer){.f = &f, .events = EVENTS}, write_some);
	while (threads_waiting(f.recorder) < THREADS)
		sched_yield();
	atomic_store(&f.recorder->writing, 0);
	assert_int_equal(pthread_create(&f.writer, NULL, fixture_writer, f.recorder), 0);
	f.writer_runs = true;
	join_producers(producers, THREADS);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), THREADS * EVENTS);
	assert_true(loaded_end(&loaded)->blocked >= THREADS);
	assert_int_equal(loaded_end(&loaded)->dropped, 0);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void *stop(void *context)
{
	struct fixture *f = context;

	return mtr_recorder_stop(f->recorder, -1) ? context : NULL;
}

static void stopping_goes_on_when_who_wrote_last_does_not_finish(void **state)
{
	pthread_t stopper;
	struct fixture f;
	struct loaded loaded;
	void *stopped;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false);
	assert_int_equal(write_text(mtr_ring_acquire(f.recorder, 1, "one"), "event"), 1);
	atomic_store(&f.recorder->writing, 1); /* a producer that makes room for itself */
	assert_false(mtr_recorder_stop(f.recorder, 0));
	assert_int_equal(pthread_create(&stopper, NULL, stop, &f), 0);
	atomic_store(&f.recorder->writing, 0);
	pthread_join(stopper, &stopped);
	assert_non_null(stopped);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 1);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void a_thread_that_never_commits_holds_nobody_up_for_long(void **state)
{
	enum {
		EVENTS = 20000
	};
	struct mtr_ring *lost, *ring;
	struct fixture f;
	struct loaded loaded;
	uint64_t seq = 0;
	unsigned i;
	size_t k;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, true);
	lost = mtr_ring_acquire(f.recorder, 1, "lost");
	ring = mtr_ring_acquire(f.recorder, 2, "goes on");
	assert_int_equal(write_text(ring, "one"), 1);
	/* As a thread does that is cancelled at the worst instant. */
	mtr_ring_claim(lost, f.recorder->shared);
	assert_int_equal(atomic_fetch_add(&f.recorder->shared->seq, 1), 2);
	for (i = 3; i < EVENTS; i++)
		assert_int_equal(write_text(ring, "many more than the ring holds, so that this thread must wait"), i);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	for (k = 0; k < loaded.trace->n_packet; k++) {
		const Mitrace__Packet *packet = loaded.trace->packet[k];

		if (!packet->has_seq)
			continue;
		seq += seq == 1 ? 2 : 1;
		assert_int_equal(packet->seq, seq);
	}
	assert_int_equal(seq, EVENTS - 1);
	assert_int_equal(loaded_end(&loaded)->n_unfinished, 1);
	assert_int_equal(loaded_end(&loaded)->unfinished[0], 2);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void what_the_client_scribbles_into_a_ring_harms_its_own_events_alone(void **state)
{
	struct mtr_ring *ring, *other;
	struct fixture f;
	struct loaded loaded;
	size_t at = 0;
	unsigned i;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false);
	ring = mtr_ring_acquire(f.recorder, 1, "scribbled");
	other = mtr_ring_acquire(f.recorder, 2, "other");
	for (i = 1; i <= 100; i++)
		assert_int_equal(write_text(i % 2 ? ring : other, "an event"), i);
	for (i = 0; i < 10; i++)
		at += ((struct mtr_record *)(ring->data + at))->size;
	memset(ring->data + at, 0xa5, 200);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_non_null(loaded_end(&loaded));
	assert_int_equal(loaded_end(&loaded)->events, 50 + 9); /* the ring's first record is its thread */
	assert_int_equal(loaded_end(&loaded)->events + loaded_end(&loaded)->n_unfinished, 100);
	unload_trace(&loaded);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_size_limit_ends_the_recording_and_releases_everybody),
		cmocka_unit_test(a_ring_beyond_the_file_size_limit_ends_the_recording),
		cmocka_unit_test(a_full_disk_ends_the_recording_and_what_is_there_can_be_finished),
		cmocka_unit_test(descriptors_that_the_client_closed_or_reused_do_no_harm),
		cmocka_unit_test(a_trace_that_lost_its_name_and_descriptor_ends_the_recording),
		cmocka_unit_test(an_existing_file_is_never_touched),
		cmocka_unit_test(a_forked_child_writes_nothing_into_its_parents_trace),
		cmocka_unit_test(an_event_in_the_middle_of_an_event_is_recorded_too),
		cmocka_unit_test(an_event_left_by_longjmp_does_not_block_its_thread),
		cmocka_unit_test(signal_handlers_that_make_calls_lose_and_disorder_nothing),
		cmocka_unit_test(a_stalled_writer_loses_nothing),
		cmocka_unit_test(stopping_goes_on_when_who_wrote_last_does_not_finish),
		cmocka_unit_test(a_thread_that_never_commits_holds_nobody_up_for_long),
		cmocka_unit_test(what_the_client_scribbles_into_a_ring_harms_its_own_events_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
