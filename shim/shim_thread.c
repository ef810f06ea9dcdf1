/* State of threads: one record each, reached through a thread-local pointer. */
#include "shim_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"
#include "shim_log.h"
#include "shim_record.h"

__thread struct shim_thread *shim_thread_self __attribute__((tls_model("initial-exec")));

static struct shim_pool pool = {.object_size = sizeof(struct shim_thread)};

/* Runs thread_end() for every thread that had a ring. */
static pthread_key_t key;
static bool key_exists;

static void thread_end(void *record)
{
	struct shim_thread *thread = record;

	/* Other destructors of this thread may still use MI: they get a new record then, and we are called again. */
	shim_thread_self = NULL;
	if (thread->ring && thread->generation == shim_record_generation())
		mtr_ring_release(thread->ring);
	thread->ring = NULL;
	thread->generation = 0;
	thread->nr_frames = 0;
	shim_pool_put(&pool, thread);
}

void shim_thread_setup(void)
{
	if (!key_exists)
		key_exists = pthread_key_create(&key, thread_end) == 0;
}

static struct shim_thread *make_record(void)
{
	shim_thread_self = shim_pool_get(&pool);
	return shim_thread_self;
}

/* A ring for this thread, the first time or because it has forked. */
static void acquire_ring(struct shim_thread *thread)
{
	struct mtr_recorder *recorder;
	char name[16] = "";

	thread->acquiring = true;
	recorder = shim_record_start();
	if (recorder) {
		/* In a child the enclosing events are in the parent's trace. */
		for (unsigned i = 0; i < thread->nr_frames; i++)
			thread->frames[i].seq = 0;
		prctl(PR_GET_NAME, name);
		thread->ring = mtr_ring_acquire(recorder, (uint32_t)syscall(SYS_gettid), name);
		thread->generation = shim_record_generation();
		if (!thread->ring)
			shim_log_once("a thread is not recorded: %s", mtr_fail_text());
		if (key_exists)
			pthread_setspecific(key, thread);
	}
	thread->acquiring = false;
}

struct shim_thread *shim_thread_get_slowly(void)
{
	struct shim_thread *thread = shim_thread_self;
	int saved = errno;

	if (!thread)
		thread = make_record();
	if (thread && !thread->acquiring && (!thread->generation || thread->generation != shim_record_generation()))
		acquire_ring(thread);
	errno = saved;
	return thread && thread->ring && thread->generation == shim_record_generation() ? thread : NULL;
}

/* A handler on a stack of its own stands nowhere in relation to the frames of the normal one. */
static bool on_signal_stack(void)
{
	stack_t stack;

	return sigaltstack(NULL, &stack) == 0 && stack.ss_flags & SS_ONSTACK;
}

void shim_frames_drop(struct shim_thread *thread, uintptr_t address)
{
	unsigned nr = thread->nr_frames;

	while (nr > 0 && thread->frames[nr - 1].address <= address)
		nr--;
	if (!on_signal_stack())
		thread->nr_frames = nr;
}
