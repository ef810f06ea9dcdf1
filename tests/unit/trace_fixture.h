/* For tests that record: a directory of their own, a recorder with its writer thread, and the trace read back. */
#ifndef TRACE_FIXTURE_H
#define TRACE_FIXTURE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "mitrace.pb-c.h"
#include "recorder.h"
#include "redact.h"

struct fixture {
	char dir[64];
	char trace[128];
	char spool[160];
	uint8_t header[256];
	size_t header_size;
	struct mtr_redaction redaction;
	struct mtr_recorder_config config;
	struct mtr_recorder *recorder;
	pthread_t writer;
	bool writer_runs;
};

/* A directory under @base (NULL: /tmp), a config for a trace in it. */
void fixture_begin(struct fixture *f, const char *base);
/* Opens the recorder; with a writer thread, all signals blocked. */
void fixture_open(struct fixture *f, bool writer);
/* Thread function: the writer of the recorder @context. */
void *fixture_writer(void *context);
/* Stops and frees. */
void fixture_stop(struct fixture *f);
/* Removes the directory and what is in it. */
void fixture_end(struct fixture *f);

/* One event whose text is @text (class_name of a call). Returns its number. */
uint64_t write_text(struct mtr_ring *ring, const char *text);

/* A text of @size letters, to be freed; equal sizes give equal texts. */
char *long_text(size_t size);

/* A thread that records. */
struct producer {
	struct fixture *f;
	pthread_t thread;
	unsigned id, events;
	size_t pad; /* bytes that make events longer */
};

/* Starts @nr threads like @like, numbered from 0, each with its producer. */
void start_producers(struct producer *producers, unsigned nr, struct producer like, void *(*thread)(void *producer));
void join_producers(struct producer *producers, unsigned nr);

/* A trace, all frames decompressed one after the other. */
struct loaded {
	uint8_t *file, *raw;
	size_t file_size, raw_size;
	Mitrace__Trace *trace;
};

/* Fails the test unless every frame is whole and the content is a message Trace. */
void load_trace(const char *path, struct loaded *ret);
/* The same, but the file may end within a frame. */
void load_torn_trace(const char *path, struct loaded *ret);
/* The bytes alone (loaded.file, to be freed). */
void load_raw_file(const char *path, struct loaded *ret);
/* The next frame of a loaded trace from *@at on, unpacked by itself, and the size of its content. False: no more. */
bool next_frame(const struct loaded *loaded, size_t *at, Mitrace__Trace **ret, size_t *ret_size);
void unload_trace(struct loaded *loaded);

/* The text of an event's packet as write_text() wrote it, also out of chunks is not tried: NULL. */
const char *packet_text(const Mitrace__Packet *packet);
/* The End packet; NULL: there is none. */
const Mitrace__End *loaded_end(const struct loaded *loaded);
/* Fails the test unless events are numbered 1, 2, 3 ... without a gap; returns how many (chunks of one count once). */
uint64_t check_order(const struct loaded *loaded);
/* Runs a command of the shell, returns its exit status. */
int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
