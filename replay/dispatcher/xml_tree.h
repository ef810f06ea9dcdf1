/*
 * Reads XML into a tree of elements.
 *
 * Ours and no library's, because what libmi's serializer writes is not quite XML: control characters in strings, and
 * char16 values that are half a surrogate pair, stand there as references, which a parser that keeps to the
 * standard must refuse. What is read is CIM-XML: names are ASCII, an element has elements in it or text.
 */
#ifndef DISPATCH_XML_TREE_H
#define DISPATCH_XML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <mi/mi_extended.h>

struct dispatch_xml_attribute {
	struct dispatch_xml_attribute *next;
	const MI_Char *name, *value;
};

struct dispatch_xml_element {
	struct dispatch_xml_element *parent, *first, *last, *next;
	struct dispatch_xml_attribute *attributes;
	const MI_Char *name;
	MI_Char *text; /* unescaped; of an element with others in it, only what follows the last one */
	size_t length; /* of text, which may have zeroes in it; there is one more at its end */
};

/* The tree, and the bytes up to the end of its root; trouble is NULL, or says what is wrong at that byte. */
struct dispatch_xml_document {
	struct dispatch_xml_element *root;
	size_t read;
	const char *trouble;
};

/*
 * The first element in @bytes, with what is in it; prologue and comments are passed over, and what follows it is not
 * looked at. The tree lies in @batch. MI_RESULT_OK, MI_RESULT_INVALID_PARAMETER with trouble, or
 * MI_RESULT_SERVER_LIMITS_EXCEEDED when out of memory.
 */
MI_Result dispatch_xml_parse(struct mtr_mi_batch *batch, const void *bytes, size_t length,
			     struct dispatch_xml_document *ret);

bool dispatch_xml_is(const struct dispatch_xml_element *element, const MI_Char *name);
/* The attribute's value, or NULL. */
const MI_Char *dispatch_xml_get(const struct dispatch_xml_element *element, const MI_Char *name);
/* The first element called so in @element, or NULL. */
struct dispatch_xml_element *dispatch_xml_within(const struct dispatch_xml_element *element, const MI_Char *name);

#endif
