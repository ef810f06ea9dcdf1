/* Recording and reading back, for tests. Reading goes through zstd and protobuf-c alone, not through our own reader. */
#include "trace_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

#include "encoder.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "spool.h"
#include "unit.h"

static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcde";

static void encode_header(struct fixture *f)
{
	static const uint8_t id[16] = "trace-id-0123456";
	const struct mtr_encoder_env env = {.redaction = &f->redaction, .cap = 4096};
	struct mtr_encoder e;
	size_t header, clock;

	mtr_encoder_begin(&e, f->header, sizeof(f->header), &env);
	header = mtr_encode_open(&e, MTR_PACKET_HEADER);
	mtr_encode_uint(&e, MTR_HEADER_VERSION_MAJOR, 1);
	mtr_encode_bytes(&e, MTR_HEADER_TRACE_ID, id, sizeof(id));
	clock = mtr_encode_open(&e, MTR_HEADER_CLOCK);
	mtr_encode_uint(&e, MTR_CLOCK_MONOTONIC, 1000);
	mtr_encode_close(&e, clock);
	mtr_encode_bytes(&e, MTR_HEADER_SPOOL, mtr_spool_base_name(f->spool), strlen(mtr_spool_base_name(f->spool)));
	mtr_encode_close(&e, header);
	assert_false(mtr_encoder_overflowed(&e));
	f->header_size = mtr_encoder_size(&e);
}

void fixture_begin(struct fixture *f, const char *base)
{
	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "%s/mitrace-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->trace, sizeof(f->trace), "%s/t.mitrace", f->dir);
	assert_int_equal(mtr_spool_path(f->trace, f->spool, sizeof(f->spool)), 0);
	mtr_redaction_init(&f->redaction, MTR_REDACTION_SECRETS, key);
	encode_header(f);
	f->config.path = f->trace;
	f->config.redaction = &f->redaction;
	f->config.header = f->header;
	f->config.header_size = f->header_size;
}

void *fixture_writer(void *recorder)
{
	mtr_recorder_run(recorder);
	return NULL;
}

void fixture_open(struct fixture *f, bool writer)
{
	sigset_t all, old;

	assert_int_equal(mtr_recorder_open(&f->config, &f->recorder), 0);
	f->writer_runs = writer;
	if (!writer)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	assert_int_equal(pthread_create(&f->writer, NULL, fixture_writer, f->recorder), 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void fixture_stop(struct fixture *f)
{
	assert_true(mtr_recorder_stop(f->recorder, -1));
	if (f->writer_runs)
		pthread_join(f->writer, NULL);
	mtr_recorder_free(f->recorder);
	f->recorder = NULL;
}

void fixture_end(struct fixture *f)
{
	assert_int_equal(run("rm -rf '%s'", f->dir), 0);
}

static void encode_text(struct mtr_encoder *e, const void *context)
{
	size_t call = mtr_encode_open(e, MTR_PACKET_CALL_BEGIN);

	mtr_encode_uint(e, MTR_CALL_FUNCTION, MTR_FUNCTION_MI_Session_GetInstance);
	mtr_encode_name(e, MTR_CALL_CLASS_NAME, context);
	mtr_encode_close(e, call);
}

uint64_t write_text(struct mtr_ring *ring, const char *text)
{
	struct mtr_event event = {.encode = encode_text, .context = text};
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	event.time = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	return mtr_event_write(ring, &event);
}

char *long_text(size_t size)
{
	char *text = malloc(size + 1);
	size_t i;

	assert_non_null(text);
	for (i = 0; i < size; i++)
		text[i] = (char)('a' + i * 7919 % 26);
	text[size] = 0;
	return text;
}

void start_producers(struct producer *producers, unsigned nr, struct producer like, void *(*thread)(void *producer))
{
	for (unsigned i = 0; i < nr; i++) {
		producers[i] = like;
		producers[i].id = i;
		assert_int_equal(pthread_create(&producers[i].thread, NULL, thread, &producers[i]), 0);
	}
}

void join_producers(struct producer *producers, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++)
		pthread_join(producers[i].thread, NULL);
}

static uint8_t *read_file(const char *path, size_t *ret_size)
{
	struct stat st;
	uint8_t *data;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	data = malloc((size_t)st.st_size + 1);
	assert_non_null(data);
	assert_int_equal(read(fd, data, (size_t)st.st_size), st.st_size);
	close(fd);
	*ret_size = (size_t)st.st_size;
	return data;
}

static size_t raw_size(const uint8_t *p, size_t left, size_t *ret_frame)
{
	unsigned long long content;

	*ret_frame = ZSTD_findFrameCompressedSize(p, left);
	assert_false(ZSTD_isError(*ret_frame));
	content = ZSTD_getFrameContentSize(p, left);
	assert_true(content != ZSTD_CONTENTSIZE_UNKNOWN);
	return content == ZSTD_CONTENTSIZE_ERROR ? 0 : (size_t)content;
}

/* Each frame must be a message Trace of its own. */
static void check_frame(const uint8_t *raw, size_t size)
{
	Mitrace__Trace *trace = mitrace__trace__unpack(NULL, size, raw);

	assert_non_null(trace);
	mitrace__trace__free_unpacked(trace, NULL);
}

static void load(const char *path, bool torn, struct loaded *ret)
{
	size_t at = 0, frame, total = 0;

	memset(ret, 0, sizeof(*ret));
	ret->file = read_file(path, &ret->file_size);
	for (at = 0; at < ret->file_size; at += frame) {
		if (torn && ZSTD_isError(ZSTD_findFrameCompressedSize(ret->file + at, ret->file_size - at)))
			break;
		total += raw_size(ret->file + at, ret->file_size - at, &frame);
	}
	ret->file_size = at;
	ret->raw = malloc(total + 1);
	assert_non_null(ret->raw);
	for (at = 0; at < ret->file_size; at += frame) {
		size_t size = raw_size(ret->file + at, ret->file_size - at, &frame);

		if (!size)
			continue;
		assert_int_equal(
			ZSTD_decompress(ret->raw + ret->raw_size, total - ret->raw_size, ret->file + at, frame), size);
		check_frame(ret->raw + ret->raw_size, size);
		ret->raw_size += size;
	}
	ret->trace = mitrace__trace__unpack(NULL, ret->raw_size, ret->raw);
	assert_non_null(ret->trace);
}

void load_trace(const char *path, struct loaded *ret)
{
	load(path, false, ret);
}

void load_torn_trace(const char *path, struct loaded *ret)
{
	load(path, true, ret);
}

void load_raw_file(const char *path, struct loaded *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->file = read_file(path, &ret->file_size);
}

bool next_frame(const struct loaded *loaded, size_t *at, Mitrace__Trace **ret, size_t *ret_size)
{
	while (*at < loaded->file_size) {
		const uint8_t *p = loaded->file + *at;
		size_t frame, size = raw_size(p, loaded->file_size - *at, &frame);
		uint8_t *raw;

		*at += frame;
		if (!size)
			continue;
		raw = malloc(size);
		assert_int_equal(ZSTD_decompress(raw, size, p, frame), size);
		*ret = mitrace__trace__unpack(NULL, size, raw);
		*ret_size = size;
		free(raw);
		assert_non_null(*ret);
		return true;
	}
	return false;
}

void unload_trace(struct loaded *loaded)
{
	mitrace__trace__free_unpacked(loaded->trace, NULL);
	free(loaded->raw);
	free(loaded->file);
}

const char *packet_text(const Mitrace__Packet *packet)
{
	static char text[4096];
	const ProtobufCBinaryData *name;

	if (packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN || !packet->call_begin->has_class_name)
		return NULL;
	name = &packet->call_begin->class_name;
	assert_true(name->len < sizeof(text));
	memcpy(text, name->data, name->len);
	text[name->len] = 0;
	return text;
}

const Mitrace__End *loaded_end(const struct loaded *loaded)
{
	const Mitrace__Packet *last = loaded->trace->packet[loaded->trace->n_packet - 1];

	return last->body_case == MITRACE__PACKET__BODY_END ? last->end : NULL;
}

uint64_t check_order(const struct loaded *loaded)
{
	uint64_t seq = 0;
	size_t i;

	for (i = 0; i < loaded->trace->n_packet; i++) {
		const Mitrace__Packet *packet = loaded->trace->packet[i];

		if (!packet->has_seq)
			continue;
		if (packet->body_case == MITRACE__PACKET__BODY_CHUNK && packet->chunk->index > 0)
			assert_int_equal(packet->seq, seq);
		else
			assert_int_equal(packet->seq, ++seq);
	}
	return seq;
}

int run(const char *format, ...)
{
	char command[1024];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
