/* See recorded_provider.h. */
#include "recorded_provider.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
	CALL_MEMORY = 16 << 20, /* of one unpacked call */
};

/* Names are compared as MI compares them. */
static bool same_name(bool has, const ProtobufCBinaryData *recorded, const MI_Char *name)
{
	return has && recorded->len == strlen(name) && !strncasecmp((const char *)recorded->data, name, recorded->len);
}

static bool is_for(struct replay *replay, const struct recorded_provider *provider, const MI_Char *namespace_name,
		   const MI_Char *name, struct mtr_arena *arena)
{
	const Mitrace__Packet *packet;
	const Mitrace__Call *call;

	if (replay_store_get(replay->store, provider->begin, arena, &packet) ||
	    packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return false;
	call = packet->call_begin;
	return same_name(call->has_namespace_name, &call->namespace_name, namespace_name) &&
	       same_name(call->has_provider_name, &call->provider_name, name);
}

/* The first one that nobody has had; *ret_recorded: how many there are. */
static struct recorded_provider *take(struct replay *replay, const MI_Char *namespace_name, const MI_Char *name,
				      struct mtr_arena *arena, unsigned *ret_recorded)
{
	for (size_t i = 0; i < replay->index.nr_providers; i++) {
		struct recorded_provider *provider = &replay->index.providers[i];

		if (!provider->ended || !is_for(replay, provider, namespace_name, name, arena))
			continue;
		++*ret_recorded;
		if (!atomic_flag_test_and_set(&provider->used))
			return provider;
	}
	return NULL;
}

static void miss(struct replay *replay, const MI_Char *namespace_name, const MI_Char *name, unsigned recorded)
{
	Mitrace__Miss m = MITRACE__MISS__INIT;
	char request[512];

	snprintf(request, sizeof(request), "NewHostedProvider namespace=\"%s\" provider=\"%s\"", namespace_name, name);
	m.request = request;
	m.has_recorded = m.has_used = true;
	m.recorded = m.used = recorded;
	replay_report_miss(&replay->report, &m);
}

/* What NewHostedProvider answered. */
static MI_Result answer(struct replay *replay, const struct recorded_provider *provider, struct mtr_arena *arena,
			MI_Instance **ret_error)
{
	struct replay_convert c = {.classes = replay->classes, .arena = arena};
	const Mitrace__Packet *packet;

	if (replay_store_get(replay->store, provider->end, arena, &packet) ||
	    packet->body_case != MITRACE__PACKET__BODY_CALL_END)
		return MI_RESULT_FAILED;
	if (packet->call_end->extended_error)
		replay_convert_instance(&c, packet->call_end->extended_error, ret_error);
	return (MI_Result)packet->call_end->result;
}

MI_Result replay_provider_open(void *self, const MI_Char *namespace_name, const MI_Char *provider_name,
			       MI_MainFunction mi_main, void **ret_provider, MI_Instance **ret_error)
{
	struct replay *replay = self;
	struct recorded_provider *provider;
	MI_Result result = MI_RESULT_NOT_SUPPORTED;
	struct mtr_arena arena;
	unsigned recorded = 0;

	(void)mi_main; /* a provider is for a server, which there is none of */
	mtr_arena_begin(&arena, CALL_MEMORY);
	provider = take(replay, namespace_name, provider_name, &arena, &recorded);
	if (provider)
		result = answer(replay, provider, &arena, ret_error);
	else
		miss(replay, namespace_name, provider_name, recorded);
	mtr_arena_end(&arena);
	*ret_provider = provider;
	return result;
}

MI_Result replay_provider_close(void *self, void *provider)
{
	(void)self;
	return (MI_Result)((struct recorded_provider *)provider)->close_result;
}
