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
 * A cursor over all instances of @class and, unless @shallow, of its subclasses. @keys as in hostmi_provider.open.
 */
MI_Result hostmi_open_class(const struct hostmi_class *class, bool shallow, const MI_Instance *keys,
			    struct hostmi_cursor **ret_cursor);
/* The instances of a cursor that pass a filter; both are handed over, also on failure. */
MI_Result hostmi_open_filtered(struct hostmi_cursor *cursor, struct hostmi_filter *filter,
			       struct hostmi_cursor **ret_cursor);

/* Answers the operation with what the cursor brings; the cursor is handed over. */
void hostmi_run_cursor(struct dispatch_op *op, struct hostmi_cursor *cursor);

/*
 * The one instance with the given keys, of @class or a subclass; keys left out fit all. NOT_FOUND, or
 * INVALID_PARAMETER where there are several, is worded with hostmi_refuse().
 */
MI_Result hostmi_find_instance(const struct hostmi_class *class, const MI_Instance *keys, MI_Instance **ret_instance);

/* A filter that leaves nothing but the key properties; not to be freed. */
extern struct hostmi_filter hostmi_keys_only;

#endif
