/*
 * Instances, for the rest of the dispatcher; its users see objects.h.
 *
 * A static instance is of a class that was declared before: one block, fields at the declared offsets. A dynamic one
 * makes up its class as elements are added: the client has a wrapper that never moves, whose self points to the body
 * with the fields, which does. Whatever works on an instance works on its body.
 */
#ifndef DISPATCH_INSTANCE_H
#define DISPATCH_INSTANCE_H

#include <mi/mi_extended.h>

struct mtr_mi_instance *dispatch_instance_body(const MI_Instance *instance);

/*
 * Constructors. The instance lies in @batch and lives as long, or in one of its own when @batch is NULL.
 * _copy_to copies any instance, by its memory alone.
 */
MI_Result dispatch_instance_new_static(struct mtr_mi_batch *batch, const MI_ClassDecl *decl,
				       MI_Instance **ret_instance);
MI_Result dispatch_instance_new_dynamic(struct mtr_mi_batch *batch, const MI_Char *class_name, MI_Uint32 class_flags,
					MI_Instance **ret_instance);
MI_Result dispatch_instance_copy_to(struct mtr_mi_batch *batch, const MI_Instance *instance, MI_Instance **ret_copy);

/* Destruct and Delete are the same: an instance in a batch of its own goes with it, another one only lets go. */
MI_Result dispatch_instance_destroy(MI_Instance *instance);

/* Adds a NULL element to a dynamic instance, whatever it is called. */
MI_Result dispatch_instance_append(MI_Instance *instance, const MI_Char *name, MI_Type type, MI_Uint32 flags);

/*
 * @field was just set to a copy of @value: gives instances within it what copies forget (flags of dynamic classes,
 * which fields were modified).
 */
void dispatch_instance_restate(struct mtr_mi_batch *batch, const MI_Value *value, MI_Type type, void *field);

#endif
