/*
 * Traces in memory, made with protobuf-c and zstd directly, so that what reads traces is tested without
 * what writes them.
 */
#ifndef TRACE_BUILD_H
#define TRACE_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "mitrace.pb-c.h"

struct trace_build {
	uint8_t *data; /* the file so far; owned */
	size_t size, capacity;
	uint8_t *raw; /* of the frame that is being made */
	size_t raw_size, raw_capacity;
	size_t frames[256]; /* offsets of data frames */
	size_t nr_frames;
	uint64_t seq, time;
};

void build_begin(struct trace_build *build); /* with the first, skippable frame */
void build_end(struct trace_build *build);   /* frees */
void build_packet(struct trace_build *build, const Mitrace__Packet *packet);
/* Bytes as they are within the frame. */
void build_raw(struct trace_build *build, const void *data, size_t size);
void build_frame(struct trace_build *build); /* ends the frame */
void build_header(struct trace_build *build);
void build_schema(struct trace_build *build, uint64_t id, const char *name);
/* A packet as chunks of @chunk bytes. */
void build_chunked(struct trace_build *build, const Mitrace__Packet *packet, size_t chunk);
void build_finish(struct trace_build *build); /* End packet in a frame of its own */

/* A begin, seq and time set; body to be filled. */
void build_event(struct trace_build *build, Mitrace__Packet *packet, Mitrace__Packet__BodyCase body, uint32_t thread,
		 uint64_t parent);

/* One session, enumerations with @results instances each, @frames frames. What a small real trace looks like. */
void build_sample(struct trace_build *build, unsigned frames, unsigned results);

static inline ProtobufCBinaryData build_text(const char *text)
{
	ProtobufCBinaryData data = {__builtin_strlen(text), (uint8_t *)(uintptr_t)text};

	return data;
}

#endif
