/*
 * A client that calls everything about objects, with good and bad arguments, and prints what it is answered. What it
 * prints names no address, no time and no text of the library's own, so any two libmi that behave alike make it print
 * the same.
 */
#ifndef OBJECTS_CLIENT_H
#define OBJECTS_CLIENT_H

#include <stdio.h>

#include <mi/mi_extended.h>

/* The call as written, and its result. */
#define CALL(call) printf("%s -> %u\n", #call, (unsigned)(call))

/* One section each; in its own file. */
void client_instances(MI_Application *application);
void client_classes(MI_Application *application);
void client_options(MI_Application *application);
void client_serializers(MI_Application *application);
void client_utilities(void);

/* Prints a string, a value of a type, the elements of an instance. */
void print_string(const char *what, const MI_Char *string);
void print_value(MI_Type type, const MI_Value *value);
void print_instance(const char *what, const MI_Instance *instance);

/* A class declared at compile time, with a super class, qualifiers, methods and default values. */
extern const MI_ClassDecl client_declared_class;

struct client_declared {
	MI_Instance base;
	MI_Uint32Field Id;
	MI_StringField Text;
	MI_StringAField List;
	MI_ReferenceField Other;
	MI_InstanceField Part;
};

#endif
