/*
 * All forms of all secrets are patterns; a table of first byte pairs tells most places where none can begin.
 * Base64 of a text inside other bytes depends on where it begins modulo 3; of each alignment the characters that
 * depend on the secret alone are the pattern.
 */
#include "secrets_scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base64.h"
#include "fail.h"
#include "frame_read.h"
#include "mitrace.pb-c.h"
#include "reader.h"
#include "reading_hook.h"
#include "spool_beside.h"
#include "utf8.h"

enum {
	PATTERN_MIN = MTR_SECRET_MIN,
	PAIRS = 65536,
	WINDOW = 1 << 20, /* bytes of a file looked at together */
};

struct pattern {
	struct pattern *next; /* with the same first two bytes */
	const char *encoding;
	unsigned line;
	size_t size;
	uint8_t data[];
};

struct mtr_secrets {
	struct pattern *by_pair[PAIRS];
	size_t longest;
};

int mtr_secrets_new(struct mtr_secrets **ret)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret ? 0 : mtr_fail(-ENOMEM, "no memory for the secrets");
}

void mtr_secrets_free(struct mtr_secrets *secrets)
{
	size_t i;

	for (i = 0; secrets && i < PAIRS; i++) {
		while (secrets->by_pair[i]) {
			struct pattern *next = secrets->by_pair[i]->next;

			explicit_bzero(secrets->by_pair[i]->data, secrets->by_pair[i]->size);
			free(secrets->by_pair[i]);
			secrets->by_pair[i] = next;
		}
	}
	free(secrets);
}

static size_t pair_at(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* ---- forms of a secret */

static bool has_pattern(const struct mtr_secrets *secrets, const void *data, size_t size, unsigned line)
{
	const struct pattern *pattern = secrets->by_pair[pair_at(data)];

	while (pattern && (pattern->line != line || pattern->size != size || memcmp(pattern->data, data, size) != 0))
		pattern = pattern->next;
	return pattern;
}

static int add_pattern(struct mtr_secrets *secrets, const void *data, size_t size, const char *encoding, unsigned line)
{
	struct pattern *pattern;

	if (size < PATTERN_MIN)
		return 0; /* of a short secret in a long alphabet nothing telling is left */
	if (has_pattern(secrets, data, size, line))
		return 0; /* without letters, for example, both cases are one */
	pattern = malloc(sizeof(*pattern) + size);
	if (!pattern)
		return mtr_fail(-ENOMEM, "no memory for the secrets");
	pattern->encoding = encoding;
	pattern->line = line;
	pattern->size = size;
	memcpy(pattern->data, data, size);
	pattern->next = secrets->by_pair[pair_at(pattern->data)];
	secrets->by_pair[pair_at(pattern->data)] = pattern;
	secrets->longest = size > secrets->longest ? size : secrets->longest;
	return 0;
}

/* @encodings: what it is called in each of the alphabets. */
static int add_base64(struct mtr_secrets *secrets, const void *data, size_t size, const char *const encodings[2],
		      unsigned line)
{
	uint8_t *shifted = calloc(1, size + 2);
	size_t shift, i;
	int err = shifted ? 0 : mtr_fail(-ENOMEM, "no memory for the secrets");

	for (shift = 0; shift < 3 && !err; shift++) {
		/* Characters that have a bit of what stands before or behind are left out. */
		size_t first = (shift * 8 + 5) / 6, last = (shift + size) * 8 / 6;
		struct mtr_out text;

		mtr_out_begin(&text, NULL);
		memcpy(shifted + shift, data, size);
		mtr_base64_write(&text, shifted, shift + size);
		err = text.err ? text.err : add_pattern(secrets, text.data + first, last - first, encodings[0], line);
		for (i = 0; !err && i < text.size; i++)
			text.data[i] = (char)(text.data[i] == '+' ? '-' : text.data[i] == '/' ? '_' : text.data[i]);
		if (!err && (memchr(text.data, '-', text.size) || memchr(text.data, '_', text.size)))
			err = add_pattern(secrets, text.data + first, last - first, encodings[1], line);
		mtr_out_end(&text);
		memset(shifted, 0, shift);
	}
	free(shifted);
	return err;
}

/* @kept: characters that stay besides letters and digits. @plus: for a space. */
static int add_percent_form(struct mtr_secrets *secrets, const uint8_t *data, size_t size, const char *kept, bool plus,
			    bool upper, unsigned line)
{
	struct mtr_out text;
	size_t i;
	bool encoded = false;
	int err;

	mtr_out_begin(&text, NULL);
	for (i = 0; i < size; i++) {
		if (isalnum(data[i]) || (data[i] && strchr(kept, data[i]))) {
			mtr_out_char(&text, (char)data[i]);
		} else if (data[i] == ' ' && plus) {
			mtr_out_char(&text, '+');
			encoded = true;
		} else {
			mtr_out_printf(&text, upper ? "%%%02X" : "%%%02x", data[i]);
			encoded = true;
		}
	}
	err = text.err;
	if (!err && encoded)
		err = add_pattern(secrets, text.data, text.size, "percent-encoded", line);
	mtr_out_end(&text);
	return err;
}

static int add_percent(struct mtr_secrets *secrets, const uint8_t *data, size_t size, unsigned line)
{
	/* As RFC 3986 has it for data, as browsers encode a component, and a whole address. */
	static const char *const kept[] = {"-._~", "-._~!*'()", "-._~!*'();,/?:@&=+$#"};
	unsigned i;
	int err = 0;

	for (i = 0; i < 4 * sizeof(kept) / sizeof(*kept) && !err; i++)
		err = add_percent_form(secrets, data, size, kept[i / 4], i & 1, i & 2, line);
	return err;
}

static int add_hex(struct mtr_secrets *secrets, const uint8_t *data, size_t size, bool upper, unsigned line)
{
	struct mtr_out text;
	size_t i;
	int err;

	mtr_out_begin(&text, NULL);
	for (i = 0; i < size; i++)
		mtr_out_printf(&text, upper ? "%02X" : "%02x", data[i]);
	err = text.err ? text.err : add_pattern(secrets, text.data, text.size, "hexadecimal", line);
	mtr_out_end(&text);
	return err;
}

/* The next character of a text; a byte that begins no UTF-8 sequence stands for itself. */
static uint32_t next_character(const uint8_t **data, const uint8_t *end)
{
	size_t size = mtr_utf8_sequence(*data, (size_t)(end - *data)), i;
	uint32_t c = **data;

	size = size ? size : 1;
	if (size > 1)
		c &= 0x7fu >> size;
	for (i = 1; i < size; i++)
		c = c << 6 | ((*data)[i] & 0x3f);
	*data += size;
	return c;
}

static void write_unit(struct mtr_out *out, uint32_t unit, bool big)
{
	mtr_out_char(out, (char)(big ? unit >> 8 : unit));
	mtr_out_char(out, (char)(big ? unit : unit >> 8));
}

static int add_utf16(struct mtr_secrets *secrets, const uint8_t *data, size_t size, bool big, unsigned line)
{
	static const char *const base64[][2] = {{"base64 of UTF-16LE", "base64url of UTF-16LE"},
						{"base64 of UTF-16BE", "base64url of UTF-16BE"}};
	const uint8_t *end = data + size;
	struct mtr_out wide;
	int err;

	mtr_out_begin(&wide, NULL);
	while (data < end) {
		uint32_t c = next_character(&data, end);

		if (c >= 0x10000)
			write_unit(&wide, 0xd800 + ((c - 0x10000) >> 10), big);
		write_unit(&wide, c >= 0x10000 ? 0xdc00 + ((c - 0x10000) & 0x3ff) : c, big);
	}
	err = wide.err ? wide.err : add_pattern(secrets, wide.data, wide.size, big ? "UTF-16BE" : "UTF-16LE", line);
	if (!err)
		err = add_base64(secrets, wide.data, wide.size, base64[big], line);
	mtr_out_end(&wide);
	return err;
}

int mtr_secrets_add(struct mtr_secrets *secrets, const void *data, size_t size, unsigned line)
{
	static const char *const base64[] = {"base64", "base64url"};
	int err;

	if (size < MTR_SECRET_MIN)
		return mtr_fail(-MTR_EUSAGE, "secret %u is shorter than %d bytes: it would be found by chance", line,
				MTR_SECRET_MIN);
	err = add_pattern(secrets, data, size, "raw", line);
	if (!err)
		err = add_base64(secrets, data, size, base64, line);
	if (!err)
		err = add_percent(secrets, data, size, line);
	if (!err)
		err = add_hex(secrets, data, size, true, line);
	if (!err)
		err = add_hex(secrets, data, size, false, line);
	if (!err)
		err = add_utf16(secrets, data, size, false, line);
	if (!err)
		err = add_utf16(secrets, data, size, true, line);
	return err;
}

/* Without what ends it, as either system writes it. */
static size_t line_size(const char *text, size_t size)
{
	size -= size && text[size - 1] == '\n';
	return size - (size && text[size - 1] == '\r');
}

int mtr_secrets_load(struct mtr_secrets *secrets, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t capacity = 0;
	unsigned line = 0, found = 0;
	ssize_t size;
	int err = 0;

	if (!file)
		return mtr_fail(-errno, "%s: cannot open: %s", path, strerror(errno));
	while (!err && (size = getline(&text, &capacity, file)) > 0) {
		size_t secret = line_size(text, (size_t)size);

		line++;
		found += secret > 0;
		if (secret)
			err = mtr_secrets_add(secrets, text, secret, line);
	}
	if (!err && ferror(file))
		err = mtr_fail(-EIO, "%s: cannot read", path);
	else if (!err && !found)
		err = mtr_fail(-MTR_EUSAGE, "%s: no secret in it: one is expected in each line", path);
	if (text)
		explicit_bzero(text, capacity);
	free(text);
	fclose(file);
	return err;
}

/* ---- looking */

uint64_t mtr_secrets_scan(const struct mtr_secrets *secrets, const void *data, size_t size,
			  const struct mtr_secret_found *where, mtr_secret_fn found, void *context)
{
	const uint8_t *p = data, *end = p + size;
	uint64_t count = 0;

	for (; end - p >= PATTERN_MIN; p++) {
		const struct pattern *pattern = secrets->by_pair[pair_at(p)];

		for (; pattern; pattern = pattern->next) {
			struct mtr_secret_found one = *where;

			if (pattern->size > (size_t)(end - p) || memcmp(p, pattern->data, pattern->size) != 0)
				continue;
			count++;
			one.line = pattern->line;
			one.encoding = pattern->encoding;
			if (found)
				found(context, &one);
		}
	}
	return count;
}

struct scan {
	const struct mtr_secrets *secrets;
	mtr_secret_fn found;
	void *context;
	uint64_t count;
};

static void tell_progress(FILE *file, const char *path)
{
	mtr_reading_hook_fn hook = mtr_reading_hook_get();
	struct stat st;

	if (hook && fstat(fileno(file), &st) == 0)
		hook(path, (uint64_t)ftello(file), (uint64_t)st.st_size);
}

/* The bytes of a file, window by window; windows overlap by the longest pattern. */
static int scan_file(struct scan *scan, const char *path, const char *what)
{
	struct mtr_secret_found where = {.where = what};
	size_t keep = scan->secrets->longest ? scan->secrets->longest - 1 : 0, held = 0, got;
	uint8_t *window = malloc(WINDOW + keep);
	FILE *file = fopen(path, "re");
	int err = 0;

	if (!window)
		err = mtr_fail(-ENOMEM, "no memory to read %s", path);
	else if (!file)
		err = mtr_fail(-errno, "%s: cannot open: %s", path, strerror(errno));
	while (!err && (got = fread(window + held, 1, WINDOW, file)) > 0) {
		size_t rest;

		/* What was seen whole in the last window is too short to be seen again. */
		scan->count += mtr_secrets_scan(scan->secrets, window, held + got, &where, scan->found, scan->context);
		rest = held + got < keep ? held + got : keep;
		memmove(window, window + held + got - rest, rest);
		where.at += held + got - rest;
		held = rest;
		tell_progress(file, path);
	}
	if (!err && ferror(file))
		err = mtr_fail(-EIO, "%s: cannot read", path);
	if (file)
		fclose(file);
	free(window);
	return err;
}

static int scan_frames(struct scan *scan, const char *path)
{
	struct mtr_secret_found where = {.where = "frame"};
	struct mtr_frames *frames = NULL;
	struct mtr_frame frame;
	int got = mtr_frames_open(path, NULL, &frames);

	while (!got && (got = mtr_frames_next(frames, &frame)) == 1) {
		where.at = frame.offset;
		scan->count += mtr_secrets_scan(scan->secrets, frame.data, frame.data_size, &where, scan->found,
						scan->context);
		got = 0;
	}
	mtr_frames_close(frames);
	return got;
}

/* Packets as they are when their chunks are put together, those of the spool too; frames were looked at before. */
static int scan_packets(struct scan *scan, const char *path, char ret_spool[MTR_SPOOL_PATH_MAX])
{
	struct mtr_secret_found where = {.where = "event"};
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	int got = mtr_reader_open(path, NULL, &reader);

	if (!got && !mtr_spool_beside_path(path, mtr_reader_header(reader), ret_spool))
		*ret_spool = 0;
	while (!got && (got = mtr_reader_next(reader, &packet)) == 1) {
		size_t size = mitrace__packet__get_packed_size(packet);
		uint8_t *bytes = malloc(size + 1);

		got = bytes ? 0 : mtr_fail(-ENOMEM, "no memory to look into %s", path);
		if (got)
			break;
		where.at = packet->seq;
		scan->count += mtr_secrets_scan(scan->secrets, bytes, mitrace__packet__pack(packet, bytes), &where,
						scan->found, scan->context);
		free(bytes);
	}
	mtr_reader_close(reader);
	return got;
}

int mtr_secrets_scan_trace(const struct mtr_secrets *secrets, const char *path, mtr_secret_fn found, void *context,
			   uint64_t *ret_count)
{
	struct scan scan = {secrets, found, context, 0};
	char spool[MTR_SPOOL_PATH_MAX] = "";
	int err = scan_file(&scan, path, "trace");

	if (!err)
		err = scan_frames(&scan, path);
	if (!err)
		err = scan_packets(&scan, path, spool);
	if (!err && *spool) {
		err = scan_file(&scan, spool, "spool");
		if (err == -ENOENT)
			err = 0; /* the trace is finished */
	}
	if (!err)
		*ret_count = scan.count;
	return err;
}
