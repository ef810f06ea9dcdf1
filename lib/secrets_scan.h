/*
 * Looks for given secrets anywhere in a trace and its spool: in the bytes of the files, in what frames decompress
 * to, in every packet put together, and in every form they may have: as they are, base64 (any alignment, both
 * alphabets), percent-encoded (both cases, all ways to choose what stays), UTF-16 of both byte orders and that in base64,
 * hexadecimal of both cases.
 */
#ifndef MTR_SECRETS_SCAN_H
#define MTR_SECRETS_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum {
	MTR_SECRET_MIN = 4
}; /* bytes; shorter ones are found everywhere by chance */

struct mtr_secrets;

int mtr_secrets_new(struct mtr_secrets **ret);
void mtr_secrets_free(struct mtr_secrets *secrets);

/* @line: what findings call it by; the secret itself is never told. -MTR_EUSAGE when it is too short; -ENOMEM. */
int mtr_secrets_add(struct mtr_secrets *secrets, const void *data, size_t size, unsigned line);
/* One secret per line; empty lines count and are passed over. Without any: -MTR_EUSAGE. Worded. */
int mtr_secrets_load(struct mtr_secrets *secrets, const char *path);

struct mtr_secret_found {
	unsigned line;        /* which secret */
	const char *encoding; /* "raw", "base64", ... */
	const char *where;    /* "trace", "frame", "event", "spool" */
	uint64_t at;          /* offset in the file, offset of the frame, sequence number */
};
typedef void (*mtr_secret_fn)(void *context, const struct mtr_secret_found *found);

/* All occurrences in @size bytes. @found is filled in but for line and encoding, and handed on. Returns how many. */
uint64_t mtr_secrets_scan(const struct mtr_secrets *secrets, const void *data, size_t size,
			  const struct mtr_secret_found *where, mtr_secret_fn found, void *context);

/* Everything that belongs to the trace @path. Returns 0 with *ret_count, or a failure to read (worded). */
int mtr_secrets_scan_trace(const struct mtr_secrets *secrets, const char *path, mtr_secret_fn found, void *context,
			   uint64_t *ret_count);

#endif
