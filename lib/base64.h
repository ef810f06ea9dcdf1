/* Base64 (RFC 4648, section 4). */
#ifndef MTR_BASE64_H
#define MTR_BASE64_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "text_out.h"

/* Appends the encoding of @size bytes, padded. */
void mtr_base64_write(struct mtr_out *out, const void *data, size_t size);
/* Decodes @size characters into @ret, which has room for 3/4 of them. The number of bytes; -1: not canonical base64. */
ssize_t mtr_base64_read(const char *text, size_t size, uint8_t *ret);

#endif
