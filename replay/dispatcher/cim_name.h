/*
 * Names of classes, properties, methods and parameters: ASCII, compared without case, found by a cheap hash.
 */
#ifndef DISPATCH_CIM_NAME_H
#define DISPATCH_CIM_NAME_H

#include <stdbool.h>

#include <mi/mi.h>

#define DISPATCH_NO_INDEX ((MI_Uint32)-1)

/* The code that declarations carry next to a name: see mi_decl.h. A trace may have declarations without a name: NULL. */
MI_Uint32 dispatch_name_code(const MI_Char *name);
/* May new elements be called so: a letter or underscore, then letters, digits and underscores. */
bool dispatch_name_is_legal(const MI_Char *name);
/* NULL is equal to NULL alone. */
bool dispatch_name_equal(const MI_Char *one, const MI_Char *other);

/*
 * The index of the declaration called @name, or DISPATCH_NO_INDEX. @features is an array of pointers to declarations
 * that begin as MI_FeatureDecl does: properties, methods or parameters. Names that differ in code are not compared.
 */
MI_Uint32 dispatch_name_find(const void *features, MI_Uint32 count, const MI_Char *name);

#endif
