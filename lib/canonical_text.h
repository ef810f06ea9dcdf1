/*
 * Packets' bodies in the canonical form: JSON without what depends on chance. Numbers of objects are written as
 * marks, which mtr_canonical_resolve() turns into numbers by first use once the order of the text is settled.
 */
#ifndef MTR_CANONICAL_TEXT_H
#define MTR_CANONICAL_TEXT_H

#include "id_map.h"
#include "numbering.h"
#include "reader.h"
#include "text_out.h"

/* Begins a mark in the text; what is recorded cannot contain it: JSON has no control characters. */
#define MTR_CANONICAL_MARK '\001'

/* Classes that occurred, by content. All zero: none. */
struct mtr_canonical_classes {
	struct mtr_id_map by_schema; /* Schema.id to struct mtr_canonical_class */
	struct mtr_canonical_class **list;
	size_t nr, capacity;
};

/* Body of a call or a callback. */
void mtr_canonical_body(struct mtr_out *out, struct mtr_reader *reader, struct mtr_canonical_classes *classes,
			const ProtobufCMessage *body);

/* Lines with the definitions of all classes that occurred, sorted. Frees the list. */
void mtr_canonical_write_classes(struct mtr_out *out, struct mtr_canonical_classes *classes);

/* Hash of a text in which marks count as equal: the same for runs that numbered objects differently. */
uint64_t mtr_canonical_hash(uint64_t hash, const char *text, size_t size);

/* Numbers given by first use, per kind of object. All zero at first. */
struct mtr_canonical_numbers {
	struct mtr_numbering kinds[128];
};
/* Copies whole lines of text, marks replaced. */
void mtr_canonical_resolve(struct mtr_canonical_numbers *numbers, const char *text, size_t size, struct mtr_out *out);
void mtr_canonical_numbers_end(struct mtr_canonical_numbers *numbers);

#endif
