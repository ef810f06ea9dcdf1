/* Parses queries by recursive descent. All that is allocated hangs on one list and is freed at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reply.h"
#include "wql_lexer.h"
#include "wql_tree.h"

enum {
	MAX_NESTING = 64,
	MAX_NODES = 4096,
	MAX_PROPERTIES = 256
};

struct wql_memory {
	struct wql_memory *next;
	max_align_t data[];
};

struct parser {
	const char *query, *at;
	struct wql_token token; /* the one to be looked at */
	unsigned nesting, nr_nodes;
	struct hostmi_query *result;
	bool failed; /* and worded */
	bool no_memory;
};

/* --- tools ------------------------------------------------------------------------------------------------------ */

static void *allocate(struct parser *p, size_t size)
{
	struct wql_memory *memory = calloc(1, sizeof(*memory) + size);

	if (!memory) {
		p->failed = p->no_memory = true;
		return NULL;
	}
	memory->next = p->result->memory;
	p->result->memory = memory;
	return memory->data;
}

/* The token as a string; texts without the backslashes before quotes and backslashes. */
static char *copy_token(struct parser *p)
{
	char *copy = allocate(p, p->token.length + 1), *to = copy;

	for (unsigned i = 0; copy && i < p->token.length; i++) {
		if (p->token.kind == WQL_TOKEN_TEXT && p->token.start[i] == '\\' && i + 1 < p->token.length)
			i++;
		*to++ = p->token.start[i];
	}
	return copy;
}

static void advance(struct parser *p)
{
	p->token = wql_next_token(p->query, &p->at);
}

static void fail(struct parser *p, const char *expected)
{
	if (p->failed)
		return;
	p->failed = true;
	if (p->token.kind == WQL_TOKEN_END)
		hostmi_refuse(MI_RESULT_INVALID_QUERY, "position %u: %s is expected, but the query ends here",
			      p->token.position, expected);
	else if (p->token.kind == WQL_TOKEN_BAD && strchr("'\"", p->query[p->token.position - 1]))
		hostmi_refuse(MI_RESULT_INVALID_QUERY, "position %u: this text has no end", p->token.position);
	else
		hostmi_refuse(MI_RESULT_INVALID_QUERY, "position %u: %s is expected, not '%.*s'", p->token.position,
			      expected, (int)(p->token.length > 40 ? 40 : p->token.length), p->token.start);
}

static bool accept(struct parser *p, const char *word)
{
	if (p->failed || !wql_token_is(&p->token, word))
		return false;
	advance(p);
	return true;
}

static void expect(struct parser *p, const char *word)
{
	char expected[32];

	if (accept(p, word))
		return;
	snprintf(expected, sizeof(expected), "'%s'", word);
	fail(p, expected);
}

static char *expect_name(struct parser *p, const char *what)
{
	char *name;

	if (p->failed || p->token.kind != WQL_TOKEN_NAME) {
		fail(p, what);
		return NULL;
	}
	name = copy_token(p);
	advance(p);
	return name;
}

static struct wql_node *new_node(struct parser *p, enum wql_kind kind, struct wql_node *left, struct wql_node *right)
{
	struct wql_node *node;

	if (++p->nr_nodes > MAX_NODES) { /* evaluation recurses: as deep as there are nodes, at worst */
		fail(p, "an end of this query");
		return NULL;
	}
	node = allocate(p, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->position = p->token.position;
	node->left = left;
	node->right = right;
	return node;
}

/* --- conditions ------------------------------------------------------------------------------------------------- */

static struct wql_node *parse_name(struct parser *p)
{
	struct wql_node *node;
	bool yes = wql_token_is(&p->token, "true");

	if (wql_token_is(&p->token, "null")) {
		node = new_node(p, WQL_NULL, NULL, NULL);
		advance(p);
		return node;
	}

	if (yes || wql_token_is(&p->token, "false")) {
		node = new_node(p, WQL_BOOLEAN, NULL, NULL);
		if (node)
			node->integer = yes;
		advance(p);
		return node;
	}
	node = new_node(p, WQL_PROPERTY, NULL, NULL);
	if (!node)
		return NULL;
	node->text = expect_name(p, "a property");
	if (accept(p, "."))
		node->member = expect_name(p, "a property");
	return node;
}

static struct wql_node *parse_operand(struct parser *p)
{
	struct wql_node *node = NULL;

	if (p->failed)
		return NULL;
	if (p->token.kind == WQL_TOKEN_NAME)
		return parse_name(p);
	if (p->token.kind == WQL_TOKEN_TEXT)
		node = new_node(p, WQL_TEXT, NULL, NULL);
	else if (p->token.kind == WQL_TOKEN_INTEGER)
		node = new_node(p, WQL_INTEGER, NULL, NULL);
	else if (p->token.kind == WQL_TOKEN_REAL)
		node = new_node(p, WQL_REAL, NULL, NULL);
	else
		fail(p, "a property or a value");
	if (!node)
		return NULL;
	node->integer = p->token.integer;
	node->real = p->token.real;
	if (node->kind == WQL_TEXT)
		node->text = copy_token(p);
	advance(p);
	return node;
}

/* operand is [not] null */
static struct wql_node *parse_is(struct parser *p, struct wql_node *operand)
{
	bool negated = accept(p, "not");
	struct wql_node *node;

	expect(p, "null");
	node = new_node(p, WQL_IS_NULL, operand, NULL);
	return negated ? new_node(p, WQL_NOT, node, NULL) : node;
}

/* operand isa CLASS; the class may be quoted */
static struct wql_node *parse_is_a(struct parser *p, struct wql_node *operand)
{
	struct wql_node *node = new_node(p, WQL_IS_A, operand, NULL);

	if (!node || p->failed)
		return NULL;
	if (operand->kind != WQL_PROPERTY || (p->token.kind != WQL_TOKEN_NAME && p->token.kind != WQL_TOKEN_TEXT)) {
		fail(p, "the name of a class");
		return NULL;
	}
	node->text = copy_token(p);
	advance(p);
	return node;
}

/* = null and <> null ask what is null does; an order with null there is none. */
static struct wql_node *new_comparison(struct parser *p, enum wql_kind kind, struct wql_node *left,
				       struct wql_node *right)
{
	struct wql_node *node, *null = right && right->kind == WQL_NULL ? right : left;

	if (!left || !right || null->kind != WQL_NULL || kind == WQL_LIKE)
		return new_node(p, kind, left, right);
	if (kind != WQL_EQUAL && kind != WQL_NOT_EQUAL) {
		if (!p->failed)
			hostmi_refuse(MI_RESULT_INVALID_QUERY,
				      "position %u: NULL is neither less nor greater than anything", null->position);
		p->failed = true;
		return NULL;
	}
	node = new_node(p, WQL_IS_NULL, null == right ? left : right, NULL);
	return kind == WQL_EQUAL ? node : new_node(p, WQL_NOT, node, NULL);
}

static struct wql_node *parse_comparison(struct parser *p)
{
	static const struct {
		const char *word;
		enum wql_kind kind;
	} operators[] = {
		{"=", WQL_EQUAL},       {"<>", WQL_NOT_EQUAL}, {"!=", WQL_NOT_EQUAL},     {"<", WQL_LESS},
		{"<=", WQL_LESS_EQUAL}, {">", WQL_GREATER},    {">=", WQL_GREATER_EQUAL}, {"like", WQL_LIKE},
	};
	struct wql_node *left = parse_operand(p);

	if (accept(p, "is"))
		return parse_is(p, left);
	if (accept(p, "isa"))
		return parse_is_a(p, left);
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (accept(p, operators[i].word))
			return new_comparison(p, operators[i].kind, left, parse_operand(p));
	fail(p, "a comparison");
	return NULL;
}

static struct wql_node *parse_or(struct parser *p);

static struct wql_node *parse_not(struct parser *p)
{
	struct wql_node *node;

	if (++p->nesting > MAX_NESTING) {
		fail(p, "an end of this nesting");
		return NULL;
	}
	if (accept(p, "not")) {
		node = new_node(p, WQL_NOT, parse_not(p), NULL);
	} else if (accept(p, "(")) {
		node = parse_or(p);
		expect(p, ")");
	} else {
		node = parse_comparison(p);
	}
	p->nesting--;
	return node;
}

static struct wql_node *parse_and(struct parser *p)
{
	struct wql_node *node = parse_not(p);

	while (accept(p, "and"))
		node = new_node(p, WQL_AND, node, parse_not(p));
	return node;
}

static struct wql_node *parse_or(struct parser *p)
{
	struct wql_node *node = parse_and(p);

	while (accept(p, "or"))
		node = new_node(p, WQL_OR, node, parse_and(p));
	return node;
}

/* --- queries ---------------------------------------------------------------------------------------------------- */

static void parse_properties(struct parser *p)
{
	struct hostmi_query *query = p->result;

	if (accept(p, "*"))
		return;
	query->properties = allocate(p, MAX_PROPERTIES * sizeof(*query->properties));
	do {
		if (!query->properties || query->nr_properties == MAX_PROPERTIES) {
			fail(p, "an end of this list");
			return;
		}
		query->properties[query->nr_properties++] = expect_name(p, "a property or '*'");
	} while (accept(p, ","));
}

static void parse_within(struct parser *p)
{
	if (p->token.kind == WQL_TOKEN_INTEGER || p->token.kind == WQL_TOKEN_REAL) {
		p->result->within = p->token.real;
		advance(p);
	} else {
		fail(p, "a number of seconds");
	}
}

MI_Result hostmi_query_parse(const MI_Char *text, struct hostmi_query *ret_query)
{
	struct parser p = {.query = text, .at = text, .result = ret_query};

	*ret_query = (struct hostmi_query){0};
	if (!text)
		return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "a query is needed");
	advance(&p);
	expect(&p, "select");
	parse_properties(&p);
	expect(&p, "from");
	ret_query->class_name = expect_name(&p, "the name of a class");
	if (accept(&p, "within"))
		parse_within(&p);
	if (accept(&p, "where"))
		ret_query->where = parse_or(&p);
	if (!p.failed && p.token.kind != WQL_TOKEN_END)
		fail(&p, ret_query->where ? "'and', 'or' or the end" : "'where' or the end");
	if (p.no_memory)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	return p.failed ? MI_RESULT_INVALID_QUERY : MI_RESULT_OK;
}

void hostmi_query_free(struct hostmi_query *query)
{
	while (query->memory) {
		struct wql_memory *memory = query->memory;

		query->memory = memory->next;
		free(memory);
	}
	*query = (struct hostmi_query){0};
}
