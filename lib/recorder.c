/* A recording begins: spool, trace with its header, the rings that are always there. And is forgotten in a child. */
#include "recorder.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "event_clock.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "recorder_parts.h"
#include "signal_guard.h"
#include "spool.h"
#include "wire_get.h"

/* Trace id and clock base out of the header packet: the spool belongs to the one and counts from the other. */
static void read_header(const struct mtr_recorder_config *config, struct mtr_spool_header *shared)
{
	struct mtr_wire_value header, value;
	struct mtr_wire clock;

	if (!mtr_wire_find(config->header, config->header_size, MTR_PACKET_HEADER, &header))
		return;
	if (mtr_wire_find(header.data, header.number, MTR_HEADER_TRACE_ID, &value) && value.type == 2 &&
	    value.number == sizeof(shared->trace_id))
		memcpy(shared->trace_id, value.data, sizeof(shared->trace_id));
	if (!mtr_wire_find(header.data, header.number, MTR_HEADER_CLOCK, &value) || value.type != 2)
		return;
	mtr_wire_begin(&clock, value.data, value.number);
	while (mtr_wire_get(&clock, &value))
		if (value.field == MTR_CLOCK_MONOTONIC && value.type == 0)
			shared->clock_base = value.number;
}

static bool is_power_of_two(uint64_t value)
{
	return value && !(value & (value - 1));
}

static int take_config(struct mtr_recorder *recorder, const struct mtr_recorder_config *config)
{
	recorder->ring_size = config->ring_size ? config->ring_size : MTR_RING_SIZE;
	recorder->event_cap = config->event_cap ? config->event_cap : MTR_EVENT_CAP;
	recorder->on_full = config->on_full;
	recorder->redaction = config->redaction;
	if (!is_power_of_two(recorder->ring_size) || recorder->ring_size < MTR_RING_SIZE_MIN)
		return mtr_fail(-MTR_EUSAGE, "a ring of %zu bytes: want a power of two from %d on", config->ring_size,
				MTR_RING_SIZE_MIN);
	if (recorder->event_cap < MTR_RING_SIZE_MIN)
		recorder->event_cap = MTR_RING_SIZE_MIN;
	return 0;
}

static int map_tables(struct mtr_recorder *recorder)
{
	void *alive = mtr_pages_map(MTR_SPOOL_PAGE);

	recorder->alive = alive;
	recorder->rings = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*recorder->rings));
	recorder->sources = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*recorder->sources));
	recorder->merge.heap = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*recorder->merge.heap));
	recorder->emitter.knowledge.known = mtr_pages_map(mtr_knowledge_size());
	if (!alive || !recorder->rings || !recorder->sources || !recorder->merge.heap ||
	    !recorder->emitter.knowledge.known)
		return mtr_fail(-ENOMEM, "no memory for the recorder's tables");
	recorder->merge.sources = recorder->sources;
	recorder->emitter.sources = recorder->sources;
	if (madvise(alive, MTR_SPOOL_PAGE, MADV_WIPEONFORK))
		return mtr_fail(-errno, "the kernel cannot wipe memory on fork (before 4.14): %s", strerror(errno));
	*(_Atomic uint32_t *)alive = 1;
	return 0;
}

static int make_rings(struct mtr_recorder *recorder)
{
	int i, err = mtr_ring_new(recorder, MTR_SPARE_SIZE, false, &recorder->control);

	for (i = 0; i < MTR_SPARE_RINGS && !err; i++)
		err = mtr_ring_new(recorder, MTR_SPARE_SIZE, true, &recorder->spare[i]);
	return err;
}

static int start_trace(struct mtr_recorder *recorder, const struct mtr_recorder_config *config, bool hidden)
{
	int err = mtr_held_file_create(&recorder->trace, config->path, hidden);

	if (err)
		return err;
	err = mtr_frame_writer_new(&recorder->trace, 0, config->level, &recorder->emitter.frames);
	if (!err)
		err = mtr_frame_writer_head(recorder->emitter.frames, config->header, config->header_size);
	if (err)
		return err;
	atomic_store(&recorder->shared->written_size, mtr_frame_writer_size(recorder->emitter.frames));
	return mtr_held_file_publish(&recorder->trace);
}

/* The trace appears under its name with its header in it, or not at all. */
static int open_trace(struct mtr_recorder *recorder, const struct mtr_recorder_config *config)
{
	int err = start_trace(recorder, config, true);

	if (err && err != -EEXIST) {
		/* No unnamed files here, or no /proc to name them: the ordinary way, unless that is not what failed. */
		mtr_frame_writer_free(recorder->emitter.frames);
		recorder->emitter.frames = NULL;
		mtr_held_file_unlink(&recorder->trace);
		mtr_held_file_close(&recorder->trace);
		err = start_trace(recorder, config, false);
		if (err)
			mtr_held_file_unlink(&recorder->trace);
	}
	return err;
}

static int open_files(struct mtr_recorder *recorder, const struct mtr_recorder_config *config)
{
	char path[PATH_MAX];
	int err = mtr_spool_path(config->path, path, sizeof(path));

	if (!err)
		err = mtr_spool_create(&recorder->spool, path);
	if (err)
		return err;
	recorder->shared = recorder->spool.header;
	read_header(config, recorder->shared);
	recorder->emitter.clock_base = recorder->shared->clock_base;
	err = make_rings(recorder);
	if (!err)
		err = open_trace(recorder, config);
	if (err)
		mtr_held_file_unlink(&recorder->spool.file);
	return err;
}

int mtr_recorder_open(const struct mtr_recorder_config *config, struct mtr_recorder **ret)
{
	struct mtr_recorder *recorder = mtr_pages_map(sizeof(*recorder));
	struct mtr_signal_guard guard;
	int err;

	if (!recorder)
		return mtr_fail(-ENOMEM, "no memory for the recorder");
	recorder->trace.fd = -1;
	recorder->spool.file.fd = -1;
	pthread_mutex_init(&recorder->lock, NULL);
	pthread_mutex_init(&recorder->control_lock, NULL);
	mtr_writer_init(recorder);
	mtr_signal_guard_begin(&guard);
	mtr_event_clock_setup();
	err = take_config(recorder, config);
	if (!err)
		err = map_tables(recorder);
	if (!err)
		err = open_files(recorder, config);
	if (err)
		mtr_recorder_free(recorder);
	else
		*ret = recorder;
	mtr_signal_guard_end(&guard);
	return err;
}

void mtr_recorder_free(struct mtr_recorder *recorder)
{
	uint32_t i, nr;

	if (!recorder)
		return;
	nr = atomic_load(&recorder->nr_rings);
	for (i = 0; i < nr; i++)
		mtr_ring_free(recorder->rings[i]);
	for (i = 0; i < recorder->nr_knowledge; i++)
		mtr_spool_unmap(recorder->knowledge[i]);
	mtr_frame_writer_free(recorder->emitter.frames);
	mtr_held_file_close(&recorder->trace);
	mtr_spool_close(&recorder->spool);
	mtr_pages_unmap(recorder->emitter.knowledge.known, mtr_knowledge_size());
	mtr_pages_unmap(recorder->merge.heap, MTR_SPOOL_PIECES_MAX * sizeof(*recorder->merge.heap));
	mtr_pages_unmap(recorder->sources, MTR_SPOOL_PIECES_MAX * sizeof(*recorder->sources));
	mtr_pages_unmap(recorder->rings, MTR_SPOOL_PIECES_MAX * sizeof(*recorder->rings));
	mtr_pages_unmap((void *)recorder->alive, MTR_SPOOL_PAGE);
	mtr_pages_unmap(recorder, sizeof(*recorder));
}

int mtr_recorder_error(const struct mtr_recorder *recorder)
{
	return atomic_load(&recorder->error);
}

/* The structs of rings stay: thread-exit handlers of the parent's may still hand them back, and find them dead. */
void mtr_recorder_abandon(struct mtr_recorder *recorder)
{
	if (mtr_recorder_alive(recorder))
		return; /* not a child */
	mtr_held_file_close(&recorder->trace);
	mtr_held_file_close(&recorder->spool.file);
	mtr_frame_writer_free(recorder->emitter.frames);
	recorder->emitter.frames = NULL;
}

static size_t put_module(uint8_t *body, size_t size, const struct mtr_module *module, const struct mtr_encoder_env *env)
{
	struct mtr_encoder e;
	size_t mark;

	mtr_encoder_begin(&e, body, size, env);
	mark = mtr_encode_open(&e, MTR_PACKET_MODULE);
	mtr_encode_uint(&e, MTR_MODULE_ID, module->id);
	mtr_encode_name(&e, MTR_MODULE_PATH, module->path);
	if (module->build_id_size)
		mtr_encode_bytes(&e, MTR_MODULE_BUILD_ID, module->build_id, module->build_id_size);
	mtr_encode_uint(&e, MTR_MODULE_START, module->start);
	mtr_encode_uint(&e, MTR_MODULE_END, module->end);
	mtr_encode_uint(&e, MTR_MODULE_BIAS, module->bias);
	if (module->is_library)
		mtr_encode_bool(&e, MTR_MODULE_IS_LIBRARY, true);
	mtr_encode_close(&e, mark);
	return mtr_encoder_overflowed(&e) ? 0 : mtr_encoder_size(&e);
}

void mtr_recorder_add_module(struct mtr_recorder *recorder, const struct mtr_module *module)
{
	struct mtr_record record = {.kind = MTR_RECORD_MODULE};
	struct mtr_signal_guard guard;
	struct mtr_ring *ring;
	size_t size;

	if (!mtr_recorder_alive(recorder) || atomic_load(&recorder->ended))
		return;
	ring = recorder->control;
	mtr_signal_guard_begin(&guard);
	pthread_mutex_lock(&recorder->control_lock);
	if (mtr_ring_reserve(ring, true)) {
		size = put_module(mtr_ring_body(ring), MTR_BODY_MAX, module, &ring->env);
		/* Under a claim, so that no event that comes after this call is written before it. */
		mtr_ring_claim(ring, recorder->shared);
		record.home = (uint16_t)ring->index;
		record.seq = atomic_load(&recorder->shared->seq) & ~MTR_SEQ_CLOSED;
		if (size)
			mtr_ring_commit(ring, &record, size, NULL);
		mtr_ring_unclaim(ring);
	}
	pthread_mutex_unlock(&recorder->control_lock);
	mtr_signal_guard_end(&guard);
}
