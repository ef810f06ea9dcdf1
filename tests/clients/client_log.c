/* Writing the client's log. */
#include "client_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mi_text.h"

static __thread const char *stream;
static __thread const char *current_call;

static void write_text(const char *text, size_t size)
{
	const char *path = getenv("CLIENT_LOG");
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : STDOUT_FILENO;

	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		_exit(98);
	if (path)
		close(fd);
}

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
	int saved_errno = errno;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		_exit(98);
	fprintf(out, "%s ", stream ? stream : "main");
	vfprintf(out, format, args);
	fputc('\n', out);
	fclose(out);
	write_text(text, size);
	free(text);
	errno = saved_errno;
}

void client_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

const char *client_stream_set(const char *name)
{
	const char *before = stream;

	stream = name;
	return before;
}

const char *client_call_current(void)
{
	return current_call;
}

struct client_call client_call_begin(const char *kind, const char *text)
{
	struct client_call call = {.outer = current_call};

	client_say("%s %s", kind, text);
	current_call = text;
	errno = CLIENT_ERRNO_CALL;
	return call;
}

void client_call_end(const struct client_call *call, const char *format, long long result)
{
	int left = errno;
	char text[64];

	current_call = call->outer;
	snprintf(text, sizeof(text), strchr(format, '%') ? "returned %lld" : "returned", result);
	client_say("%s errno=%d", text, left);
}

void client_call_forget(void)
{
	current_call = NULL;
}

/* ---------------------------------------------------------------- handles and objects */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const void *tables[64];

unsigned client_table(const void *ft)
{
	unsigned number = 0;

	if (!ft)
		return 0;
	pthread_mutex_lock(&lock);
	while (number < MI_COUNT(tables) && tables[number] && tables[number] != ft)
		number++;
	if (number < MI_COUNT(tables))
		tables[number] = ft;
	pthread_mutex_unlock(&lock);
	return number + 1;
}

static void say_handle(const char *name, MI_Uint64 reserved1, ptrdiff_t reserved2, const void *ft)
{
	client_say("%s={%llx,%lx,table%u}", name, reserved1, (unsigned long)reserved2, client_table(ft));
}

void client_say_application(const char *name, const MI_Application *application)
{
	say_handle(name, application->reserved1, application->reserved2, application->ft);
}

void client_say_session(const char *name, const MI_Session *session)
{
	say_handle(name, session->reserved1, session->reserved2, session->ft);
}

void client_say_operation(const char *name, const MI_Operation *operation)
{
	say_handle(name, operation->reserved1, operation->reserved2, operation->ft);
}

void client_say_instance(const char *name, const MI_Instance *instance)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	text_instance(out, instance);
	fclose(out);
	client_say("%s=%s", name, text);
	free(text);
}

void client_say_class(const char *name, const MI_Class *class_object)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	text_class(out, class_object);
	fclose(out);
	client_say("%s=%s", name, text);
	free(text);
}

void client_say_process(const char *when)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct sigaction action;
	unsigned blocked = 0;
	sigset_t mask;

	close(fd);
	sigaction(SIGPIPE, NULL, &action);
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	for (int signal_number = 1; signal_number < 32; signal_number++)
		blocked |= sigismember(&mask, signal_number) > 0 ? 1u << signal_number : 0;
	client_say("%s: next descriptor %d, signals blocked 0x%x, SIGPIPE %s", when, fd, blocked,
		   action.sa_handler == SIG_IGN ? "ignored" : "not ignored");
}
