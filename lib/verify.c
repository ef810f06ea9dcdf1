/* One reading of the trace; gaps are judged at the end, because the End packet can explain them. */
#include "verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "fields.h"
#include "track.h"

enum {
	GAPS_MAX = 1024
}; /* told one by one */

struct gap {
	uint64_t first, last;
};

struct verifier {
	void (*found)(void *context, const struct mtr_finding *finding);
	void *context;
	struct mtr_verify *result;
	struct mtr_reader *reader;
	struct gap gaps[GAPS_MAX];
	size_t nr_gaps;
	uint64_t gap_numbers; /* numbers in all gaps */
	bool excerpt;         /* made by a tool that leaves events out */
	bool end;
	Mitrace__EndReason reason;
	uint64_t end_events, end_next_seq, explained;
};

static void tell(struct verifier *v, bool loss, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell(struct verifier *v, bool loss, const char *format, ...)
{
	struct mtr_finding finding = {.loss = loss};
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding.text = text;
	*(loss ? &v->result->losses : &v->result->remarks) += 1;
	if (v->found)
		v->found(v->context, &finding);
}

static void on_damage(void *context, const struct mtr_damage *damage)
{
	struct verifier *v = context;

	if (damage->size)
		tell(v, true, "offset %" PRIu64 ": %s; %" PRIu64 " bytes passed over", damage->offset, damage->what,
		     damage->size);
	else
		tell(v, true, "offset %" PRIu64 ": %s", damage->offset, damage->what);
}

/* ---- packets */

static void check_number(struct verifier *v, uint64_t seq)
{
	struct mtr_verify *r = v->result;

	if (!r->events++) {
		r->first_seq = seq;
		if (seq > 1 && v->nr_gaps < GAPS_MAX)
			v->gaps[v->nr_gaps++] = (struct gap){1, seq - 1};
		v->gap_numbers += seq - 1;
	} else if (seq <= r->last_seq) {
		tell(v, true, "event %" PRIu64 " comes after event %" PRIu64, seq, r->last_seq);
		return;
	} else if (seq > r->last_seq + 1) {
		if (v->nr_gaps < GAPS_MAX)
			v->gaps[v->nr_gaps++] = (struct gap){r->last_seq + 1, seq - 1};
		v->gap_numbers += seq - 1 - r->last_seq;
	}
	r->last_seq = seq;
}

/* Instances within a message whose class the trace lost. */
static uint64_t lost_classes(const struct verifier *v, const ProtobufCMessage *message)
{
	uint64_t lost = 0;
	unsigned i;

	if (message->descriptor == &mitrace__instance__descriptor) {
		const Mitrace__Instance *instance = (const Mitrace__Instance *)message;

		lost = instance->has_schema && !mtr_reader_class(v->reader, instance);
	}
	for (i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const void *member = (const char *)message + field->offset;
		size_t count, k;

		if (field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		count = mtr_field_count(message, field);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			member = *(const void *const *)member;
		for (k = 0; k < count; k++)
			lost += lost_classes(v, ((const ProtobufCMessage *const *)member)[k]);
	}
	return lost;
}

static void check_event(struct verifier *v, const Mitrace__Packet *packet)
{
	uint64_t lost = lost_classes(v, &packet->base);

	check_number(v, packet->seq);
	if (lost)
		tell(v, true, "event %" PRIu64 ": the class of %" PRIu64 " instances is missing", packet->seq, lost);
	v->result->lost_classes += lost;
	if (packet->has_cut) {
		v->result->cut_events++;
		tell(v, true,
		     "event %" PRIu64 ": %" PRIu64 " bytes were larger than the recorder's cap and are not there",
		     packet->seq, packet->cut);
	}
}

static void check_end(struct verifier *v, const Mitrace__End *end)
{
	size_t i;

	v->end = true;
	v->reason = end->reason;
	v->end_events = end->events;
	v->end_next_seq = end->next_seq;
	for (i = 0; i < end->n_unfinished; i++)
		tell(v, false, "event %" PRIu64 " was begun and never completed: its thread did not come back",
		     end->unfinished[i]);
	v->explained = end->n_unfinished;
	if (end->reason == MITRACE__END_REASON__END_WRITE_ERROR)
		tell(v, true, "recording was ended early by a write error%s%.*s", end->has_message ? ": " : "",
		     (int)end->message.len, (const char *)end->message.data);
}

static void check_packet(struct verifier *v, const Mitrace__Packet *packet)
{
	if (v->end)
		tell(v, true, "something follows the end of the trace");
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_DROP:
		v->result->dropped += packet->drop->count;
		tell(v, true,
		     "%" PRIu64 " events were dropped after event %" PRIu64 ": the recorder was told not to wait",
		     packet->drop->count, v->result->last_seq);
		break;
	case MITRACE__PACKET__BODY_END:
		check_end(v, packet->end);
		break;
	default:
		break;
	}
	if (packet->has_seq)
		check_event(v, packet);
}

/* ---- the whole */

/* Numbers that threads had taken when their process died; of a folded trace the end names them. */
static bool died_with(const struct verifier *v, const struct gap *gap)
{
	const struct mtr_reader_stats *stats = &v->result->stats;

	return !v->end && v->explained + gap->last - gap->first < stats->unfinished &&
	       gap->first >= stats->unfinished_from;
}

static void judge_gaps(struct verifier *v)
{
	struct mtr_verify *r = v->result;
	uint64_t seq;
	size_t i;

	for (i = 0; i < v->nr_gaps; i++) {
		if (!died_with(v, &v->gaps[i]))
			continue;
		for (seq = v->gaps[i].first; seq <= v->gaps[i].last; seq++, v->explained++)
			tell(v, false, "event %" PRIu64 " was begun and never completed: its process died", seq);
		v->gaps[i--] = v->gaps[--v->nr_gaps];
	}

	/* Numbers handed out and never used leave holes that the End packet names. */
	r->missing = v->gap_numbers > v->explained ? v->gap_numbers - v->explained : 0;
	if (v->excerpt) {
		if (r->missing)
			tell(v, false, "%" PRIu64 " events were left out when this excerpt was made", r->missing);
		r->missing = 0;
		return;
	}
	for (i = 0; i < v->nr_gaps && r->missing; i++) {
		if (v->gaps[i].first == v->gaps[i].last)
			tell(v, true, "event %" PRIu64 " is missing", v->gaps[i].first);
		else
			tell(v, true, "events %" PRIu64 " to %" PRIu64 " are missing", v->gaps[i].first,
			     v->gaps[i].last);
	}
}

static void judge_end(struct verifier *v)
{
	struct mtr_verify *r = v->result;

	if (r->stats.write_error)
		tell(v, true,
		     "recording was ended early by a write error: %s; what happened after event %" PRIu64
		     " is not recorded",
		     mtr_fail_name(r->stats.write_error), r->last_seq);
	if (r->stats.spool_missing)
		tell(v, true, "the trace is unfinished and its spool is not beside it: its last events may be missing");
	else if (!v->end && r->stats.spool)
		tell(v, false, "the trace is unfinished; its last events were read from its spool");
	else if (!v->end && r->stats.spool_there)
		tell(v, false, "the trace is unfinished; its spool has no more events than it");
	else if (!v->end)
		tell(v, true, "the trace has no end: what came after event %" PRIu64 " is not known", r->last_seq);
	if (v->end && v->end_events != r->events)
		tell(v, true, "the end tells of %" PRIu64 " events, %" PRIu64 " are there", v->end_events, r->events);
	if (v->end && v->end_next_seq && v->end_next_seq - 1 > r->last_seq + v->explained && !v->excerpt)
		tell(v, true, "the last events, up to %" PRIu64 ", are missing", v->end_next_seq - 1);
	if (v->reason == MITRACE__END_REASON__END_FOLDED)
		tell(v, false, "the process died; the trace was finished afterwards from its spool");
}

static void judge_flight(struct verifier *v, const struct mtr_track *track)
{
	const struct mtr_open *open = NULL;
	const struct mtr_op *op = NULL;

	while ((open = mtr_track_next_open(track, open))) {
		const ProtobufCEnumDescriptor *names =
			open->callback ? &mitrace__callback_kind__descriptor : &mitrace__function__descriptor;
		const ProtobufCEnumValue *name = protobuf_c_enum_descriptor_get_value(names, open->what);

		v->result->in_flight++;
		tell(v, false, "event %" PRIu64 ": %s had not returned at the end", open->seq,
		     name ? name->name : "a call");
	}
	while ((op = mtr_track_next_op(track, op)))
		v->result->open_ops++;
}

static bool is_excerpt(const Mitrace__Header *header)
{
	size_t i;

	for (i = 0; i < header->n_setting; i++) {
		const ProtobufCBinaryData *name = &header->setting[i]->name;

		if (name->len == 7 && !memcmp(name->data, "excerpt", 7))
			return true;
	}
	return false;
}

static int read_all(struct verifier *v, struct mtr_track *track)
{
	const Mitrace__Packet *packet;
	struct mtr_tracked tracked;
	int got, err = 0;

	while (!err && (got = mtr_reader_next(v->reader, &packet)) == 1) {
		check_packet(v, packet);
		err = mtr_track_packet(track, packet, &tracked);
	}
	return err ? err : got;
}

int mtr_verify(const char *path, void (*found)(void *context, const struct mtr_finding *finding), void *context,
	       struct mtr_verify *ret)
{
	struct verifier *v = calloc(1, sizeof(*v));
	const struct mtr_reader_options options = {.damaged = on_damage, .context = v};
	struct mtr_verify result = {0};
	struct mtr_track *track = NULL;
	int err = v ? 0 : mtr_fail(-ENOMEM, "no memory to verify %s", path);

	if (err)
		return err;
	*v = (struct verifier){.found = found, .context = context, .result = &result};
	err = mtr_reader_open(path, &options, &v->reader);
	if (!err)
		err = mtr_track_new(&track);
	if (!err) {
		v->excerpt = is_excerpt(mtr_reader_header(v->reader));
		err = read_all(v, track);
	}
	if (!err) {
		mtr_reader_stats(v->reader, &result.stats);
		judge_gaps(v);
		judge_end(v);
		judge_flight(v, track);
		result.complete = !result.losses;
		*ret = result;
	}
	mtr_track_free(track);
	mtr_reader_close(v->reader);
	free(v);
	return err;
}
