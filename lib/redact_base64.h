/* Secrets that text hides in base64, as PowerShell's streams and encoded commands do. For redact_text.c and redact_plain.c. */
#ifndef MTR_REDACT_BASE64_H
#define MTR_REDACT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

enum {
	MTR_BASE64_RUN = 64 /* shorter runs of its characters are words, names and identifiers */
};

static inline bool mtr_is_base64(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* Length of the run at @at with its padding; 0 when it is too short to be looked into. */
size_t mtr_base64_run(const char *text, size_t len, size_t at);
/* Whether there is a run that is long enough. */
bool mtr_has_base64_run(const char *text, size_t len);
/* Whether what a run decodes to has a secret in it, as UTF-8 or UTF-16. */
bool mtr_base64_hides_secret(const char *run, size_t len);

#endif
