/* What fuzzers' bytes are put into. */
#include "fuzz_trace.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "reader.h"

/* The first bytes of every trace: a skippable frame with magic and version. */
static const uint8_t first_frame[] = {0x50, 0x2a, 0x4d, 0x18, 16, 0, 0, 0, 'M', 'I', 'T', 'R',
				      'A',  'C',  'E',  0,    1,  0, 0, 0, 0,   0,   0,   0};

/* Trace { packet { header { version_major: 1 version_minor: 0 } } } */
static const uint8_t header[] = {0x0a, 0x06, 0x62, 0x04, 0x08, 0x01, 0x10, 0x00};

/* ... { trace_id: sixteen zeros  spool: FUZZ_SPOOL_NAME } as well. */
static const uint8_t spooled_header[] = "\x0a\x2c\x62\x2a\x08\x01\x10\x00"
					"\x3a\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
					"\x6a\x12" FUZZ_SPOOL_NAME;

static void append(struct fuzz_trace *trace, const void *data, size_t size)
{
	memcpy(trace->data + trace->size, data, size);
	trace->size += size;
}

/* With a checksum: readers believe no other frames. */
static void append_frame(struct fuzz_trace *trace, const void *data, size_t size)
{
	static ZSTD_CCtx *context;

	if (!context)
		context = ZSTD_createCCtx();
	if (!context)
		return;
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	trace->size += ZSTD_compress2(context, trace->data + trace->size, ZSTD_compressBound(size) + 4, data, size);
}

bool fuzz_trace_make(uint8_t kind, const uint8_t *data, size_t size, struct fuzz_trace *ret)
{
	struct fuzz_trace trace = {.size = 0};

	if (kind != 'f' && kind != 'p' && kind != 's')
		return false;
	trace.data =
		malloc(sizeof(first_frame) + ZSTD_compressBound(sizeof(spooled_header)) + ZSTD_compressBound(size) + 8);
	if (!trace.data)
		return false;
	if (kind == 'f') {
		append(&trace, data, size);
	} else {
		append(&trace, first_frame, sizeof(first_frame));
		if (kind == 's')
			append_frame(&trace, spooled_header, sizeof(spooled_header) - 1);
		else
			append_frame(&trace, header, sizeof(header));
	}
	if (kind == 'p')
		append_frame(&trace, data, size);
	*ret = trace;
	return true;
}

void fuzz_trace_free(struct fuzz_trace *trace)
{
	free(trace->data);
}

static uint64_t events(const struct fuzz_trace *trace)
{
	struct mtr_reader *reader;
	struct mtr_reader_stats stats;
	const Mitrace__Packet *packet;

	if (mtr_reader_open_memory(trace->data, trace->size, NULL, &reader))
		abort();
	while (mtr_reader_next(reader, &packet) == 1)
		continue;
	mtr_reader_stats(reader, &stats);
	mtr_reader_close(reader);
	return stats.damaged_parts ? UINT64_MAX : stats.events;
}

void fuzz_trace_check(void)
{
	/* Trace { packet { seq: 1 call_begin {} } } */
	static const uint8_t event[] = {0x0a, 0x04, 0x08, 0x01, 0x32, 0x00};
	struct fuzz_trace trace;

	if (!fuzz_trace_make('p', event, sizeof(event), &trace) || events(&trace) != 1)
		abort();
	fuzz_trace_free(&trace);
	if (!fuzz_trace_make('s', event, sizeof(event), &trace) || events(&trace) != 0)
		abort();
	fuzz_trace_free(&trace);
}
