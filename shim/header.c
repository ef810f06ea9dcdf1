/* Facts about the machine and the process, as far as they may be told. */
#include "header.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "encoder.h"
#include "mitrace_fields.h"
#include "process_id.h"
#include "program_path.h"
#include "seek_table.h"
#include "spool.h"

enum {
	TEXT_MAX = 1 << 18
};

/* Header.reader_version: nothing in a trace asks for more than the first release. */
static const char reader_version[] = "0.1.0";

extern const unsigned char mtr_descriptor_bytes[];
extern const size_t mtr_descriptor_size;

static size_t read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	while (len < size && (n = read(fd, buf + len, size - len)) > 0)
		len += (size_t)n;
	close(fd);
	return len;
}

static void put_text(struct mtr_encoder *e, unsigned field, const char *text)
{
	mtr_encode_bytes(e, field, text, strlen(text));
}

static void put_host(struct mtr_encoder *e)
{
	size_t mark = mtr_encode_open(e, MTR_HEADER_HOST);
	char boot[64];
	struct utsname host;
	size_t len = read_file("/proc/sys/kernel/random/boot_id", boot, sizeof(boot));

	if (uname(&host) == 0) {
		put_text(e, MTR_HOST_NAME, host.nodename);
		put_text(e, MTR_HOST_KERNEL, host.release);
		put_text(e, MTR_HOST_MACHINE, host.machine);
	}
	while (len > 0 && boot[len - 1] == '\n')
		len--;
	if (len)
		mtr_encode_bytes(e, MTR_HOST_BOOT_ID, boot, len);
	mtr_encode_uint(e, MTR_HOST_PROCESSORS, (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
	mtr_encode_close(e, mark);
}

/* One argument or environment entry of the text, scrubbed by @scrub into the second half of the buffer. */
static void put_scrubbed(struct mtr_encoder *e, unsigned field, size_t len, char *scrubbed)
{
	if (len <= TEXT_MAX)
		mtr_encode_bytes(e, field, scrubbed, len);
}

/* @text: room for twice TEXT_MAX. */
static void put_arguments(struct mtr_encoder *e, const struct mtr_redaction *redaction, char *text)
{
	size_t size = read_file("/proc/self/cmdline", text, TEXT_MAX - 1);
	char *scrubbed = text + TEXT_MAX;

	text[size] = '\0';
	for (char *argument = text; argument < text + size; argument += strlen(argument) + 1) {
		if (argument == text)
			put_text(e, MTR_PROCESS_ARGUMENT, argument);
		else
			put_scrubbed(e, MTR_PROCESS_ARGUMENT,
				     mtr_redaction_argument(redaction, argument, scrubbed, TEXT_MAX), scrubbed);
	}
}

static void put_environment(struct mtr_encoder *e, const struct mtr_redaction *redaction, char *text)
{
	size_t size = read_file("/proc/self/environ", text, TEXT_MAX - 1);
	char *scrubbed = text + TEXT_MAX;

	text[size] = '\0';
	for (char *entry = text; entry < text + size; entry += strlen(entry) + 1) {
		if (mtr_redaction_environment_allowed(entry))
			put_scrubbed(e, MTR_PROCESS_ENVIRONMENT,
				     mtr_redaction_text(redaction, entry, strlen(entry), scrubbed, TEXT_MAX), scrubbed);
	}
}

static void put_process(struct mtr_encoder *e, const struct mtr_redaction *redaction, char *text)
{
	size_t mark = mtr_encode_open(e, MTR_HEADER_PROCESS);
	size_t len;

	mtr_encode_uint(e, MTR_PROCESS_PID, (uint64_t)getpid());
	mtr_encode_uint(e, MTR_PROCESS_PARENT_PID, (uint64_t)getppid());
	len = shim_program_path(text, TEXT_MAX);
	if (len)
		mtr_encode_bytes(e, MTR_PROCESS_PROGRAM, text, len);
	put_arguments(e, redaction, text);
	put_environment(e, redaction, text);
	mtr_encode_uint(e, MTR_PROCESS_USER, geteuid());
	mtr_encode_uint(e, MTR_PROCESS_START_TIME, mtr_process_start_time(getpid()));
	mtr_encode_close(e, mark);
}

static uint64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void put_clock(struct mtr_encoder *e)
{
	size_t mark = mtr_encode_open(e, MTR_HEADER_CLOCK);

	mtr_encode_uint(e, MTR_CLOCK_MONOTONIC, nanoseconds(CLOCK_MONOTONIC));
	mtr_encode_uint(e, MTR_CLOCK_REALTIME, nanoseconds(CLOCK_REALTIME));
	mtr_encode_close(e, mark);
}

static void put_setting(struct mtr_encoder *e, const char *name, const char *value)
{
	size_t mark = mtr_encode_open(e, MTR_HEADER_SETTING);

	put_text(e, MTR_SETTING_NAME, name);
	put_text(e, MTR_SETTING_VALUE, value);
	mtr_encode_close(e, mark);
}

static void put_recording(struct mtr_encoder *e, const struct shim_config *config)
{
	size_t mark = mtr_encode_open(e, MTR_HEADER_REDACTION);

	put_text(e, MTR_REDACTION_POLICY, mtr_redaction_policy_name(config->redaction.policy));
	put_text(e, MTR_REDACTION_KEY_ID, config->redaction.key_id);
	mtr_encode_close(e, mark);
	if (*config->session)
		put_setting(e, "session", config->session);
	put_setting(e, "on-full", config->on_full == MTR_ON_FULL_DROP ? "drop" : "block");
	put_setting(e, "redaction-key", config->own_key ? "of this process" : "of the user");
}

static void put_header(struct mtr_encoder *e, const struct shim_header *header, char *text)
{
	size_t mark = mtr_encode_open(e, MTR_PACKET_HEADER);
	char spool[PATH_MAX];

	mtr_encode_uint(e, MTR_HEADER_VERSION_MAJOR, MTR_VERSION_MAJOR);
	mtr_encode_uint(e, MTR_HEADER_VERSION_MINOR, MTR_VERSION_MINOR);
	put_text(e, MTR_HEADER_READER_VERSION, reader_version);
	put_text(e, MTR_HEADER_RECORDER_VERSION, SHIM_VERSION);
	mtr_encode_bytes(e, MTR_HEADER_TRACE_ID, header->trace_id, SHIM_TRACE_ID_SIZE);
	if (header->parent_trace_id)
		mtr_encode_bytes(e, MTR_HEADER_PARENT_TRACE_ID, header->parent_trace_id, SHIM_TRACE_ID_SIZE);
	put_host(e);
	put_process(e, &header->config->redaction, text);
	put_clock(e);
	put_recording(e, header->config);
	if (mtr_spool_path(header->path, spool, sizeof(spool)) == 0)
		put_text(e, MTR_HEADER_SPOOL, mtr_spool_base_name(spool));
	mtr_encode_bytes(e, MTR_HEADER_SCHEMA, mtr_descriptor_bytes, mtr_descriptor_size);
	mtr_encode_close(e, mark);
}

size_t shim_header_write(const struct shim_header *header, void *buf, size_t size)
{
	const struct mtr_encoder_env env = {.redaction = &header->config->redaction, .cap = size};
	char *text = mmap(NULL, 2 * TEXT_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct mtr_encoder e;

	if (text == MAP_FAILED)
		return 0;
	mtr_encoder_begin(&e, buf, size, &env);
	put_header(&e, header, text);
	munmap(text, 2 * TEXT_MAX);
	return mtr_encoder_overflowed(&e) ? 0 : mtr_encoder_size(&e);
}
