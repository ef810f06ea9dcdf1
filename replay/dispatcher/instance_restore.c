/*
 * What copying an instance loses on purpose and restoring one must keep: the flags of a dynamic class, which fields were
 * modified, that an empty array has data all the same, and that a field is there without its string. Told again to instances that lie within a restored one, which are copies.
 */
#include <stdint.h>

#include "field.h"
#include "instance.h"
#include "value.h"

static void restate_field(struct mtr_mi_batch *batch, const void *from, void *to, MI_Uint32 type);

static void restate(const MI_Instance *from, MI_Instance *copy)
{
	const struct mtr_mi_instance *source = dispatch_instance_body(from);
	struct mtr_mi_instance *body = dispatch_instance_body(copy);
	MI_ClassDecl *decl = (MI_ClassDecl *)(uintptr_t)body->classDecl;

	/* Only a declaration of the copy's own can differ: others are shared. */
	if (decl->flags != source->classDecl->flags)
		decl->flags = source->classDecl->flags;
	for (MI_Uint32 i = 0; i < decl->numProperties; i++) {
		const MI_PropertyDecl *property = source->classDecl->properties[i];
		const void *field = dispatch_field_of(source, property);
		void *copied = dispatch_field_of(body, decl->properties[i]);

		dispatch_field_set_modified(copied, property->type,
					    dispatch_field_flags(field, property->type) & MTR_MI_FIELD_MODIFIED);
		if (dispatch_field_exists(field, property->type))
			restate_field(body->batch, field, copied, property->type);
	}
}

static void restate_field(struct mtr_mi_batch *batch, const void *from, void *to, MI_Uint32 type)
{
	dispatch_field_set_existing(to, type);
	dispatch_value_keep_empty(batch, from, type, to);
	if (type == MI_INSTANCE || type == MI_REFERENCE) {
		MI_Instance *const *source = from, *const *copy = to;

		if (*source && *copy)
			restate(*source, *copy);
	} else if (type == MI_INSTANCEA || type == MI_REFERENCEA) {
		const MI_InstanceA *source = from, *copy = to;

		for (MI_Uint32 i = 0; i < source->size && i < copy->size; i++)
			if (source->data[i] && copy->data[i])
				restate(source->data[i], copy->data[i]);
	}
}

void dispatch_instance_restate(struct mtr_mi_batch *batch, const MI_Value *value, MI_Type type, void *field)
{
	restate_field(batch, value, field, type);
}
