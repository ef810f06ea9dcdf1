/* Values of a trace as text on one line, in the notation of MOF where it has one. */
#ifndef MTR_TEXT_VALUE_H
#define MTR_TEXT_VALUE_H

#include "reader.h"
#include "text_out.h"

/*
 * In quotes; \n, \t, \", \\ escaped, what else may not be printed (utf8.h) as \xNN.
 * @limit: bytes shown, then "..." and how many there are; 0: all.
 */
void mtr_text_quote(struct mtr_out *out, const ProtobufCBinaryData *data, size_t limit);

/* A name: without quotes, otherwise the same, so that no name moves a terminal's cursor. */
void mtr_text_name(struct mtr_out *out, const ProtobufCBinaryData *name);

/* @element: of the class, for the type and the flags; may be NULL. Instances within are shown by name. */
void mtr_text_value(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Value *value,
		    const Mitrace__Element *element, size_t limit);

/* Whether mtr_text_value() leaves out some of it: what @limit does not let through, contents of instances. */
bool mtr_text_is_cut(const Mitrace__Value *value, size_t limit);

/* Class and keys: MSFT_Disk.Id=3,Host="a". */
void mtr_text_instance_name(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
			    size_t limit);

/* MI_Type of a value; UINT32_MAX when neither it nor the class tells. */
uint32_t mtr_value_type(const Mitrace__Value *value, const Mitrace__Element *element);
/* Flags as MI_Instance_GetElementAt gave them. */
uint32_t mtr_value_flags(const Mitrace__Value *value, const Mitrace__Element *element);

#endif
