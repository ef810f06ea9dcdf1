/* A dead process's spool goes into its trace, which is finished by that. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "emit.h"
#include "end_packet.h"
#include "fail.h"
#include "held_file.h"
#include "mitrace.pb-c.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "signal_guard.h"
#include "spool_read.h"
#include "trace_scan.h"
#include "unpack.h"

enum {
	UNPACKED_MAX = 64 << 20
}; /* memory for one packet's structs */

struct fold {
	struct mtr_held_file trace;
	struct mtr_spool_reader *spool;
	struct mtr_trace_scan scan;
	struct mtr_emitter emitter;
	uint8_t *kept; /* definitions met on the way: ids are bounded, so is this */
	size_t kept_used;
	struct mtr_arena arena; /* to unpack what is checked */
	uint64_t dropped;       /* events dropped, told or not */
	uint64_t dropped_time;  /* of the first of some that are not told */
	bool damaged;           /* something in the spool was no packet */
	uint64_t lost[MTR_END_LOST_MAX];
	uint32_t nr_lost;
	uint64_t nr_unfinished;
};

static size_t kept_size(void)
{
	return (size_t)(MTR_SCHEMA_ID_MAX + 1) * MTR_BODY_MAX; /* address space; touched as far as used */
}

static int cut(struct mtr_emitter *emitter)
{
	return mtr_frame_cut(emitter->frames);
}

static const uint8_t *keep(struct mtr_emitter *emitter, uint32_t id, const uint8_t *body, uint32_t size)
{
	struct fold *fold = emitter->context;
	uint8_t *p = fold->kept + fold->kept_used;

	(void)id;
	memcpy(p, body, size);
	fold->kept_used += size;
	return p;
}

/*
 * The spool may be damaged, and a body that is no message would spoil the whole frame it goes into.
 */
static bool is_packet(struct fold *fold, const uint8_t *body, size_t size)
{
	ProtobufCMessage *message;
	int err = mtr_unpack(&mitrace__packet__descriptor, body, size, &fold->arena, &message);

	mtr_arena_reset(&fold->arena);
	fold->damaged = fold->damaged || err;
	return !err;
}

/* ---- what the writer knew */

static void take_knowledge(struct fold *fold, const struct mtr_spool_part *part)
{
	uint64_t at = 0;

	while (part->source.end - at >= sizeof(struct mtr_knowledge_entry)) {
		struct mtr_knowledge_entry entry;
		struct mtr_known *known;

		memcpy(&entry, part->copy + at, sizeof(entry));
		at += sizeof(entry);
		known = mtr_knowledge_get(&fold->emitter.knowledge, entry.id);
		if (!known || !entry.size || entry.size > MTR_BODY_MAX || entry.size > part->source.end - at)
			return;
		if (is_packet(fold, part->copy + at, entry.size)) {
			known->body = part->copy + at;
			known->size = entry.size;
		}
		at = (at + entry.size + 7) & ~UINT64_C(7);
		if (at > part->source.end)
			return;
	}
}

static int begin_emitting(struct fold *fold)
{
	struct mtr_emitter *emitter = &fold->emitter;
	uint32_t i;
	int err = mtr_frame_writer_new(&fold->trace, fold->scan.end, 0, &emitter->frames);

	for (i = 0; i < fold->scan.table.nr && !err; i++)
		err = mtr_frame_writer_known(emitter->frames, &fold->scan.table.entries[i]);
	if (err)
		return err;
	emitter->knowledge.known = mtr_pages_map(mtr_knowledge_size());
	fold->kept = mtr_pages_map(kept_size());
	if (!emitter->knowledge.known || !fold->kept)
		return mtr_fail(-ENOMEM, "no memory to finish %s", fold->trace.path);
	emitter->sources = fold->spool->sources;
	emitter->nr_sources = fold->spool->nr;
	emitter->clock_base = fold->scan.clock_base;
	emitter->seq = fold->scan.seq;
	emitter->events = fold->scan.events;
	emitter->dropped = fold->scan.dropped;
	emitter->cut = cut;
	emitter->keep = keep;
	emitter->context = fold;
	for (i = 0; i < fold->spool->nr; i++) {
		struct mtr_spool_part *part = fold->spool->parts[i];

		fold->dropped += part->dropped;
		if (part->dropped > part->dropped_written)
			fold->dropped_time = part->dropped_time;
		if (part->kind == MTR_PIECE_KNOWLEDGE)
			take_knowledge(fold, part);
		else if (!is_packet(fold, part->source.thread_body, part->source.thread_size))
			part->source.thread_size = 0;
	}
	return 0;
}

/* ---- records */

static void note_lost(struct fold *fold, uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		fold->nr_unfinished++;
		if (fold->nr_lost < MTR_END_LOST_MAX)
			fold->lost[fold->nr_lost++] = from;
		else {
			fold->nr_unfinished += to - from - 1;
			return;
		}
	}
}

/* Whether the trace has this record already: it was written, and the process died before its room was given back. */
static bool is_in_trace(const struct fold *fold, const struct mtr_record *record)
{
	if (record->kind == MTR_RECORD_SCHEMA)
		return false; /* its definition is known when the trace has it */
	if (record->kind == MTR_RECORD_DROP)
		return fold->emitter.dropped + record->parent > fold->dropped; /* it has been counted */
	if (record->kind == MTR_RECORD_CHUNK && record->seq == fold->scan.chunk_seq)
		return record->parent < fold->scan.chunk_next;
	return record->seq <= fold->scan.seq;
}

static int fold_record(struct fold *fold, struct mtr_source *source, const struct mtr_record_view *view)
{
	const struct mtr_record *record = &view->record;

	if (record->kind != MTR_RECORD_FILLER && !is_packet(fold, view->body, record->body))
		return 0;
	if (is_in_trace(fold, record)) {
		if (record->kind == MTR_RECORD_THREAD)
			mtr_emit_skip_thread(source, view);
		return 0;
	}
	if (record->kind == MTR_RECORD_EVENT ||
	    (record->kind == MTR_RECORD_CHUNK && record->flags & MTR_RECORD_FIRST)) {
		if (record->seq <= fold->emitter.seq)
			return 0;
		note_lost(fold, fold->emitter.seq + 1, record->seq);
	}
	return mtr_emit(&fold->emitter, source, view);
}

static int fold_records(struct fold *fold)
{
	struct mtr_spool_reader *spool = fold->spool;
	struct mtr_record_view view;
	struct mtr_source *source;
	int got, err = 0;

	while (!err && (got = mtr_merge_next(&spool->merge, spool->limit, &view, &source)) != 0) {
		if (got < 0)
			continue; /* told in the End packet */
		err = fold_record(fold, source, &view);
		if (!err)
			mtr_merge_pop(&spool->merge, &view, source);
	}
	return err;
}

/* ---- the end */

static int finish(struct fold *fold)
{
	const struct mtr_spool_reader *spool = fold->spool;
	bool failed = spool->header.state == MTR_SPOOL_FAILED;
	struct mtr_end end = {
		.reason = failed ? MTR_END_REASON_END_WRITE_ERROR : MTR_END_REASON_END_FOLDED,
		.next_seq = spool->next_seq,
		.lost = fold->lost,
	};
	uint8_t body[MTR_END_BODY_MAX];
	uint32_t i;
	int err = 0;

	fold->damaged = fold->damaged || spool->damaged;
	note_lost(fold, fold->emitter.seq + 1, spool->next_seq);
	for (i = 0; i < spool->nr; i++) {
		fold->damaged = fold->damaged || spool->parts[i]->source.damaged;
		end.blocked += spool->parts[i]->blocked;
	}
	if (fold->dropped > fold->emitter.dropped)
		err = mtr_emit_drop(&fold->emitter, 0, fold->dropped - fold->emitter.dropped, fold->dropped_time);
	if (err)
		return err;
	end.nr_lost = fold->nr_lost;
	end.events = fold->emitter.events;
	end.dropped = fold->emitter.dropped;
	if (failed)
		end.message = mtr_fail_name(spool->header.error);
	if (fold->damaged)
		end.message = "the spool was damaged: events are missing";
	return mtr_frame_finish(fold->emitter.frames, body, mtr_end_body(&end, body));
}

static int open_both(struct fold *fold, const char *trace_path)
{
	char path[PATH_MAX];
	uint64_t whole = 0;
	int fd, missing, err = mtr_held_file_open(&fold->trace, trace_path);

	if (!err)
		err = mtr_spool_path(trace_path, path, sizeof(path));
	if (err)
		return err;
	missing = mtr_spool_reader_open(path, &fold->spool);
	if (!missing)
		whole = fold->spool->header.written_size;
	fd = mtr_held_file_get(&fold->trace);
	err = fd < 0 ? fd : mtr_trace_scan(fd, trace_path, whole, &fold->scan);
	if (err || fold->scan.finished)
		return err;
	if (missing)
		return missing == -ENOENT ? mtr_fail(-MTR_EMISSING, "%s: its spool %s is missing", trace_path, path)
					  : missing;
	if (memcmp(fold->scan.trace_id, fold->spool->header.trace_id, sizeof(fold->scan.trace_id)))
		return mtr_fail(-MTR_EMISSING, "%s: is the spool of another trace", path);
	if (mtr_spool_reader_alive(fold->spool))
		return mtr_fail(-EBUSY, "%s: process %u is still recording it", trace_path, fold->spool->header.pid);
	return 0;
}

/* Removes the spool, as it was looked at. */
static int remove_spool(const struct fold *fold)
{
	struct mtr_held_file file;
	int err;

	if (!fold->spool)
		return 0;
	err = mtr_held_file_open(&file, fold->spool->path);
	if (err)
		return err == -ENOENT ? 0 : err;
	err = mtr_held_file_unlink(&file);
	mtr_held_file_close(&file);
	return err;
}

static int fold_both(struct fold *fold)
{
	int err = mtr_spool_look(fold->spool);

	if (!err && fold->scan.end < fold->scan.size)
		err = mtr_held_file_truncate(&fold->trace, fold->scan.end);
	if (!err)
		err = begin_emitting(fold);
	if (!err)
		err = fold_records(fold);
	return err ? err : finish(fold);
}

static void fold_free(struct fold *fold)
{
	mtr_frame_writer_free(fold->emitter.frames);
	mtr_pages_unmap(fold->emitter.knowledge.known, mtr_knowledge_size());
	mtr_pages_unmap(fold->kept, kept_size());
	mtr_arena_end(&fold->arena);
	mtr_trace_scan_free(&fold->scan);
	mtr_spool_reader_close(fold->spool);
	mtr_held_file_close(&fold->trace);
}

int mtr_spool_fold(const char *trace_path, struct mtr_fold_result *ret)
{
	struct fold fold = {.trace.fd = -1};
	struct mtr_fold_result result = {0};
	struct mtr_signal_guard guard;
	int err;

	mtr_arena_begin(&fold.arena, UNPACKED_MAX);
	mtr_signal_guard_begin(&guard);
	err = open_both(&fold, trace_path);
	result.nothing_to_do = !err && fold.scan.finished;
	if (!err && !result.nothing_to_do)
		err = fold_both(&fold);
	if (!err)
		err = remove_spool(&fold);
	if (!err && !result.nothing_to_do) {
		result.events = fold.emitter.events - fold.scan.events;
		result.torn_bytes = fold.scan.size - fold.scan.end;
		result.unfinished = fold.nr_unfinished;
	}
	if (!err && ret)
		*ret = result;
	fold_free(&fold);
	mtr_signal_guard_end(&guard);
	return err;
}
