/*
 * Showing quickly that a declaration is still the class it was.
 *
 * A class with qualifiers, methods and the like is compared by its serialised bytes, which costs far more than the values
 * of an instance. A library that keeps its declarations hands the same one to every instance, though. So what the
 * serialiser read of a declaration is kept: each piece of memory, in the order of reading, with its content. When
 * every piece still has that content, the serialiser would read the same and write the same.
 *
 * That holds whatever lives at those addresses now, and no memory is read that the declaration does not lead to: a
 * piece is looked at only after those that hold the pointer to it were found unchanged, and they belong to the
 * declaration at hand. An address alone proves nothing: declarations die and others are born in their place.
 */
#ifndef MTR_SCHEMA_PROOF_H
#define MTR_SCHEMA_PROOF_H

#include <stdbool.h>

#include <mi/mi.h>

struct mtr_schema;
struct mtr_schema_proofs;

/* What one thread has seen. NULL without memory. Calls mmap(). */
struct mtr_schema_proofs *mtr_schema_proofs_new(void);
/* Accepts NULL. */
void mtr_schema_proofs_free(struct mtr_schema_proofs *proofs);

/* True: @decl reads as it did when it was remembered as @schema. False says nothing. Accepts NULL proofs. */
bool mtr_schema_proven(const struct mtr_schema_proofs *proofs, const struct mtr_schema *schema,
		       const MI_ClassDecl *decl);
/* @decl was just found to be @schema's. Kept if it is of a kind, and a size, that can be. Accepts NULL proofs. */
void mtr_schema_prove(struct mtr_schema_proofs *proofs, const struct mtr_schema *schema, const MI_ClassDecl *decl);

#endif
