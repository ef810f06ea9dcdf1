/* See replay_breaks.h. */
#include "replay_breaks.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "filter.h"
#include "reader.h"

/* An event that goes to the client. */
static bool is_given(const Mitrace__Packet *packet)
{
	return packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN ||
	       packet->body_case == MITRACE__PACKET__BODY_CALL_END;
}

/* Writes the numbers that match, as ranges: events between them that go to nobody do no harm. */
static int write_ranges(struct mtr_reader *reader, struct mtr_filter *filter, FILE *out, bool *ret_found)
{
	const Mitrace__Packet *packet;
	uint64_t first = 0, last = 0;
	int got;

	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		bool matches = mtr_filter_match(filter, packet);

		if (!packet->has_seq)
			continue;
		if (matches) {
			first = first ? first : packet->seq;
			last = packet->seq;
			*ret_found |= is_given(packet);
		} else if (first) {
			fprintf(out, "%" PRIu64 "-%" PRIu64 "\n", first, last);
			first = 0;
		}
	}
	if (first)
		fprintf(out, "%" PRIu64 "-%" PRIu64 "\n", first, last);
	return got;
}

static int write_trace(const struct replay_room *room, unsigned number, const char *trace, const char *text,
		       bool *ret_found)
{
	struct mtr_reader *reader = NULL;
	struct mtr_filter *filter = NULL;
	char path[PATH_MAX];
	FILE *out = NULL;
	int err = mtr_filter_parse(text, &filter);

	if (!err)
		err = mtr_reader_open(trace, NULL, &reader);
	snprintf(path, sizeof(path), "%s/breaks.%u", room->path, number);
	if (!err && !(out = fopen(path, "we")))
		err = mtr_fail(-errno, "%s: %m", path);
	if (!err)
		err = write_ranges(reader, filter, out, ret_found);
	if (out && fclose(out) && !err)
		err = mtr_fail(-errno, "%s: %m", path);
	mtr_reader_close(reader);
	mtr_filter_free(filter);
	return err;
}

int replay_breaks_write(const struct replay_room *room, const char *filter)
{
	char path[PATH_MAX], *trace = NULL;
	bool found = false;
	size_t size = 0;
	FILE *list;
	int err = 0;

	snprintf(path, sizeof(path), "%s/traces", room->path);
	list = fopen(path, "re");
	if (!list)
		return mtr_fail(-errno, "%s: %m", path);
	for (unsigned number = 0; !err && getline(&trace, &size, list) > 0; number++) {
		trace[strcspn(trace, "\n")] = 0;
		err = write_trace(room, number, trace, filter, &found);
	}
	free(trace);
	fclose(list);
	if (!err && !found)
		err = mtr_fail(-ENOENT, "%s: no event that goes to the client is like that", filter);
	return err;
}
