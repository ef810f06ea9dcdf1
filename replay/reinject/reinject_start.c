/* Recorded starts of operations, made again. */
#include "reinject.h"

#include <errno.h>
#include <stdlib.h>

#include "fail.h"
#include "objects.h"

enum {
	CALL_MEMORY = 96 << 20,
};

/* A recorded call with its arguments as MI has them. */
struct arguments {
	const Mitrace__Call *call;
	const MI_Char *namespace_name, *class_name, *method_name, *dialect, *expression;
	const MI_Char *association_class, *result_class, *role, *result_role;
	MI_Instance *instance, *parameters;
};

static int convert(const struct replay_convert *c, const Mitrace__Call *call, struct arguments *ret)
{
	struct arguments a = {.call = call};

#define TEXT(to, from) a.to = replay_convert_text(c, call->has_##from, &call->from)
	TEXT(namespace_name, namespace_name);
	TEXT(class_name, class_name);
	TEXT(method_name, method_name);
	TEXT(dialect, query_dialect);
	TEXT(expression, query_expression);
	TEXT(association_class, association_class);
	TEXT(result_class, result_class);
	TEXT(role, role);
	TEXT(result_role, result_role);
#undef TEXT
	if (replay_convert_instance(c, call->instance, &a.instance) != MI_RESULT_OK ||
	    replay_convert_instance(c, call->parameters, &a.parameters) != MI_RESULT_OK) {
		dispatch_instance_free(a.instance);
		return mtr_fail(-MTR_EDAMAGED, "the arguments of an operation cannot be made again");
	}
	*ret = a;
	return 0;
}

/* Modes of options are the recording's; see serving_event.c. */
static void start_about_instance(const struct arguments *a, MI_OperationCallbacks *cb, MI_Session *s, MI_Operation *op)
{
	switch (a->call->function) {
	case MITRACE__FUNCTION__MI_Session_GetInstance:
		s->ft->GetInstance(s, a->call->flags, NULL, a->namespace_name, a->instance, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_ModifyInstance:
		s->ft->ModifyInstance(s, a->call->flags, NULL, a->namespace_name, a->instance, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_CreateInstance:
		s->ft->CreateInstance(s, a->call->flags, NULL, a->namespace_name, a->instance, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_DeleteInstance:
		s->ft->DeleteInstance(s, a->call->flags, NULL, a->namespace_name, a->instance, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_Invoke:
		s->ft->Invoke(s, a->call->flags, NULL, a->namespace_name, a->class_name, a->method_name, a->instance,
			      a->parameters, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_AssociatorInstances:
		s->ft->AssociatorInstances(s, a->call->flags, NULL, a->namespace_name, a->instance,
					   a->association_class, a->result_class, a->role, a->result_role,
					   (MI_Boolean)a->call->keys_only, cb, op);
		break;
	default:
		s->ft->ReferenceInstances(s, a->call->flags, NULL, a->namespace_name, a->instance, a->result_class,
					  a->role, (MI_Boolean)a->call->keys_only, cb, op);
		break;
	}
}

static void start(const struct arguments *a, MI_OperationCallbacks *cb, MI_Session *s, MI_Operation *op)
{
	switch (a->call->function) {
	case MITRACE__FUNCTION__MI_Session_EnumerateInstances:
		s->ft->EnumerateInstances(s, a->call->flags, NULL, a->namespace_name, a->class_name,
					  (MI_Boolean)a->call->keys_only, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_QueryInstances:
		s->ft->QueryInstances(s, a->call->flags, NULL, a->namespace_name, a->dialect, a->expression, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_Subscribe:
		s->ft->Subscribe(s, a->call->flags, NULL, a->namespace_name, a->dialect, a->expression, NULL, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_GetClass:
		s->ft->GetClass(s, a->call->flags, NULL, a->namespace_name, a->class_name, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
		s->ft->EnumerateClasses(s, a->call->flags, NULL, a->namespace_name, a->class_name,
					(MI_Boolean)a->call->class_names_only, cb, op);
		break;
	case MITRACE__FUNCTION__MI_Session_TestConnection:
		s->ft->TestConnection(s, a->call->flags, cb, op);
		break;
	default:
		start_about_instance(a, cb, s, op);
		break;
	}
}

int reinject_start(struct mitrace_replay *r, struct reinject_op *op, MI_OperationCallbacks *callbacks,
		   MI_Session *session)
{
	const struct recorded_op *recorded = &r->replay.index.ops[op->index];
	struct mtr_arena arena;
	struct replay_convert c = {.classes = r->replay.classes, .arena = &arena};
	const Mitrace__Packet *packet;
	struct arguments arguments = {0};
	int err;

	mtr_arena_begin(&arena, CALL_MEMORY);
	err = replay_store_get(r->replay.store, recorded->begin, &arena, &packet);
	if (!err && packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		err = mtr_fail(-MTR_EDAMAGED, "event %llu is not the start of an operation any more",
			       (unsigned long long)recorded->seq);
	if (!err)
		err = convert(&c, packet->call_begin, &arguments);
	if (!err) {
		reinject_starts(r, op);
		start(&arguments, callbacks, session, &op->handle);
		reinject_starts(NULL, NULL);
		dispatch_instance_free(arguments.instance);
		dispatch_instance_free(arguments.parameters);
	}
	mtr_arena_end(&arena);
	return err;
}
