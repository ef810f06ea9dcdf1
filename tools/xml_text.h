/* Foreign text in XML. */
#ifndef XML_TEXT_H
#define XML_TEXT_H

#include <stdio.h>

/*
 * For attributes and text. What XML 1.0 cannot say at all (control characters, bytes that are no UTF-8), and what may not be
 * printed otherwise (utf8.h), is a question mark; ends of lines and tabs stay. NULL: nothing.
 */
void xml_text(FILE *out, const char *text);

#endif
