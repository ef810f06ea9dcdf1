/* The look for people: labels in a column, as `mitrace info` prints them. */
#include <elf.h>
#include <stdarg.h>
#include <string.h>

#include "command.h"
#include "doctor_print.h"

/* A column of labels; a label that goes on is not repeated. */
struct column {
	FILE *out;
	const char *label;
};

__attribute__((format(printf, 3, 4))) static void line(struct column *column, const char *label, const char *format,
						       ...)
{
	va_list args;

	fprintf(column->out, "%-12s ", column->label && strcmp(column->label, label) == 0 ? "" : label);
	column->label = label;
	va_start(args, format);
	command_print_list(column->out, format, args);
	va_end(args);
}

static void print_steps(struct column *column, const struct look *look)
{
	for (unsigned i = 0; i < look->nr_steps; i++) {
		if (i + 1 < look->nr_steps)
			line(column, "runs", "%s (%s)", look->steps[i].path, look->steps[i].how);
		else
			line(column, "runs", "%s", look->steps[i].path);
	}
	if (look->script && look->language)
		line(column, "script", "%s", look->script);
}

static void print_program(struct column *column, const struct look *look)
{
	const struct look_object *program = look->nr_objects ? look->objects[0] : NULL;

	if (!program || !program->elf || program->damage)
		return;
	line(column, "program", "%s, %s, %s%s", look_machine_name(program->machine, program->class),
	     program->position_independent ? "position independent" : "at a fixed address",
	     look->libc == LOOK_LIBC_NONE ? "static" : look_libc_name(look->libc),
	     program->stripped ? ", stripped" : "");
}

static void print_libmi(struct column *column, const struct look *look)
{
	const struct look_object *libmi = look->libmi;

	if (libmi && libmi->user)
		line(column, "libmi", "%s (%s, for %s)", libmi->path, look_place_name(libmi->place), libmi->user->path);
	else if (libmi)
		line(column, "libmi", "%s (%s)", libmi->path, look_place_name(libmi->place));
	if (look->missing_libmi)
		line(column, "missing", "%s, to be opened at run time", look->missing_libmi);
}

static void print_object(struct column *column, const struct look_object *object)
{
	if (object->place == LOOK_PLACE_NONE) {
		line(column, "missing", "%s, needed by %s", object->name,
		     object->user ? object->user->path : "LD_PRELOAD");
		return;
	}
	if (object->damage)
		line(column, "found", "%s cannot be read: %s", object->path, object->damage);
	if (object->imports_entry)
		line(column, "found", "%s imports MI_Application_InitializeV1%s", object->path,
		     object->plugin ? " (a plug-in)" : "");
	if (object->own_copy)
		line(column, "found", "%s has a copy of libmi inside%s", object->path,
		     object->plugin ? " (a plug-in)" : "");
	if (object->names_entry && object->looks_up)
		line(column, "found", "%s looks MI_Application_InitializeV1 up with dlsym()", object->path);
	if (object->names_libmi)
		line(column, "found", "%s names libmi as a library to open", object->path);
	if (object->deepbind == LOOK_DEEPBIND_YES)
		line(column, "found", "%s opens libraries with RTLD_DEEPBIND", object->path);
	if (object->opens_namespaces)
		line(column, "found", "%s opens libraries in namespaces of their own (dlmopen), which are not recorded",
		     object->path);
}

void doctor_print_text(const struct look *look, const struct look_choice *choice, FILE *out)
{
	struct column column = {.out = out};

	print_steps(&column, look);
	print_program(&column, look);
	print_libmi(&column, look);
	if (look->script_names_mi)
		line(&column, "found", "%s speaks of libmi", look->script ? look->script : "the program text");
	for (unsigned i = 0; i < look->nr_objects; i++)
		print_object(&column, look->objects[i]);
	line(&column, "recordable", "%s", look_verdict_name(choice->verdict));
	line(&column, "record", "%s: %s", look_injection_name(choice->injection), choice->reason);
	if (*choice->advice)
		line(&column, "advice", "%s", choice->advice);
}
