/* LTTng's macros read this file several times. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER mitrace_bench
#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "./peer_lttng_events.h"

#if !defined(PEER_LTTNG_EVENTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define PEER_LTTNG_EVENTS_H

#include <lttng/tracepoint.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
LTTNG_UST_TRACEPOINT_EVENT(mitrace_bench, blob,
	LTTNG_UST_TP_ARGS(const char *, data, size_t, size),
	LTTNG_UST_TP_FIELDS(lttng_ust_field_sequence(char, data, data, size_t, size)))

LTTNG_UST_TRACEPOINT_EVENT(mitrace_bench, result,
	LTTNG_UST_TP_ARGS(const char *, name),
	LTTNG_UST_TP_FIELDS(lttng_ust_field_string(name, name)))

LTTNG_UST_TRACEPOINT_EVENT(mitrace_bench, property,
	LTTNG_UST_TP_ARGS(const char *, name, uint32_t, type, uint32_t, flags, const char *, data, size_t, size),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_string(name, name)
		lttng_ust_field_integer(uint32_t, type, type)
		lttng_ust_field_integer(uint32_t, flags, flags)
		lttng_ust_field_sequence(char, data, data, size_t, size)))
/* clang-format on */

#endif

#include <lttng/tracepoint-event.h>
