/* Frames with content size and checksum, as docs/format.md wants them. */
#include "trace_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <mi/mi.h>
#include <zstd.h>

static void append(uint8_t **data, size_t *size, size_t *capacity, const void *more, size_t more_size)
{
	if (*size + more_size > *capacity) {
		*capacity = (*size + more_size) * 2;
		*data = realloc(*data, *capacity);
		assert(*data);
	}
	if (more_size)
		memcpy(*data + *size, more, more_size);
	*size += more_size;
}

void build_begin(struct trace_build *build)
{
	static const uint8_t head[24] = {0x50, 0x2a, 0x4d, 0x18, 16, 0, 0, 0, 'M', 'I', 'T', 'R', 'A', 'C', 'E', 0, 1};

	memset(build, 0, sizeof(*build));
	append(&build->data, &build->size, &build->capacity, head, sizeof(head));
}

void build_end(struct trace_build *build)
{
	free(build->data);
	free(build->raw);
	memset(build, 0, sizeof(*build));
}

void build_raw(struct trace_build *build, const void *data, size_t size)
{
	append(&build->raw, &build->raw_size, &build->raw_capacity, data, size);
}

static void build_delimited(struct trace_build *build, const void *data, size_t size)
{
	uint8_t head[11] = {0x0a};
	size_t at = 1, rest;

	for (rest = size; rest > 0x7f; rest >>= 7)
		head[at++] = (uint8_t)(rest | 0x80);
	head[at++] = (uint8_t)rest;
	build_raw(build, head, at);
	build_raw(build, data, size);
}

void build_packet(struct trace_build *build, const Mitrace__Packet *packet)
{
	size_t size = mitrace__packet__get_packed_size(packet);
	uint8_t *bytes = malloc(size + 1);

	mitrace__packet__pack(packet, bytes);
	build_delimited(build, bytes, size);
	free(bytes);
}

void build_chunked(struct trace_build *build, const Mitrace__Packet *packet, size_t chunk_size)
{
	size_t size = mitrace__packet__get_packed_size(packet), at;
	uint8_t *bytes = malloc(size + 1);
	uint32_t index = 0;

	mitrace__packet__pack(packet, bytes);
	for (at = 0; at < size; at += chunk_size) {
		Mitrace__Packet part = MITRACE__PACKET__INIT;
		Mitrace__Chunk chunk = MITRACE__CHUNK__INIT;

		part.has_seq = packet->has_seq;
		part.seq = packet->seq;
		part.body_case = MITRACE__PACKET__BODY_CHUNK;
		part.chunk = &chunk;
		chunk.has_index = chunk.has_data = 1;
		chunk.index = index++;
		chunk.data.data = bytes + at;
		chunk.data.len = size - at < chunk_size ? size - at : chunk_size;
		chunk.has_last = chunk.last = at + chunk_size >= size;
		build_packet(build, &part);
	}
	free(bytes);
}

void build_frame(struct trace_build *build)
{
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	size_t bound = ZSTD_compressBound(build->raw_size), size;
	uint8_t *frame = malloc(bound);

	ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	size = ZSTD_compress2(cctx, frame, bound, build->raw, build->raw_size);
	assert(!ZSTD_isError(size));
	assert(build->nr_frames < sizeof(build->frames) / sizeof(*build->frames));
	build->frames[build->nr_frames++] = build->size;
	append(&build->data, &build->size, &build->capacity, frame, size);
	build->raw_size = 0;
	free(frame);
	ZSTD_freeCCtx(cctx);
}

void build_header(struct trace_build *build)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Header header = MITRACE__HEADER__INIT;
	Mitrace__Process process = MITRACE__PROCESS__INIT;
	ProtobufCBinaryData arguments[] = {build_text("client"), build_text("--verbose")};

	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	header.has_version_major = header.has_version_minor = 1;
	header.version_major = 1;
	header.has_trace_id = 1;
	header.trace_id = build_text("0123456789abcdef");
	header.process = &process;
	process.has_program = 1;
	process.program = build_text("/usr/bin/client");
	process.n_argument = 2;
	process.argument = arguments;
	build_packet(build, &packet);
}

void build_schema(struct trace_build *build, uint64_t id, const char *name)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Schema schema = MITRACE__SCHEMA__INIT;
	Mitrace__Class class = MITRACE__CLASS__INIT;
	Mitrace__Element elements[2] = {MITRACE__ELEMENT__INIT, MITRACE__ELEMENT__INIT},
			 *list[] = {elements, elements + 1};

	packet.body_case = MITRACE__PACKET__BODY_SCHEMA;
	packet.schema = &schema;
	schema.has_id = 1;
	schema.id = id;
	schema.class_ = &class;
	class.has_name = 1;
	class.name = build_text(name);
	class.n_element = 2;
	class.element = list;
	elements[0].has_name = elements[0].has_type = elements[0].has_flags = 1;
	elements[0].name = build_text("Name");
	elements[0].type = MI_STRING;
	elements[0].flags = MI_FLAG_KEY | MI_FLAG_PROPERTY;
	elements[1].has_name = elements[1].has_type = elements[1].has_flags = 1;
	elements[1].name = build_text("Number");
	elements[1].type = MI_UINT32;
	elements[1].flags = MI_FLAG_PROPERTY;
	build_packet(build, &packet);
}

void build_event(struct trace_build *build, Mitrace__Packet *packet, Mitrace__Packet__BodyCase body, uint32_t thread,
		 uint64_t parent)
{
	mitrace__packet__init(packet);
	packet->has_seq = packet->has_time = packet->has_thread = packet->has_overhead = 1;
	packet->seq = ++build->seq;
	packet->time = build->time += 1000;
	packet->thread = thread;
	packet->overhead = 100;
	packet->has_parent = parent != 0;
	packet->parent = parent;
	packet->body_case = body;
}

static void build_call(struct trace_build *build, Mitrace__Function function, uint64_t session, uint64_t operation,
		       const char *class_name)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	call.has_function = 1;
	call.function = function;
	call.has_session = session != 0;
	call.session = session;
	call.has_operation = operation != 0;
	call.operation = operation;
	if (class_name) {
		call.has_class_name = call.has_namespace_name = call.has_callbacks = 1;
		call.class_name = build_text(class_name);
		call.namespace_name = build_text("root/cimv2");
		call.callbacks = 0x10;
	}
	build_packet(build, &packet);
}

static void build_return(struct trace_build *build, Mitrace__Function function, uint64_t begin, uint64_t session,
			 uint64_t operation)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_END, 1, begin);
	packet.call_end = &call;
	call.has_function = call.has_result = 1;
	call.function = function;
	call.has_session = session != 0;
	call.session = session;
	call.has_operation = operation != 0;
	call.operation = operation;
	build_packet(build, &packet);
}

static void build_result(struct trace_build *build, uint64_t operation, uint32_t number, int more)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT, end = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Value values[2] = {MITRACE__VALUE__INIT, MITRACE__VALUE__INIT}, *list[] = {values, values + 1};

	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 2, 0);
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = callback.has_result = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = operation;
	callback.more_results = more;
	callback.instance = &instance;
	instance.has_schema = 1;
	instance.schema = 1;
	instance.n_value = 2;
	instance.value = list;
	values[0].has_string = 1;
	values[0].string = build_text("disk");
	values[1].has_unsigned_ = 1;
	values[1].unsigned_ = number;
	build_packet(build, &packet);
	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_END, 2, build->seq);
	packet.callback_end = &end;
	end.has_kind = end.has_operation = 1;
	end.kind = callback.kind;
	end.operation = operation;
	build_packet(build, &packet);
}

void build_finish(struct trace_build *build)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__End end = MITRACE__END__INIT;

	packet.body_case = MITRACE__PACKET__BODY_END;
	packet.end = &end;
	end.has_reason = end.has_events = end.has_next_seq = 1;
	end.reason = MITRACE__END_REASON__END_EXIT;
	end.events = build->seq;
	end.next_seq = build->seq + 1;
	build_packet(build, &packet);
	build_frame(build);
}

void build_sample(struct trace_build *build, unsigned frames, unsigned results)
{
	unsigned frame, i;

	build_begin(build);
	build_header(build);
	build_frame(build);
	build_call(build, MITRACE__FUNCTION__MI_Application_NewSession, 0, 0, NULL);
	build_return(build, MITRACE__FUNCTION__MI_Application_NewSession, build->seq, 1, 0);
	for (frame = 0; frame < frames; frame++) {
		uint64_t begin;

		build_schema(build, 1, "MSFT_Disk");
		build_call(build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, frame + 1, "MSFT_Disk");
		begin = build->seq;
		build_return(build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, begin, 1, frame + 1);
		for (i = 0; i < results; i++)
			build_result(build, frame + 1, i, i + 1 < results);
		build_call(build, MITRACE__FUNCTION__MI_Operation_Close, 0, frame + 1, NULL);
		build_return(build, MITRACE__FUNCTION__MI_Operation_Close, build->seq, 0, frame + 1);
		build_frame(build);
	}
	build_finish(build);
}
