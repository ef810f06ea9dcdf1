/*
 * A trace as JSON Lines: one packet per line, as proto/mitrace.proto has it, and nothing lost on the way:
 *
 *	enumeration       its name; a number that has no name: the number
 *	bytes             a string when it is UTF-8 without control characters other than \t \n \r;
 *	                  otherwise {"base64":"..."}; what else may not be printed (utf8.h) in it as \uNNNN
 *	integers          a number up to 2^53 - 1 in size, beyond that a string of decimal digits
 *	real32, real64    the shortest number that reads back as the same bits;
 *	                  infinities and NaNs: a string with the bits in hexadecimal, "0x7ff8000000000000"
 *	absent fields     no member; a repeated field without entries: no member
 *
 * Members named after a field and "_symbol" are names of code addresses, for people; they are no part of a packet.
 * The definition of a class is written once, before its first use. Fields of a schema newer than this
 * program's are not shown. mtr_import_json() turns it back.
 */
#ifndef MTR_JSON_WRITE_H
#define MTR_JSON_WRITE_H

#include <stdio.h>

#include <protobuf-c/protobuf-c.h>

#include "filter.h"
#include "reader.h"
#include "text_out.h"

/*
 * For output that departs from the rule for some fields: asked for every field that is there. The hook returns
 * whether the field is written as ever, is left out, or was written by the hook (name, colon and value).
 */
enum mtr_json_choice {
	MTR_JSON_AS_EVER,
	MTR_JSON_LEFT_OUT,
	MTR_JSON_WRITTEN,
};
struct mtr_json_hook {
	enum mtr_json_choice (*field)(void *context, struct mtr_out *out, const ProtobufCMessage *message,
				      const ProtobufCFieldDescriptor *field, const char *before);
	void *context;
};
/*
 * Reads @reader to its end and writes to @out. @filter and @hook may be NULL. Returns 0, or a failure of reader or
 * output.
 */
int mtr_show_json(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_json_hook *hook, FILE *out);

/* @before: what the hook has to write before the name: a brace or a comma. @hook may be NULL. */
void mtr_json_message_with(struct mtr_out *out, const ProtobufCMessage *message, const struct mtr_json_hook *hook);

/* One field, with @before, its name and a colon, as it is written without a hook. */
void mtr_json_field(struct mtr_out *out, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
		    const char *before);

/* One message of any type, on one line, without the line's end. */
void mtr_json_message(struct mtr_out *out, const ProtobufCMessage *message);
/* A JSON string of @size bytes by the rule for bytes above. */
void mtr_json_bytes(struct mtr_out *out, const void *data, size_t size);

#endif
