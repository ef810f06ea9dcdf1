/*
 * What a test client writes down: every call it makes, every callback it gets, and whatever it looks at.
 *
 *	main call MI_Operation_Close(&op)
 *	main returned 0 errno=66
 *	op1 callback instanceResult on=another thread handle=other ...
 *
 * A line begins with its stream: the thread of the client's, or for threads that are not the client's the operation
 * they call about. Lines of one stream are in a definite order in every run. Nothing in a line differs from run to
 * run. The log is the file CLIENT_LOG (standard output without it), each line one write, so that none is lost.
 */
#ifndef CLIENT_LOG_H
#define CLIENT_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include <mi/mi.h>

/* What errno is before a call, and at the end of a callback. */
enum {
	CLIENT_ERRNO_CALL = 77,
	CLIENT_ERRNO_CALLBACK = 99
};

__attribute__((format(printf, 1, 2))) void client_say(const char *format, ...);

/* The stream of this thread; answers the one before. NULL: "main" on the first thread of the process. */
const char *client_stream_set(const char *name);

/* The innermost call this thread is in, "MI_Session_GetInstance(...)"; NULL when it is in none. */
const char *client_call_current(void);

/* ---------------------------------------------------------------- calls */

struct client_call {
	const char *outer;
};

/* @kind: "call" when it reaches a table that a recorder wraps, else "native". */
struct client_call client_call_begin(const char *kind, const char *text);
void client_call_end(const struct client_call *call, const char *format, long long result);
/* A longjmp has left all calls of this thread. */
void client_call_forget(void);

/* CALL(MI_Session_Close(&session, NULL, NULL)) logs the call as it is written and its result. */
#define CLIENT_CALL(kind, text, call)                                            \
	({                                                                       \
		struct client_call client_call_ = client_call_begin(kind, text); \
		MI_Result client_result_ = (call);                               \
		client_call_end(&client_call_, "returned %lld", client_result_); \
		client_result_;                                                  \
	})
#define CLIENT_CALL_VOID(kind, text, call)                                       \
	do {                                                                     \
		struct client_call client_call_ = client_call_begin(kind, text); \
		(call);                                                          \
		client_call_end(&client_call_, "returned", 0);                   \
	} while (0)

#define CALL(call)      CLIENT_CALL("call", #call, call)
#define CALL_VOID(call) CLIENT_CALL_VOID("call", #call, call)
/* A slot called through a table by hand, under the name of its wrapper. */
#define CALL_AS(name, call)      CLIENT_CALL("call", name " " #call, call)
#define CALL_AS_VOID(name, call) CLIENT_CALL_VOID("call", name " " #call, call)
/* What no recorder wraps: options, instances, and wrappers that never get to a table. */
#define NATIVE(call)      CLIENT_CALL("native", #call, call)
#define NATIVE_VOID(call) CLIENT_CALL_VOID("native", #call, call)

/* ---------------------------------------------------------------- what calls gave */

void client_say_application(const char *name, const MI_Application *application);
void client_say_session(const char *name, const MI_Session *session);
void client_say_operation(const char *name, const MI_Operation *operation);
void client_say_instance(const char *name, const MI_Instance *instance);
void client_say_class(const char *name, const MI_Class *class_object);
/* The number of a table, in the order in which they were met: table1, table2 ...; table0 is none. */
unsigned client_table(const void *ft);

/* Signal mask, SIGPIPE's disposition, and the number the next descriptor would have. */
void client_say_process(const char *when);

#endif
