/* What replay does with a trace that it is given: keys of all requests, MI objects of all that was delivered. */
#include "fuzz_engine.h"

#include "convert.h"
#include "trace_keys.h"

enum {
	STEP_MEMORY = 64 << 20
};

struct engine {
	struct replay_index index;
	struct replay_store *store;
	struct replay_classes *classes;
};

/* As a client does: every element, through the instance's own table. */
static void use_instance(const MI_Instance *instance)
{
	MI_Uint32 count = 0;

	if (!instance || MI_Instance_GetElementCount(instance, &count) != MI_RESULT_OK)
		return;
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *name;
		MI_Value value;
		MI_Type type;
		MI_Uint32 flags;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) == MI_RESULT_OK &&
		    !(flags & MI_FLAG_NULL) && type == MI_INSTANCE)
			use_instance(value.instance);
	}
}

static void deliver(struct engine *e, const Mitrace__Packet *packet, struct mtr_arena *arena)
{
	struct replay_convert c = {.classes = e->classes, .arena = arena};
	struct dispatch_event event = {0};
	MI_Value value;
	MI_Result made = MI_RESULT_FAILED;

	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
		made = replay_convert_callback(&c, packet->callback_begin, &value, &event);
	else if (packet->body_case == MITRACE__PACKET__BODY_CALL_END)
		made = replay_convert_fetched(&c, packet->call_end, &event);
	if (made != MI_RESULT_OK)
		return;
	use_instance(event.instance);
	use_instance(event.error_details);
	if (event.parameter_value)
		replay_convert_clear(&value, event.parameter_type);
	replay_convert_drop(&event);
}

static void deliver_steps(struct engine *e, const struct replay_steps *steps)
{
	for (uint32_t i = 0; i < steps->count; i++) {
		const Mitrace__Packet *packet;
		struct mtr_arena arena;

		mtr_arena_begin(&arena, STEP_MEMORY);
		if (replay_step_delivers(&steps->at[i]) &&
		    replay_store_get(e->store, replay_step_place(&steps->at[i]), &arena, &packet) == 0)
			deliver(e, packet, &arena);
		mtr_arena_end(&arena);
	}
}

void fuzz_engine(const char *path)
{
	struct engine e = {.store = NULL};
	struct replay_key_maker maker;
	struct replay_index_keys keys;
	int err;

	replay_key_maker_begin(&maker, true);
	keys = replay_trace_keys(&maker);
	err = replay_index_open(path, &keys, &e.index, &e.store);
	replay_key_maker_end(&maker);
	if (err)
		return;
	if (replay_classes_new(e.store, &e.classes) == 0) {
		for (size_t i = 0; i < e.index.nr_sessions; i++)
			deliver_steps(&e, &e.index.sessions[i].callbacks);
		for (size_t i = 0; i < e.index.nr_ops; i++)
			deliver_steps(&e, &e.index.ops[i].steps);
		replay_classes_free(e.classes);
	}
	replay_index_close(&e.index);
	replay_store_close(e.store);
}
