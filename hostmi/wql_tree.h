/* The parts of a parsed query; between parser and evaluator. */
#ifndef HOSTMI_WQL_TREE_H
#define HOSTMI_WQL_TREE_H

#include <stdint.h>

#include "wql.h"

enum wql_kind {
	/* conditions */
	WQL_AND,
	WQL_OR,
	WQL_NOT,
	WQL_EQUAL,
	WQL_NOT_EQUAL,
	WQL_LESS,
	WQL_LESS_EQUAL,
	WQL_GREATER,
	WQL_GREATER_EQUAL,
	WQL_LIKE,
	WQL_IS_NULL,
	WQL_IS_A,
	/* operands */
	WQL_PROPERTY,
	WQL_TEXT,
	WQL_INTEGER,
	WQL_REAL,
	WQL_BOOLEAN,
	WQL_NULL,
};

struct wql_node {
	enum wql_kind kind;
	unsigned position; /* in the query, from 1 */
	struct wql_node *left, *right;
	char *text;   /* WQL_TEXT; WQL_PROPERTY: the first name; WQL_IS_A: the class */
	char *member; /* WQL_PROPERTY: the name behind the point, or NULL */
	int64_t integer;
	double real;
};

/* yyyymmddHHMMSS.mmmmmm+UUU, or a shorter form in UTC: the date and the time, or the date alone. */
bool wql_parse_time(const char *text, MI_Sint64 *ret_microseconds);

#endif
