/* See program_path.h. */
#include "program_path.h"

#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

size_t shim_program_path(char *ret, size_t size)
{
	ssize_t got = readlink("/proc/self/exe", ret, size - 1);
	size_t len = got > 0 ? (size_t)got : 0;
	const char *executed = len ? NULL : (const char *)getauxval(AT_EXECFN);

	if (executed) { /* as the kernel was given it: relative, or by way of links, perhaps */
		len = strnlen(executed, size - 1);
		memcpy(ret, executed, len);
	}
	ret[len] = '\0';
	return len;
}
