/* Names of MI's constants, from one table (mi_names.c). */
#ifndef MTR_MI_NAMES_H
#define MTR_MI_NAMES_H

#include <stdint.h>

#include "text_out.h"

/* Kinds of constants. */
enum mtr_mi_kind {
	MTR_MI_RESULT,
	MTR_MI_TYPE,
	MTR_MI_FLAG,           /* of elements and declarations: bits */
	MTR_MI_OPERATION_FLAG, /* bits */
	MTR_MI_REASON,
	MTR_MI_RESPONSE,
	MTR_MI_PROMPT,
	MTR_MI_CHANNEL,
};

/* MI's own name of a constant; NULL when it has none. */
const char *mtr_mi_name(enum mtr_mi_kind kind, uint32_t value);
/* The name, or the number. */
void mtr_mi_write(struct mtr_out *out, enum mtr_mi_kind kind, uint32_t value);
/* Names of the bits that are set, with | between; what has no name in hexadecimal; nothing set: 0. */
void mtr_mi_write_bits(struct mtr_out *out, enum mtr_mi_kind kind, uint32_t value);

/* The type as MOF has it: "uint32", "string" ...; without "[]" for arrays. NULL: no type. */
const char *mtr_mof_type(uint32_t type);

#endif
