/*
 * Writes XML into a buffer that may be too short: what does not fit is only counted.
 *
 * Embedded instances are text inside text, so everything about them is escaped once more per level: depth says how
 * often. Not for the value of a string, which is escaped once more than its surroundings: see dispatch_xml_escaped().
 */
#ifndef DISPATCH_XML_OUT_H
#define DISPATCH_XML_OUT_H

#include <mi/mi.h>

struct dispatch_xml_out {
	MI_Uint8 *buffer;
	MI_Uint32 size;   /* of the buffer, in bytes */
	MI_Uint32 needed; /* bytes written or counted so far */
	unsigned depth;
	MI_Result result; /* the first failure; MI_RESULT_FAILED when the buffer was too short */
};

/* Remembers a failure that is worse than a short buffer. */
void dispatch_xml_fail(struct dispatch_xml_out *out, MI_Result result);
/* Markup, or text that needs no more escaping than its surroundings. NULL is nothing. */
void dispatch_xml_text(struct dispatch_xml_out *out, const MI_Char *text);
/* Text that is a value. */
void dispatch_xml_escaped(struct dispatch_xml_out *out, const MI_Char *text);
/* Text that is never escaped, at whatever depth. */
void dispatch_xml_verbatim(struct dispatch_xml_out *out, const MI_Char *text);
/* name="value" and the space before. */
void dispatch_xml_attribute(struct dispatch_xml_out *out, const MI_Char *name, const MI_Char *value);
void dispatch_xml_attribute_number(struct dispatch_xml_out *out, const MI_Char *name, MI_Uint32 value);

#endif
