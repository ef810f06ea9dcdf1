/*
 * Interned classes as the encoder compares them with the declarations it meets. See schema.h for what they are.
 */
#ifndef MTR_SCHEMA_MATCH_H
#define MTR_SCHEMA_MATCH_H

#include <stdbool.h>

#include <mi/mi.h>

#include "schema.h"

/* Begins as MI_PropertyDecl does, without pointers but the name, so that the two can be compared word by word. */
struct mtr_schema_element {
	MI_Uint32 flags; /* mtr_element_flags() */
	MI_Uint32 code;
	const char *name; /* NULL as in the declaration */
	MI_Uint32 no_qualifiers;
	MI_Uint32 type;
	MI_Uint32 subscript;
	uint8_t value_size; /* of the type, 0 of one that is none */
	bool secret_name;
	bool named; /* by the element `namer`: see mtr_redaction_named_by_another() */
};

/* Immutable once it is in the table; memory of the table's own. */
struct mtr_schema {
	uint32_t id;
	uint32_t size;
	const uint8_t *bytes;
	uint8_t hash[MTR_SCHEMA_HASH_SIZE];

	const char *name, *super_class;
	MI_Uint32 flags, code;
	/*
	 * The class has more than names, types, flags and codes (qualifiers, methods, defaults, superclasses ...): it
	 * is compared as a whole, by its bytes.
	 */
	bool rich;
	MI_Uint32 namer; /* of an element, or nr_elements */
	MI_Uint32 nr_elements;
	struct mtr_schema_element elements[];
};

/*
 * Numbers to remember declarations by: a cheap one that tells most of them apart, and one that takes all properties
 * into account.
 */
uint64_t mtr_schema_key(const MI_ClassDecl *decl);
uint64_t mtr_schema_full_key(const MI_ClassDecl *decl);

/* What this thread last saw under a key, or NULL. The declaration at hand need not be equal to it. */
const struct mtr_schema *mtr_schema_find(const struct mtr_schema_cache *cache, uint64_t key);
void mtr_schema_remember(struct mtr_schema_cache *cache, uint64_t key, const struct mtr_schema *schema);

/* What this thread knows of declarations with qualifiers and the like; may be NULL. */
struct mtr_schema_proofs *mtr_schema_cache_proofs(const struct mtr_schema_cache *cache);

/*
 * The schema whose bytes are equal to these, made of @decl when there is none yet. NULL: the class is too large, or
 * the table is full. Lock-free; may call mmap(); keeps errno.
 */
const struct mtr_schema *mtr_schema_intern(const MI_ClassDecl *decl, const uint8_t *bytes, size_t size);

/* True when a declaration has anything that makes a schema rich. */
bool mtr_schema_is_rich(const MI_ClassDecl *decl);

#endif
