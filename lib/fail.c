/* The words of failures, kept per thread. */
#include "fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static __thread char text[512];

int mtr_fail(int err, const char *format, ...)
{
	int saved = errno;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	errno = saved;
	return err;
}

const char *mtr_fail_text(void)
{
	return text;
}

const char *mtr_fail_name(int err)
{
	switch (-err) {
	case MTR_EFORMAT:
		return "not a mitrace trace";
	case MTR_EDAMAGED:
		return "the trace is damaged";
	case MTR_EVERSION:
		return "a newer mitrace is needed";
	case MTR_ELIMIT:
		return "a limit was exceeded";
	case MTR_EUSAGE:
		return "wrong usage";
	case MTR_EMISSING:
		return "something is missing";
	default:
		return strerror(-err);
	}
}
