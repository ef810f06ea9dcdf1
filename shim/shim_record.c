/*
 * Starting and ending the recording of a process.
 *
 * It starts with the first MI call and ends with the process, whatever way that goes: what is committed is in the
 * spool. At an ordinary exit the trace is finished, as a convenience.
 */
#include "shim_record.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "event_clock.h"
#include "fail.h"
#include "header.h"
#include "library.h"
#include "modules.h"
#include "routes.h"
#include "shim_config.h"
#include "shim_log.h"
#include "shim_thread.h"
#include "trace_name.h"
#include "wiped.h"

enum {
	WRITER_STACK = 256 * 1024,
	FINISH_TIMEOUT = 5000, /* ms */
};

/* Under the lock of wiped.h, but for what says otherwise. */
static struct {
	struct shim_config config;
	_Atomic bool configured;                 /* set once config is */
	_Atomic(struct mtr_recorder *) recorder; /* of this process or, before its first call, of its parent */
	uint32_t generation;
	uint8_t trace_id[SHIM_TRACE_ID_SIZE];
	_Atomic bool failed; /* never tried again, in children neither */
} record;

/* ---------------------------------------------------------------- end */

/*
 * Destructors of the client's libraries run after ours and may still use MI, so ours is not the end. exit() flushes
 * streams after the last of them: a stream of our own that has something to flush tells when all is over.
 */
static FILE *last;
static char last_buffer[16]; /* so that nothing is allocated at exit */

static ssize_t finish(void *cookie, const char *data, size_t size)
{
	(void)cookie;
	(void)data;
	if (!shim_record_generation())
		return (ssize_t)size;
	/* What was loaded after the first contacts is to have a name, too. */
	shim_modules_write(atomic_load(&record.recorder), shim_record_generation());
	mtr_recorder_stop(atomic_load(&record.recorder), FINISH_TIMEOUT);
	return (ssize_t)size;
}

static int forget(void *cookie)
{
	(void)cookie;
	last = NULL; /* the client closes streams that it did not open */
	return 0;
}

static void prepare_end(void)
{
	if (last)
		return;
	last = fopencookie(NULL, "w", (cookie_io_functions_t){.write = finish, .close = forget});
	if (last)
		setvbuf(last, last_buffer, _IOFBF, sizeof(last_buffer));
}

/*
 * The process exits in the ordinary way. Nothing depends on this: without it the trace is finished from the spool.
 */
__attribute__((destructor)) static void arm_end(void)
{
	/* A child that was forked and has not used MI has nothing to finish. */
	if (shim_record_generation() && last)
		putc('.', last);
}

/* ---------------------------------------------------------------- start */

static void *run_writer(void *recorder)
{
	prctl(PR_SET_NAME, "mitrace");
	mtr_recorder_run(recorder);
	if (mtr_recorder_error(recorder))
		shim_log_once("recording ended early: %s", mtr_fail_text());
	return NULL;
}

/* A thread that takes none of the client's signals. Without one, producers write for themselves. */
static void start_writer(struct mtr_recorder *recorder)
{
	pthread_attr_t attributes;
	sigset_t all, saved;
	pthread_t thread;

	if (pthread_attr_init(&attributes))
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &saved);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, WRITER_STACK);
	if (pthread_create(&thread, &attributes, run_writer, recorder))
		shim_log_once("no thread to write the trace with; the client's threads write it");
	pthread_sigmask(SIG_SETMASK, &saved, NULL);
	pthread_attr_destroy(&attributes);
}

static int open_trace(const struct shim_header *header, const char *path, void *buf, struct mtr_recorder **ret)
{
	struct shim_header named = *header;
	struct mtr_recorder_config config = {.path = path,
					     .redaction = &record.config.redaction,
					     .ring_size = record.config.ring_size,
					     .event_cap = record.config.event_cap,
					     .level = record.config.level,
					     .on_full = record.config.on_full,
					     .header = buf};

	named.path = path;
	config.header_size = shim_header_write(&named, buf, SHIM_HEADER_MAX);
	if (!config.header_size)
		return mtr_fail(-ENOMEM, "the header of the trace does not fit");
	return mtr_recorder_open(&config, ret);
}

/* Tries names until one is free. */
static int open_named(const struct shim_header *header, bool is_child, struct mtr_recorder **ret)
{
	void *buf = mmap(NULL, SHIM_HEADER_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	static struct shim_name name; /* too large for the stack of somebody else's thread; under the lock */
	int err;

	if (buf == MAP_FAILED)
		return mtr_fail(-ENOMEM, "no memory for the header of the trace");
	err = shim_name_first(&name, &record.config, is_child) ? 0
							       : mtr_fail(-ENAMETOOLONG, "MITRACE_FILE is too long");
	while (!err) {
		err = open_trace(header, name.path, buf, ret);
		if (err != -EEXIST)
			break;
		if (shim_name_next(&name))
			err = 0;
	}
	munmap(buf, SHIM_HEADER_MAX);
	return err;
}

static int start_locked(struct shim_wiped *wiped)
{
	struct mtr_recorder *parent = atomic_load(&record.recorder), *recorder;
	struct shim_header header = {.config = &record.config, .parent_trace_id = parent ? record.trace_id : NULL};
	int err;

	if (parent)
		mtr_recorder_abandon(parent);
	if (getrandom(header.trace_id, sizeof(header.trace_id), 0) != sizeof(header.trace_id))
		return mtr_fail(-errno, "getrandom: %s", strerror(errno));
	err = open_named(&header, parent, &recorder);
	if (err)
		return err;
	memcpy(record.trace_id, header.trace_id, sizeof(record.trace_id));
	atomic_store(&record.recorder, recorder);
	shim_thread_setup();
	prepare_end();
	record.generation++;
	/* Libraries that are known already, in a child for one; else their first contact comes next and writes all. */
	if (shim_library_count() > 0)
		shim_modules_write(recorder, record.generation);
	start_writer(recorder);
	/* From here on the threads find it. */
	atomic_store_explicit(&wiped->generation, record.generation, memory_order_release);
	return 0;
}

bool shim_record_wanted(void)
{
	struct shim_wiped *wiped;

	if (!atomic_load_explicit(&record.configured, memory_order_acquire)) {
		bool second = shim_is_second(); /* asks the loader, so before the lock */

		wiped = shim_wiped_get();
		if (!wiped || !shim_lock_take(&wiped->record))
			return false;
		if (!atomic_load(&record.configured) && !second)
			shim_config_read(&record.config);
		atomic_store_explicit(&record.configured, true, memory_order_release);
		shim_lock_drop(&wiped->record);
	}
	return record.config.file[0] && !atomic_load(&record.failed);
}

struct mtr_recorder *shim_record_start(void)
{
	struct shim_wiped *wiped = shim_wiped_get();
	int err = 0;

	if (!wiped || !shim_record_wanted() || !shim_lock_take(&wiped->record))
		return NULL;
	if (!atomic_load(&wiped->generation) && !atomic_load(&record.failed)) {
		err = start_locked(wiped);
		if (err) {
			atomic_store(&record.failed, true);
			shim_log_once("nothing is recorded: %s", mtr_fail_text());
		}
	}
	shim_lock_drop(&wiped->record);
	return shim_record_generation() ? atomic_load(&record.recorder) : NULL;
}
