/* What reading a trace gives, in every form, as one text: what golden traces are compared by. */
#ifndef GOLDEN_READ_H
#define GOLDEN_READ_H

#include <stddef.h>

/* To be freed. Damage and failures are part of the text. */
char *golden_read(const void *data, size_t size);

#endif
