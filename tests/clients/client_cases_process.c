/* What happens to the process around MI: start and end, forks, signals, ways out of callbacks, hangs, threads. */
#include "client_cases.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static MI_Application application;
static MI_Session session;
static struct client_op op;

static void open_all(const char *script)
{
	client_script(script);
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL);
}

/* A whole client in short. */
static void visit(const char *name)
{
	MI_Application a;
	MI_Session s;
	struct client_op o;

	client_open(&a, &s);
	client_op_init(&o, name, CLIENT_INSTANCE);
	client_start(&o, &s, 0);
	client_finish(&o);
	client_close(&a, &s);
}

void case_process_state(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	client_say_process("before");
	open_all("op1: io result last");
	client_say_process("opened");
	client_start(&op, &session, 0);
	client_say_process("started");
	client_finish(&op);
	client_close(&application, &session);
	client_say_process("closed");
}

/* ---------------------------------------------------------------- start and end of the process */

/* Runs before any constructor of a preloaded library need have run. */
__attribute__((constructor)) static void constructor(void)
{
	if (getenv("CLIENT_CONSTRUCTOR"))
		visit("constructor");
}

/* And after their destructors. */
__attribute__((destructor)) static void destructor(void)
{
	if (getenv("CLIENT_CONSTRUCTOR"))
		visit("destructor");
}

void case_constructor(void)
{
	client_script("op*: io result last");
	if (!getenv("CLIENT_CONSTRUCTOR"))
		client_again("constructor", "CLIENT_CONSTRUCTOR", "1");
	visit("op");
}

static void at_exit(void)
{
	visit("atexit");
}

void case_atexit(void)
{
	client_script("op*: io result last");
	atexit(at_exit);
	visit("op");
	atexit(at_exit);
}

/* ---------------------------------------------------------------- forks */

static void wait_for(pid_t child)
{
	int status = -1;

	while (waitpid(child, &status, 0) < 0)
		;
	client_say("child ended with status %x", status);
}

/* The child uses MI, the parent does afterwards. */
void case_fork_before(void)
{
	pid_t child;

	client_script("op*: io result last");
	child = fork();
	if (child == 0) {
		client_stream_set("child");
		visit("child-op");
		_exit(3);
	}
	wait_for(child);
	visit("op");
}

/* The parent has a session when it forks; the child closes nothing of it and opens its own. */
void case_fork_with_sessions(void)
{
	pid_t child;

	open_all("op*: io result last");
	client_start(&op, &session, 0);
	client_finish(&op);
	child = fork();
	if (child == 0) {
		MI_Application again;

		client_stream_set("child");
		CALL(MI_Session_GetApplication(&session, &again));
		visit("child-op");
		_exit(4);
	}
	wait_for(child);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

/* A child that never calls MI leaves no trace. */
void case_fork_without_mi(void)
{
	pid_t child;

	open_all("op*: io result last");
	child = fork();
	if (child == 0)
		_exit(5);
	wait_for(child);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- ways out of callbacks */

static jmp_buf back;

static bool jump(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	(void)more;
	if (self->data)
		longjmp(back, 1);
	return true;
}

void case_longjmp_out_of_callback(void)
{
	struct client_op second;

	open_all("op1: in result last\nop2: in result last\nop3: io last");
	op.on_result = jump;
	op.data = &op;
	if (setjmp(back) == 0)
		client_start(&op, &session, 0);
	client_call_forget();
	client_stream_set("main");
	client_say("out of the callback");
	/* The next calls are calls of their own again, on this thread and in callbacks. */
	client_op_init(&second, "op2", CLIENT_INSTANCE);
	client_start(&second, &session, 0);
	client_finish(&second);
	client_op_init(&second, "op3", CLIENT_INSTANCE);
	client_start(&second, &session, 0);
	client_finish(&second);
	/* Nothing is closed, so nothing else waits for the library's thread before the process ends. */
	client_wait_log("op3/cb@io result returned");
}

/* The start has returned: until then the thread that started it may write to the log. */
static unsigned started;

static bool leave(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	(void)more;
	if (!client_call_current())
		client_wait(&started, 1);
	client_say("leaving");
	if (self->data)
		_exit(43);
	exit(42);
}

void case_exit_inside_the_call(void)
{
	open_all("op1: in result last");
	op.on_result = leave;
	client_start(&op, &session, 0);
}

void case_exit_on_another_thread(void)
{
	open_all("op1: io result last");
	op.on_result = leave;
	client_start(&op, &session, 0);
	client_count(&started);
	client_wait(&op.finals, 1);
}

void case_quick_exit(void)
{
	open_all("op1: io result last");
	op.on_result = leave;
	op.data = &op;
	client_start(&op, &session, 0);
	client_count(&started);
	client_wait(&op.finals, 1);
}

/* ---------------------------------------------------------------- signals */

static volatile sig_atomic_t exit_in_handler;

/* As omicli does it: cancel by a copy of the handle, and perhaps leave. */
static void on_signal(int number)
{
	(void)number;
	CALL(MI_Operation_Cancel(&op.copy, MI_REASON_NONE));
	if (exit_in_handler)
		exit(1);
}

static bool interrupt(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	if (more)
		raise(SIGINT);
	return true;
}

void case_cancel_in_signal_handler(void)
{
	signal(SIGINT, on_signal);
	open_all("op1: in result cancelled final=1");
	op.on_result = interrupt;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

void case_signal_handler_exits(void)
{
	exit_in_handler = 1;
	signal(SIGINT, on_signal);
	open_all("op1: hang io result");
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	client_wait_log("op1/cb@io result returned");
	raise(SIGINT);
}

static bool crash(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	(void)more;
	client_wait(&started, 1);
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return true;
}

void case_crash_in_callback(void)
{
	open_all("op1: io result last");
	op.on_result = crash;
	client_start(&op, &session, 0);
	client_count(&started);
	client_wait(&op.finals, 1);
}

/* ---------------------------------------------------------------- threads */

static void visit_on_thread(void *argument)
{
	visit(argument);
}

/* Threads come and go, each with calls of its own. */
void case_thread_ends(void)
{
	static char name[] = "op";

	client_script("op*: io result last");
	for (int i = 0; i < 20; i++)
		client_on_thread("visitor", visit_on_thread, name);
}

enum {
	THREADS = 8,
	OPERATIONS_EACH = 25
};

static void *run_operations(void *argument)
{
	MI_Session *own = argument;

	client_stream_set("worker");
	for (int i = 0; i < OPERATIONS_EACH; i++) {
		struct client_op o;

		client_op_init(&o, "op", CLIENT_ALL);
		o.acknowledge_here = true;
		client_start(&o, own, i % 2 ? MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS : 0);
		client_op_wait_final(&o);
		CALL(MI_Operation_Close(&o.handle));
	}
	return NULL;
}

static void run_threads(MI_Session *sessions[THREADS])
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, run_operations, sessions[i]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static const char thread_script[] = "op*: in message=0 io result third progress result io last";

void case_threads_one_session(void)
{
	MI_Session *sessions[THREADS];

	open_all(thread_script);
	for (int i = 0; i < THREADS; i++)
		sessions[i] = &session;
	run_threads(sessions);
	client_close(&application, &session);
}

void case_threads_many_sessions(void)
{
	MI_Session own[THREADS], *sessions[THREADS];

	open_all(thread_script);
	for (int i = 0; i < THREADS; i++) {
		CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &own[i]));
		sessions[i] = &own[i];
	}
	run_threads(sessions);
	for (int i = 0; i < THREADS; i++)
		CALL(MI_Session_Close(&own[i], NULL, NULL));
	client_close(&application, &session);
}

/* The library calls back from one thread: while one callback waits, the other operation's does not come. */
static unsigned stalled_until;

static bool stall(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	(void)more;
	client_wait(&stalled_until, 1);
	client_say("results of the other meanwhile: %u", ((struct client_op *)self->data)->results);
	return true;
}

void case_slow_callback_stalls_others(void)
{
	struct client_op other;

	open_all("op1: io last\nop2: io last");
	client_op_init(&other, "op2", CLIENT_INSTANCE);
	op.on_result = stall;
	op.data = &other;
	client_start(&op, &session, 0);
	client_start(&other, &session, 0);
	client_count(&stalled_until);
	client_op_wait_final(&op);
	client_op_wait_final(&other);
	CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Operation_Close(&other.handle));
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- hangs: each of these blocks for ever */

void case_hang_application_close(void)
{
	open_all("op1: io last");
	CALL(MI_Application_Close(&application));
}

void case_hang_session_close(void)
{
	open_all("op1: io last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	CALL(MI_Session_Close(&session, NULL, NULL));
}

void case_hang_sync_close(void)
{
	MI_Operation operation;

	open_all("op1: io result last");
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "ns", NULL, NULL, &operation));
	client_get_instance(&operation);
	CALL(MI_Operation_Close(&operation));
}

static bool get_in_callback(struct client_op *self, MI_Operation *operation, bool more)
{
	MI_Operation synchronous;

	(void)self;
	(void)operation;
	if (more)
		return true;
	client_wait(&started, 1);
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "ns", NULL, NULL, &synchronous));
	client_get_instance(&synchronous);
	return true;
}

void case_hang_getter_in_callback(void)
{
	open_all("op1: io result last\nop2: io cancelled last");
	op.on_result = get_in_callback;
	client_start(&op, &session, 0);
	client_count(&started);
	client_op_wait_final(&op);
}
