/* mitrace info: what a trace is, without reading all of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "fail.h"
#include "json_write.h"
#include "reading.h"
#include "utf8.h"

struct info_settings {
	bool json;
};

static const struct command_option options[] = {
	{"json", 'j', OPTION_FLAG, offsetof(struct info_settings, json), NULL, "print the header packet as JSON", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_info;

/* What the last frame of a trace tells of the whole. */
struct info_tail {
	bool ended;
	Mitrace__EndReason reason;
	uint64_t events, dropped, blocked, last_seq, last_time;
};

static void print_bytes(const char *label, const ProtobufCBinaryData *data)
{
	struct mtr_out out;

	mtr_out_begin(&out, stdout);
	mtr_out_printf(&out, "%-12s ", label);
	mtr_out_plain_bytes(&out, data->data, data->len);
	mtr_out_char(&out, '\n');
	mtr_out_end(&out);
}

static void print_hex(const char *label, const ProtobufCBinaryData *data)
{
	printf("%-12s ", label);
	for (size_t i = 0; i < data->len; i++)
		printf("%02x", data->data[i]);
	putchar('\n');
}

static void print_process(const Mitrace__Process *process)
{
	if (process->has_program)
		print_bytes("program", &process->program);
	for (size_t i = 0; i < process->n_argument; i++)
		print_bytes(i ? "" : "arguments", &process->argument[i]);
	if (process->has_pid)
		printf("%-12s %" PRIu32 " (parent %" PRIu32 ")\n", "process", process->pid, process->parent_pid);
	for (size_t i = 0; i < process->n_environment; i++)
		print_bytes(i ? "" : "environment", &process->environment[i]);
}

static void print_clock(const Mitrace__Clock *clock)
{
	time_t seconds = (time_t)(clock->realtime / 1000000000);
	struct tm tm;
	char text[64];

	if (!gmtime_r(&seconds, &tm) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return;
	printf("%-12s %s\n", "recorded", text);
}

static void print_header(const Mitrace__Header *header)
{
	printf("%-12s %" PRIu32 ".%" PRIu32 "\n", "format", header->version_major, header->version_minor);
	if (header->has_recorder_version)
		print_bytes("recorder", &header->recorder_version);
	if (header->has_trace_id)
		print_hex("trace", &header->trace_id);
	if (header->has_parent_trace_id)
		print_hex("forked from", &header->parent_trace_id);
	if (header->clock)
		print_clock(header->clock);
	if (header->host && header->host->has_name)
		print_bytes("host", &header->host->name);
	if (header->host && header->host->has_kernel)
		print_bytes("kernel", &header->host->kernel);
	if (header->process)
		print_process(header->process);
	if (header->redaction && header->redaction->has_policy)
		print_bytes("redaction", &header->redaction->policy);
	for (size_t i = 0; i < header->n_setting; i++) {
		char label[32];

		snprintf(label, sizeof(label), "%.*s", (int)header->setting[i]->name.len,
			 header->setting[i]->name.data);
		mtr_utf8_mask(label);
		print_bytes(label, &header->setting[i]->value);
	}
}

/* Goes to the last frame where the input can seek, and reads what is there. */
static int read_tail(struct mtr_reader *reader, struct info_tail *ret)
{
	const Mitrace__Packet *packet;
	int got;

	mtr_reader_seek_seq(reader, UINT64_MAX);
	while ((got = mtr_reader_next(reader, &packet)) > 0) {
		if (packet->has_seq) {
			ret->last_seq = packet->seq;
			ret->last_time = packet->time;
		}
		if (packet->body_case == MITRACE__PACKET__BODY_END) {
			ret->ended = true;
			ret->reason = packet->end->reason;
			ret->events = packet->end->events;
			ret->dropped = packet->end->dropped;
			ret->blocked = packet->end->blocked;
		}
	}
	return got;
}

static const char *reason_text(Mitrace__EndReason reason)
{
	switch (reason) {
	case MITRACE__END_REASON__END_EXIT:
		return "finished when the process ended";
	case MITRACE__END_REASON__END_FOLDED:
		return "finished after the process had died";
	case MITRACE__END_REASON__END_WRITE_ERROR:
		return "ended early by a write error";
	case MITRACE__END_REASON__END_TOOL:
		return "written by a mitrace command";
	default:
		return "finished";
	}
}

static void print_tail(const struct info_tail *tail, const struct mtr_reader_stats *stats)
{
	printf("%-12s %" PRIu64 "\n", "events", tail->ended ? tail->events : tail->last_seq);
	printf("%-12s %.6f s\n", "duration", (double)tail->last_time / 1e9);
	printf("%-12s %" PRIu64 " bytes\n", "file", stats->file_bytes);
	if (tail->dropped)
		printf("%-12s %" PRIu64 " events (ring full)\n", "dropped", tail->dropped);
	if (tail->blocked)
		printf("%-12s %" PRIu64 " times (ring full, the client waited)\n", "blocked", tail->blocked);
	if (tail->ended)
		printf("%-12s %s\n", "state", reason_text(tail->reason));
	else if (stats->write_error)
		printf("%-12s ended early by a write error (%s); its last events are in its spool\n", "state",
		       mtr_fail_name(stats->write_error));
	else if (stats->spool_there)
		printf("%-12s being recorded, or its process died: read together with its spool\n", "state");
	else
		printf("%-12s torn: the end is missing%s\n", "state",
		       stats->spool_missing ? ", and so is its spool" : "");
}

static void print_json_header(const Mitrace__Header *header)
{
	struct mtr_out out;

	mtr_out_begin(&out, stdout);
	mtr_json_message(&out, &header->base);
	mtr_out_char(&out, '\n');
	mtr_out_end(&out);
}

static int run(const void *data, int argc, char **argv)
{
	const struct info_settings *settings = data;
	struct reading_damage damage;
	struct mtr_reader_stats stats;
	struct info_tail tail = {0};
	struct mtr_reader *reader = NULL;
	int status = STATUS_TROUBLE;
	const char *path = reading_one_path(&command_info, argc, argv, &status);

	if (!path)
		return status;
	if (reading_open(&command_info, path, false, &damage, &reader))
		return command_fail(&command_info, "%s", mtr_fail_text());
	if (settings->json) {
		print_json_header(mtr_reader_header(reader));
		status = STATUS_FINE;
		goto out;
	}
	print_header(mtr_reader_header(reader));
	if (read_tail(reader, &tail) < 0) {
		status = command_fail(&command_info, "%s", mtr_fail_text());
		goto out;
	}
	mtr_reader_stats(reader, &stats);
	print_tail(&tail, &stats);
	status = reading_status(&damage);
out:
	mtr_reader_close(reader);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace info who.mitrace", "who was recorded, when, and is it whole?"},
	{NULL, NULL},
};

const struct command command_info = {
	.name = "info",
	.summary = "tell what a trace is: program, host, size, state",
	.arguments = "TRACE",
	.description =
		"Prints what the header and the end of a trace tell: who was recorded, when and where, how much "
		"there is, and whether the trace is finished, still growing, or torn. It does not read the whole "
		"trace.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct info_settings),
	.run = run,
};
