/*
 * The seam between the dispatcher and where results come from.
 *
 * The dispatcher implements the MI client API: handles, function tables, threads, acknowledgement, blocking
 * and closing rules, objects. It knows nothing of where results come from. A backend (live host data, or a
 * recorded trace) is told what the client asks for and posts events; the dispatcher delivers them, in the
 * order they were posted per operation, under MI's rules:
 *
 *	client -> MI_Session_X -> backend->start(op, request)
 *	backend -> dispatch_post(op, event) ... -> the client's callbacks on a dispatcher thread,
 *	                                           or MI_Operation_GetInstance() and its like
 *
 * One result at a time: the next event of an operation is delivered after the result before it was acknowledged
 * (by the client in manual mode, else when its callback returns) and after the prompt before it was answered.
 */
#ifndef DISPATCH_BACKEND_H
#define DISPATCH_BACKEND_H

#include <stdbool.h>
#include <stdint.h>

#include <mi/mi.h>

struct dispatch_op;      /* one running operation; valid from start() until finished() */
struct dispatch_session; /* one session; valid from open_session() until close_session() */

enum dispatch_kind {
	DISPATCH_GET_INSTANCE,
	DISPATCH_MODIFY_INSTANCE,
	DISPATCH_CREATE_INSTANCE,
	DISPATCH_DELETE_INSTANCE,
	DISPATCH_INVOKE,
	DISPATCH_ENUMERATE_INSTANCES,
	DISPATCH_QUERY_INSTANCES,
	DISPATCH_ASSOCIATOR_INSTANCES,
	DISPATCH_REFERENCE_INSTANCES,
	DISPATCH_SUBSCRIBE,
	DISPATCH_GET_CLASS,
	DISPATCH_ENUMERATE_CLASSES,
	DISPATCH_TEST_CONNECTION,
};

/*
 * What NewSession was given. Valid during open_session(), but for options: the dispatcher's own copy (of the defaults
 * where the client gave none), which lives as long as the session.
 */
struct dispatch_session_request {
	struct dispatch_session *session;
	const MI_Char *protocol, *destination; /* NULL as given */
	const MI_DestinationOptions *options;
	bool options_given;
	unsigned callbacks; /* members of MI_SessionCallbacks set, bit 0 = writeMessage, bit 1 = writeError */
};

/* What the client asked for: copies owned by the operation, valid from start() until finished(). NULL where not given. */
struct dispatch_request {
	enum dispatch_kind kind;
	MI_Uint32 flags;
	const MI_Char *namespace_name, *class_name, *method_name;
	const MI_Char *dialect, *expression; /* QueryInstances, Subscribe */
	const MI_Char *association_class, *result_class, *role, *result_role;
	bool keys_only, class_names_only;
	const MI_Instance *instance, *parameters;
	const MI_OperationOptions *options;
	const MI_SubscriptionDeliveryOptions *delivery_options;
	unsigned callbacks; /* members of MI_OperationCallbacks set, bit 0 = promptUser */
	bool synchronous;   /* the result callback that counts for this kind is NULL */
};

enum dispatch_event_kind {
	DISPATCH_RESULT_INSTANCE,
	DISPATCH_RESULT_INDICATION,
	DISPATCH_RESULT_CLASS,
	DISPATCH_PROMPT_USER,
	DISPATCH_WRITE_ERROR,
	DISPATCH_WRITE_MESSAGE,
	DISPATCH_WRITE_PROGRESS,
	DISPATCH_STREAMED_PARAMETER,
};

/* Where an event is delivered. */
enum dispatch_lane {
	DISPATCH_LANE_MAIN = 0,    /* the process's one dispatcher thread, as stock libmi has it */
	DISPATCH_LANE_CALLER = -1, /* on the client's thread, inside the starting call: before anything that was not
				      posted so, from start() and from drained() until the call has returned;
				      elsewhere the same as MAIN */
				   /* 1, 2, 3 ...: further threads of the dispatcher's, made on demand */
};

/* Does the client get a function to answer with? */
enum dispatch_asking {
	DISPATCH_ASKS_BY_MODE, /* as the operation's options and MI's defaults say */
	DISPATCH_ASKS,         /* whatever they say, if the client has the callback */
	DISPATCH_TELLS,        /* the answer is given in its name */
};

/*
 * One thing for the client. Strings and the parameter value are copied by dispatch_post(); instance, class and
 * details are handed over: the dispatcher frees them when the client is done with them.
 *
 * A result goes to the result callback that fits the operation, whichever of the three result kinds it was posted as.
 * Events whose callback the client did not set are dropped, prompts and errors among them answered as its modes say.
 */
struct dispatch_event {
	enum dispatch_event_kind kind;
	int lane;
	uint64_t cookie; /* the backend's; handed back with acknowledgements and answers */

	/* Results. The one with more == MI_FALSE is the last event of the operation. */
	MI_Instance *instance; /* result; or the error of WRITE_ERROR */
	MI_Class *class;
	MI_Boolean more;
	MI_Result result;
	const MI_Char *error_message;
	MI_Instance *error_details;
	const MI_Char *bookmark, *machine_id;

	enum dispatch_asking asking; /* PROMPT_USER, WRITE_ERROR */
	const MI_Char *message;      /* WRITE_MESSAGE, PROMPT_USER */
	MI_Uint32 channel;
	MI_PromptType prompt_type;

	const MI_Char *activity, *current_operation, *status_description;
	MI_Uint32 percentage, seconds_remaining;

	const MI_Char *parameter_name;
	MI_Type parameter_type;
	const MI_Value *parameter_value; /* copied deeply */
};

/*
 * What a backend implements. All functions may be called from any client or dispatcher thread, never with a
 * dispatcher lock held; they must not block for long. Members marked optional may be NULL. For one operation, start(),
 * drained() and cancel() are never called at the same time, and the latter two only on the main dispatcher thread, but for
 * drained() on the client's thread while the starting call delivers.
 */
struct dispatch_backend {
	const char *name;

	/* A process's first application opened / last one closed. Optional. MI_RESULT_OK or why not. */
	MI_Result (*open)(void *self);
	void (*close)(void *self);

	/*
	 * NewSession. On failure *ret_error may be an instance for extendedError (handed over).
	 * Optional: every session opens, its data is NULL.
	 */
	MI_Result (*open_session)(void *self, const struct dispatch_session_request *request, void **ret_session,
				  MI_Instance **ret_error);
	/* The session is closed and all its operations are finished. Optional. */
	void (*close_session)(void *self, void *session);

	/*
	 * May the operation start at all? @proposed is what the dispatcher thinks of the arguments alone; anything but
	 * MI_RESULT_OK refuses it, the way the library refuses bad arguments. @request is the client's, and borrowed.
	 * Optional: as proposed.
	 */
	MI_Result (*admit)(void *self, void *session, const struct dispatch_request *request, MI_Result proposed);
	/* The client starts an operation. Posts events now or later, from any thread. */
	void (*start)(void *self, void *session, struct dispatch_op *op, const struct dispatch_request *request);
	/*
	 * All events posted so far are delivered and acknowledged, and no final result was among them: time to post more.
	 * Optional. Lets a backend with a million results keep a handful in memory.
	 */
	void (*drained)(void *self, struct dispatch_op *op);
	/*
	 * Cancel or Close came and no final result is posted yet; called once, on the main dispatcher thread. The backend
	 * must see to a final result. It overtakes what is posted already if the client does not acknowledge any more.
	 */
	void (*cancel)(void *self, struct dispatch_op *op, MI_CancellationReason reason);
	/*
	 * The event goes to the client: its callback is called next, on this thread; or a getter returns it. Not for what the
	 * client has no callback for. Optional, and so is delivered(): the callback has returned. For one event both are on the
	 * same thread, and it may have been acknowledged in between.
	 */
	void (*delivering)(void *self, struct dispatch_op *op, uint64_t cookie);
	void (*delivered)(void *self, struct dispatch_op *op, uint64_t cookie);
	/* The client answered PROMPT_USER or WRITE_ERROR (or the dispatcher did in its name, by the mode). Optional. */
	void (*answered)(void *self, struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer);
	/* The client acknowledged a result. Optional. */
	void (*acknowledged)(void *self, struct dispatch_op *op, uint64_t cookie);
	/*
	 * The operation is over: final result acknowledged and handle closed. Free what dispatch_op_data() has. Whoever
	 * posted the final result must not touch the operation after that: this may come at once, on another thread.
	 */
	void (*finished)(void *self, struct dispatch_op *op);

	/* NewHostedProvider. Optional: MI_RESULT_INVALID_PARAMETER, as the stock library answers. */
	MI_Result (*open_provider)(void *self, const MI_Char *namespace_name, const MI_Char *provider_name,
				   MI_MainFunction mi_main, void **ret_provider, MI_Instance **ret_error);
	MI_Result (*close_provider)(void *self, void *provider);

	/* Does NewDeserializer make one that reads MI_XML? Optional: it does not, as in the stock library. */
	bool (*reads_xml)(void *self);
};

/* The libmi this library is; called once, by the library's own glue, before the first Initialize returns. */
struct dispatch_backend_instance {
	const struct dispatch_backend *backend;
	void *self;
};
/* Provided by the library that links the dispatcher (hostmi, replay). Called at most once per process, lazily. */
struct dispatch_backend_instance dispatch_backend_get(void);

/* Posts an event; any thread. After the operation's final event: ignored, handed-over objects deleted. */
void dispatch_post(struct dispatch_op *op, const struct dispatch_event *event);
/*
 * Waits until fewer than @limit events of the operation wait for delivery, or it was cancelled.
 * For backends that produce on threads of their own. Returns false when cancelled.
 */
bool dispatch_wait_room(struct dispatch_op *op, unsigned limit);

/* Was it cancelled or closed? For work that takes long between two posts. */
bool dispatch_op_cancelled(const struct dispatch_op *op);

/* The callbacks of a session that is being opened: from open_session() only. Nothing happens where they are not set. */
void dispatch_session_write_message(struct dispatch_session *session, MI_Uint32 channel, const MI_Char *message);
void dispatch_session_write_error(struct dispatch_session *session, MI_Instance *error);

/* The backend's own data of an operation. */
void dispatch_op_set_data(struct dispatch_op *op, void *data);
void *dispatch_op_data(const struct dispatch_op *op);
const struct dispatch_request *dispatch_op_request(const struct dispatch_op *op);

#endif
