/* A client of hostmi, for tests: asks, waits, keeps what came. */
#ifndef HOST_CLIENT_H
#define HOST_CLIENT_H

#include <pthread.h>
#include <stdbool.h>

#include <mi/mi.h>

enum {
	MAX_RESULTS = 4096,
	MAX_TEXTS = 256
};

struct host_client {
	MI_Application application;
	MI_Session session;

	/* What the last operation brought; instances are the client's own copies until the next one. */
	MI_Instance *instances[MAX_RESULTS];
	MI_Class *classes[MAX_RESULTS];
	unsigned nr_instances, nr_classes;
	MI_Result result;
	char message[512];
	MI_Uint32 details_code; /* OMI_Code of the error details; 0 without */
	bool more_was_right;    /* TRUE for all results but the last */

	/* From other callbacks, in order: "verbose: text", "40% activity", "prompt: text", "error: text", "Names+3" */
	char texts[MAX_TEXTS][256];
	unsigned nr_texts;
	MI_OperationCallback_ResponseType answer;
	unsigned cancel_after; /* texts; 0 for never */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool done; /* under lock */
	MI_Operation operation;
};

void host_open(struct host_client *client);
void host_close(struct host_client *client);

/* Forgets the last operation; returns callbacks for the next one, whose handle is client->operation. */
MI_OperationCallbacks *host_callbacks(struct host_client *client);
/* Waits for its end and closes it; fails the test after ten seconds. */
void host_wait(struct host_client *client);

/* Whole operations, in namespace root/cimv2. */
void host_enumerate(struct host_client *client, const char *class_name);
void host_query(struct host_client *client, const char *query);
void host_get(struct host_client *client, const MI_Instance *keys);
void host_invoke(struct host_client *client, const char *method, const MI_Instance *parameters,
		 MI_OperationOptions *options);

/* An instance with string properties: name, value, ..., NULL. */
MI_Instance *host_instance(const char *class_name, ...);
/* A string property, "" when it is NULL or not there; a number, -1 then. */
const char *host_string(const MI_Instance *instance, const char *name);
long long host_number(const MI_Instance *instance, const char *name);
bool host_is_null(const MI_Instance *instance, const char *name);
/* The number of texts that begin like that. */
unsigned host_count_texts(const struct host_client *client, const char *beginning);

#endif
