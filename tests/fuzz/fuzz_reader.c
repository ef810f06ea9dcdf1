/*
 * Fuzz target: everything that reads a trace, given hostile bytes.
 *
 *	first byte 'f', 'p'   the rest is a trace, see fuzz_trace.h
 *	           'j'        the rest is JSON Lines for the importer; what it accepts must read back
 *
 * What is read goes through the sinks: text with payloads, JSON, canonical form. fuzz_commands.c has the rest.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "canonical.h"
#include "fuzz_trace.h"
#include "json_read.h"
#include "json_write.h"
#include "reader.h"
#include "text_show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static FILE *null_file(void)
{
	static FILE *file;

	if (!file)
		file = fopen("/dev/null", "w");
	return file;
}

static void show_text(struct mtr_reader *reader)
{
	const struct mtr_text_options options = {.payload = true, .times = true, .durations = true, .addresses = true};

	mtr_show_text(reader, NULL, &options, null_file());
}

static void show_json(struct mtr_reader *reader)
{
	mtr_show_json(reader, NULL, NULL, null_file());
}

static void show_canonical(struct mtr_reader *reader)
{
	mtr_show_canonical(reader, NULL, null_file());
}

/* Whatever the first packets make of it, seeking must not break the reader. */
static void seek_about(struct mtr_reader *reader)
{
	const Mitrace__Packet *packet;

	mtr_reader_seek_seq(reader, 3);
	while (mtr_reader_next(reader, &packet) > 0)
		continue;
	mtr_reader_seek_time(reader, 1000);
	mtr_reader_next(reader, &packet);
	mtr_reader_seek_seq(reader, UINT64_MAX);
	mtr_reader_next(reader, &packet);
}

static void read_trace(const void *data, size_t size)
{
	static void (*const uses[])(struct mtr_reader * reader) = {show_text, show_json, show_canonical, seek_about};
	struct mtr_reader *reader;

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (mtr_reader_open_memory(data, size, NULL, &reader))
			return;
		uses[i](reader);
		mtr_reader_close(reader);
	}
}

static void import(const uint8_t *data, size_t size)
{
	static char path[64];
	struct mtr_reader *reader;
	FILE *in = fmemopen((void *)data, size, "r");

	if (!in)
		return;
	if (!*path)
		snprintf(path, sizeof(path), "/dev/shm/mitrace-fuzz.%d.mitrace", (int)getpid());
	if (mtr_import_json(in, "fuzz", path, true) == 0) {
		if (mtr_reader_open(path, NULL, &reader))
			abort(); /* an accepted import must be a trace */
		show_json(reader);
		mtr_reader_close(reader);
	}
	unlink(path);
	fclose(in);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	fuzz_trace_check();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_trace trace;

	if (size > 1 && data[0] == 'j') {
		import(data + 1, size - 1);
	} else if (size && fuzz_trace_make(data[0], data + 1, size - 1, &trace)) {
		read_trace(trace.data, trace.size);
		fuzz_trace_free(&trace);
	}
	return 0;
}
