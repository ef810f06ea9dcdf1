/* The arguments of calls and callbacks as text: on their line, and in full under it. For text_show.c. */
#ifndef MTR_TEXT_FIELDS_H
#define MTR_TEXT_FIELDS_H

#include "text_out.h"
#include "text_show.h"
#include "walk.h"

/*
 * "name value, name value" for all fields of @message, the body of @event, that are there, @before in front of the
 * first; of an end (@end) the result is left to the caller. Returns whether there was any.
 */
bool mtr_text_fields(struct mtr_out *out, const struct mtr_text_options *options, const struct mtr_event_view *event,
		     const ProtobufCMessage *message, const char *before, bool end);
/* Lines with what is in @message in full: instances, classes, and those values and options of which the line lacks some. */
void mtr_text_payload(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCMessage *message);

#endif
