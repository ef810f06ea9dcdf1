/*
 * The content of events apart from what depends on chance: one hash for a body, with the values that rules mark left
 * out of it and put on a list of their own.
 */
#ifndef DIFF_CONTENT_H
#define DIFF_CONTENT_H

#include "diff_noise.h"
#include "id_map.h"
#include "reader.h"

/* A class as instances refer to it. */
struct diff_class {
	const Mitrace__Class *class;
	uint64_t name; /* hash */
	uint64_t whole;
	size_t nr; /* elements */
	struct diff_member {
		uint64_t name;
		int rule; /* first that may apply, or DIFF_NO_RULE */
		bool key;
	} * members;
};

/* A value that a rule took out: the rule's number and diff_content_mark() of the value. */
struct diff_mark {
	uint64_t rule : 12, hash : 52;
};

enum {
	DIFF_FUNCTIONS = 131, /* numbers of Function and CallbackKind are below this */
	DIFF_FIELDS = 64,
	DIFF_RULE_UNKNOWN = -2,
};

struct diff_content {
	struct mtr_reader *reader; /* borrowed */
	const struct diff_rules *rules;
	struct mtr_id_map classes; /* Schema.id to struct diff_class; owned */
	struct diff_mark *marks;   /* owned */
	size_t nr_marks, room_marks;
	int16_t field_rules[2][DIFF_FUNCTIONS][DIFF_FIELDS]; /* by call or callback, by what, by field */
	int err;                                             /* -ENOMEM: what was made since is void */
};

void diff_content_begin(struct diff_content *content, struct mtr_reader *reader, const struct diff_rules *rules);
void diff_content_end(struct diff_content *content);

/* Hash of the body of a call or callback; appends marks. */
uint64_t diff_content_body(struct diff_content *content, const ProtobufCMessage *body);
/* Hash of what tells an instance from others of an enumeration: class and keys; @marked: also those that rules mark. */
uint64_t diff_content_key(struct diff_content *content, const Mitrace__Instance *instance, bool marked);
/* Hash of a class with all that hangs on it. */
uint64_t diff_content_class(struct diff_content *content, const Mitrace__Class *class);
/* Hash of one value, nothing taken out. */
uint64_t diff_content_value(struct diff_content *content, const Mitrace__Value *value, const Mitrace__Element *element);

/* What stands for a value on the list of marks: identifiers count by their text, whatever their type. */
uint64_t diff_content_mark(struct diff_content *content, int rule, const Mitrace__Value *value,
			   const Mitrace__Element *element);

/* The class of an instance. Inline ones are written to @inline_class, to be freed by diff_class_end(). NULL: lost. */
const struct diff_class *diff_content_class_of(struct diff_content *content, const Mitrace__Instance *instance,
					       struct diff_class *inline_class);
void diff_class_end(struct diff_class *inline_class);

/* The rule for a field of a call or callback that applies to @value (NULL: not text); DIFF_NO_RULE. */
int diff_content_field_rule(struct diff_content *content, const ProtobufCMessage *body, unsigned field,
			    const ProtobufCBinaryData *value);
/* The rule for an element that applies to @value. */
int diff_content_value_rule(const struct diff_content *content, const struct diff_class *class, size_t element,
			    const Mitrace__Value *value);
/* The rule for an option. */
int diff_content_option_rule(const struct diff_content *content, const Mitrace__Option *option);

/* Whether a field never counts, because it depends on chance or because the tree has it in another form. */
bool diff_content_skips(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field);

/* Name of the function or callback: what rules and reports call it. */
const char *diff_body_name(const ProtobufCMessage *body);

#endif
