/*
 * A warm thread records without a system call, a lock or an allocation: the whole shim, as preloaded.
 *
 * After some rounds of everything, every system call of the thread is trapped (and refused), and malloc() and
 * pthread_mutex_lock() are this program's. Exit status 0: nothing was counted. The library itself does none of these.
 */
#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

static __thread bool counting;
static volatile unsigned allocations, locks, system_calls, wakes;
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
	last_call = info->si_syscall;
	if (info->si_syscall == SYS_futex)
		wakes++;
	else
		system_calls++;
}

static void trap_system_calls(void)
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

	CHECK(sigaction(SIGSYS, &action, NULL) == 0);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static unsigned results;

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)context;
	(void)instance;
	(void)code;
	(void)message;
	(void)details;
	results++;
	if (acknowledge)
		acknowledge(operation);
	if (more)
		MI_Operation_Cancel(operation, MI_REASON_NONE);
}

static void on_close(void *context)
{
	(void)context;
	results++;
}

/* Sessions, synchronous and asynchronous operations, acknowledgements, cancels and completions. */
static void round_of_everything(MI_Application *application)
{
	struct probe probe = {.application = *application};

	CHECK(MI_Application_NewSession(&probe.application, NULL, NULL, NULL, NULL, NULL, &probe.session) ==
	      MI_RESULT_OK);
	probe_enumerate(&probe, "3");
	probe_enumerate_async(&probe, "3", 0, on_result, &probe);
	probe_enumerate_async(&probe, "2", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, on_result, &probe);
	CHECK(MI_Session_Close(&probe.session, &probe, on_close) == MI_RESULT_OK);
}

int main(void)
{
	enum {
		WARM = 20,
		ROUNDS = 200,
		RESULTS = 3 + 2 + 1
	};
	struct probe probe;

	probe_open(&probe, "warm");
	for (int i = 0; i < WARM; i++)
		round_of_everything(&probe.application);
	trap_system_calls();
	counting = true;
	for (int i = 0; i < ROUNDS; i++)
		round_of_everything(&probe.application);
	counting = false;
	/* Beyond this point this thread can do no system call but to end the process. */
	if (results != (WARM + ROUNDS) * RESULTS)
		_exit(10);
	if (system_calls)
		_exit(11);
	/* One, if the writer of the trace had gone to sleep since the rounds before. */
	if (wakes > 1)
		_exit(12);
	_exit(locks ? 13 : allocations ? 14 : 0);
}
