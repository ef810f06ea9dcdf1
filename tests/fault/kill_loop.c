/*
 * Processes that record are ended at random instants, in all the ways a process can end. Nothing that was committed
 * may be missing: not for who reads trace and spool side by side, and not from the trace that folding makes of them.
 *
 *	kill_loop ROUNDS [SEED]
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fail.h"
#include "spool.h"
#include "trace_fixture.h"
#include "unit.h"

enum {
	THREADS = 4,
	LARGE_EVERY = 97
};

enum ending {
	BY_KILL,
	BY_SEGV,
	BY_ABORT,
	BY_EXIT,
	BY_QUICK_EXIT,
	BY_EXEC,
	BY_BUS,
	NR_ENDINGS
};

/* Shared with the process that is to die. */
struct board {
	_Atomic uint64_t committed[THREADS]; /* events whose mtr_event_write() has returned */
	_Atomic uint32_t ready;
};

static struct board *board;
static unsigned rounds = 100, seed;

struct worker {
	struct fixture *f;
	unsigned id;
};

static void *work(void *context)
{
	struct worker *w = context;
	struct mtr_ring *ring = mtr_ring_acquire(w->f->recorder, w->id, "worker");
	char *text = malloc(100000);
	unsigned i;

	for (i = 0;; i++) {
		int len = snprintf(text, 100000, "%u:%u:", w->id, i);
		size_t pad = i % LARGE_EVERY == LARGE_EVERY - 1 ? 90000 : i * 37 % 700;

		memset(text + len, 'y', pad);
		text[(size_t)len + pad] = 0;
		if (!write_text(ring, text))
			return NULL;
		atomic_store(&board->committed[w->id], i + 1);
	}
}

static void die(enum ending how)
{
	switch (how) {
	case BY_SEGV:
		raise(SIGSEGV);
		break;
	case BY_ABORT:
		abort();
	case BY_EXIT:
		_exit(0);
	case BY_QUICK_EXIT:
		quick_exit(0);
	case BY_EXEC:
		execl("/bin/true", "true", (char *)NULL);
		break;
	case BY_BUS:
		raise(SIGBUS);
		break;
	default:
		pause(); /* killed from outside */
	}
	_exit(1);
}

static void sleep_us(long us)
{
	const struct timespec t = {us / 1000000, us % 1000000 * 1000};

	nanosleep(&t, NULL);
}

static void live_and_die(struct fixture *f, enum ending how, long us)
{
	struct worker workers[THREADS];
	pthread_t thread;
	unsigned i;

	/* CMocka's own handlers are not for this process. */
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
	fixture_open(f, true);
	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){f, i};
		pthread_create(&thread, NULL, work, &workers[i]);
	}
	atomic_store(&board->ready, 1);
	if (how != BY_KILL)
		sleep_us(us);
	die(how);
}

/* ---- what is left */

struct seen {
	uint64_t next[THREADS];
	uint64_t last_seq, gaps;
};

/* An event of the trace, in order: each thread's events one after the other. */
static void see(struct seen *seen, const char *text, uint64_t seq)
{
	unsigned id, number;

	assert_true(seq > seen->last_seq);
	seen->gaps += seq - seen->last_seq - 1;
	seen->last_seq = seq;
	assert_int_equal(sscanf(text, "%u:%u:", &id, &number), 2);
	assert_true(id < THREADS);
	assert_int_equal(number, seen->next[id]);
	seen->next[id]++;
}

/* Chunks of one event, put together as they come. */
struct chunks {
	uint8_t data[200000];
	size_t size;
	uint64_t seq;
	unsigned next;
};

static void see_text(struct seen *seen, const Mitrace__Packet *packet)
{
	char text[64];
	size_t len = packet->call_begin->class_name.len;

	snprintf(text, sizeof(text), "%.*s", (int)(len < 60 ? len : 60),
		 (const char *)packet->call_begin->class_name.data);
	see(seen, text, packet->seq);
}

static void see_chunk(struct seen *seen, struct chunks *chunks, const Mitrace__Packet *packet)
{
	Mitrace__Packet *whole;

	if (packet->chunk->index == 0) {
		chunks->size = 0;
		chunks->seq = packet->seq;
		chunks->next = 0;
	}
	assert_int_equal(packet->seq, chunks->seq);
	assert_int_equal(packet->chunk->index, chunks->next++);
	memcpy(chunks->data + chunks->size, packet->chunk->data.data, packet->chunk->data.len);
	chunks->size += packet->chunk->data.len;
	if (!packet->chunk->last)
		return;
	whole = mitrace__packet__unpack(NULL, chunks->size, chunks->data);
	assert_non_null(whole);
	see_text(seen, whole);
	mitrace__packet__free_unpacked(whole, NULL);
}

static void see_packet(struct seen *seen, struct chunks *chunks, const Mitrace__Packet *packet)
{
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN)
		see_text(seen, packet);
	else if (packet->body_case == MITRACE__PACKET__BODY_CHUNK)
		see_chunk(seen, chunks, packet);
}

static void check_complete(const struct seen *seen)
{
	unsigned i;

	for (i = 0; i < THREADS; i++)
		assert_true(seen->next[i] >= atomic_load(&board->committed[i]));
}

/* The file as it is, without its torn end, then the spool: what a reader sees before anything is repaired. */
static void check_side_by_side(struct fixture *f)
{
	static struct chunks chunks;
	struct mtr_spool_reader *spool;
	struct mtr_spool_packet wire;
	struct seen seen = {0};
	struct loaded loaded;
	int got;
	size_t i;

	chunks.seq = 0;
	load_torn_trace(f->trace, &loaded);
	for (i = 0; i < loaded.trace->n_packet; i++)
		see_packet(&seen, &chunks, loaded.trace->packet[i]);
	unload_trace(&loaded);
	assert_int_equal(mtr_spool_reader_open(f->spool, &spool), 0);
	assert_false(mtr_spool_reader_alive(spool));
	while ((got = mtr_spool_reader_next(spool, seen.last_seq, &wire)) == 1) {
		Mitrace__Packet *packet = mitrace__packet__unpack(NULL, wire.size, wire.data);

		assert_non_null(packet);
		assert_int_equal(packet->seq, wire.seq);
		/* Chunks that the trace has already; a reader tells by their index. */
		if (packet->body_case == MITRACE__PACKET__BODY_CHUNK && packet->seq == chunks.seq &&
		    packet->chunk->index < chunks.next)
			;
		else
			see_packet(&seen, &chunks, packet);
		mitrace__packet__free_unpacked(packet, NULL);
	}
	assert_int_equal(got, 0);
	mtr_spool_reader_close(spool);
	check_complete(&seen);
}

static void check_folded(struct fixture *f)
{
	static struct chunks chunks;
	const Mitrace__End *end;
	struct mtr_fold_result folded;
	struct seen seen = {0};
	struct loaded loaded;
	size_t i;

	assert_int_equal(mtr_spool_fold(f->trace, &folded), 0);
	assert_false(folded.nothing_to_do);
	assert_int_equal(access(f->spool, F_OK), -1);
	chunks.seq = 0;
	load_trace(f->trace, &loaded);
	for (i = 0; i < loaded.trace->n_packet; i++)
		see_packet(&seen, &chunks, loaded.trace->packet[i]);
	check_complete(&seen);
	end = loaded_end(&loaded);
	assert_non_null(end);
	assert_int_equal(end->reason, MITRACE__END_REASON__END_FOLDED);
	assert_int_equal(end->n_unfinished, folded.unfinished);
	assert_int_equal(end->events + end->n_unfinished + 1, end->next_seq);
	assert_true(seen.gaps <= end->n_unfinished && end->n_unfinished <= THREADS);
	unload_trace(&loaded);
	assert_int_equal(run("zstd -tq '%s' && zstd -lq '%s' >/dev/null", f->trace, f->trace), 0);
	/* Finished once is finished. */
	assert_int_equal(mtr_spool_fold(f->trace, &folded), 0);
	assert_true(folded.nothing_to_do);
}

static void one_round(unsigned round)
{
	enum ending how = round % 2 ? BY_KILL : (enum ending)(round / 2 % NR_ENDINGS);
	long us = rand_r(&seed) % (round % 10 ? 12000 : 60000);
	struct fixture f;
	int status;
	pid_t pid;

	memset(board, 0, sizeof(*board));
	fixture_begin(&f, NULL);
	f.config.ring_size = round % 3 ? 0 : 4 * 65536;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		live_and_die(&f, how, us);
	while (!atomic_load(&board->ready))
		sched_yield();
	if (how == BY_KILL) {
		sleep_us(us);
		kill(pid, SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	check_side_by_side(&f);
	check_folded(&f);
	fixture_end(&f);
}

static void whatever_ends_the_process_no_committed_event_is_lost(void **state)
{
	unsigned round;

	(void)state;
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(board != MAP_FAILED);
	for (round = 0; round < rounds; round++) {
		unsigned before = seed;

		one_round(round);
		if (round % 100 == 99)
			print_message("round %u, seed %u\n", round, before);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_ends_the_process_no_committed_event_is_lost),
	};

	rounds = argc > 1 ? (unsigned)atoi(argv[1]) : rounds;
	seed = argc > 2 ? (unsigned)atoi(argv[2]) : (unsigned)time(NULL);
	print_message("%u rounds, seed %u\n", rounds, seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
