/*
 * How instances come and go. What can be done with them is in instance_table.c.
 */
#include "instance.h"

#include <stdint.h>

#include "batch.h"
#include "cim_name.h"
#include "decl_copy.h"
#include "field.h"
#include "objects.h"
#include "value.h"

enum {
	BESIDE = 512, /* bytes that an instance needs beside its body, as a rule: head, names, strings */
};

struct mtr_mi_instance *dispatch_instance_body(const MI_Instance *instance)
{
	struct mtr_mi_instance *self = (struct mtr_mi_instance *)(uintptr_t)instance;

	return self->self ? self->self : self;
}

static size_t dynamic_size(MI_Uint32 capacity)
{
	return sizeof(MI_Instance) + (size_t)capacity * MTR_MI_DYNAMIC_FIELD_BYTES;
}

/* Memory for an instance, zeroed, behind the head that the base code expects. */
static struct mtr_mi_instance *allocate(struct mtr_mi_batch *batch, size_t size)
{
	struct mtr_mi_instance_head *head = dispatch_batch_zalloc(batch, sizeof(*head) + size);

	if (!head)
		return NULL;
	head->magic = MTR_MI_INSTANCE_HEAD_MAGIC;
	head->refs = 1;
	return (struct mtr_mi_instance *)(head + 1);
}

/*
 * A body without a class. @batch is where it shall lie, or NULL: then it gets a batch, and frees it in the end, with
 * room for @expected bytes.
 */
static struct mtr_mi_instance *new_body(struct mtr_mi_batch *batch, size_t size, size_t expected)
{
	struct mtr_mi_batch *own = batch ? batch : dispatch_batch_new(expected);
	struct mtr_mi_instance *body = own ? allocate(own, size) : NULL;

	if (!body) {
		if (!batch)
			dispatch_batch_free(own);
		return NULL;
	}
	body->ft = &dispatch_instance_ft;
	body->batch = own;
	body->self = body;
	body->releaseBatch = !batch;
	return body;
}

/* The handle of a dynamic instance: begins as a copy of the body. */
static struct mtr_mi_instance *wrap(struct mtr_mi_instance *body)
{
	struct mtr_mi_instance *wrapper = allocate(body->batch, sizeof(MI_Instance));

	if (wrapper) {
		*wrapper = *body;
		wrapper->self = body;
	}
	return wrapper;
}

/*
 * The declaration a new instance refers to, given the one it is made from. Static ones live for ever; those with an
 * owner are shared by counting it, if it is a class of ours; others are copied.
 */
static const MI_ClassDecl *adopt_decl(struct mtr_mi_batch *batch, const MI_ClassDecl *decl)
{
	MI_ClassDecl *copy;
	MI_Class *class;

	if (!(decl->flags & DISPATCH_CLASS_FLAGS))
		return dispatch_decl_copy_dynamic(batch, decl);
	if (!decl->owningClass)
		return decl;
	if (dispatch_decl_is_owned(decl) && decl->owningClass->ft == &dispatch_class_ft.base)
		return dispatch_class_clone(decl->owningClass, &class) == MI_RESULT_OK ? class->classDecl : NULL;
	copy = dispatch_decl_copy(batch, decl);
	if (copy)
		copy->owningClass = MTR_MI_OWNING_CLASS_DYNAMIC;
	return copy;
}

MI_Result dispatch_instance_new_static(struct mtr_mi_batch *batch, const MI_ClassDecl *decl, MI_Instance **ret_instance)
{
	struct mtr_mi_instance *body = new_body(batch, decl->size, decl->size + BESIDE);

	*ret_instance = NULL;
	if (!body)
		return MI_RESULT_FAILED;
	body->classDecl = adopt_decl(body->batch, decl);
	if (!body->classDecl) {
		if (!batch)
			dispatch_batch_free(body->batch);
		return MI_RESULT_FAILED;
	}
	*ret_instance = (MI_Instance *)body;
	return MI_RESULT_OK;
}

/* A dynamic instance of what is a copy of @decl, flags included; its elements are NULL. */
static MI_Result new_of_decl(struct mtr_mi_batch *batch, const MI_ClassDecl *decl, size_t expected,
			     MI_Instance **ret_instance)
{
	size_t size = dynamic_size(dispatch_decl_capacity(decl->numProperties));
	struct mtr_mi_instance *body = new_body(batch, size, expected);
	struct mtr_mi_instance *wrapper = NULL;
	MI_ClassDecl *copy;

	*ret_instance = NULL;
	if (!body)
		return MI_RESULT_FAILED;
	copy = dispatch_decl_copy_dynamic(body->batch, decl);
	if (copy) {
		copy->flags = decl->flags;
		body->classDecl = copy;
		wrapper = wrap(body);
	}
	if (!wrapper) {
		if (!batch)
			dispatch_batch_free(body->batch);
		return MI_RESULT_FAILED;
	}
	*ret_instance = (MI_Instance *)wrapper;
	return MI_RESULT_OK;
}

MI_Result dispatch_instance_new_dynamic(struct mtr_mi_batch *batch, const MI_Char *class_name, MI_Uint32 class_flags,
					MI_Instance **ret_instance)
{
	MI_ClassDecl fresh = {
		.flags = class_flags,
		.code = dispatch_name_code(class_name),
		.name = class_name,
		.size = sizeof(MI_Instance),
	};

	return new_of_decl(batch, &fresh, dynamic_size(MTR_MI_DYNAMIC_CAPACITY) + BESIDE, ret_instance);
}

MI_Result dispatch_instance_restore_like(const MI_Instance *model, MI_Instance **ret_instance)
{
	const struct mtr_mi_instance *body = dispatch_instance_body(model);

	return new_of_decl(NULL, body->classDecl, dispatch_batch_used(body->batch) + BESIDE, ret_instance);
}

static MI_Result copy_names(const struct mtr_mi_instance *from, struct mtr_mi_instance *to)
{
	if (from->nameSpace && !(to->nameSpace = dispatch_batch_strdup(to->batch, from->nameSpace)))
		return MI_RESULT_FAILED;
	if (from->serverName && !(to->serverName = dispatch_batch_strdup(to->batch, from->serverName)))
		return MI_RESULT_FAILED;
	return MI_RESULT_OK;
}

/* Copies forget whether a field was borrowed or modified. */
static MI_Result copy_fields(const struct mtr_mi_instance *from, struct mtr_mi_instance *to)
{
	MI_Result result = MI_RESULT_OK;
	MI_Uint32 i;

	for (i = 0; i < from->classDecl->numProperties && result == MI_RESULT_OK; i++) {
		const MI_PropertyDecl *property = from->classDecl->properties[i];
		const void *field = dispatch_field_of(from, property);

		result = dispatch_field_set(dispatch_field_of(to, property), property->type, field,
					    dispatch_field_exists(field, property->type) ? 0 : MI_FLAG_NULL, to->batch);
	}
	return result;
}

static MI_Result fill_copy(const struct mtr_mi_instance *from, bool dynamic, struct mtr_mi_instance *to)
{
	MI_Result result = copy_names(from, to);

	if (result != MI_RESULT_OK)
		return result;
	to->classDecl = dynamic ? dispatch_decl_copy_dynamic(to->batch, from->classDecl)
				: adopt_decl(to->batch, from->classDecl);
	return to->classDecl ? copy_fields(from, to) : MI_RESULT_FAILED;
}

MI_Result dispatch_instance_copy_to(struct mtr_mi_batch *batch, const MI_Instance *instance, MI_Instance **ret_copy)
{
	const struct mtr_mi_instance *from = dispatch_instance_body(instance);
	bool dynamic = (const void *)from != (const void *)instance;
	size_t size =
		dynamic ? dynamic_size(dispatch_decl_capacity(from->classDecl->numProperties)) : from->classDecl->size;
	struct mtr_mi_instance *copy = new_body(batch, size, size + BESIDE);
	struct mtr_mi_instance *handle;

	*ret_copy = NULL;
	if (!copy)
		return MI_RESULT_FAILED;
	handle = fill_copy(from, dynamic, copy) != MI_RESULT_OK ? NULL : dynamic ? wrap(copy) : copy;
	if (!handle) {
		dispatch_instance_destroy((MI_Instance *)copy);
		return MI_RESULT_FAILED;
	}
	*ret_copy = (MI_Instance *)handle;
	return MI_RESULT_OK;
}

/* What goes with the batch need not be looked at. */
static void drop_fields(struct mtr_mi_instance *body)
{
	MI_Uint32 i;

	for (i = 0; i < body->classDecl->numProperties; i++) {
		const MI_PropertyDecl *property = body->classDecl->properties[i];

		if (!body->releaseBatch || dispatch_type_has_instances(property->type))
			dispatch_field_clear(dispatch_field_of(body, property), property->type, body->batch);
	}
}

MI_Result dispatch_instance_destroy(MI_Instance *instance)
{
	struct mtr_mi_instance *body = dispatch_instance_body(instance);
	struct mtr_mi_batch *batch = body->batch;
	bool release = body->releaseBatch;

	if (!batch)
		return MI_RESULT_FAILED;
	if (body->classDecl) {
		const MI_ClassDecl *decl = body->classDecl;

		drop_fields(body);
		body->classDecl = NULL;
		if ((decl->flags & DISPATCH_CLASS_FLAGS) && dispatch_decl_is_owned(decl))
			dispatch_class_free(decl->owningClass);
	}
	if (release)
		dispatch_batch_free(batch);
	return MI_RESULT_OK;
}

/* Makes room for one more element, moving the fields and the list of properties if need be. */
static struct mtr_mi_instance *make_room(struct mtr_mi_instance *body)
{
	MI_ClassDecl *decl = (MI_ClassDecl *)(uintptr_t)body->classDecl;
	MI_Uint32 capacity = 2 * decl->numProperties;
	struct mtr_mi_instance *larger;
	const MI_PropertyDecl **properties;

	if (decl->numProperties != dispatch_decl_capacity(decl->numProperties))
		return body;
	properties = dispatch_batch_get(body->batch, capacity * sizeof(*properties));
	larger = allocate(body->batch, dynamic_size(capacity));
	if (!properties || !larger)
		return NULL;
	memcpy(properties, decl->properties, decl->numProperties * sizeof(*properties));
	dispatch_batch_put(body->batch, decl->properties);
	decl->properties = properties;
	memcpy(larger, body, dynamic_size(decl->numProperties));
	larger->self = larger;
	dispatch_batch_put(body->batch, (struct mtr_mi_instance_head *)body - 1);
	return larger;
}

MI_Result dispatch_instance_append(MI_Instance *instance, const MI_Char *name, MI_Type type, MI_Uint32 flags)
{
	struct mtr_mi_instance *wrapper = (struct mtr_mi_instance *)instance;
	struct mtr_mi_instance *body = make_room(wrapper->self);
	MI_PropertyDecl *property;
	MI_ClassDecl *decl;

	if (!body)
		return MI_RESULT_FAILED;
	*wrapper = *body;
	decl = (MI_ClassDecl *)(uintptr_t)body->classDecl;
	property = dispatch_batch_zalloc(body->batch, sizeof(*property));
	if (!property || !(property->name = dispatch_batch_strdup(body->batch, name)))
		return MI_RESULT_FAILED;
	property->flags = flags;
	property->code = dispatch_name_code(name);
	property->type = type;
	property->offset = (MI_Uint32)dynamic_size(decl->numProperties);
	memset(dispatch_field_of(body, property), 0, MTR_MI_DYNAMIC_FIELD_BYTES);
	((const MI_PropertyDecl **)(uintptr_t)decl->properties)[decl->numProperties++] = property;
	decl->size += MTR_MI_DYNAMIC_FIELD_BYTES;
	return MI_RESULT_OK;
}
