/*
 * The shim between a test and a library that is all test: what the library receives and what is recorded, both at hand.
 *
 * The kit takes the recorder's place (every event is kept as a decoded packet) and libmi's: its tables are constant, as
 * libmi's are, and each slot notes its arguments and asks the test's hook what to do.
 */
#ifndef SHIM_KIT_H
#define SHIM_KIT_H

#include <mi/mi.h>
#include <stdbool.h>
#include <stdint.h>

#include "mitrace.pb-c.h"
#include "patch.h"

enum {
	KIT_ARGS_MAX = 12,
	KIT_EVENTS_MAX = 256
};

/* A slot of the library was called. Numbers are widened, pointers are their addresses. */
struct kit_call {
	const char *slot; /* "Session_Invoke" */
	size_t nr_args;
	uint64_t args[KIT_ARGS_MAX];
};

struct kit_event {
	uint64_t seq, parent;
	Mitrace__Packet *packet;
};

/* The tables of the library: the working ones, and one of operations whose start failed. */
extern const MI_ApplicationFT kit_application_ft;
extern const MI_SessionFT kit_session_ft;
extern const MI_OperationFT kit_operation_ft, kit_failed_ft;
extern const MI_HostedProviderFT kit_hosted_provider_ft;

/* What slots of the library do and answer; NULL: nothing, MI_RESULT_OK. */
extern MI_Result (*kit_hook)(const struct kit_call *call);

/* Once per program. Calls of InitializeV1 and its like then go through the shim. */
int kit_begin(void **state);
/* Forgets calls and events; the hook, too. For the setup of each test. */
int kit_reset(void **state);

/* MI_Application_InitializeV1 as a client would call it; the library fills in *application. */
MI_Result kit_initialize(MI_Uint32 flags, const MI_Char *id, MI_Instance **error, MI_Application *application);
/* Handles that the shim has seen come into being; the events of that are forgotten. */
void kit_open(MI_Application *application, MI_Session *session);
/* Puts the words of a new object into a handle, different ones each time. */
void kit_fill(void *handle, const void *ft);

size_t kit_calls(void);
const struct kit_call *kit_call(size_t index);
size_t kit_events(void);
const struct kit_event *kit_event(size_t index);
/* The bodies of an event that must be of the kind. */
const Mitrace__Call *kit_call_begin(size_t index);
const Mitrace__Call *kit_call_end(size_t index);
const Mitrace__Callback *kit_callback_begin(size_t index);
const Mitrace__Callback *kit_callback_end(size_t index);

#define KIT_WORD(value) ((uint64_t)(uintptr_t)(value))

/* The library got exactly these arguments, once. */
#define KIT_RECEIVED(name, ...)                                                       \
	do {                                                                          \
		const uint64_t kit_words[] = {__VA_ARGS__};                           \
                                                                                      \
		assert_int_equal(kit_calls(), 1);                                     \
		assert_string_equal(kit_call(0)->slot, name);                         \
		assert_int_equal(kit_call(0)->nr_args, MI_COUNT(kit_words));          \
		assert_memory_equal(kit_call(0)->args, kit_words, sizeof(kit_words)); \
	} while (0)

/* Begin and end were recorded and nothing else, of this function, the one as the other's parent, with this result. */
void kit_expect_pair(Mitrace__Function function, MI_Result result);

/* Hooks: a library that makes an operation in the last argument; one that answers MI_RESULT_NOT_SUPPORTED. */
MI_Result kit_make_operation(const struct kit_call *call);
MI_Result kit_answer_7(const struct kit_call *call);

/* Instances of a class with one string property, "Which". */
struct kit_instance {
	MI_Instance instance;
	MI_ConstStringField which;
};
struct kit_instance kit_instance(const MI_Char *which);
/* The class of them, as a declaration and as a class object. */
extern const MI_ClassDecl kit_class_decl;
extern const MI_Class kit_class;

/* Same text, or both absent (@want NULL). */
void kit_text(bool has, ProtobufCBinaryData got, const char *want);
#define KIT_TEXT(message, field, want) kit_text((message)->has_##field, (message)->field, want)
/* An instance of kit_instance(). NULL: none. */
void kit_which(const Mitrace__Instance *instance, const char *want);
/* A number that must be there. */
#define KIT_NUMBER(message, field, want)                  \
	do {                                              \
		assert_true((message)->has_##field);      \
		assert_int_equal((message)->field, want); \
	} while (0)

#endif
