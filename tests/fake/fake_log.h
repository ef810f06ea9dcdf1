/*
 * The log of what the fake library was given: one line per call, FAKE_MI_LOG being its file.
 *
 *	op2/call Session.GetInstance on=client errno=77 flags=0x1 namespace="root" ...
 *
 * A line begins with what it is about, whether the client called or the library calls back, and @ the thread when it
 * is one of the library's: lines with the same beginning are in a definite order, lines with different ones may not be. Addresses do not appear, what is equal does.
 * Each line is one write to a file opened for it, so that nothing is lost and no descriptor stays open.
 */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

#include <stdio.h>

#include <mi/mi.h>

struct fake_line {
	FILE *out;
	char *text;
	size_t size;
};

/* What the client finds in errno after a call, and in a callback. */
enum {
	FAKE_ERRNO_RETURN = 66,
	FAKE_ERRNO_CALLBACK = 88
};

/* The thread we are on: NULL is one of the client's. */
extern __thread const char *fake_lane_name;
/* Greater than 0: the library calls its own tables. */
extern __thread int fake_internal;

/* @about: "op2/call". @what: the function. With thread and errno. */
__attribute__((format(printf, 2, 3))) void fake_line_begin(struct fake_line *line, const char *about, ...);
/* Continues with " Session.Close on=client errno=77". */
void fake_line_call(struct fake_line *line, const char *what);
void fake_line_end(struct fake_line *line);

__attribute__((format(printf, 2, 3))) void fake_put(struct fake_line *line, const char *format, ...);
void fake_put_string(struct fake_line *line, const char *name, const MI_Char *string);
/* With its number, when the client has it from us. */
void fake_put_instance(struct fake_line *line, const char *name, const MI_Instance *instance);
void fake_put_class(struct fake_line *line, const char *name, const MI_Class *class_object);
/* With all options, read through the client's own handle. */
void fake_put_options(struct fake_line *line, const MI_DestinationOptions *options);
void fake_put_operation_options(struct fake_line *line, const MI_OperationOptions *options);
void fake_put_delivery_options(struct fake_line *line, const MI_SubscriptionDeliveryOptions *options);
void fake_put_callbacks(struct fake_line *line, const MI_OperationCallbacks *callbacks);
void fake_put_pointer(struct fake_line *line, const char *name, const void *pointer);

/* Gives an object that the client gets a number; and the number of an object, 0 when it has none. */
unsigned fake_object_number_new(const void *object);
unsigned fake_object_number(const void *object);

#endif
