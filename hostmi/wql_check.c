/*
 * What can be said of a query by its class alone: properties that there are none of, and comparisons that can never hold. Both
 * are mistakes of whoever asks; without this they would look like an answer without results.
 */
#include <stdio.h>
#include <strings.h>

#include "reply.h"
#include "wql_lexer.h"
#include "wql_tree.h"

/* What an operand is, before there is an instance. */
enum sort {
	UNKNOWN, /* of an embedded instance, whose class may be any, or NULL */
	A_TEXT,
	A_NUMBER,
	A_BOOLEAN,
	A_TIME,
	NOT_COMPARED, /* an array, an instance, a reference */
};

static const char *const sort_names[] = {"NULL",      "a text",     "a number",
					 "a boolean", "a datetime", "an array or an instance"};

static const MI_PropertyDecl *find_property(const MI_ClassDecl *decl, const char *name)
{
	for (MI_Uint32 i = 0; i < decl->numProperties; i++)
		if (!strcasecmp(decl->properties[i]->name, name))
			return decl->properties[i];
	return NULL;
}

static enum sort sort_of_type(MI_Type type)
{
	if (type == MI_STRING)
		return A_TEXT;
	if (type == MI_BOOLEAN)
		return A_BOOLEAN;
	if (type == MI_DATETIME)
		return A_TIME;
	return type < MI_DATETIME ? A_NUMBER : NOT_COMPARED;
}

static const MI_PropertyDecl *property_of(const struct wql_node *node, const MI_ClassDecl *decl)
{
	bool of_this = !strcasecmp(node->text, "__this");

	if (node->member && !of_this)
		return NULL;
	return find_property(decl, of_this && node->member ? node->member : node->text);
}

static enum sort sort_of(const struct wql_node *node, const MI_ClassDecl *decl)
{
	const MI_PropertyDecl *property;

	switch (node->kind) {
	case WQL_TEXT:
		return A_TEXT;
	case WQL_INTEGER:
	case WQL_REAL:
		return A_NUMBER;
	case WQL_BOOLEAN:
		return A_BOOLEAN;
	case WQL_PROPERTY:
		property = property_of(node, decl);
		return property ? sort_of_type((MI_Type)property->type) : UNKNOWN;
	default:
		return UNKNOWN;
	}
}

/* A text in the query may stand for a number or a time; one that is read from an instance may not. */
static bool stands_for(const struct wql_node *text, enum sort wanted)
{
	struct wql_token number;
	MI_Sint64 time;

	if (text->kind != WQL_TEXT)
		return false;
	return wanted == A_NUMBER ? wql_number_in(text->text, &number)
				  : wanted == A_TIME && wql_parse_time(text->text, &time);
}

static bool can_be_compared(const struct wql_node *node, enum sort left, enum sort right)
{
	if (left == NOT_COMPARED || right == NOT_COMPARED)
		return false;
	if (left == UNKNOWN || right == UNKNOWN || left == right)
		return node->kind != WQL_LIKE ||
		       ((left == UNKNOWN || left == A_TEXT) && (right == UNKNOWN || right == A_TEXT));
	if (node->kind == WQL_LIKE)
		return false;
	return (left == A_TEXT && stands_for(node->left, right)) || (right == A_TEXT && stands_for(node->right, left));
}

/* The operand as it stands in the query. */
static const char *words_of(const struct wql_node *node, char *buffer, size_t size)
{
	if (node->kind == WQL_INTEGER)
		snprintf(buffer, size, "%lld", (long long)node->integer);
	else if (node->kind == WQL_REAL)
		snprintf(buffer, size, "%g", node->real);
	else if (node->kind == WQL_BOOLEAN)
		snprintf(buffer, size, "%s", node->integer ? "true" : "false");
	else if (node->kind == WQL_TEXT)
		snprintf(buffer, size, "'%.60s'", node->text);
	else
		snprintf(buffer, size, "%.60s%s%.60s", node->text, node->member ? "." : "",
			 node->member ? node->member : "");
	return buffer;
}

static MI_Result check_comparison(const struct wql_node *node, const MI_ClassDecl *decl)
{
	enum sort left = sort_of(node->left, decl), right = sort_of(node->right, decl);
	char left_words[160], right_words[160];

	if (can_be_compared(node, left, right))
		return MI_RESULT_OK;
	return hostmi_refuse(MI_RESULT_INVALID_QUERY, "position %u: %s is %s and %s is %s: they cannot be compared%s",
			     node->left->position, words_of(node->left, left_words, sizeof(left_words)),
			     sort_names[left], words_of(node->right, right_words, sizeof(right_words)),
			     sort_names[right], node->kind == WQL_LIKE ? " by like" : "");
}

static MI_Result check_property(const struct wql_node *node, const MI_ClassDecl *decl)
{
	const char *name = strcasecmp(node->text, "__this") ? node->text : node->member;

	if (!name || find_property(decl, name))
		return MI_RESULT_OK;
	return hostmi_refuse(MI_RESULT_INVALID_QUERY, "position %u: class '%s' has no property '%s'", node->position,
			     decl->name, name);
}

static MI_Result check_node(const struct wql_node *node, const MI_ClassDecl *decl)
{
	MI_Result result = node->kind == WQL_PROPERTY ? check_property(node, decl) : MI_RESULT_OK;

	if (result == MI_RESULT_OK && node->left)
		result = check_node(node->left, decl);
	if (result == MI_RESULT_OK && node->right)
		result = check_node(node->right, decl);
	if (result == MI_RESULT_OK && node->kind >= WQL_EQUAL && node->kind <= WQL_LIKE)
		result = check_comparison(node, decl);
	return result;
}

MI_Result hostmi_query_check(const struct hostmi_query *query, const MI_ClassDecl *decl)
{
	for (unsigned i = 0; i < query->nr_properties; i++)
		if (!find_property(decl, query->properties[i]))
			return hostmi_refuse(MI_RESULT_INVALID_QUERY, "class '%s' has no property '%s'", decl->name,
					     query->properties[i]);
	return query->where ? check_node(query->where, decl) : MI_RESULT_OK;
}
