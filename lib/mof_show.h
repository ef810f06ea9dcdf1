/* Instances and classes in a MOF-like form, over several lines. */
#ifndef MTR_MOF_SHOW_H
#define MTR_MOF_SHOW_H

#include "reader.h"
#include "text_out.h"

/* Each line begins with @indent spaces and ends with a newline. */
void mtr_mof_instance(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
		      unsigned indent);
void mtr_mof_class(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Class *class, unsigned indent);

/* "NAME = VALUE;" of what stands outside of an instance. */
void mtr_mof_value(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCBinaryData *name,
		   const Mitrace__Value *value, unsigned indent);

#endif
