/*
 * What a class of this machine is made of: a description, and functions that produce its instances.
 *
 * One file per class defines one constant struct hostmi_provider; classes.c lists them all. The rest of hostmi knows no
 * class by name: it builds MI classes from the descriptions, routes requests, filters, and delivers.
 */
#ifndef HOSTMI_PROVIDER_H
#define HOSTMI_PROVIDER_H

#include <stdbool.h>

#include <mi/mi.h>

struct hostmi_call;  /* a running method; see method.h */
struct hostmi_watch; /* a running subscription; see subscription.h */

#define HOSTMI_NAMESPACE "root/cimv2"

/* --- description ---------------------------------------------------------------------------------------------- */

struct hostmi_property {
	const char *name;
	MI_Type type;
	MI_Uint32 flags; /* MI_FLAG_KEY, MI_FLAG_READONLY, MI_FLAG_REQUIRED */
	const char *description;
	const char *units;      /* qualifier; NULL for none */
	const char *class_name; /* of references */
	/* What the numbers of an enumeration are called: pairs of value and name, NULL-terminated; NULL for none. */
	const char *const *values;
};

struct hostmi_parameter {
	const char *name;
	MI_Type type;
	MI_Uint32 flags; /* MI_FLAG_IN, MI_FLAG_OUT, MI_FLAG_STREAM, MI_FLAG_REQUIRED */
	const char *description;
};

struct hostmi_method {
	const char *name;
	MI_Type return_type;
	bool is_static; /* needs no instance */
	const char *description;
	const struct hostmi_parameter *parameters;
	unsigned nr_parameters;
	/* On a thread of its own; see method.h for what it may do. */
	void (*run)(struct hostmi_call *call);
};

/* --- instances ------------------------------------------------------------------------------------------------ */

/* Instances one after the other. Embedded at the beginning of a provider's own state. */
struct hostmi_cursor {
	/* MI_RESULT_OK and an instance that the caller frees, or NULL at the end. A failure ends it, too. */
	MI_Result (*next)(struct hostmi_cursor *cursor, MI_Instance **ret_instance);
	void (*close)(struct hostmi_cursor *cursor);
};

struct hostmi_provider {
	const char *name, *super;
	MI_Uint32 flags; /* MI_FLAG_ABSTRACT, MI_FLAG_ASSOCIATION, MI_FLAG_INDICATION */
	const char *description;
	const struct hostmi_property *properties; /* its own; those of a super class of the same name are overridden */
	unsigned nr_properties;
	const struct hostmi_method *methods;
	unsigned nr_methods;

	/*
	 * Begins an enumeration; NULL in classes without instances of their own. @keys may be NULL; else only instances
	 * with these keys are of interest, and the provider may leave out others if that saves work.
	 */
	MI_Result (*open)(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor);

	/*
	 * Changes; NULL where not supported. @instance is the client's: any properties in any order, of any type.
	 * Failures are worded with hostmi_refuse() of reply.h. *ret_created is an instance with the keys.
	 */
	MI_Result (*create)(const MI_Class *class, const MI_Instance *instance, MI_Instance **ret_created);
	MI_Result (*modify)(const MI_Class *class, const MI_Instance *instance);
	MI_Result (*remove)(const MI_Class *class, const MI_Instance *keys);
};

#define HOSTMI_COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

#endif
