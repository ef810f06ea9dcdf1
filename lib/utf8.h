/* Whether bytes are UTF-8, and whether they may be printed. */
#ifndef MTR_UTF8_H
#define MTR_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length of the UTF-8 sequence that @data (of @size > 0 bytes) begins with; 0: it begins with none. */
size_t mtr_utf8_sequence(const void *data, size_t size);

/*
 * The same where the character may be printed within a line: it does not move the cursor, begins no escape sequence of a
 * terminal, and does not make the text around it read as another (marks of direction). 0: its first byte has to be escaped.
 */
size_t mtr_utf8_printable(const void *data, size_t size);

/* The code of the character that a sequence of two or three bytes is. */
uint32_t mtr_utf8_character(const void *data, size_t step);

/* Bytes of @text that may not be printed become question marks. */
void mtr_utf8_mask(char *text);

#endif
