/*
 * Fuzz target: everything that reads a trace, given hostile bytes.
 *
 *	first byte 'f'   the rest is a file
 *	           'p'   the rest is what frames decompress to: it is put into a frame of its own, so that the fuzzer need
 *	                 not learn zstd and its checksum to get at the packets
 *	           'j'   the rest is JSON Lines for the importer; what it accepts must read back
 *
 * What is read goes through the sinks (text with payloads, JSON, canonical form) and through verify.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "canonical.h"
#include "json_read.h"
#include "json_write.h"
#include "reader.h"
#include "text_show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bytes of every trace: a skippable frame with magic and version. */
static const uint8_t first_frame[] = {0x50, 0x2a, 0x4d, 0x18, 16, 0, 0, 0, 'M', 'I', 'T', 'R',
				      'A',  'C',  'E',  0,    1,  0, 0, 0, 0,   0,   0,   0};

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
	mtr_show_json(reader, NULL, null_file());
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

/* A trace whose header is in order, with @data as the content of its second frame. */
static void read_packets(const uint8_t *data, size_t size)
{
	/* Trace { packet { header { version_major: 1 version_minor: 0 } } } */
	static const uint8_t header[] = {0x0a, 0x06, 0x62, 0x04, 0x08, 0x01, 0x10, 0x00};
	size_t room = sizeof(first_frame) + ZSTD_compressBound(sizeof(header)) + ZSTD_compressBound(size);
	uint8_t *trace = malloc(room);
	size_t used = sizeof(first_frame);

	if (!trace)
		return;
	memcpy(trace, first_frame, sizeof(first_frame));
	used += ZSTD_compress(trace + used, room - used, header, sizeof(header), 1);
	used += ZSTD_compress(trace + used, room - used, data, size, 1);
	read_trace(trace, used);
	free(trace);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0]) {
	case 'f':
		read_trace(data + 1, size - 1);
		break;
	case 'p':
		read_packets(data + 1, size - 1);
		break;
	case 'j':
		if (size > 1)
			import(data + 1, size - 1);
		break;
	default:
		break;
	}
	return 0;
}
