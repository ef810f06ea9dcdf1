/* Writing the log. */
#include "fake_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mi_text.h"

__thread const char *fake_lane_name;
__thread int fake_internal;

static __thread int entry_errno;

void fake_line_begin(struct fake_line *line, const char *about, ...)
{
	va_list args;

	entry_errno = errno;
	line->out = open_memstream(&line->text, &line->size);
	if (!line->out)
		_Exit(98);
	va_start(args, about);
	vfprintf(line->out, about, args);
	va_end(args);
	if (fake_lane_name)
		fprintf(line->out, "@%s", fake_lane_name);
}

void fake_line_call(struct fake_line *line, const char *what)
{
	fprintf(line->out, " %s%s on=%s errno=%d", fake_internal ? "internal " : "", what,
		fake_lane_name ? fake_lane_name : "client", entry_errno);
}

static void write_line(const char *text, size_t size)
{
	const char *path = getenv("FAKE_MI_LOG");
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	if (write(fd, text, size) != (ssize_t)size)
		_Exit(97);
	close(fd);
}

void fake_line_end(struct fake_line *line)
{
	fputc('\n', line->out);
	fclose(line->out);
	write_line(line->text, line->size);
	free(line->text);
	errno = FAKE_ERRNO_RETURN;
}

void fake_put(struct fake_line *line, const char *format, ...)
{
	va_list args;

	fputc(' ', line->out);
	va_start(args, format);
	vfprintf(line->out, format, args);
	va_end(args);
}

void fake_put_string(struct fake_line *line, const char *name, const MI_Char *string)
{
	fprintf(line->out, " %s=", name);
	text_string(line->out, string);
}

void fake_put_pointer(struct fake_line *line, const char *name, const void *pointer)
{
	fprintf(line->out, " %s=%s", name, pointer ? "set" : "null");
}

void fake_put_instance(struct fake_line *line, const char *name, const MI_Instance *instance)
{
	fprintf(line->out, " %s=#%u ", name, fake_object_number(instance));
	text_instance(line->out, instance);
}

void fake_put_class(struct fake_line *line, const char *name, const MI_Class *class_object)
{
	fprintf(line->out, " %s=#%u ", name, fake_object_number(class_object));
	text_class(line->out, class_object);
}

void fake_put_options(struct fake_line *line, const MI_DestinationOptions *options)
{
	fputs(" options=", line->out);
	text_destination_options(line->out, options);
}

void fake_put_operation_options(struct fake_line *line, const MI_OperationOptions *options)
{
	fputs(" options=", line->out);
	text_operation_options(line->out, options);
}

void fake_put_delivery_options(struct fake_line *line, const MI_SubscriptionDeliveryOptions *options)
{
	fputs(" delivery=", line->out);
	text_delivery_options(line->out, options);
}

void fake_put_callbacks(struct fake_line *line, const MI_OperationCallbacks *callbacks)
{
	if (!callbacks) {
		fputs(" callbacks=(null)", line->out);
		return;
	}
	fprintf(line->out, " callbacks={%s%s%s%s%s%s%s%s}", callbacks->promptUser ? " promptUser" : "",
		callbacks->writeError ? " writeError" : "", callbacks->writeMessage ? " writeMessage" : "",
		callbacks->writeProgress ? " writeProgress" : "", callbacks->instanceResult ? " instanceResult" : "",
		callbacks->indicationResult ? " indicationResult" : "", callbacks->classResult ? " classResult" : "",
		callbacks->streamedParameterResult ? " streamedParameterResult" : "");
}

/* ---------------------------------------------------------------- numbers of objects */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const void *objects[4096];
static unsigned nr_objects;

unsigned fake_object_number_new(const void *object)
{
	unsigned number = 0;

	pthread_mutex_lock(&lock);
	if (nr_objects < MI_COUNT(objects)) {
		objects[nr_objects++] = object;
		number = nr_objects;
	}
	pthread_mutex_unlock(&lock);
	return number;
}

unsigned fake_object_number(const void *object)
{
	unsigned number = 0;

	pthread_mutex_lock(&lock);
	/* The newest: addresses are used again. */
	for (unsigned i = nr_objects; object && i-- > 0 && !number;) {
		if (objects[i] == object)
			number = i + 1;
	}
	pthread_mutex_unlock(&lock);
	return number;
}
