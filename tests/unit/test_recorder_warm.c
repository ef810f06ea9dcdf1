/*
 * What recording costs a client that does nothing special: once a thread is warm no system call, no allocation, no
 * lock; and no wake-ups at all while nothing happens.
 *
 * System calls are found by a seccomp filter on the one thread, allocations and locks by definitions of malloc() and
 * pthread_mutex_lock() that come before the C library's.
 */
#include "recorder.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trace_fixture.h"
#include "unit.h"

/* Counted on threads that say so. */
static __thread bool counting;
static __thread unsigned allocations, locks;
static volatile unsigned system_calls, futex_calls;
static volatile long last_call;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t nr, size_t size);
extern void *__libc_realloc(void *p, size_t size);

void *malloc(size_t size)
{
	allocations += counting;
	return __libc_malloc(size);
}

void *calloc(size_t nr, size_t size)
{
	allocations += counting;
	return __libc_calloc(nr, size);
}

void *realloc(void *p, size_t size)
{
	allocations += counting;
	return __libc_realloc(p, size);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	static int (*next)(pthread_mutex_t *);

	if (!next)
		next = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, "pthread_mutex_lock");
	locks += counting;
	return next(mutex);
}

static void on_system_call(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	if (info->si_syscall == SYS_futex)
		futex_calls++;
	else
		system_calls++;
	last_call = info->si_syscall;
}

/* From here on every system call of this thread but exit_group() and rt_sigreturn() is counted and refused. */
static bool trap_system_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(*code), code};
	struct sigaction action = {.sa_sigaction = on_system_call, .sa_flags = SA_SIGINFO};

	sigaction(SIGSYS, &action, NULL);
	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

enum {
	TRAPPED = 0,
	NO_SECCOMP = 10,
	CALLED = 11,
	WOKE = 12,
	ALLOCATED = 13,
	LOCKED = 14,
	LOST = 15
};

static int write_watched(struct fixture *f, struct mtr_ring *ring)
{
	enum {
		EVENTS = 2000
	}; /* fewer bytes than wake the writer */
	uint64_t last = 0, first;
	unsigned i;

	(void)f;
	if (!trap_system_calls())
		return NO_SECCOMP;
	counting = true;
	first = write_text(ring, "watched");
	for (i = 1; i < EVENTS; i++)
		last = write_text(ring, "an event of a warm thread, of some length, watched");
	counting = false;
	if (last != first + EVENTS - 1)
		return LOST;
	if (system_calls)
		return CALLED;
	if (futex_calls > 1) /* one, if the writer went to sleep since the thread was warmed up */
		return WOKE;
	if (locks)
		return LOCKED;
	return allocations ? ALLOCATED : TRAPPED;
}

static void a_warm_thread_makes_no_system_call_takes_no_lock_and_allocates_nothing(void **state)
{
	struct mtr_ring *ring;
	struct fixture f;
	int i, status;
	pid_t pid;

	(void)state;
	fixture_begin(&f, NULL);
	pid = fork();
	if (!pid) {
		fixture_open(&f, true);
		ring = mtr_ring_acquire(f.recorder, 1, "warm");
		for (i = 0; i < 100; i++)
			write_text(ring, "warming up");
		_exit(write_watched(&f, ring));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), TRAPPED);
	fixture_end(&f);
}

/* ---- idle */

struct sleeper {
	struct fixture *f;
	pthread_t thread;
	_Atomic int tid;
};

static void *run_and_tell(void *context)
{
	struct sleeper *s = context;

	atomic_store(&s->tid, (int)syscall(SYS_gettid));
	mtr_recorder_run(s->f->recorder);
	return NULL;
}

/* The thread sleeps in a futex() that has no timeout. */
static bool sleeps_without_limit(int tid)
{
	char path[64];
	long number;
	unsigned long args[4];
	FILE *file;
	int got;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	file = fopen(path, "r");
	if (!file)
		return false;
	got = fscanf(file, "%ld %lx %lx %lx %lx", &number, &args[0], &args[1], &args[2], &args[3]);
	fclose(file);
	return got == 5 && number == SYS_futex && args[3] == 0;
}

static void a_writer_with_nothing_to_do_is_not_woken(void **state)
{
	struct sleeper s = {0};
	struct mtr_ring *ring;
	struct fixture f;
	struct loaded loaded;
	struct timespec begin, now;
	const struct timespec moment = {0, 5000000};
	int round;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false);
	s.f = &f;
	assert_int_equal(pthread_create(&s.thread, NULL, run_and_tell, &s), 0);
	ring = mtr_ring_acquire(f.recorder, 1, "seldom");
	/* Twice: it wakes up again, and goes back to sleep. */
	for (round = 0; round < 2; round++) {
		assert_true(write_text(ring, "seldom") > 0);
		clock_gettime(CLOCK_MONOTONIC, &begin);
		do {
			nanosleep(&moment, NULL);
			clock_gettime(CLOCK_MONOTONIC, &now);
			assert_true(now.tv_sec < begin.tv_sec + 30);
		} while (!sleeps_without_limit(atomic_load(&s.tid)));
		/* And everything is in the file by then. */
		load_trace(f.trace, &loaded);
		assert_int_equal(check_order(&loaded), round + 1);
		unload_trace(&loaded);
	}
	assert_true(mtr_recorder_stop(f.recorder, -1));
	pthread_join(s.thread, NULL);
	mtr_recorder_free(f.recorder);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_warm_thread_makes_no_system_call_takes_no_lock_and_allocates_nothing),
		cmocka_unit_test(a_writer_with_nothing_to_do_is_not_woken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
