/*
 * Queries: select PROPERTIES from CLASS [within SECONDS] [where CONDITION]
 *
 *	PROPERTIES = * or names, separated by commas
 *	CONDITION  = comparisons under and, or, not and parentheses
 *	comparison = operand OP operand       OP: = <> != < <= > >= like
 *	             operand is [not] null    also: = null, <> null, != null
 *	             operand isa CLASS        the class of an embedded instance, or of __this
 *	operand    = property, property.property of an embedded instance, 'text', "text", number, true, false, null
 *
 * Keywords, names and texts are compared in any case. A comparison with a value that is NULL is neither true nor false, and
 * nor is its negation. Numbers are compared with texts that hold a number and nothing else. Datetimes are compared with texts of the form yyyymmddHHMMSS.mmmmmm+UUU (offset in minutes).
 * In a pattern of like, % is any text, _ any character, [abc], [a-z] and [^a] a character of a set.
 */
#ifndef HOSTMI_WQL_H
#define HOSTMI_WQL_H

#include <stdbool.h>

#include <mi/mi.h>

struct hostmi_query {
	char *class_name;
	char **properties; /* NULL for all */
	unsigned nr_properties;
	double within;          /* seconds; 0 where not given */
	struct wql_node *where; /* NULL for none */
	struct wql_memory *memory;
};

/*
 * MI_RESULT_OK, or MI_RESULT_INVALID_QUERY worded with the position of the mistake (hostmi_refuse() of reply.h). Free it
 * with hostmi_query_free(), also after failure.
 */
MI_Result hostmi_query_parse(const MI_Char *text, struct hostmi_query *ret_query);
void hostmi_query_free(struct hostmi_query *query);

/* Does every property named exist in the class, and can what is compared be compared? As above. */
MI_Result hostmi_query_check(const struct hostmi_query *query, const MI_ClassDecl *decl);

/* Does the condition hold for the instance? */
bool hostmi_query_matches(const struct hostmi_query *query, const MI_Instance *instance);
/* An instance of the same class name with the selected properties and no others, in the order they were named. */
MI_Result hostmi_query_project(const struct hostmi_query *query, const MI_Instance *instance,
			       MI_Instance **ret_projection);

/* Does the text fit the pattern of a like? */
bool hostmi_like(const char *text, const char *pattern);

/*
 * The class that @property is said to be by an isa which must hold for the condition to hold; NULL when there is no such
 * isa. Lets a subscription know what to watch.
 */
const char *hostmi_query_isa(const struct hostmi_query *query, const char *property);

#endif
