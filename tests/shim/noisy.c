/* Preloaded under probe_warm in place of the shim: something that does call the system, to prove that the probe sees it. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The stub library reads its numbers with it, by way of atoi(). */
__attribute__((visibility("default"))) long strtol(const char *text, char **end, int base)
{
	long value = 0;

	syscall(SYS_getppid);
	for (; *text >= '0' && *text <= '9'; text++)
		value = value * base + (*text - '0');
	if (end)
		*end = (char *)(size_t)text;
	return value;
}
