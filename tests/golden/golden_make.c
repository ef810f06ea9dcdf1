/*
 * Makes the golden traces and what reading them must give: golden_make FOLDER.
 *
 * Run it (target `golden`) when the format gets something new, look at the difference, and commit it under the new
 * version's folder. What is committed for released versions is never made again: it proves that old traces stay
 * readable.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mi/mi.h>

#include "golden_read.h"
#include "trace_build.h"

enum {
	TYPES = 32
};

static void save(const char *folder, const char *name, const struct trace_build *build, size_t size)
{
	char path[512];
	FILE *file;
	char *text;

	snprintf(path, sizeof(path), "%s/%s.mitrace", folder, name);
	file = fopen(path, "w");
	if (!file || fwrite(build->data, 1, size, file) != size || fclose(file))
		perror(path), exit(1);
	text = golden_read(build->data, size);
	snprintf(path, sizeof(path), "%s/%s.expected", folder, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		perror(path), exit(1);
	free(text);
}

/* ---- one instance with every type */

struct everything {
	Mitrace__Instance instance, embedded, null_instance;
	Mitrace__Class class;
	Mitrace__Element elements[TYPES], *element_list[TYPES];
	Mitrace__Value values[TYPES], *value_list[TYPES];
	Mitrace__Array arrays[TYPES];
	Mitrace__Datetime timestamp, interval, *datetimes[2];
	Mitrace__Instance *instances[2];
	char names[TYPES][8];
};

static uint64_t unsigned_edges[] = {0, 1, UINT64_MAX};
static int64_t signed_edges[] = {0, -1, INT64_MIN};
static uint32_t real32_edges[] = {0x3f800000, 0x80000000, 0x7fc00001};
static uint64_t real64_edges[] = {0x3ff0000000000000, 0x0000000000000001, 0xfff0000000000000};
static uint32_t null_at[] = {1};
static ProtobufCBinaryData strings[3];

static void fill_datetimes(struct everything *e)
{
	mitrace__datetime__init(&e->timestamp);
	mitrace__datetime__init(&e->interval);
	e->timestamp.has_is_timestamp = e->timestamp.has_year = e->timestamp.has_month = e->timestamp.has_day = 1;
	e->timestamp.has_hour = e->timestamp.has_minute = e->timestamp.has_second = e->timestamp.has_microseconds = 1;
	e->timestamp.has_utc = 1;
	e->timestamp.is_timestamp = 1;
	e->timestamp.year = 2024;
	e->timestamp.month = 2;
	e->timestamp.day = 29;
	e->timestamp.hour = 23;
	e->timestamp.minute = 59;
	e->timestamp.second = 58;
	e->timestamp.microseconds = 123456;
	e->timestamp.utc = -60;
	e->interval.has_is_timestamp = e->interval.has_days = e->interval.has_hour = 1;
	e->interval.days = 12;
	e->interval.hour = 3;
	e->datetimes[0] = &e->timestamp;
	e->datetimes[1] = &e->interval;
}

static void fill_scalar(struct everything *e, unsigned type)
{
	Mitrace__Value *v = &e->values[type];

	switch (type) {
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64:
		v->has_signed_ = 1;
		v->signed_ = INT64_MIN >> (type == MI_SINT8 ? 56 : type == MI_SINT16 ? 48 : type == MI_SINT32 ? 32 : 0);
		break;
	case MI_REAL32:
		v->has_real32 = 1;
		v->real32 = 0x7fc00001;
		break;
	case MI_REAL64:
		v->has_real64 = 1;
		v->real64 = 0x3fb999999999999a;
		break;
	case MI_DATETIME:
		v->datetime = &e->timestamp;
		break;
	case MI_STRING:
		v->has_string = 1;
		v->string = build_text("gr\xc3\xbc\xc3\x9f \"dich\"\n");
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		v->instance = &e->embedded;
		break;
	default:
		v->has_unsigned_ = 1;
		v->unsigned_ = type == MI_BOOLEAN ? 1
						  : UINT64_MAX >> (type == MI_UINT64   ? 0
								   : type == MI_UINT32 ? 32
										       : 56);
	}
}

static void fill_array(struct everything *e, unsigned type)
{
	Mitrace__Array *a = &e->arrays[type];

	mitrace__array__init(a);
	e->values[type].array = a;
	a->has_size = 1;
	a->size = 3;
	switch (type & 15) {
	case MI_UINT8:
		a->has_octets = 1;
		a->octets = (ProtobufCBinaryData){3, (uint8_t *)(uintptr_t) "\x00\xff\x7f"};
		break;
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64:
		a->n_signed_ = 3;
		a->signed_ = signed_edges;
		break;
	case MI_REAL32:
		a->n_real32 = 3;
		a->real32 = real32_edges;
		break;
	case MI_REAL64:
		a->n_real64 = 3;
		a->real64 = real64_edges;
		break;
	case MI_DATETIME:
		a->size = 2;
		a->n_datetime = 2;
		a->datetime = e->datetimes;
		break;
	case MI_STRING:
		a->n_string = 3;
		a->string = strings;
		a->n_null_at = 1;
		a->null_at = null_at;
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		a->size = 2;
		a->n_instance = 2;
		a->instance = e->instances;
		break;
	default:
		a->n_unsigned_ = 3;
		a->unsigned_ = unsigned_edges;
	}
}

static void fill_everything(struct everything *e, bool null)
{
	unsigned type;

	mitrace__instance__init(&e->instance);
	mitrace__instance__init(&e->embedded);
	mitrace__instance__init(&e->null_instance);
	mitrace__class__init(&e->class);
	e->embedded.has_schema = 1;
	e->embedded.schema = 1;
	e->null_instance.has_null = e->null_instance.null = 1;
	e->instances[0] = &e->embedded;
	e->instances[1] = &e->null_instance;
	strings[0] = build_text("one");
	strings[1] = build_text("");
	strings[2] = build_text("\xff\xfe");
	fill_datetimes(e);
	for (type = 0; type < TYPES; type++) {
		snprintf(e->names[type], sizeof(e->names[type]), "p%u", type);
		mitrace__element__init(&e->elements[type]);
		mitrace__value__init(&e->values[type]);
		e->element_list[type] = &e->elements[type];
		e->value_list[type] = &e->values[type];
		e->elements[type].has_name = e->elements[type].has_type = e->elements[type].has_flags = 1;
		e->elements[type].name = build_text(e->names[type]);
		e->elements[type].type = type;
		e->elements[type].flags = MI_FLAG_PROPERTY | MI_FLAG_NOT_MODIFIED | (type == 5 ? MI_FLAG_KEY : 0);
		if (null)
			e->values[type].has_null = e->values[type].null = 1;
		else if (type & MI_ARRAY)
			fill_array(e, type);
		else
			fill_scalar(e, type);
	}
	e->class.has_name = 1;
	e->class.name = build_text("TST_Everything");
	e->class.n_element = TYPES;
	e->class.element = e->element_list;
	e->instance.class_ = &e->class;
	e->instance.n_value = TYPES;
	e->instance.value = e->value_list;
}

static void build_instance(struct trace_build *build, const Mitrace__Instance *instance)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 2, 0);
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = 1;
	callback.instance = (Mitrace__Instance *)(uintptr_t)instance;
	build_packet(build, &packet);
}

static void make_values(const char *folder)
{
	struct everything *e = calloc(1, sizeof(*e));
	struct trace_build build;

	build_begin(&build);
	build_header(&build);
	build_frame(&build);
	build_schema(&build, 1, "TST_Embedded");
	fill_everything(e, false);
	build_instance(&build, &e->instance);
	fill_everything(e, true);
	build_instance(&build, &e->instance);
	build_frame(&build);
	build_finish(&build);
	save(folder, "values", &build, build.size);
	build_end(&build);
	free(e);
}

/* ---- whole files */

static void make_sample(const char *folder)
{
	struct trace_build build;

	build_sample(&build, 3, 4);
	save(folder, "good", &build, build.size);
	save(folder, "torn", &build, build.frames[3] + 20);
	save(folder, "unfinished", &build, build.frames[3]);
	build.data[build.frames[2] + 40] ^= 4;
	save(folder, "damaged", &build, build.size);
	build_end(&build);
	build_sample(&build, 3, 4);
	memset(build.data, 0, build.frames[1]);
	save(folder, "headless", &build, build.size);
	build_end(&build);
}

static void make_chunked(const char *folder)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large;
	struct trace_build build;
	char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	build_begin(&build);
	build_header(&build);
	build_frame(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(text);
	build_chunked(&build, &large, 700);
	build_frame(&build);
	build_finish(&build);
	save(folder, "chunked", &build, build.size);
	build_end(&build);
}

static void make_features(const char *folder, const char *name, bool required)
{
	/* A Packet {seq 1, field 999 {..}}, from a schema that is to come. */
	static const uint8_t unknown[] = {0x0a, 7, 0x08, 1, 0xba, 0x3e, 2, 8, 1};
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Header header = MITRACE__HEADER__INIT;
	uint32_t feature = 4711;
	struct trace_build build;

	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	header.has_version_major = header.has_version_minor = header.has_reader_version = 1;
	header.version_major = 1;
	header.version_minor = 9;
	header.reader_version = build_text("1.9.0");
	header.n_required_feature = required;
	header.n_optional_feature = !required;
	header.required_feature = header.optional_feature = &feature;
	build_begin(&build);
	build_packet(&build, &packet);
	build_raw(&build, unknown, sizeof(unknown));
	build_frame(&build);
	save(folder, name, &build, build.size);
	build_end(&build);
}

static void make_hostile(const char *folder)
{
	/* Content size 2^40. */
	static const uint8_t huge[] = {0x28, 0xb5, 0x2f, 0xfd, 0xe4, 0,    0,    0, 0, 0,
				       0,    1,    0,    0,    0xf9, 0xff, 0xff, 0, 0, 0};
	struct trace_build build;
	int i;

	build_begin(&build);
	build_header(&build);
	build_frame(&build);
	for (i = 0; i < 3000; i++)
		build_raw(&build, "\x0a\x04\x32\x02\x6a", 5); /* lengths that promise more than there is */
	build_frame(&build);
	build_finish(&build);
	memcpy(build.data + build.frames[2], huge, sizeof(huge));
	save(folder, "hostile", &build, build.size);
	build_end(&build);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return fprintf(stderr, "usage: golden_make FOLDER\n"), 2;
	make_sample(argv[1]);
	make_values(argv[1]);
	make_chunked(argv[1]);
	make_features(argv[1], "newer", false);
	make_features(argv[1], "too-new", true);
	make_hostile(argv[1]);
	return 0;
}
