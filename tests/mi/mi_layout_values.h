/*
 * Scalars, arrays and typed fields of MI, written down from measurements on a libmi build, not from our header.
 */
#ifndef MI_LAYOUT_VALUES_H
#define MI_LAYOUT_VALUES_H

#include "mi_layout_assert.h"

/* clang-format off */
SCALAR(MI_Boolean, 1, unsigned);
SCALAR(MI_Uint8, 1, unsigned);
SCALAR(MI_Sint8, 1, signed);
SCALAR(MI_Uint16, 2, unsigned);
SCALAR(MI_Sint16, 2, signed);
SCALAR(MI_Uint32, 4, unsigned);
SCALAR(MI_Sint32, 4, signed);
SCALAR(MI_Uint64, 8, unsigned);
SCALAR(MI_Sint64, 8, signed);
SIZE(MI_Real32, 4);
SIZE(MI_Real64, 8);
SCALAR(MI_Char16, 2, unsigned);
SCALAR(MI_Char, 1, signed);
SIZE(MI_ConstStringPtr, 8);

ARRAY(MI_BooleanA);
ARRAY(MI_Uint8A);
ARRAY(MI_Sint8A);
ARRAY(MI_Uint16A);
ARRAY(MI_Sint16A);
ARRAY(MI_Uint32A);
ARRAY(MI_Sint32A);
ARRAY(MI_Uint64A);
ARRAY(MI_Sint64A);
ARRAY(MI_Real32A);
ARRAY(MI_Real64A);
ARRAY(MI_Char16A);
ARRAY(MI_DatetimeA);
ARRAY(MI_StringA);
ARRAY(MI_ReferenceA);
ARRAY(MI_InstanceA);
ARRAY(MI_Array);
ARRAY(MI_ConstBooleanA);
ARRAY(MI_ConstUint8A);
ARRAY(MI_ConstSint8A);
ARRAY(MI_ConstUint16A);
ARRAY(MI_ConstSint16A);
ARRAY(MI_ConstUint32A);
ARRAY(MI_ConstSint32A);
ARRAY(MI_ConstUint64A);
ARRAY(MI_ConstSint64A);
ARRAY(MI_ConstReal32A);
ARRAY(MI_ConstReal64A);
ARRAY(MI_ConstChar16A);
ARRAY(MI_ConstDatetimeA);
ARRAY(MI_ConstStringA);
ARRAY(MI_ConstReferenceA);
ARRAY(MI_ConstInstanceA);

/* type, size, offset of exists, offset of flags */
FIELD(MI_BooleanField, 3, 1, 2);
FIELD(MI_Sint8Field, 3, 1, 2);
FIELD(MI_Uint8Field, 3, 1, 2);
FIELD(MI_Sint16Field, 4, 2, 3);
FIELD(MI_Uint16Field, 4, 2, 3);
FIELD(MI_Sint32Field, 8, 4, 5);
FIELD(MI_Uint32Field, 8, 4, 5);
FIELD(MI_Sint64Field, 16, 8, 9);
FIELD(MI_Uint64Field, 16, 8, 9);
FIELD(MI_Real32Field, 8, 4, 5);
FIELD(MI_Real64Field, 16, 8, 9);
FIELD(MI_Char16Field, 4, 2, 3);
FIELD(MI_DatetimeField, 40, 36, 37);
FIELD(MI_StringField, 16, 8, 9);
FIELD(MI_ReferenceField, 16, 8, 9);
FIELD(MI_InstanceField, 16, 8, 9);
FIELD(MI_BooleanAField, 24, 16, 17);
FIELD(MI_Uint8AField, 24, 16, 17);
FIELD(MI_Sint8AField, 24, 16, 17);
FIELD(MI_Uint16AField, 24, 16, 17);
FIELD(MI_Sint16AField, 24, 16, 17);
FIELD(MI_Uint32AField, 24, 16, 17);
FIELD(MI_Sint32AField, 24, 16, 17);
FIELD(MI_Uint64AField, 24, 16, 17);
FIELD(MI_Sint64AField, 24, 16, 17);
FIELD(MI_Real32AField, 24, 16, 17);
FIELD(MI_Real64AField, 24, 16, 17);
FIELD(MI_Char16AField, 24, 16, 17);
FIELD(MI_DatetimeAField, 24, 16, 17);
FIELD(MI_StringAField, 24, 16, 17);
FIELD(MI_ReferenceAField, 24, 16, 17);
FIELD(MI_InstanceAField, 24, 16, 17);
FIELD(MI_ArrayField, 24, 16, 17);
FIELD(MI_ConstBooleanField, 3, 1, 2);
FIELD(MI_ConstSint8Field, 3, 1, 2);
FIELD(MI_ConstUint8Field, 3, 1, 2);
FIELD(MI_ConstSint16Field, 4, 2, 3);
FIELD(MI_ConstUint16Field, 4, 2, 3);
FIELD(MI_ConstSint32Field, 8, 4, 5);
FIELD(MI_ConstUint32Field, 8, 4, 5);
FIELD(MI_ConstSint64Field, 16, 8, 9);
FIELD(MI_ConstUint64Field, 16, 8, 9);
FIELD(MI_ConstReal32Field, 8, 4, 5);
FIELD(MI_ConstReal64Field, 16, 8, 9);
FIELD(MI_ConstChar16Field, 4, 2, 3);
FIELD(MI_ConstDatetimeField, 40, 36, 37);
FIELD(MI_ConstStringField, 16, 8, 9);
FIELD(MI_ConstReferenceField, 16, 8, 9);
FIELD(MI_ConstInstanceField, 16, 8, 9);
FIELD(MI_ConstBooleanAField, 24, 16, 17);
FIELD(MI_ConstUint8AField, 24, 16, 17);
FIELD(MI_ConstSint8AField, 24, 16, 17);
FIELD(MI_ConstUint16AField, 24, 16, 17);
FIELD(MI_ConstSint16AField, 24, 16, 17);
FIELD(MI_ConstUint32AField, 24, 16, 17);
FIELD(MI_ConstSint32AField, 24, 16, 17);
FIELD(MI_ConstUint64AField, 24, 16, 17);
FIELD(MI_ConstSint64AField, 24, 16, 17);
FIELD(MI_ConstReal32AField, 24, 16, 17);
FIELD(MI_ConstReal64AField, 24, 16, 17);
FIELD(MI_ConstChar16AField, 24, 16, 17);
FIELD(MI_ConstDatetimeAField, 24, 16, 17);
FIELD(MI_ConstStringAField, 24, 16, 17);
FIELD(MI_ConstReferenceAField, 24, 16, 17);
FIELD(MI_ConstInstanceAField, 24, 16, 17);
/* clang-format on */

#endif /* MI_LAYOUT_VALUES_H */
