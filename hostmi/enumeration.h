/*
 * From instances to results. An enumeration hands a few instances at a time to the dispatcher and goes on when these
 * are acknowledged, so a class of any size takes little memory, and a client that stops listening stops the work.
 *
 * It looks one instance ahead: the last one carries moreResults FALSE and the final code.
 */
#ifndef HOSTMI_ENUMERATION_H
#define HOSTMI_ENUMERATION_H

#include "backend.h"
#include "host_schema.h"

struct hostmi_enumeration;

/* What becomes of each instance on its way. */
struct hostmi_filter {
	/*
	 * MI_RESULT_OK with the instance to deliver in *instance, which may be another one (the first is then freed by
	 * the filter), or NULL to leave it out (freed, too).
	 */
	MI_Result (*pass)(struct hostmi_filter *filter, MI_Instance **instance);
	void (*free)(struct hostmi_filter *filter);
};

/*
 * All instances of @class and, unless @shallow, of its subclasses. @keys as in hostmi_provider.open. @filter may be NULL
 * and is handed over, also on failure.
 */
MI_Result hostmi_enumerate(const struct hostmi_class *class, bool shallow, const MI_Instance *keys,
			   struct hostmi_filter *filter, struct hostmi_enumeration **ret_enumeration);
/* The next instance that passes, NULL at the end; as a cursor's. */
MI_Result hostmi_enumeration_next(struct hostmi_enumeration *enumeration, MI_Instance **ret_instance);
/* Accepts NULL. */
void hostmi_enumeration_free(struct hostmi_enumeration *enumeration);

/* Posts the next few results of the operation; the last one is final. */
void hostmi_enumeration_post(struct hostmi_enumeration *enumeration, struct dispatch_op *op);

/* Leaves nothing but the key properties. */
void hostmi_keep_keys(MI_Instance *instance);

#endif
