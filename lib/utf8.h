/* Whether bytes are UTF-8. */
#ifndef MTR_UTF8_H
#define MTR_UTF8_H

#include <stddef.h>

/* Length of the UTF-8 sequence that @data (of @size > 0 bytes) begins with; 0: it begins with none. */
size_t mtr_utf8_sequence(const void *data, size_t size);

#endif
