/*
 * Classes and the sets read from them, for the rest of the dispatcher; its users see objects.h.
 */
#ifndef DISPATCH_CLASS_SETS_H
#define DISPATCH_CLASS_SETS_H

#include <mi/mi_extended.h>

/*
 * Makes @decl, which lies in @batch with all it refers to, into a class. The class takes the batch over, or on failure
 * leaves it to the caller.
 */
MI_Result dispatch_class_new_in(struct mtr_mi_batch *batch, const MI_Char *namespace_name, const MI_Char *server_name,
				MI_ClassDecl *decl, MI_Class **ret_class);

/* A set of qualifiers or parameters that is good as long as the declaration is. */
void dispatch_qualifier_set_fill(MI_QualifierSet *set, const MI_Qualifier *const *qualifiers, MI_Uint32 count);
void dispatch_parameter_set_fill(MI_ParameterSet *set, const MI_MethodDecl *method);

/* The value that a declaration points to; all zeroes when it points to none. */
void dispatch_decl_value(MI_Uint32 type, const void *declared, MI_Value *ret_value);

#endif
