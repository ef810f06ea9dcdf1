/*
 * Reading mitrace traces from C programs. Link with -lmitrace; pkg-config and CMake know it as mitrace.
 *
 *	struct mitrace_trace *trace;
 *	const struct mitrace_event *event;
 *
 *	if (mitrace_open("x.mitrace", &trace))
 *		errx(1, "%s", mitrace_error());
 *	while (mitrace_next(trace, &event) == 1)
 *		printf("%llu %s\n", (unsigned long long)event->seq, event->name);
 *	mitrace_close(trace);
 *
 * Finished, torn, damaged and growing traces are read alike, in bounded memory; nothing in a file is trusted. Strings
 * are bytes: MI does not promise UTF-8. A trace belongs to one thread at a time; different traces are independent.
 *
 * Errors: a function that returns an int returns a negative number when it fails, -errno or, where the trace itself is at
 * fault, one below -4000; mitrace_error() has the words: what, where in the file, why, and what to do. Nothing is handed out
 * then. Arguments must not be NULL unless it is said.
 *
 * Compatibility: within one major version of the library (its SONAME) programs keep working. What the library hands
 * out by pointer may grow at its end; what the caller provides does not change.
 */
#ifndef MITRACE_TRACE_H
#define MITRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every addition to this header. */
#define MITRACE_TRACE_API 1

struct mitrace_trace;    /* an open trace */
struct mitrace_instance; /* an MI_Instance in an event */

/* Bytes, not terminated. data is NULL for a NULL string; an empty string has a pointer and size 0. */
struct mitrace_bytes {
	const char *data;
	size_t size;
};

enum mitrace_kind {
	MITRACE_CALL_BEGIN = 1,     /* the client calls the library */
	MITRACE_CALL_END = 2,       /* ... and the call returns */
	MITRACE_CALLBACK_BEGIN = 3, /* the library calls the client back */
	MITRACE_CALLBACK_END = 4,   /* ... and the client returns */
	MITRACE_DROP = 5,           /* events were lost here; how many: .dropped */
};

/* An event. All pointers are borrowed until the next call on the trace. */
struct mitrace_event {
	enum mitrace_kind kind;
	uint64_t seq;      /* 1, 2, 3 ... in file order; 0: MITRACE_DROP */
	uint64_t time;     /* ns since the start of the recording, monotonic */
	uint64_t overhead; /* ns the recorder itself took */
	uint64_t duration; /* ends: ns since the begin without the recorder's overhead; 0 when the begin is not there */
	uint64_t parent;   /* begins: the event that encloses it on its thread, or 0; ends: their begin */
	uint32_t thread;   /* the recorder's number */
	const char *name;  /* "MI_Session_GetInstance", "MI_OperationCallbacks_instanceResult" ... */

	/* Objects it belongs to, by the recorder's numbers; 0: none, or not known. */
	uint64_t application, session, operation;

	bool has_result;
	uint32_t result;         /* MI_Result, any number */
	const char *result_name; /* "MI_RESULT_OK" ...; NULL when it has none */
	bool more_results;       /* results: this is not the last one */
	uint64_t dropped;        /* MITRACE_DROP */

	struct mitrace_bytes namespace_name, class_name, method_name, query, error_message, message;
	const struct mitrace_instance *instance;   /* passed in, or the result; NULL: none */
	const struct mitrace_instance *parameters; /* of an Invoke */
	const struct mitrace_instance *error_details;
};

/* What a trace says about itself. Its strings are borrowed for the life of the trace. */
struct mitrace_header {
	uint32_t version_major, version_minor;
	struct mitrace_bytes program, host, recorder_version, redaction_policy;
	uint32_t pid;
	uint64_t realtime; /* ns since 1970 at time 0; 0: not known */
};

/* Opens a trace; "-" is standard input. 0, or negative with mitrace_error(). */
int mitrace_open(const char *path, struct mitrace_trace **ret);
/* The same, waiting for more at the end of a trace that is still recorded. */
int mitrace_open_follow(const char *path, struct mitrace_trace **ret);
/* Accepts NULL. */
void mitrace_close(struct mitrace_trace *trace);

void mitrace_get_header(const struct mitrace_trace *trace, struct mitrace_header *ret);

/* The next event: 1 with *ret, 0 at the end, negative with mitrace_error(). Damaged parts are passed over. */
int mitrace_next(struct mitrace_trace *trace, const struct mitrace_event **ret);
/*
 * Makes mitrace_next() give the first event with this number (from this time) on. Negative when the input cannot
 * seek. Events that began before have no duration at their end.
 */
int mitrace_seek_seq(struct mitrace_trace *trace, uint64_t seq);
int mitrace_seek_time(struct mitrace_trace *trace, uint64_t ns);

/* How many parts of the file could not be read so far, and whether the trace's end has been read. */
uint64_t mitrace_damaged_parts(const struct mitrace_trace *trace);
bool mitrace_is_finished(const struct mitrace_trace *trace);

/*
 * The event that mitrace_next() gave last, with everything that is recorded of it, as one line of JSON, as
 * `mitrace show --json` prints it. Borrowed until the next call on the trace; NULL without memory.
 */
const char *mitrace_event_json(struct mitrace_trace *trace);

/* ---- instances */

/* data is NULL when the trace lost the class. */
struct mitrace_bytes mitrace_instance_class_name(const struct mitrace_trace *trace,
						 const struct mitrace_instance *instance);
/* How many elements it has. */
size_t mitrace_instance_count(const struct mitrace_instance *instance);

enum mitrace_value_kind {
	MITRACE_NULL = 0,
	MITRACE_UNSIGNED = 1, /* booleans and char16, too */
	MITRACE_SIGNED = 2,
	MITRACE_REAL = 3,
	MITRACE_STRING = 4,
	MITRACE_DATETIME = 5, /* as text, in the notation of MOF */
	MITRACE_INSTANCE = 6, /* embedded instances and references */
};

/* One element of an instance, or one item of it when its type is an array. */
struct mitrace_element {
	struct mitrace_bytes name;
	uint32_t type;  /* MI_Type: 0..15, arrays 16..31; UINT32_MAX when the trace lost the class */
	uint32_t flags; /* as MI_Instance_GetElementAt gives them */
	bool redacted;  /* holds tokens instead of what the client saw */
	size_t count;   /* arrays: items; otherwise 1 */
	enum mitrace_value_kind kind;
	union {
		uint64_t unsigned_value;
		int64_t signed_value;
		double real;
		struct mitrace_bytes string; /* MITRACE_DATETIME, too: of .datetime below */
		const struct mitrace_instance *instance;
	} value;
	char datetime[32];
};

/*
 * Element @index, in the order of the class; of an array the item @item, otherwise 0 (an array that is NULL or empty:
 * kind MITRACE_NULL). 0, or negative when there is no such element or item.
 */
int mitrace_instance_element(const struct mitrace_trace *trace, const struct mitrace_instance *instance, size_t index,
			     size_t item, struct mitrace_element *ret);

/* ---- the library */

/* What the last failure of this thread was about. Borrowed until the next one. */
const char *mitrace_error(void);
/* Version of the library at run time: "0.1.0". */
const char *mitrace_version(void);

#ifdef __cplusplus
}
#endif

#endif
