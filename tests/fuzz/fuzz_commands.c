/*
 * Fuzz target: the commands that read traces, as a user runs them, on hostile files.
 *
 *	first byte    kind of the trace, see fuzz_trace.h
 *	second byte   which line of the table below is run on it
 *
 * What a command writes must be a trace that reads back; what it leaves undone must not be there.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "fuzz_engine.h"
#include "fuzz_trace.h"
#include "reader.h"

enum {
	WORDS_MAX = 12
};

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
	NULL,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Run in a folder of their own: the trace is fuzz.mitrace, what is written out.mitrace. */
static const char *const lines[] = {
	"show --payload --times --durations --addresses --color=always fuzz.mitrace",
	"show --json fuzz.mitrace",
	"show --canonical fuzz.mitrace",
	"show --payload --seq=2-9,40-,-1 fuzz.mitrace",
	"show --json --time=1ms-1s --thread=1-3 fuzz.mitrace",
	"show --canonical --session=1-2 --op=1-3,Invoke,EnumerateInstances fuzz.mitrace",
	"show --payload --class=CIM_*,*[a-z]? fuzz.mitrace",
	"info fuzz.mitrace",
	"info --json fuzz.mitrace",
	"verify fuzz.mitrace",
	"verify --secrets=secrets fuzz.mitrace",
	"cut -o out.mitrace --op=1-2,GetInstance fuzz.mitrace",
	"cut -o out.mitrace --seq=3-20 --class=* fuzz.mitrace",
	"redact -o out.mitrace --redact=strict --key=key fuzz.mitrace",
	"redact -o out.mitrace --redact=secrets --key=key fuzz.mitrace",
	"repack -o out.mitrace fuzz.mitrace",
	"repack -o out.mitrace --damaged --level=3 fuzz.mitrace",
	"merge -o out.mitrace fuzz.mitrace other.mitrace",
	"merge -o out.mitrace fuzz.mitrace fuzz.mitrace",
	"import -o out.mitrace fuzz.mitrace",
	"diff fuzz.mitrace other.mitrace",
	"diff --json --order=any fuzz.mitrace fuzz.mitrace",
	"diff --time --order=strict --stat other.mitrace fuzz.mitrace",
	"noise learn fuzz.mitrace other.mitrace",
	NULL, /* the replay engine */
	"stats --times --histogram --by=op,class,session,thread,trace fuzz.mitrace other.mitrace",
	"stats --json --sort=p99 --top=3 --op=Invoke,1-9 fuzz.mitrace",
	"lint --slow-callback=1 --loop-count=2 --limit=0 fuzz.mitrace other.mitrace",
	"lint --json --disable=all --enable=bad-handle,callback-left,repeated-query --session=1 fuzz.mitrace",
};

enum {
	NR_LINES = sizeof(lines) / sizeof(lines[0])
};

static char folder[64];

static void save(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(name, "wb");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
		perror(name);
		abort();
	}
}

static const struct command *find(const char *name)
{
	const struct command *const *command = commands;

	while (*command && strcmp((*command)->name, name) != 0)
		command++;
	return *command;
}

static int run(char *line)
{
	char *words[WORDS_MAX + 1] = {NULL}, *rest = NULL;
	const struct command *command;
	int nr = 0, first, status = STATUS_TROUBLE;
	void *settings;

	for (char *word = strtok_r(line, " ", &rest); word && nr < WORDS_MAX; word = strtok_r(NULL, " ", &rest))
		words[nr++] = word;
	command = find(words[0]);
	settings = command ? calloc(1, command->settings_size + 1) : NULL;
	if (!settings)
		abort();
	first = command_parse(command, nr, words, settings, &status);
	if (first < 0)
		abort(); /* the table is wrong */
	status = command->run(settings, nr - first, words + first);
	free(settings);
	return status;
}

static void read_back(const char *path)
{
	const Mitrace__Packet *packet;
	struct mtr_reader_stats stats;
	struct mtr_reader *reader;

	if (mtr_reader_open(path, NULL, &reader))
		abort();
	while (mtr_reader_next(reader, &packet) == 1)
		continue;
	mtr_reader_stats(reader, &stats);
	mtr_reader_close(reader);
	if (stats.damaged_parts)
		abort();
}

static void run_line(const char *line)
{
	char copy[256];
	int status;

	snprintf(copy, sizeof(copy), "%s", line);
	status = run(copy);
	if (access("out.mitrace", F_OK) == 0) {
		read_back("out.mitrace");
		if (status == STATUS_TROUBLE)
			abort();
		unlink("out.mitrace");
	} else if (status == STATUS_FINE && strstr(line, "-o out.mitrace")) {
		abort();
	}
}

/* A command that reads traces and stands in no line would go untested. */
static void check_lines(void)
{
	for (const struct command *const *command = commands; *command; command++) {
		size_t len = strlen((*command)->name), i = 0;

		while (i < NR_LINES && !(lines[i] && !strncmp(lines[i], (*command)->name, len) && lines[i][len] == ' '))
			i++;
		if (i == NR_LINES && (*command)->client == CLIENT_NONE) {
			fprintf(stderr, "%s: no line in fuzz_commands.c runs it\n", (*command)->name);
			abort();
		}
	}
}

static void clean_up(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	/* An operation with two results, one more call. */
	static const uint8_t other[] = "\x0a\x0b\x08\x01\x18\x01\x32\x05\x08\x15\x20\x01\x28"
				       "\x0a\x06\x08\x02\x18\x02\x42\x00\x0a\x06\x08\x03\x18\x02\x42\x00";
	struct fuzz_trace trace;

	(void)argc, (void)argv;
	fuzz_trace_check();
	check_lines();
	snprintf(folder, sizeof(folder), "/dev/shm/mitrace-fuzz.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder)) {
		perror(folder);
		abort();
	}
	atexit(clean_up);
	save("secrets", "hunter2\nCIM_OperatingSystem\n", 28);
	if (!fuzz_trace_make('p', other, sizeof(other) - 1, &trace))
		abort();
	save("other.mitrace", trace.data, trace.size);
	fuzz_trace_free(&trace);
	/* Commands print for nobody. What the fuzzer and the sanitizers say goes where it went. */
	stdout = fopen("/dev/null", "w");
	stderr = fopen("/dev/null", "w");
	return stdout && stderr ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_trace trace;
	const char *line;

	if (size < 2 || !fuzz_trace_make(data[0], data + 2, size - 2, &trace))
		return 0;
	save("fuzz.mitrace", trace.data, trace.size);
	fuzz_trace_free(&trace);
	if (data[0] == 's')
		save(FUZZ_SPOOL_NAME, data + 2, size - 2);
	else
		unlink(FUZZ_SPOOL_NAME);
	line = lines[data[1] % NR_LINES];
	if (line)
		run_line(line);
	else
		fuzz_engine("fuzz.mitrace");
	return 0;
}
