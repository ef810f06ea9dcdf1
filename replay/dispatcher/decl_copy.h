/*
 * Deep copies of class declarations.
 */
#ifndef DISPATCH_DECL_COPY_H
#define DISPATCH_DECL_COPY_H

#include <stdbool.h>

#include <mi/mi_extended.h>

/* What makes a declaration one of a class, rather than of parameters. */
#define DISPATCH_CLASS_FLAGS (MI_FLAG_CLASS | MI_FLAG_ASSOCIATION | MI_FLAG_INDICATION)

/* Is the declaration a part of a class that counts its users. */
static inline bool dispatch_decl_is_owned(const MI_ClassDecl *decl)
{
	return decl->owningClass && decl->owningClass != MTR_MI_OWNING_CLASS_DYNAMIC;
}

/*
 * Everything but schema and owner, super classes included. NULL when out of memory; what was copied so far stays in
 * the batch. The copy's owningClass is NULL.
 */
MI_ClassDecl *dispatch_decl_copy(struct mtr_mi_batch *batch, const MI_ClassDecl *decl);

/*
 * What stock libmi keeps of a dynamic instance's declaration: name, size, and of the properties name, flags, type,
 * offset and qualifiers, of the latter only boolean values. Works for declarations of methods' parameters too. There
 * is room for dispatch_decl_capacity() properties, and the owner is MTR_MI_OWNING_CLASS_DYNAMIC.
 */
MI_ClassDecl *dispatch_decl_copy_dynamic(struct mtr_mi_batch *batch, const MI_ClassDecl *decl);

/* How many properties a dynamic instance with @count of them has room for: see MTR_MI_DYNAMIC_CAPACITY. */
MI_Uint32 dispatch_decl_capacity(MI_Uint32 count);

#endif
