/* Which environment variables a trace's header may show: those that change how a client of MI runs. */
#include "redact.h"

#include <string.h>

/* A star at the end stands for any rest. */
static const char *const allowed[] = {
	"LANG",
	"LANGUAGE",
	"LC_*",
	"TZ",
	"PATH",
	"SHELL",
	"TERM",
	"HOME",
	"USER",
	"LOGNAME",
	"LD_PRELOAD",
	"LD_AUDIT",
	"LD_LIBRARY_PATH",
	"LD_BIND_NOW",
	"LD_DEBUG",
	"GLIBC_TUNABLES",
	"MALLOC_*",
	"MITRACE_*",
	"OMI_*",
	"ASAN_OPTIONS",
	"UBSAN_OPTIONS",
	"TSAN_OPTIONS",
	"SYSTEMD_EXEC_PID",
	"container",
};

static bool matches(const char *pattern, const char *name, size_t len)
{
	size_t wanted = strlen(pattern);

	if (pattern[wanted - 1] == '*')
		return len >= wanted - 1 && !memcmp(name, pattern, wanted - 1);
	return len == wanted && !memcmp(name, pattern, len);
}

bool mtr_redaction_environment_allowed(const char *entry)
{
	const char *equals = strchr(entry, '=');
	size_t len = equals ? (size_t)(equals - entry) : 0;
	size_t i;

	if (!len || mtr_redaction_secret_name(entry, len))
		return false;
	for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (matches(allowed[i], entry, len))
			return true;
	return false;
}
