/*
 * Interned classes as the encoder compares them with the declarations it meets. See schema.h for what they are.
 */
#ifndef MTR_SCHEMA_MATCH_H
#define MTR_SCHEMA_MATCH_H

#include <stdbool.h>
#include <string.h>

#include <mi/mi.h>

#include "schema.h"
#include "short_text.h"

/* Begins as MI_PropertyDecl does, without pointers but the name, so that the two can be compared word by word. */
struct mtr_schema_element {
	MI_Uint32 flags; /* mtr_element_flags() */
	MI_Uint32 code;
	const char *name; /* NULL as in the declaration */
	MI_Uint32 no_qualifiers;
	MI_Uint32 type;
	MI_Uint32 subscript;
	uint8_t name_size;  /* see mtr_schema_name_size() */
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
	uint8_t name_size; /* see mtr_schema_name_size() */
	MI_Uint32 flags, code;
	/*
	 * The class has more than names, types, flags and codes (qualifiers, methods, defaults, superclasses ...): it
	 * is compared as a whole, by its bytes.
	 */
	bool rich;
	MI_Uint32 namer; /* of an element, or nr_elements */
	bool has_named;  /* some element is named by it */
	MI_Uint32 nr_elements;
	struct mtr_schema_element elements[];
};

/*
 * Names are compared in registers when the code that MI keeps beside a name vouches for its length: its lowest byte is
 * the length. Returns the size with the NUL; 0: there is no such code, or the name is long.
 */
static inline uint8_t mtr_schema_name_size(const char *name, MI_Uint32 code)
{
	size_t len = name ? strlen(name) : 0;

	return len && len < MTR_SHORT_TEXT_MAX && len == (code & 0xff) ? (uint8_t)(len + 1) : 0;
}

/* @size: mtr_schema_name_size() of @known; @name has the same code. A code that lies costs a look at bytes behind it. */
static inline bool mtr_schema_same_name(const char *known, uint8_t size, const char *name)
{
#if defined(__SANITIZE_ADDRESS__)
	(void)size;
#else
	enum {
		PAGE = 4096 /* the smallest there is; what lies beyond may not exist */
	};

	if (__builtin_expect(size && ((uintptr_t)name & (PAGE - 1)) <= PAGE - MTR_SHORT_TEXT_MAX, 1))
		return mtr_same_short(known, name, size);
#endif
	return !strcmp(known, name);
}

/*
 * Numbers to remember declarations by: a cheap one that tells most of them apart, and one that takes all properties
 * into account.
 */
uint64_t mtr_schema_key(const MI_ClassDecl *decl);
uint64_t mtr_schema_full_key(const MI_ClassDecl *decl);

enum {
	MTR_SCHEMA_CACHE_SETS = 128,
	MTR_SCHEMA_CACHE_WAYS = 2,
	MTR_SCHEMA_LAST = 4, /* depths of instances within instances for which the last class is remembered */
};

struct mtr_schema_cache {
	/* Of the last instance at a depth: its class (never a rich one), and how many bytes its length took. */
	const struct mtr_schema *last[MTR_SCHEMA_LAST];
	uint8_t length_size[MTR_SCHEMA_LAST];
	uint8_t event_length_size; /* the same of events with instances */
	struct {
		uint64_t key;
		const struct mtr_schema *schema;
	} set[MTR_SCHEMA_CACHE_SETS][MTR_SCHEMA_CACHE_WAYS];
	struct mtr_schema_proofs *proofs;
};

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
