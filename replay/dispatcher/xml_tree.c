/*
 * Reads XML into a tree: see xml_tree.h.
 *
 * Works on a copy, in place: unescaping never makes text longer, so names, values and text stay where they are and end
 * with a zero over the character that followed them.
 */
#include "xml_tree.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "batch.h"

struct parser {
	struct mtr_mi_batch *batch;
	MI_Char *at; /* the next character; a zero is the end, but for text, which may have zeroes in it */
	MI_Char *end;
	MI_Char *write; /* the end of the text that is being unescaped */
	struct dispatch_xml_element *current;
	const char *trouble;
	bool no_memory;
};

static bool trouble(struct parser *p, const char *what)
{
	if (!p->trouble)
		p->trouble = what;
	return false;
}

static void *make(struct parser *p, size_t size)
{
	void *made = dispatch_batch_zalloc(p->batch, size);

	if (!made) {
		p->no_memory = true;
		trouble(p, "out of memory");
	}
	return made;
}

static bool is_space(MI_Char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct parser *p)
{
	while (is_space(*p->at))
		p->at++;
}

static bool starts_with(const struct parser *p, const char *what)
{
	return strncmp(p->at, what, strlen(what)) == 0;
}

/* --- characters --------------------------------------------------------------------------------------------- */

static void put_utf8(struct parser *p, uint32_t c)
{
	if (c < 0x80) {
		*p->write++ = (MI_Char)c;
	} else if (c < 0x800) {
		*p->write++ = (MI_Char)(0xc0 | c >> 6);
		*p->write++ = (MI_Char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*p->write++ = (MI_Char)(0xe0 | c >> 12);
		*p->write++ = (MI_Char)(0x80 | (c >> 6 & 0x3f));
		*p->write++ = (MI_Char)(0x80 | (c & 0x3f));
	} else {
		*p->write++ = (MI_Char)(0xf0 | c >> 18);
		*p->write++ = (MI_Char)(0x80 | (c >> 12 & 0x3f));
		*p->write++ = (MI_Char)(0x80 | (c >> 6 & 0x3f));
		*p->write++ = (MI_Char)(0x80 | (c & 0x3f));
	}
}

/* The number in a reference, at its first digit. */
static bool put_numbered(struct parser *p, int base)
{
	MI_Char *end = p->at;
	unsigned long c = isxdigit((unsigned char)*end) ? strtoul(p->at, &end, base) : 0;

	if (end == p->at || *end != ';' || c > 0x10ffff)
		return trouble(p, "no character has this number");
	put_utf8(p, (uint32_t)c);
	p->at = end + 1;
	return true;
}

/* At an ampersand. */
static bool put_reference(struct parser *p)
{
	static const struct {
		const char *name;
		MI_Char c;
	} named[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

	for (size_t i = 0; i < MI_COUNT(named); i++) {
		if (!starts_with(p, named[i].name))
			continue;
		*p->write++ = named[i].c;
		p->at += strlen(named[i].name);
		return true;
	}
	if (!starts_with(p, "&#"))
		return trouble(p, "an ampersand, and no character that is known by this name");
	p->at += 2;
	if (*p->at != 'x')
		return put_numbered(p, 10);
	p->at++;
	return put_numbered(p, 16);
}

/* --- tags --------------------------------------------------------------------------------------------------- */

/* A name at p->at, which then is behind the character after it: that one is overwritten, and answered. */
static bool take_name(struct parser *p, const MI_Char **ret_name, MI_Char *ret_after)
{
	size_t length = strcspn(p->at, " \t\r\n/>=<\"'&");

	if (!length)
		return trouble(p, "a name is missing");
	if (!p->at[length])
		return trouble(p, "it ends within a tag");
	*ret_name = p->at;
	*ret_after = p->at[length];
	p->at[length] = '\0';
	p->at += length + 1;
	return true;
}

/* The character behind a name, spaces left out; p->at is behind it then. */
static MI_Char after_spaces(struct parser *p, MI_Char after)
{
	if (!is_space(after))
		return after;
	skip_space(p);
	return *p->at ? *p->at++ : '\0';
}

/* A quoted value, at its quote. */
static bool take_value(struct parser *p, const MI_Char **ret_value)
{
	MI_Char quote = *p->at;

	if (quote != '"' && quote != '\'')
		return trouble(p, "the value of an attribute has no quote");
	*ret_value = p->write = ++p->at;
	while (*p->at != quote) {
		if (!*p->at || *p->at == '<')
			return trouble(p, "the value of an attribute has no end");
		if (*p->at == '&') {
			if (!put_reference(p))
				return false;
		} else {
			*p->write++ = *p->at++;
		}
	}
	p->at++;
	*p->write = '\0';
	return true;
}

/* name = "value", at the name. */
static bool take_attribute(struct parser *p, struct dispatch_xml_element *element)
{
	struct dispatch_xml_attribute *attribute = make(p, sizeof(*attribute));
	MI_Char after;

	if (!attribute || !take_name(p, &attribute->name, &after))
		return false;
	if (after_spaces(p, after) != '=')
		return trouble(p, "an attribute without a value");
	skip_space(p);
	if (!take_value(p, &attribute->value))
		return false;
	attribute->next = element->attributes;
	element->attributes = attribute;
	return true;
}

/* The rest of a start tag, @after being the character behind its name. Answers in *ret_empty whether it ends itself. */
static bool take_attributes(struct parser *p, struct dispatch_xml_element *element, MI_Char after, bool *ret_empty)
{
	if (!is_space(after))
		p->at--;
	for (;;) {
		MI_Char c = is_space(after) ? *p->at : after;

		after = ' ';
		if (is_space(c)) {
			p->at++;
			continue;
		}
		*ret_empty = c == '/';
		if (*ret_empty)
			c = *++p->at;
		if (c == '>') {
			p->at++;
			return true;
		}
		if (*ret_empty || !c)
			return trouble(p, "a tag does not end");
		if (!take_attribute(p, element))
			return false;
	}
}

static void add_to_parent(struct dispatch_xml_element *element)
{
	struct dispatch_xml_element *parent = element->parent;

	if (!parent)
		return;
	if (parent->last)
		parent->last->next = element;
	else
		parent->first = element;
	parent->last = element;
}

/* Text begins here, again. */
static void begin_text(struct parser *p)
{
	p->write = p->at;
	if (p->current)
		p->current->text = p->at;
}

static void end_text(struct parser *p)
{
	p->current->length = (size_t)(p->write - p->current->text);
	*p->write = '\0';
}

/* A start tag, behind its angle bracket. */
static bool open_element(struct parser *p, struct dispatch_xml_element **ret_root)
{
	static MI_Char nothing[1];
	struct dispatch_xml_element *element = make(p, sizeof(*element));
	MI_Char after;
	bool empty;

	if (!element || !take_name(p, &element->name, &after))
		return false;
	element->parent = p->current;
	element->text = nothing;
	if (!take_attributes(p, element, after, &empty))
		return false;
	add_to_parent(element);
	if (!*ret_root)
		*ret_root = element;
	if (!empty)
		p->current = element;
	begin_text(p);
	return true;
}

/* An end tag, behind its slash. */
static bool close_element(struct parser *p)
{
	const MI_Char *name;
	MI_Char after;

	end_text(p);
	if (!take_name(p, &name, &after))
		return false;
	if (strcmp(name, p->current->name) != 0)
		return trouble(p, "an end tag that is not the open element's");
	if (after_spaces(p, after) != '>')
		return trouble(p, "an end tag does not end");
	p->current = p->current->parent;
	begin_text(p);
	return true;
}

/* --- documents ---------------------------------------------------------------------------------------------- */

/* What has no meaning here: comments, processing instructions, the name of the document's type. */
static bool skip_markup(struct parser *p, bool *ret_skipped)
{
	const char *end = starts_with(p, "<!--") ? "-->" : starts_with(p, "<?") ? "?>" : NULL;
	MI_Char *found;

	if (!end && starts_with(p, "<!DOCTYPE"))
		end = ">";
	*ret_skipped = end != NULL;
	if (!end)
		return true;
	found = strstr(p->at + 2, end);
	if (!found)
		return trouble(p, "a comment or an instruction does not end");
	if (*end == '>' && memchr(p->at, '[', (size_t)(found - p->at)))
		return trouble(p, "a document type with declarations of its own");
	p->at = found + strlen(end);
	return true;
}

static bool take_verbatim(struct parser *p)
{
	static const char begin[] = "<![CDATA[";
	MI_Char *from = p->at + strlen(begin), *end = strstr(from, "]]>");

	if (!end)
		return trouble(p, "a section of character data does not end");
	memmove(p->write, from, (size_t)(end - from));
	p->write += end - from;
	p->at = end + strlen("]]>");
	return true;
}

/* Inside an element: the next tag or character. */
static bool step(struct parser *p, struct dispatch_xml_element **ret_root)
{
	bool skipped;

	if (*p->at == '&')
		return put_reference(p);
	if (*p->at != '<') {
		if (p->at == p->end)
			return trouble(p, "it ends within an element");
		if (p->at[0] == '\r' && p->at[1] == '\n') /* a line ends with a newline, however it is written */
			p->at++;
		*p->write++ = *p->at++;
		return true;
	}
	if (starts_with(p, "<![CDATA["))
		return take_verbatim(p);
	if (starts_with(p, "</")) {
		p->at += 2;
		return close_element(p);
	}
	if (!skip_markup(p, &skipped))
		return false;
	if (skipped)
		return true;
	p->at++;
	return open_element(p, ret_root);
}

static bool take_prologue(struct parser *p)
{
	bool skipped;

	if (starts_with(p, "\xef\xbb\xbf"))
		p->at += 3;
	do {
		skip_space(p);
		if (!skip_markup(p, &skipped))
			return false;
	} while (skipped);
	if (*p->at != '<')
		return trouble(p, "there is no element");
	return true;
}

MI_Result dispatch_xml_parse(struct mtr_mi_batch *batch, const void *bytes, size_t length,
			     struct dispatch_xml_document *ret)
{
	MI_Char *copy = dispatch_batch_get(batch, length + 1);
	struct parser p = {.batch = batch, .at = copy};
	bool ok;

	*ret = (struct dispatch_xml_document){.root = NULL};
	if (!copy)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	p.end = copy + length;
	ok = take_prologue(&p);
	if (ok) {
		p.at++;
		ok = open_element(&p, &ret->root);
	}
	while (ok && p.current)
		ok = step(&p, &ret->root);
	ret->read = (size_t)(p.at - copy);
	ret->trouble = p.trouble;
	if (ok)
		return MI_RESULT_OK;
	return p.no_memory ? MI_RESULT_SERVER_LIMITS_EXCEEDED : MI_RESULT_INVALID_PARAMETER;
}

/* --- looking at it ------------------------------------------------------------------------------------------ */

bool dispatch_xml_is(const struct dispatch_xml_element *element, const MI_Char *name)
{
	return strcmp(element->name, name) == 0;
}

const MI_Char *dispatch_xml_get(const struct dispatch_xml_element *element, const MI_Char *name)
{
	for (const struct dispatch_xml_attribute *a = element->attributes; a; a = a->next)
		if (strcmp(a->name, name) == 0)
			return a->value;
	return NULL;
}

struct dispatch_xml_element *dispatch_xml_within(const struct dispatch_xml_element *element, const MI_Char *name)
{
	for (struct dispatch_xml_element *e = element->first; e; e = e->next)
		if (dispatch_xml_is(e, name))
			return e;
	return NULL;
}
