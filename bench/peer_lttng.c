/*
 * LTTng-UST as a recorder of the same payload, in a module of its own: only a process that loads it meets LTTng's
 * threads.
 */
#include "peer.h"

#include <mi/mi_extended.h>
#include <string.h>

#include "floor.h"

#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "peer_lttng_events.h"

static __thread char buffer[1 << 16];

static size_t keep_blob(const MI_Instance *instance)
{
	size_t size = (size_t)(floor_copy(buffer, instance) - buffer);

	lttng_ust_tracepoint(mitrace_bench, blob, buffer, size);
	return size;
}

static size_t keep_properties(const MI_Instance *instance)
{
	const MI_Char *name = NULL;
	MI_Uint32 count = 0, i, flags;
	size_t size, total = 0;
	MI_Value value;
	MI_Type type;

	instance->ft->GetClassName(instance, &name);
	lttng_ust_tracepoint(mitrace_bench, result, name);
	instance->ft->GetElementCount(instance, &count);
	for (i = 0; i < count; i++) {
		if (instance->ft->GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		size = flags & MI_FLAG_NULL ? 0 : (size_t)(floor_copy_value(buffer, &value, type) - buffer);
		lttng_ust_tracepoint(mitrace_bench, property, name, type, flags, buffer, size);
		total += size;
	}
	return total;
}

extern const struct peer bench_peer;
__attribute__((visibility("default"))) const struct peer bench_peer = {keep_blob, keep_properties};
