/* Class messages: a declaration with all that hangs on it. */
#include "encode_parts.h"

#include "mitrace_fields.h"

static void emit_name(struct mtr_encoder *e, unsigned field, const MI_Char *name)
{
	if (name)
		mtr_emit_bytes(e, field, name, strlen(name));
}

/* A value that a declaration points to. */
static void emit_default(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value, const MI_Char *name)
{
	struct mtr_value_head head = {0};

	if (!value)
		return;
	/* Single numbers and times are never hidden, so their names need no look. */
	mtr_treat(e, type > MI_DATETIME && name && mtr_redaction_secret_name(name, strlen(name)), &head);
	mtr_emit_value(e, field, type, value, &head);
}

static void emit_qualifiers(struct mtr_encoder *e, unsigned field, MI_Qualifier const *const *qualifiers,
			    MI_Uint32 count)
{
	const MI_Qualifier *q;
	size_t mark;
	MI_Uint32 i;

	for (i = 0; qualifiers && i < count && !e->overflowed; i++) {
		q = qualifiers[i];
		mark = mtr_emit_open(e, field);
		if (q) {
			emit_name(e, MTR_QUALIFIER_NAME, q->name);
			mtr_emit_uint(e, MTR_QUALIFIER_TYPE, q->type);
			mtr_emit_uint(e, MTR_QUALIFIER_FLAVOR, q->flavor);
			emit_default(e, MTR_QUALIFIER_VALUE, q->type, q->value, q->name);
		}
		mtr_emit_close(e, mark);
	}
}

/* What properties and parameters begin with; @flags apart, because instances have their own. */
static void emit_element_head(struct mtr_encoder *e, const MI_ParameterDecl *decl, MI_Uint32 flags)
{
	emit_name(e, MTR_ELEMENT_NAME, decl->name);
	mtr_emit_uint(e, MTR_ELEMENT_TYPE, decl->type);
	mtr_emit_uint(e, MTR_ELEMENT_FLAGS, flags);
	emit_qualifiers(e, MTR_ELEMENT_QUALIFIER, decl->qualifiers, decl->numQualifiers);
	emit_name(e, MTR_ELEMENT_CLASS_NAME, decl->className);
}

static void emit_element_tail(struct mtr_encoder *e, const MI_ParameterDecl *decl)
{
	if (decl->subscript)
		mtr_emit_uint(e, MTR_ELEMENT_SUBSCRIPT, decl->subscript);
	mtr_emit_uint(e, MTR_ELEMENT_CODE, decl->code);
}

static void emit_property(struct mtr_encoder *e, const MI_PropertyDecl *decl, bool of_instance)
{
	const MI_ParameterDecl *begin = (const MI_ParameterDecl *)decl;

	emit_element_head(e, begin, of_instance ? mtr_element_flags(decl) : decl->flags);
	emit_default(e, MTR_ELEMENT_VALUE, decl->type, decl->value, decl->name);
	emit_name(e, MTR_ELEMENT_ORIGIN, decl->origin);
	emit_name(e, MTR_ELEMENT_PROPAGATOR, decl->propagator);
	emit_element_tail(e, begin);
}

static void emit_method(struct mtr_encoder *e, const MI_MethodDecl *decl)
{
	size_t mark;
	MI_Uint32 i;

	emit_name(e, MTR_METHOD_NAME, decl->name);
	mtr_emit_uint(e, MTR_METHOD_FLAGS, decl->flags);
	mtr_emit_uint(e, MTR_METHOD_RETURN_TYPE, decl->returnType);
	emit_qualifiers(e, MTR_METHOD_QUALIFIER, decl->qualifiers, decl->numQualifiers);
	for (i = 0; decl->parameters && i < decl->numParameters && !e->overflowed; i++) {
		const MI_ParameterDecl *parameter = decl->parameters[i];

		mark = mtr_emit_open(e, MTR_METHOD_PARAMETER);
		if (parameter) {
			emit_element_head(e, parameter, parameter->flags);
			emit_element_tail(e, parameter);
		}
		mtr_emit_close(e, mark);
	}
	emit_name(e, MTR_METHOD_ORIGIN, decl->origin);
	emit_name(e, MTR_METHOD_PROPAGATOR, decl->propagator);
	mtr_emit_uint(e, MTR_METHOD_CODE, decl->code);
}

static void emit_members(struct mtr_encoder *e, const MI_ClassDecl *decl, bool of_instance)
{
	size_t mark;
	MI_Uint32 i;

	for (i = 0; i < mtr_nr_properties(decl) && !e->overflowed; i++) {
		mark = mtr_emit_open(e, MTR_CLASS_ELEMENT);
		if (decl->properties[i])
			emit_property(e, decl->properties[i], of_instance);
		mtr_emit_close(e, mark);
	}
	emit_qualifiers(e, MTR_CLASS_QUALIFIER, decl->qualifiers, decl->numQualifiers);
	for (i = 0; decl->methods && i < decl->numMethods && !e->overflowed; i++) {
		mark = mtr_emit_open(e, MTR_CLASS_METHOD);
		if (decl->methods[i])
			emit_method(e, decl->methods[i]);
		mtr_emit_close(e, mark);
	}
}

/* @depth counts classes alone, so that a class is the same wherever it is met. */
static void emit_class(struct mtr_encoder *e, const MI_ClassDecl *decl, const MI_Class *handle, bool of_instance,
		       unsigned depth)
{
	size_t mark;

	emit_name(e, MTR_CLASS_NAME, decl->name);
	emit_name(e, MTR_CLASS_SUPER_CLASS_NAME, decl->superClass);
	emit_name(e, MTR_CLASS_NAMESPACE_NAME, handle ? handle->namespaceName : NULL);
	emit_name(e, MTR_CLASS_SERVER_NAME, handle ? handle->serverName : NULL);
	mtr_emit_uint(e, MTR_CLASS_FLAGS, decl->flags);
	emit_members(e, decl, of_instance);
	if (decl->superClassDecl && depth < MTR_ENCODER_DEPTH_MAX) {
		mark = mtr_emit_open(e, MTR_CLASS_SUPER_CLASS);
		emit_class(e, decl->superClassDecl, NULL, false, depth + 1);
		mtr_emit_close(e, mark);
	}
	mtr_emit_uint(e, MTR_CLASS_CODE, decl->code);
}

static void emit_content(struct mtr_encoder *e, const MI_ClassDecl *decl, const MI_Class *handle, bool of_instance)
{
	bool outer = e->in_class;

	e->in_class = true;
	emit_class(e, decl, handle, of_instance, 0);
	e->in_class = outer;
}

void mtr_emit_instance_class(struct mtr_encoder *e, const MI_ClassDecl *decl)
{
	emit_content(e, decl, NULL, true);
}

void mtr_encode_class(struct mtr_encoder *e, unsigned field, const MI_Class *class)
{
	size_t mark;

	if (!class)
		return;
	mark = mtr_emit_open(e, field);
	if (class->classDecl) {
		emit_content(e, class->classDecl, class, false);
	} else {
		emit_name(e, MTR_CLASS_NAMESPACE_NAME, class->namespaceName);
		emit_name(e, MTR_CLASS_SERVER_NAME, class->serverName);
	}
	mtr_emit_close(e, mark);
}
