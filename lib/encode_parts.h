/*
 * What the encoder's own files share: values, arrays and classes within larger messages.
 */
#ifndef MTR_ENCODE_PARTS_H
#define MTR_ENCODE_PARTS_H

#include "encode_wire.h"
#include "redact.h"

enum {
	MTR_MI_TYPES = 32,
	/* Flags that say something of a value, whatever its declaration says. */
	MTR_FLAGS_OF_VALUES = MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED, /* positive: bit 31 is not among them */
};

/* Bytes of a value of a type in memory; `exists` and `flags` of a typed field follow it. */
extern const uint8_t mtr_value_size[MTR_MI_TYPES];

/* How the strings and octets of a value are to be treated. */
enum mtr_treatment {
	MTR_KEEP,  /* as they are */
	MTR_SCAN,  /* secrets within text become tokens */
	MTR_TOKEN, /* all of it becomes a token */
};

/* What is written in a Value besides the value. Zeroes are left out. */
struct mtr_value_head {
	MI_Uint32 flags;
	bool flags_set;
	bool null; /* nothing of the value is read; said by `flags`, if these are set */
	bool type_set;
	bool secret; /* by its name, or by where it is: all that is behind it is secret, too */
	enum mtr_treatment treatment;
};

/* Fills in secret and treatment of a value under a name; @secret_name: mtr_redaction_secret_name() of it. */
static inline void mtr_treat(const struct mtr_encoder *e, bool secret_name, struct mtr_value_head *head)
{
	enum mtr_redaction_policy policy = e->env->redaction->policy;

	head->secret = e->secret || (secret_name && policy != MTR_REDACTION_CREDENTIALS);
	if (head->secret || policy == MTR_REDACTION_STRICT)
		head->treatment = MTR_TOKEN;
	else
		head->treatment = policy == MTR_REDACTION_CREDENTIALS ? MTR_KEEP : MTR_SCAN;
}

/* A Value message of a value of @type at @value, which may be unaligned. */
void mtr_emit_value(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value,
		    const struct mtr_value_head *head);

/* The content of an Array message. Returns how many elements the cap left out; *redacted is set, never cleared. */
uint32_t mtr_emit_array(struct mtr_encoder *e, MI_Uint32 type, const MI_Array *array, const struct mtr_value_head *head,
			bool *redacted);

/* The content of a Datetime message with its tag and length; the caller has MTR_ENCODER_SLACK bytes of room. */
uint8_t *mtr_put_datetime(uint8_t *p, unsigned field, const void *value);

/* A string or text as a field of its own, cut by the cap. True when something of it became a token. */
bool mtr_emit_string(struct mtr_encoder *e, unsigned field, const char *text, size_t len, enum mtr_treatment treatment,
		     uint64_t *cut);

/* The content of the Class message of an instance; see Element.flags for what differs from that of a class. */
void mtr_emit_instance_class(struct mtr_encoder *e, const MI_ClassDecl *decl);

/* Flags of a declaration as Element.flags has them in the class of an instance. */
static inline MI_Uint32 mtr_element_flags(const MI_PropertyDecl *property)
{
	return (property->flags & ~(MI_Uint32)MTR_FLAGS_OF_VALUES) | MI_FLAG_NOT_MODIFIED;
}

/* How many properties can be read: a count without an array is none. */
static inline MI_Uint32 mtr_nr_properties(const MI_ClassDecl *decl)
{
	return decl->properties ? decl->numProperties : 0;
}

/* The property that names what others hold (mtr_redaction_names_another()), or the number of all. */
MI_Uint32 mtr_namer(const MI_ClassDecl *decl);

#endif
