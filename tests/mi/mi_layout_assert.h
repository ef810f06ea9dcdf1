/*
 * How the layout rows are asserted, in C and in C++. A row that does not hold stops the compiler and names itself.
 */
#ifndef MI_LAYOUT_ASSERT_H
#define MI_LAYOUT_ASSERT_H

#include <mi/mi.h>
#include <mi/mi_extended.h>

#ifdef __cplusplus
#define LAYOUT_ASSERT static_assert
#else
#define LAYOUT_ASSERT _Static_assert
#endif

#define LAYOUT_unsigned(type) ((type)-1 > (type)0)
#define LAYOUT_signed(type)   ((type)-1 < (type)0)

#define SIZE(type, bytes)         LAYOUT_ASSERT(sizeof(type) == (bytes), "size of " #type)
#define AT(type, field, bytes)    LAYOUT_ASSERT(offsetof(type, field) == (bytes), "offset of " #type "." #field)
#define IS(name, number)          LAYOUT_ASSERT((long long)(name) == (number), "value of " #name)
#define SCALAR(type, bytes, sign) LAYOUT_ASSERT(sizeof(type) == (bytes) && LAYOUT_##sign(type), "scalar " #type)

/* A table of this many pointers, and the pointer with this index. */
#define TABLE(type, slots)      SIZE(type, (slots) * sizeof(void *))
#define SLOT(type, slot, index) AT(type, slot, (index) * sizeof(void *))

#define ARRAY(type)                                                                                   \
	LAYOUT_ASSERT(sizeof(type) == 16 && offsetof(type, data) == 0 && offsetof(type, size) == 8 && \
			      sizeof(((type *)0)->size) == 4,                                         \
		      "array " #type)
#define FIELD(type, bytes, exists_at, flags_at)                                                             \
	LAYOUT_ASSERT(sizeof(type) == (bytes) && offsetof(type, value) == 0 &&                              \
			      offsetof(type, exists) == (exists_at) && offsetof(type, flags) == (flags_at), \
		      "field " #type)

#endif /* MI_LAYOUT_ASSERT_H */
