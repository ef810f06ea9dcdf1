/* Recorded instances, classes and events to the dispatcher's. See convert.h. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "fail.h"
#include "id_map.h"
#include "objects.h"
#include "text_value.h"
#include "trace_store.h"

enum {
	MODELS_MAX = 1024,
};

struct replay_classes {
	const struct replay_store *store;
	pthread_mutex_t lock;
	struct mtr_id_map by_id;  /* schema id -> MI_Class */
	struct mtr_id_map models; /* schema id -> MI_Instance: what dynamic instances of it are made like */
};

int replay_classes_new(const struct replay_store *store, struct replay_classes **ret)
{
	struct replay_classes *classes = calloc(1, sizeof(*classes));

	if (!classes)
		return mtr_fail(-ENOMEM, "out of memory for classes");
	classes->store = store;
	pthread_mutex_init(&classes->lock, NULL);
	*ret = classes;
	return 0;
}

void replay_classes_drop(struct replay_classes *classes)
{
	MI_Instance *model;
	MI_Class *class;
	size_t at = 0;

	pthread_mutex_lock(&classes->lock);
	while ((class = mtr_id_map_next(&classes->by_id, &at)))
		dispatch_class_free(class);
	for (at = 0; (model = mtr_id_map_next(&classes->models, &at));)
		dispatch_instance_free(model);
	mtr_id_map_end(&classes->by_id);
	mtr_id_map_end(&classes->models);
	pthread_mutex_unlock(&classes->lock);
}

void replay_classes_free(struct replay_classes *classes)
{
	if (!classes)
		return;
	replay_classes_drop(classes);
	pthread_mutex_destroy(&classes->lock);
	free(classes);
}

/* --- classes ------------------------------------------------------------------------------------------------------ */

/* A default or the value of a qualifier; NULL where there is none. *result tells a failure. */
static const MI_Value *optional_value(const struct replay_convert *c, const Mitrace__Value *value, MI_Type type,
				      MI_Value *memory, MI_Result *result)
{
	memset(memory, 0, sizeof(*memory));
	if (!value || value->null || *result != MI_RESULT_OK)
		return NULL;
	*result = replay_convert_value(c, value, type, memory);
	return memory;
}

static MI_Result add_qualifiers(const struct replay_convert *c, struct dispatch_class_builder *b,
				enum dispatch_qualified on, MI_Uint32 index, size_t count,
				Mitrace__Qualifier *const *qualifiers)
{
	MI_Result result = MI_RESULT_OK;

	for (size_t i = 0; i < count && result == MI_RESULT_OK; i++) {
		const Mitrace__Qualifier *q = qualifiers[i];
		MI_Value value;
		struct dispatch_qualifier_info info = {
			.name = replay_convert_text(c, q->has_name, &q->name),
			.type = (MI_Type)q->type,
			.flavor = q->flavor,
			.value = optional_value(c, q->value, (MI_Type)q->type, &value, &result),
		};

		if (result == MI_RESULT_OK)
			dispatch_class_builder_qualifier(b, on, index, &info);
		replay_convert_clear(&value, (MI_Type)q->type);
	}
	return result;
}

static MI_Result add_property(const struct replay_convert *c, struct dispatch_class_builder *b,
			      const Mitrace__Element *e)
{
	MI_Result result = MI_RESULT_OK;
	MI_Value value;
	struct dispatch_property_info info = {
		.name = replay_convert_text(c, e->has_name, &e->name),
		.flags = e->flags,
		.type = (MI_Type)e->type,
		.class_name = replay_convert_text(c, e->has_class_name, &e->class_name),
		.subscript = e->subscript,
		.origin = replay_convert_text(c, e->has_origin, &e->origin),
		.propagator = replay_convert_text(c, e->has_propagator, &e->propagator),
		.value = optional_value(c, e->value, (MI_Type)e->type, &value, &result),
	};

	if (result == MI_RESULT_OK) {
		MI_Uint32 index = dispatch_class_builder_property(b, &info);

		result = add_qualifiers(c, b, DISPATCH_ON_PROPERTY, index, e->n_qualifier, e->qualifier);
	}
	replay_convert_clear(&value, (MI_Type)e->type);
	return result;
}

static MI_Result add_method(const struct replay_convert *c, struct dispatch_class_builder *b, const Mitrace__Method *m)
{
	struct dispatch_method_info info = {
		.name = replay_convert_text(c, m->has_name, &m->name),
		.flags = m->flags,
		.return_type = (MI_Type)m->return_type,
		.without_return = true, /* it is among the recorded parameters */
		.origin = replay_convert_text(c, m->has_origin, &m->origin),
		.propagator = replay_convert_text(c, m->has_propagator, &m->propagator),
	};
	MI_Uint32 method = dispatch_class_builder_method(b, &info);
	MI_Result result = add_qualifiers(c, b, DISPATCH_ON_METHOD, method, m->n_qualifier, m->qualifier);

	for (size_t i = 0; i < m->n_parameter && result == MI_RESULT_OK; i++) {
		const Mitrace__Element *p = m->parameter[i];
		struct dispatch_parameter_info parameter = {
			.name = replay_convert_text(c, p->has_name, &p->name),
			.flags = p->flags,
			.type = (MI_Type)p->type,
			.class_name = replay_convert_text(c, p->has_class_name, &p->class_name),
			.subscript = p->subscript,
		};
		MI_Uint32 index = dispatch_class_builder_parameter(b, &parameter);

		result = add_qualifiers(c, b, DISPATCH_ON_PARAMETER, index, p->n_qualifier, p->qualifier);
	}
	if (result == MI_RESULT_OK)
		result = add_qualifiers(c, b, DISPATCH_ON_RETURN, method, m->n_return_qualifier, m->return_qualifier);
	return result;
}

static MI_Result build_class(const struct replay_convert *c, const Mitrace__Class *class, const MI_Class *parent,
			     MI_Class **ret)
{
	struct dispatch_class_info info = {
		.name = replay_convert_text(c, class->has_name, &class->name),
		.flags = class->flags,
		.super_class = replay_convert_text(c, class->has_super_class_name, &class->super_class_name),
		.parent = parent,
		.namespace_name = replay_convert_text(c, class->has_namespace_name, &class->namespace_name),
		.server_name = replay_convert_text(c, class->has_server_name, &class->server_name),
	};
	struct dispatch_class_builder *b = dispatch_class_builder_new(&info);
	MI_Result result = add_qualifiers(c, b, DISPATCH_ON_CLASS, 0, class->n_qualifier, class->qualifier);

	for (size_t i = 0; i < class->n_element && result == MI_RESULT_OK; i++)
		result = add_property(c, b, class->element[i]);
	for (size_t i = 0; i < class->n_method && result == MI_RESULT_OK; i++)
		result = add_method(c, b, class->method[i]);
	if (result == MI_RESULT_OK)
		return dispatch_class_builder_finish(b, ret);
	dispatch_class_builder_free(b);
	return result;
}

MI_Result replay_convert_class(const struct replay_convert *c, const Mitrace__Class *class, MI_Class **ret)
{
	MI_Class *parent = NULL;
	MI_Result result = MI_RESULT_OK;

	*ret = NULL;
	if (!class)
		return MI_RESULT_OK;
	if (class->super_class)
		result = replay_convert_class(c, class->super_class, &parent);
	if (result == MI_RESULT_OK)
		result = build_class(c, class, parent, ret);
	dispatch_class_free(parent);
	return result;
}

/* The class of an interned instance, made at first use; borrowed. */
static MI_Result class_of(const struct replay_convert *c, const Mitrace__Instance *instance,
			  const Mitrace__Class *class, MI_Class **ret)
{
	struct replay_classes *classes = c->classes;
	MI_Result result = MI_RESULT_OK;

	pthread_mutex_lock(&classes->lock);
	*ret = mtr_id_map_get(&classes->by_id, instance->schema);
	if (!*ret) {
		result = replay_convert_class(c, class, ret);
		if (result == MI_RESULT_OK && mtr_id_map_set(&classes->by_id, instance->schema, *ret)) {
			dispatch_class_free(*ret);
			result = MI_RESULT_SERVER_LIMITS_EXCEEDED;
		}
	}
	pthread_mutex_unlock(&classes->lock);
	return result;
}

/* --- instances ----------------------------------------------------------------------------------------------------- */

/* An instance that is being made, and how its elements get there; see objects.h about restoring. */
struct made {
	MI_Instance *instance;
	size_t count; /* of elements */
	enum {
		OF_CLASS, /* the class has declared them */
		BY_NAME,  /* each is added */
		LIKE_MODEL,
	} how;
};

static MI_Result restore(const struct replay_convert *c, const struct made *made, size_t i, const Mitrace__Value *value,
			 const Mitrace__Element *element)
{
	MI_Uint32 flags = mtr_value_flags(value, element);
	MI_Type type = (MI_Type)mtr_value_type(value, element);
	bool null = flags & MI_FLAG_NULL;
	const MI_Value *given = NULL;
	MI_Result result = MI_RESULT_OK;
	MI_Value v = {0};

	if (!null) {
		result = replay_convert_value(c, value, type, &v);
		given = &v;
	}
	if (result == MI_RESULT_OK && made->how == BY_NAME)
		result = dispatch_instance_restore_add(
			made->instance, replay_convert_text(c, element->has_name, &element->name), given, type, flags);
	else if (result == MI_RESULT_OK && made->how == LIKE_MODEL)
		result = dispatch_instance_restore_over(made->instance, (MI_Uint32)i, given, type, flags);
	else if (result == MI_RESULT_OK)
		result = dispatch_instance_restore_at(made->instance, (MI_Uint32)i, given, type, flags);
	if (!null)
		replay_convert_clear(&v, type);
	return result;
}

static MI_Result make_of_class(const struct replay_convert *c, const Mitrace__Instance *instance,
			       const Mitrace__Class *class, struct made *made)
{
	MI_Class *declared = NULL;
	MI_Result result;

	if (instance->class_)
		result = replay_convert_class(c, class, &declared);
	else
		result = class_of(c, instance, class, &declared);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_new(NULL, declared->classDecl, &made->instance);
	if (instance->class_)
		dispatch_class_free(declared); /* the instance counts it */
	made->how = OF_CLASS;
	return result;
}

/* Borrowed. NULL: there is none, or of another size. */
static const MI_Instance *model_of(const struct replay_convert *c, const Mitrace__Instance *instance, size_t count)
{
	const MI_Instance *model;
	MI_Uint32 elements = 0;

	if (instance->class_)
		return NULL;
	pthread_mutex_lock(&c->classes->lock);
	model = mtr_id_map_get(&c->classes->models, instance->schema);
	pthread_mutex_unlock(&c->classes->lock);
	if (model)
		MI_Instance_GetElementCount(model, &elements);
	return elements == count ? model : NULL;
}

/* The next one of its class is made like it; where that is not possible, as this one was. */
static void keep_model(const struct replay_convert *c, const Mitrace__Instance *instance, const struct made *made)
{
	struct replay_classes *classes = c->classes;
	MI_Instance *model = NULL;

	if (made->how != BY_NAME || instance->class_)
		return;
	pthread_mutex_lock(&classes->lock);
	if (classes->models.count < MODELS_MAX && !mtr_id_map_get(&classes->models, instance->schema) &&
	    dispatch_instance_restore_like(made->instance, &model) == MI_RESULT_OK &&
	    mtr_id_map_set(&classes->models, instance->schema, model))
		dispatch_instance_free(model);
	pthread_mutex_unlock(&classes->lock);
}

static MI_Result make_dynamic(const struct replay_convert *c, const Mitrace__Instance *instance,
			      const Mitrace__Class *class, struct made *made)
{
	const MI_Instance *model = model_of(c, instance, made->count);

	made->how = model ? LIKE_MODEL : BY_NAME;
	if (model)
		return dispatch_instance_restore_like(model, &made->instance);
	return dispatch_instance_restore_new(replay_convert_text(c, class->has_name, &class->name), class->flags,
					     &made->instance);
}

static MI_Result set_names(const struct replay_convert *c, const Mitrace__Instance *instance, MI_Instance *made)
{
	MI_Result result = MI_RESULT_OK;

	if (instance->has_namespace_name)
		result = made->ft->SetNameSpace(made, replay_convert_text(c, true, &instance->namespace_name));
	if (result == MI_RESULT_OK && instance->has_server_name)
		result = made->ft->SetServerName(made, replay_convert_text(c, true, &instance->server_name));
	return result;
}

/* What has more to its class than elements can only come from a declaration. */
static bool is_dynamic(const Mitrace__Instance *instance, const Mitrace__Class *class)
{
	return instance->dynamic && !class->has_super_class_name && !class->n_qualifier && !class->n_method;
}

MI_Result replay_convert_instance(const struct replay_convert *c, const Mitrace__Instance *instance, MI_Instance **ret)
{
	const Mitrace__Class *class = instance ? replay_store_class(c->classes->store, instance) : NULL;
	struct made made = {.instance = NULL};
	MI_Result result;

	*ret = NULL;
	if (!instance || instance->null)
		return MI_RESULT_OK;
	if (!class)
		return instance->too_deep ? MI_RESULT_OK : MI_RESULT_INVALID_CLASS;
	made.count = instance->n_value < class->n_element ? instance->n_value : class->n_element;
	if (is_dynamic(instance, class))
		result = make_dynamic(c, instance, class, &made);
	else
		result = make_of_class(c, instance, class, &made);
	if (result == MI_RESULT_OK)
		result = set_names(c, instance, made.instance);
	for (size_t i = 0; i < made.count && result == MI_RESULT_OK; i++)
		result = restore(c, &made, i, instance->value[i], class->element[i]);
	if (result != MI_RESULT_OK) {
		dispatch_instance_free(made.instance);
		return result;
	}
	keep_model(c, instance, &made);
	*ret = made.instance;
	return MI_RESULT_OK;
}

/* --- events -------------------------------------------------------------------------------------------------------- */

static MI_Result convert_result(const struct replay_convert *c, const Mitrace__Callback *cb, struct dispatch_event *e)
{
	MI_Result result = replay_convert_instance(c, cb->instance, &e->instance);

	if (result == MI_RESULT_OK)
		result = replay_convert_instance(c, cb->error_details, &e->error_details);
	if (result == MI_RESULT_OK)
		result = replay_convert_class(c, cb->class_, &e->class);
	e->more = cb->more_results;
	e->result = (MI_Result)cb->result;
	e->error_message = replay_convert_text(c, cb->has_error_message, &cb->error_message);
	e->bookmark = replay_convert_text(c, cb->has_bookmark, &cb->bookmark);
	e->machine_id = replay_convert_text(c, cb->has_machine_id, &cb->machine_id);
	return result;
}

static void convert_progress(const struct replay_convert *c, const Mitrace__Callback *cb, struct dispatch_event *e)
{
	e->activity = replay_convert_text(c, cb->has_activity, &cb->activity);
	e->current_operation = replay_convert_text(c, cb->has_current_operation, &cb->current_operation);
	e->status_description = replay_convert_text(c, cb->has_status_description, &cb->status_description);
	e->percentage = cb->percentage;
	e->seconds_remaining = cb->seconds_remaining;
}

static MI_Result convert_parameter(const struct replay_convert *c, const Mitrace__Callback *cb, MI_Value *value,
				   struct dispatch_event *e)
{
	MI_Result result = MI_RESULT_OK;

	e->parameter_name = replay_convert_text(c, cb->has_parameter_name, &cb->parameter_name);
	e->parameter_type = (MI_Type)cb->parameter_type;
	if (cb->parameter_value && !cb->parameter_value->null) {
		result = replay_convert_value(c, cb->parameter_value, e->parameter_type, value);
		e->parameter_value = value;
	}
	return result;
}

MI_Result replay_convert_callback(const struct replay_convert *c, const Mitrace__Callback *cb, MI_Value *ret_value,
				  struct dispatch_event *ret)
{
	struct dispatch_event e = {0};
	MI_Result result = MI_RESULT_OK;

	memset(ret_value, 0, sizeof(*ret_value));
	switch (cb->kind) {
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult:
		e.kind = DISPATCH_RESULT_INSTANCE;
		result = convert_result(c, cb, &e);
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_indicationResult:
		e.kind = DISPATCH_RESULT_INDICATION;
		result = convert_result(c, cb, &e);
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_classResult:
		e.kind = DISPATCH_RESULT_CLASS;
		result = convert_result(c, cb, &e);
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser:
		e.kind = DISPATCH_PROMPT_USER;
		e.message = replay_convert_text(c, cb->has_message, &cb->message);
		e.prompt_type = (MI_PromptType)cb->prompt_type;
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError:
		e.kind = DISPATCH_WRITE_ERROR;
		result = replay_convert_instance(c, cb->instance, &e.instance);
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage:
		e.kind = DISPATCH_WRITE_MESSAGE;
		e.message = replay_convert_text(c, cb->has_message, &cb->message);
		e.channel = cb->channel;
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeProgress:
		e.kind = DISPATCH_WRITE_PROGRESS;
		convert_progress(c, cb, &e);
		break;
	case MITRACE__CALLBACK_KIND__MI_OperationCallbacks_streamedParameterResult:
		e.kind = DISPATCH_STREAMED_PARAMETER;
		result = convert_parameter(c, cb, ret_value, &e);
		break;
	default:
		result = MI_RESULT_NOT_SUPPORTED;
		break;
	}
	*ret = e;
	if (result != MI_RESULT_OK)
		replay_convert_drop(ret);
	return result;
}

MI_Result replay_convert_fetched(const struct replay_convert *c, const Mitrace__Call *end, struct dispatch_event *ret)
{
	struct dispatch_event e = {.kind = DISPATCH_RESULT_INSTANCE,
				   .more = end->more_results,
				   .result = (MI_Result)end->operation_result};
	MI_Result result = replay_convert_instance(c, end->instance, &e.instance);

	if (end->function == MITRACE__FUNCTION__MI_Operation_GetIndication)
		e.kind = DISPATCH_RESULT_INDICATION;
	if (end->function == MITRACE__FUNCTION__MI_Operation_GetClass)
		e.kind = DISPATCH_RESULT_CLASS;
	if (result == MI_RESULT_OK)
		result = replay_convert_instance(c, end->error_details, &e.error_details);
	if (result == MI_RESULT_OK)
		result = replay_convert_class(c, end->class_, &e.class);
	e.error_message = replay_convert_text(c, end->has_error_message, &end->error_message);
	e.bookmark = replay_convert_text(c, end->has_bookmark, &end->bookmark);
	e.machine_id = replay_convert_text(c, end->has_machine_id, &end->machine_id);
	*ret = e;
	if (result != MI_RESULT_OK)
		replay_convert_drop(ret);
	return result;
}

void replay_convert_drop(struct dispatch_event *e)
{
	dispatch_instance_free(e->instance);
	dispatch_instance_free(e->error_details);
	dispatch_class_free(e->class);
	e->instance = e->error_details = NULL;
	e->class = NULL;
}
