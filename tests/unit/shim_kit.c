/* A recorder that keeps packets, and a library of slots that ask the test. */
#include "shim_kit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "encoder.h"
#include "entry.h"
#include "library.h"
#include "mitrace_fields.h"
#include "recorder.h"
#include "slots.h"
#include "unit.h"

static struct kit_call calls[KIT_EVENTS_MAX];
static struct kit_event events[KIT_EVENTS_MAX];
static size_t nr_calls, nr_events;
static uint64_t next_seq = 1;
static const struct mtr_redaction *redaction;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

MI_Result (*kit_hook)(const struct kit_call *call);

/* ---------------------------------------------------------------- the recorder */

struct mtr_recorder {
	int unused;
};
struct mtr_ring {
	int unused;
};
static struct mtr_recorder the_recorder;
static struct mtr_ring the_ring;

int mtr_recorder_open(const struct mtr_recorder_config *config, struct mtr_recorder **ret)
{
	redaction = config->redaction;
	*ret = &the_recorder;
	return 0;
}

void mtr_recorder_run(struct mtr_recorder *recorder)
{
	(void)recorder;
}

bool mtr_recorder_stop(struct mtr_recorder *recorder, int timeout_ms)
{
	(void)recorder;
	(void)timeout_ms;
	return true;
}

int mtr_recorder_error(const struct mtr_recorder *recorder)
{
	(void)recorder;
	return 0;
}

void mtr_recorder_abandon(struct mtr_recorder *recorder)
{
	(void)recorder;
}

struct mtr_ring *mtr_ring_acquire(struct mtr_recorder *recorder, uint32_t tid, const char *name)
{
	(void)recorder;
	(void)tid;
	(void)name;
	return &the_ring;
}

void mtr_ring_release(struct mtr_ring *ring)
{
	(void)ring;
}

void mtr_recorder_add_module(struct mtr_recorder *recorder, const struct mtr_module *module)
{
	(void)recorder;
	(void)module;
}

uint64_t mtr_event_write(struct mtr_ring *ring, const struct mtr_event *event)
{
	static uint8_t buf[1 << 16];
	const struct mtr_encoder_env env = {.redaction = redaction, .cap = sizeof(buf)};
	struct mtr_encoder e;
	uint64_t seq;
	size_t i;

	assert_ptr_equal(ring, &the_ring);
	pthread_mutex_lock(&lock);
	assert_true(nr_events < KIT_EVENTS_MAX);
	mtr_encoder_begin(&e, buf, sizeof(buf), &env);
	for (i = 0; !event->encode && i < event->size; i++)
		*e.cur++ = ((const uint8_t *)event->context)[i];
	if (event->encode)
		event->encode(&e, event->context);
	assert_false(mtr_encoder_overflowed(&e));
	seq = next_seq++;
	events[nr_events] = (struct kit_event){.seq = seq,
					       .parent = event->parent,
					       .packet = mitrace__packet__unpack(NULL, mtr_encoder_size(&e), buf)};
	assert_non_null(events[nr_events].packet);
	nr_events++;
	pthread_mutex_unlock(&lock);
	return seq;
}

/* ---------------------------------------------------------------- the library */

static MI_Result called(const char *slot, size_t nr_args, const uint64_t *args)
{
	struct kit_call *call;

	pthread_mutex_lock(&lock);
	assert_true(nr_calls < KIT_EVENTS_MAX);
	call = &calls[nr_calls++];
	call->slot = slot;
	call->nr_args = nr_args;
	memcpy(call->args, args, nr_args * sizeof(*args));
	pthread_mutex_unlock(&lock);
	return kit_hook ? kit_hook(call) : MI_RESULT_OK;
}

/* clang-format off */
#define WORD(value) ((uint64_t)(uintptr_t)(value))
#define WORDS_1(a) WORD(a)
#define WORDS_2(a, ...) WORD(a), WORDS_1(__VA_ARGS__)
#define WORDS_3(a, ...) WORD(a), WORDS_2(__VA_ARGS__)
#define WORDS_4(a, ...) WORD(a), WORDS_3(__VA_ARGS__)
#define WORDS_5(a, ...) WORD(a), WORDS_4(__VA_ARGS__)
#define WORDS_6(a, ...) WORD(a), WORDS_5(__VA_ARGS__)
#define WORDS_7(a, ...) WORD(a), WORDS_6(__VA_ARGS__)
#define WORDS_8(a, ...) WORD(a), WORDS_7(__VA_ARGS__)
#define WORDS_9(a, ...) WORD(a), WORDS_8(__VA_ARGS__)
#define WORDS_10(a, ...) WORD(a), WORDS_9(__VA_ARGS__)
#define WORDS_11(a, ...) WORD(a), WORDS_10(__VA_ARGS__)
#define WORDS_12(a, ...) WORD(a), WORDS_11(__VA_ARGS__)
#define PICK(a, b, c, d, e, f, g, h, i, j, k, l, name, ...) name
#define WORDS(...) \
	PICK(__VA_ARGS__, WORDS_12, WORDS_11, WORDS_10, WORDS_9, WORDS_8, WORDS_7, \
	     WORDS_6, WORDS_5, WORDS_4, WORDS_3, WORDS_2, WORDS_1, )(__VA_ARGS__)
/* clang-format on */

#define ANSWER_void(call)      (void)(call)
#define ANSWER_MI_Result(call) return (call)
#define SLOT(n, Kind, Slot, type, parameters, arguments)                        \
	static type slot_##Kind##_##Slot parameters                             \
	{                                                                       \
		const uint64_t words[] = {WORDS arguments};                     \
                                                                                \
		ANSWER_##type(called(#Kind "_" #Slot, MI_COUNT(words), words)); \
	}
#define SLOT_NAME(n, Kind, Slot, type, parameters, arguments) .Slot = slot_##Kind##_##Slot,

SHIM_APPLICATION_SLOTS(SLOT, 0)
SHIM_SESSION_SLOTS(SLOT, 0)
SHIM_OPERATION_SLOTS(SLOT, 0)
SHIM_HOSTED_PROVIDER_SLOTS(SLOT, 0)

/* Not static const members of one struct: each table has to be in pages that the loader makes read-only. */
const MI_ApplicationFT kit_application_ft = {SHIM_APPLICATION_SLOTS(SLOT_NAME, 0)};
const MI_SessionFT kit_session_ft = {SHIM_SESSION_SLOTS(SLOT_NAME, 0)};
const MI_OperationFT kit_operation_ft = {SHIM_OPERATION_SLOTS(SLOT_NAME, 0)};
const MI_HostedProviderFT kit_hosted_provider_ft = {SHIM_HOSTED_PROVIDER_SLOTS(SLOT_NAME, 0)};

static MI_Result failed_close(MI_Operation *operation)
{
	const uint64_t words[] = {WORD(operation)};

	return called("Failed_Close", 1, words);
}
const MI_OperationFT kit_failed_ft = {.Close = failed_close};

static const MI_ClientFT_V1 client_ft = {
	.applicationFT = &kit_application_ft,
	.sessionFT = &kit_session_ft,
	.operationFT = &kit_operation_ft,
	.hostedProviderFT = &kit_hosted_provider_ft,
};
MI_EXPORT const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

void kit_fill(void *handle, const void *ft)
{
	static uint64_t words = 1000;
	struct shim_handle *out = handle;

	words += 2;
	*out = (struct shim_handle){.reserved1 = words - 1, .reserved2 = words, .ft = ft};
}

static MI_Result initialize(MI_Uint32 flags, const MI_Char *id, MI_Instance **error, MI_Application *application)
{
	const uint64_t words[] = {flags, WORD(id), WORD(error), WORD(application)};

	if (application)
		kit_fill(application, &kit_application_ft);
	return called("InitializeV1", MI_COUNT(words), words);
}

/* ---------------------------------------------------------------- use */

MI_Result kit_initialize(MI_Uint32 flags, const MI_Char *id, MI_Instance **error, MI_Application *application)
{
	/* The client is in the library's own object here, as with a libmi that is linked statically. */
	return shim_initialize(initialize, (const void *)kit_initialize, flags, id, error, application);
}

int kit_reset(void **state)
{
	(void)state;
	while (nr_events > 0)
		mitrace__packet__free_unpacked(events[--nr_events].packet, NULL);
	nr_calls = 0;
	kit_hook = NULL;
	return 0;
}

int kit_begin(void **state)
{
	MI_Application application;

	(void)state;
	setenv("MITRACE_FILE", "kit.mitrace", 1);
	setenv("MITRACE_KEY", "/dev/null/no-key", 1);
	setenv("MITRACE_LOG", "/dev/null", 1);
	return kit_initialize(0, NULL, NULL, &application) == MI_RESULT_OK ? 0 : 1;
}

static MI_Result make_session(const struct kit_call *call)
{
	if (strcmp(call->slot, "Application_NewSession") == 0)
		kit_fill((void *)(uintptr_t)call->args[6], &kit_session_ft);
	return MI_RESULT_OK;
}

void kit_open(MI_Application *application, MI_Session *session)
{
	kit_hook = make_session;
	assert_int_equal(kit_initialize(0, "kit", NULL, application), MI_RESULT_OK);
	if (session)
		assert_int_equal(MI_Application_NewSession(application, NULL, NULL, NULL, NULL, NULL, session),
				 MI_RESULT_OK);
	kit_reset(NULL);
}

size_t kit_calls(void)
{
	return nr_calls;
}

const struct kit_call *kit_call(size_t index)
{
	assert_true(index < nr_calls);
	return &calls[index];
}

size_t kit_events(void)
{
	return nr_events;
}

const struct kit_event *kit_event(size_t index)
{
	assert_true(index < nr_events);
	return &events[index];
}

const Mitrace__Call *kit_call_begin(size_t index)
{
	assert_int_equal(kit_event(index)->packet->body_case, MITRACE__PACKET__BODY_CALL_BEGIN);
	return kit_event(index)->packet->call_begin;
}

const Mitrace__Call *kit_call_end(size_t index)
{
	assert_int_equal(kit_event(index)->packet->body_case, MITRACE__PACKET__BODY_CALL_END);
	return kit_event(index)->packet->call_end;
}

const Mitrace__Callback *kit_callback_begin(size_t index)
{
	assert_int_equal(kit_event(index)->packet->body_case, MITRACE__PACKET__BODY_CALLBACK_BEGIN);
	return kit_event(index)->packet->callback_begin;
}

const Mitrace__Callback *kit_callback_end(size_t index)
{
	assert_int_equal(kit_event(index)->packet->body_case, MITRACE__PACKET__BODY_CALLBACK_END);
	return kit_event(index)->packet->callback_end;
}

void kit_text(bool has, ProtobufCBinaryData got, const char *want)
{
	assert_int_equal(has, want != NULL);
	if (!want)
		return;
	assert_int_equal(got.len, strlen(want));
	assert_memory_equal(got.data, want, got.len);
}

void kit_expect_pair(Mitrace__Function function, MI_Result result)
{
	assert_int_equal(nr_events, 2);
	KIT_NUMBER(kit_call_begin(0), function, function);
	KIT_NUMBER(kit_call_end(1), function, function);
	KIT_NUMBER(kit_call_end(1), result, result);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
	assert_true(kit_call_begin(0)->has_caller);
	assert_true(kit_call_begin(0)->has_library);
}

MI_Result kit_make_operation(const struct kit_call *call)
{
	kit_fill((void *)(uintptr_t)call->args[call->nr_args - 1], &kit_operation_ft);
	return MI_RESULT_OK;
}

MI_Result kit_answer_7(const struct kit_call *call)
{
	(void)call;
	return MI_RESULT_NOT_SUPPORTED;
}

/* ---------------------------------------------------------------- instances */

static MI_CONST MI_PropertyDecl which_decl = {
	.flags = MI_FLAG_PROPERTY,
	.code = 0x00776805,
	.name = MI_T("Which"),
	.type = MI_STRING,
	.offset = offsetof(struct kit_instance, which),
	.origin = MI_T("Kit"),
	.propagator = MI_T("Kit"),
};
static MI_PropertyDecl MI_CONST *MI_CONST properties[] = {&which_decl};

const MI_ClassDecl kit_class_decl = {
	.flags = MI_FLAG_CLASS,
	.code = 0x006b7403,
	.name = MI_T("Kit"),
	.properties = properties,
	.numProperties = 1,
	.size = sizeof(struct kit_instance),
};
const MI_Class kit_class = {.classDecl = &kit_class_decl};

struct kit_instance kit_instance(const MI_Char *which)
{
	return (struct kit_instance){.instance = {.classDecl = &kit_class_decl},
				     .which = {.value = which, .exists = MI_TRUE}};
}

void kit_which(const Mitrace__Instance *instance, const char *want)
{
	assert_int_equal(instance != NULL, want != NULL);
	if (!want)
		return;
	assert_int_equal(instance->n_value, 1);
	kit_text(instance->value[0]->has_string, instance->value[0]->string, want);
}
