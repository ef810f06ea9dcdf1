/*
 * XML into a short buffer: see xml_out.h.
 */
#include "xml_out.h"

#include <stdio.h>

static void put(struct dispatch_xml_out *out, const MI_Char *text, size_t len)
{
	size_t from = out->needed;

	out->needed += (MI_Uint32)len;
	if (out->needed <= out->size && out->result == MI_RESULT_OK)
		memcpy(out->buffer + from, text, len);
	else
		dispatch_xml_fail(out, MI_RESULT_FAILED);
}

/* The entity for a character that may not stand for itself; NULL if it may. */
static const MI_Char *entity_of(unsigned char c, MI_Char buffer[8])
{
	switch (c) {
	case '"':
		return "&quot;";
	case '&':
		return "&amp;";
	case '\'':
		return "&apos;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	}
	if (c >= ' ')
		return NULL;
	snprintf(buffer, 8, "&#%u;", c);
	return buffer;
}

/* Escapes @depth times over. */
static void put_escaped(struct dispatch_xml_out *out, const MI_Char *text, unsigned depth)
{
	const MI_Char *entity;
	MI_Char buffer[8];

	if (!depth) {
		put(out, text, strlen(text));
		return;
	}
	for (; *text; text++) {
		entity = entity_of((unsigned char)*text, buffer);
		if (entity)
			put_escaped(out, entity, depth - 1);
		else
			put(out, text, 1);
	}
}

void dispatch_xml_fail(struct dispatch_xml_out *out, MI_Result result)
{
	if (out->result == MI_RESULT_OK || result != MI_RESULT_FAILED)
		out->result = result;
}

void dispatch_xml_text(struct dispatch_xml_out *out, const MI_Char *text)
{
	if (text)
		put_escaped(out, text, out->depth);
}

void dispatch_xml_escaped(struct dispatch_xml_out *out, const MI_Char *text)
{
	if (text)
		put_escaped(out, text, out->depth + 1);
}

void dispatch_xml_verbatim(struct dispatch_xml_out *out, const MI_Char *text)
{
	put(out, text, strlen(text));
}

void dispatch_xml_attribute(struct dispatch_xml_out *out, const MI_Char *name, const MI_Char *value)
{
	dispatch_xml_text(out, " ");
	dispatch_xml_text(out, name);
	dispatch_xml_text(out, "=\"");
	dispatch_xml_text(out, value);
	dispatch_xml_text(out, "\"");
}

void dispatch_xml_attribute_number(struct dispatch_xml_out *out, const MI_Char *name, MI_Uint32 value)
{
	MI_Char number[16];

	snprintf(number, sizeof(number), "%u", value);
	dispatch_xml_attribute(out, name, number);
}
