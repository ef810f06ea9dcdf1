/* Reader to writer, packet by packet. Packets are changed in place: the reader made them for its caller alone. */
#include "rewrite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"
#include "pack.h"
#include "redact_packet.h"
#include "track.h"

enum {
	PACKET_MEMORY = 64 << 20
};

struct rewriter {
	const struct mtr_rewrite *how;
	struct mtr_reader *reader;
	struct mtr_track *track;
	struct mtr_pack *pack;
	struct mtr_arena arena;
	Mitrace__End end;
	bool ended_early; /* as the end of the trace has it */
	struct mtr_rewrite_result result;
};

static void on_damage(void *context, const struct mtr_damage *damage)
{
	struct rewriter *w = context;

	(void)damage;
	w->result.damaged_parts++;
}

static int check_policy(const Mitrace__Header *header, const char *path, const struct mtr_redaction *redaction)
{
	const ProtobufCBinaryData *policy;
	enum mtr_redaction_policy was;
	char name[32];

	if (!redaction || !header->redaction || header->redaction->policy.len >= sizeof(name))
		return 0;
	policy = &header->redaction->policy;
	memcpy(name, policy->data, policy->len);
	name[policy->len] = 0;
	if (!mtr_redaction_policy_parse(name, &was) && was > redaction->policy)
		return mtr_fail(-MTR_EUSAGE,
				"%s was recorded under the policy '%s': '%s' cannot bring back what it left out", path,
				name, mtr_redaction_policy_name(redaction->policy));
	return 0;
}

/* Tells readers that numbers are missing on purpose. */
static int mark_excerpt(struct rewriter *w, Mitrace__Header *header)
{
	Mitrace__Setting **list = mtr_arena_alloc(&w->arena, (header->n_setting + 1) * sizeof(*list));
	Mitrace__Setting *setting = mtr_arena_alloc(&w->arena, sizeof(*setting));

	if (!list || !setting)
		return mtr_fail(-ENOMEM, "no memory for the header");
	mitrace__setting__init(setting);
	setting->has_name = setting->has_value = 1;
	setting->name = (ProtobufCBinaryData){7, (uint8_t *)(uintptr_t) "excerpt"};
	setting->value = (ProtobufCBinaryData){3, (uint8_t *)(uintptr_t) "cut"};
	if (header->n_setting)
		memcpy(list, header->setting, header->n_setting * sizeof(*list));
	list[header->n_setting++] = setting;
	header->setting = list;
	return 0;
}

static int put(struct rewriter *w, Mitrace__Packet *packet)
{
	int err = 0;

	mtr_arena_reset(&w->arena);
	if (w->how->redaction)
		err = mtr_redact_packet(packet, w->how->redaction, w->reader, &w->arena, &w->result.redacted);
	if (!err && packet->body_case == MITRACE__PACKET__BODY_HEADER) {
		packet->header->has_spool = 0; /* what it held is in the new file */
		if (!mtr_filter_is_empty(w->how->filter))
			err = mark_excerpt(w, packet->header);
	}
	return err ? err : mtr_pack_put(w->pack, packet);
}

/* The end of a damaged or unfinished trace, and of an excerpt, is not the recorder's any more. */
static void note_end(struct rewriter *w, const Mitrace__End *end)
{
	w->end.has_dropped = end->has_dropped;
	w->end.dropped = end->dropped;
	w->end.has_blocked = end->has_blocked;
	w->end.blocked = end->blocked;
	w->end.has_next_seq = end->has_next_seq;
	w->end.next_seq = end->next_seq;
	w->ended_early = end->reason == MITRACE__END_REASON__END_WRITE_ERROR;
}

static int rewrite_packet(struct rewriter *w, const Mitrace__Packet *packet)
{
	struct mtr_tracked tracked;
	int err = mtr_track_packet(w->track, packet, &tracked);
	bool matches = mtr_filter_match(w->how->filter, packet) || !tracked.op;

	if (err || mtr_reader_repeated(w->reader))
		return err;
	if (packet->has_seq && packet->seq >= w->end.next_seq)
		w->end.next_seq = packet->seq + 1;
	if (packet->has_seq && !matches) {
		w->result.left_out++;
		return 0;
	}
	if (packet->body_case == MITRACE__PACKET__BODY_END)
		note_end(w, packet->end);
	return put(w, (Mitrace__Packet *)(uintptr_t)packet);
}

/* Traces whose header went with a damaged frame get an empty one. */
static int ensure_header(struct rewriter *w, const Mitrace__Packet *first)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Header header = MITRACE__HEADER__INIT;

	if (first->body_case == MITRACE__PACKET__BODY_HEADER)
		return 0;
	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	header.has_version_major = header.has_version_minor = 1;
	header.version_major = 1;
	return put(w, &packet);
}

static int rewrite_packets(struct rewriter *w)
{
	const Mitrace__Packet *packet;
	bool first = true;
	int got, err = 0;

	while (!err && (got = mtr_reader_next(w->reader, &packet)) == 1) {
		if (first)
			err = ensure_header(w, packet);
		first = false;
		if (!err)
			err = rewrite_packet(w, packet);
	}
	return err ? err : got;
}

/* A copy that hides that it is not whole would be worse than none. */
static int check_damage(const struct rewriter *w, const char *path)
{
	if (!w->result.damaged_parts || w->how->accept_damage)
		return 0;
	return mtr_fail(-MTR_EDAMAGED,
			"%s is damaged in %llu place%s; 'mitrace repack --damaged' keeps what can be read", path,
			(unsigned long long)w->result.damaged_parts, w->result.damaged_parts == 1 ? "" : "s");
}

static int finish(struct rewriter *w)
{
	struct mtr_reader_stats stats;
	bool same;

	mtr_reader_stats(w->reader, &stats);
	w->result.bytes_before = stats.file_bytes;
	w->result.events = mtr_pack_events(w->pack);
	same = stats.finished && !w->result.left_out && !w->result.damaged_parts;
	w->end.has_reason = w->end.has_events = w->end.has_next_seq = 1;
	/* That the recording ended before its process stays true of every copy. */
	w->end.reason = stats.write_error || w->ended_early ? MITRACE__END_REASON__END_WRITE_ERROR
							    : MITRACE__END_REASON__END_TOOL;
	if (stats.write_error) {
		const char *why = mtr_fail_name(stats.write_error);

		w->end.has_message = 1;
		w->end.message = (ProtobufCBinaryData){strlen(why), (uint8_t *)(uintptr_t)why};
	}
	w->end.events = w->result.events;
	return mtr_pack_finish(w->pack, same ? NULL : &w->end);
}

int mtr_rewrite_trace(const char *path, const char *out_path, const struct mtr_rewrite *how,
		      struct mtr_rewrite_result *ret)
{
	struct rewriter w = {.how = how, .end = MITRACE__END__INIT};
	const struct mtr_reader_options options = {.damaged = on_damage, .context = &w};
	const struct mtr_pack_options pack_options = {.force = how->force, .level = how->level};
	struct stat st;
	int err;

	mtr_arena_begin(&w.arena, PACKET_MEMORY);
	err = mtr_reader_open(path, &options, &w.reader);
	if (!err)
		err = check_policy(mtr_reader_header(w.reader), path, how->redaction);
	if (!err)
		err = mtr_track_new(&w.track);
	if (!err)
		err = mtr_pack_open(out_path, &pack_options, &w.pack);
	if (!err)
		err = rewrite_packets(&w);
	if (!err)
		err = check_damage(&w, path);
	if (!err)
		err = finish(&w);
	if (!err && stat(out_path, &st) == 0)
		w.result.bytes_after = (uint64_t)st.st_size;
	if (!err && ret)
		*ret = w.result;
	mtr_pack_free(w.pack);
	mtr_track_free(w.track);
	mtr_reader_close(w.reader);
	mtr_arena_end(&w.arena);
	return err;
}
