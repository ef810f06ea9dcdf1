/* Text, JSON and canonical form of a trace in memory. */
#include "golden_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "canonical.h"
#include "fail.h"
#include "json_write.h"
#include "text_show.h"

static void tell_damage(void *context, const struct mtr_damage *damage)
{
	fprintf(context, "damage at %" PRIu64 ", %" PRIu64 " bytes: %s\n", damage->offset, damage->size, damage->what);
}

static int show_text(struct mtr_reader *reader, FILE *out)
{
	const struct mtr_text_options options = {.payload = true, .times = true, .durations = true, .addresses = true};

	return mtr_show_text(reader, NULL, &options, out);
}

static int show_json(struct mtr_reader *reader, FILE *out)
{
	return mtr_show_json(reader, NULL, NULL, out);
}

static int show_canonical(struct mtr_reader *reader, FILE *out)
{
	return mtr_show_canonical(reader, NULL, out);
}

char *golden_read(const void *data, size_t size)
{
	static const struct {
		const char *name;
		int (*show)(struct mtr_reader *reader, FILE *out);
	} forms[] = {{"text", show_text}, {"json", show_json}, {"canonical", show_canonical}};
	struct mtr_reader_options options = {.damaged = tell_damage};
	char *text = NULL;
	size_t text_size = 0, i;
	FILE *out = open_memstream(&text, &text_size);

	options.context = out;
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct mtr_reader *reader = NULL;

		fprintf(out, "--- %s\n", forms[i].name);
		if (mtr_reader_open_memory(data, size, &options, &reader) || forms[i].show(reader, out))
			fprintf(out, "failed: %s\n", mtr_fail_text());
		mtr_reader_close(reader);
	}
	fclose(out);
	return text;
}
