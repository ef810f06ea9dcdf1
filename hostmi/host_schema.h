/* The classes of this machine as MI classes. Built when the library is opened, constant until it is closed. */
#ifndef HOSTMI_HOST_SCHEMA_H
#define HOSTMI_HOST_SCHEMA_H

#include "provider.h"

/* One class: what it is, and its MI form. */
struct hostmi_class {
	const struct hostmi_provider *provider;
	const struct hostmi_class *super; /* NULL at the top */
	MI_Class *class;
};

/* All providers, super classes before their subclasses; NULL-terminated. In classes.c. */
extern const struct hostmi_provider *const hostmi_providers[];

MI_Result hostmi_schema_open(void);
void hostmi_schema_close(void);

/* All classes: hostmi_schema_at(0), 1, ... until NULL. */
const struct hostmi_class *hostmi_schema_at(unsigned index);
/* By name in any case; NULL when there is no such class. */
const struct hostmi_class *hostmi_schema_find(const MI_Char *name);
/* Is @class @ancestor or derived from it? */
bool hostmi_schema_is_a(const struct hostmi_class *class, const struct hostmi_class *ancestor);
/* Does the namespace exist? NULL is the default one; any case, either slash. */
bool hostmi_schema_has_namespace(const MI_Char *name);

/* The method of that name, the class's own or inherited, in any case; NULL when there is none. */
const struct hostmi_method *hostmi_schema_method(const struct hostmi_class *class, const MI_Char *name);

#endif
