/* Ranges and names per kind; what belongs to an operation is asked of the tracker. */
#include "filter.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "track.h"

enum {
	KINDS = MTR_FILTER_CLASS + 1,
	OP_CLASS_KNOWN = 1, /* mtr_op.mark: whether its class matches was found out */
	OP_CLASS_MATCHES = 2,
};

struct range {
	uint64_t first, last;
};

struct alternatives {
	struct range *ranges;
	size_t nr_ranges;
	char **names;
	size_t nr_names;
};

struct mtr_filter {
	struct alternatives kinds[KINDS];
	struct mtr_track *track; /* NULL until it is needed */
};

static const char *const kind_names[KINDS] = {"seq", "time", "thread", "session", "op", "class"};

int mtr_filter_new(struct mtr_filter **ret)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret ? 0 : mtr_fail(-ENOMEM, "no memory for a filter");
}

void mtr_filter_free(struct mtr_filter *filter)
{
	size_t kind, i;

	if (!filter)
		return;
	for (kind = 0; kind < KINDS; kind++) {
		for (i = 0; i < filter->kinds[kind].nr_names; i++)
			free(filter->kinds[kind].names[i]);
		free(filter->kinds[kind].names);
		free(filter->kinds[kind].ranges);
	}
	mtr_track_free(filter->track);
	free(filter);
}

static int add_range(struct alternatives *to, struct range range)
{
	struct range *ranges = realloc(to->ranges, (to->nr_ranges + 1) * sizeof(*ranges));

	if (!ranges)
		return mtr_fail(-ENOMEM, "no memory for a filter");
	to->ranges = ranges;
	ranges[to->nr_ranges++] = range;
	return 0;
}

static int add_name(struct alternatives *to, const char *name)
{
	char **names = realloc(to->names, (to->nr_names + 1) * sizeof(*names));

	if (names)
		to->names = names;
	if (!names || !(names[to->nr_names] = strdup(name)))
		return mtr_fail(-ENOMEM, "no memory for a filter");
	to->nr_names++;
	return 0;
}

/* A whole number at *at. */
static bool parse_number(const char **at, uint64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)**at))
		return false;
	errno = 0;
	*ret = strtoull(*at, &end, 10);
	if (errno)
		return false;
	*at = end;
	return true;
}

/* A time at *at, in nanoseconds: digits, perhaps a point and digits, perhaps a unit; seconds without one. */
static bool parse_time(const char **at, uint64_t *ret)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"m", UINT64_C(60000000000)}};
	uint64_t whole, fraction = 0, scale = 1, unit = 1000000000;
	size_t i;

	if (!parse_number(at, &whole))
		return false;
	if (**at == '.') {
		for (++*at; isdigit((unsigned char)**at); ++*at) {
			if (scale < 1000000000) {
				fraction = fraction * 10 + (uint64_t)(**at - '0');
				scale *= 10;
			}
		}
	}
	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t len = strlen(units[i].name);

		if (!strncmp(*at, units[i].name, len) && !isalpha((unsigned char)(*at)[len])) {
			unit = units[i].ns;
			*at += len;
			break;
		}
	}
	if (whole > UINT64_MAX / unit - 1)
		return false;
	*ret = whole * unit + (uint64_t)((unsigned __int128)fraction * unit / scale);
	return true;
}

static int parse_range(enum mtr_filter_kind kind, const char *text, struct range *ret)
{
	bool (*parse)(const char **, uint64_t *) = kind == MTR_FILTER_TIME ? parse_time : parse_number;
	const char *example = kind == MTR_FILTER_TIME ? "1.5s, 20ms-2s, 3s- or -1m" : "7, 3-9, 3- or -9";
	struct range range = {0, UINT64_MAX};
	const char *at = text;
	bool first = *at != '-', good = !first || parse(&at, &range.first);

	if (good && *at == '-') {
		at++;
		good = *at ? parse(&at, &range.last) : first;
	} else if (good) {
		range.last = range.first;
	}
	if (!good || *at)
		return mtr_fail(-MTR_EUSAGE, "--%s: '%s' is no range; say %s", kind_names[kind], text, example);
	if (range.first > range.last)
		return mtr_fail(-MTR_EUSAGE, "--%s: the range '%s' ends before it begins", kind_names[kind], text);
	*ret = range;
	return 0;
}

/* The name of a function without MI's prefixes: "Invoke" of "MI_Session_Invoke". */
static const char *short_name(const char *name)
{
	const char *last = strrchr(name, '_');

	return last ? last + 1 : name;
}

static int add_function(struct alternatives *to, const char *text)
{
	const ProtobufCEnumDescriptor *functions = &mitrace__function__descriptor;
	bool found = false;
	unsigned i;

	for (i = 0; i < functions->n_values; i++) {
		const char *name = functions->values[i].name;

		found = found || !strcasecmp(text, name) || !strcasecmp(text, short_name(name));
	}
	if (!found)
		return mtr_fail(-MTR_EUSAGE, "--op: '%s' is neither a number nor a function of the API, such as Invoke",
				text);
	return add_name(to, text);
}

static int add_one(struct mtr_filter *filter, enum mtr_filter_kind kind, const char *text)
{
	struct alternatives *to = &filter->kinds[kind];
	struct range range = {0, 0};
	int err;

	if (!*text)
		return mtr_fail(-MTR_EUSAGE, "--%s: something is missing beside a comma", kind_names[kind]);
	if (kind == MTR_FILTER_CLASS)
		return add_name(to, text);
	if (kind == MTR_FILTER_OP && isalpha((unsigned char)*text))
		return add_function(to, text);
	err = parse_range(kind, text, &range);
	return err ? err : add_range(to, range);
}

int mtr_filter_add(struct mtr_filter *filter, enum mtr_filter_kind kind, const char *text)
{
	char *copy = strdup(text), *rest = copy, *one;
	int err = copy ? 0 : mtr_fail(-ENOMEM, "no memory for a filter");

	while (!err && (one = strsep(&rest, ",")))
		err = add_one(filter, kind, one);
	free(copy);
	return err;
}

static bool asks(const struct mtr_filter *filter, enum mtr_filter_kind kind)
{
	return filter->kinds[kind].nr_ranges || filter->kinds[kind].nr_names;
}

static int kind_of(const char *name, size_t len)
{
	static const char *const names[] = {
		[MTR_FILTER_SEQ] = "seq",         [MTR_FILTER_TIME] = "time", [MTR_FILTER_THREAD] = "thread",
		[MTR_FILTER_SESSION] = "session", [MTR_FILTER_OP] = "op",     [MTR_FILTER_CLASS] = "class"};

	for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return i;
	return -1;
}

static int add_part(struct mtr_filter *filter, char *part, int *kind, const char *text)
{
	char *value = strchr(part, '=');

	if (value) {
		*kind = kind_of(part, (size_t)(value - part));
		if (*kind < 0)
			return mtr_fail(-MTR_EUSAGE, "%s: \"%.*s\" is none of seq, time, thread, session, op, class",
					text, (int)(value - part), part);
	} else if (*kind < 0) {
		return mtr_fail(-MTR_EUSAGE, "%s: expected NAME=VALUE, such as op=Invoke or class=MTR_*", text);
	}
	return mtr_filter_add(filter, (enum mtr_filter_kind) * kind, value ? value + 1 : part);
}

int mtr_filter_parse(const char *text, struct mtr_filter **ret)
{
	struct mtr_filter *filter = NULL;
	char *copy = strdup(text), *save = NULL;
	int kind = -1, err = copy ? mtr_filter_new(&filter) : mtr_fail(-ENOMEM, "out of memory");

	if (!err && !strtok_r(copy, ",", &save))
		err = mtr_fail(-MTR_EUSAGE, "nothing is asked for; expected NAME=VALUE, such as op=Invoke");
	for (char *part = err ? NULL : copy; part && !err; part = strtok_r(NULL, ",", &save))
		err = add_part(filter, part, &kind, text);
	free(copy);
	if (err)
		mtr_filter_free(filter);
	else
		*ret = filter;
	return err;
}

bool mtr_filter_is_empty(const struct mtr_filter *filter)
{
	unsigned kind;

	for (kind = 0; filter && kind < KINDS; kind++) {
		if (asks(filter, kind))
			return false;
	}
	return true;
}

/* Whether a number is within one of the ranges; true where nothing was asked. */
static bool within(const struct mtr_filter *filter, enum mtr_filter_kind kind, uint64_t value)
{
	const struct alternatives *a = &filter->kinds[kind];
	size_t i;

	for (i = 0; i < a->nr_ranges; i++) {
		if (value >= a->ranges[i].first && value <= a->ranges[i].last)
			return true;
	}
	return !a->nr_ranges && !a->nr_names;
}

static bool class_matches(const struct mtr_filter *filter, const char *name, size_t len)
{
	const struct alternatives *a = &filter->kinds[MTR_FILTER_CLASS];
	char terminated[256];
	size_t i;

	if (!name)
		return false;
	len = len < sizeof(terminated) - 1 ? len : sizeof(terminated) - 1;
	memcpy(terminated, name, len);
	terminated[len] = 0;
	for (i = 0; i < a->nr_names; i++) {
		if (fnmatch(a->names[i], terminated, FNM_CASEFOLD) == 0)
			return true;
	}
	return false;
}

static bool bytes_match(const struct mtr_filter *filter, const ProtobufCBinaryData *name)
{
	return class_matches(filter, (const char *)name->data, name->len);
}

/* Whether the classes named in the event itself match. */
static bool event_class_matches(const struct mtr_filter *filter, const Mitrace__Packet *packet)
{
	const Mitrace__Instance *instance = NULL;
	const Mitrace__Class *class = NULL;
	const char *name;
	size_t len = 0;

	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
	case MITRACE__PACKET__BODY_CALL_END:
		if (packet->call_begin->has_class_name && bytes_match(filter, &packet->call_begin->class_name))
			return true;
		instance = packet->call_begin->instance;
		class = packet->call_begin->class_;
		break;
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		instance = packet->callback_begin->instance;
		class = packet->callback_begin->class_;
		break;
	default:
		return false;
	}
	if (class && class->has_name && bytes_match(filter, &class->name))
		return true;
	name = mtr_track_class_name(filter->track, instance, &len);
	return class_matches(filter, name, len);
}

static bool matches_class(const struct mtr_filter *filter, const Mitrace__Packet *packet, struct mtr_op *op)
{
	if (!asks(filter, MTR_FILTER_CLASS))
		return true;
	if (op && op->class_name && !(op->mark & OP_CLASS_KNOWN)) {
		op->mark |= OP_CLASS_KNOWN;
		if (class_matches(filter, op->class_name, strlen(op->class_name)))
			op->mark |= OP_CLASS_MATCHES;
	}
	return (op && op->mark & OP_CLASS_MATCHES) || event_class_matches(filter, packet);
}

static bool function_matches(const struct alternatives *a, int32_t function)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, function);
	size_t i;

	for (i = 0; value && i < a->nr_names; i++) {
		if (!strcasecmp(a->names[i], value->name) || !strcasecmp(a->names[i], short_name(value->name)))
			return true;
	}
	return false;
}

static bool matches_op(const struct mtr_filter *filter, const struct mtr_tracked *event)
{
	const struct alternatives *a = &filter->kinds[MTR_FILTER_OP];

	if (!asks(filter, MTR_FILTER_OP))
		return true;
	if (event->op && a->nr_ranges && within(filter, MTR_FILTER_OP, event->op->id))
		return true;
	if (event->op && function_matches(a, (int32_t)event->op->function))
		return true;
	return event->open && !event->open->callback && function_matches(a, event->open->what);
}

static bool needs_track(const struct mtr_filter *filter)
{
	return asks(filter, MTR_FILTER_SESSION) || asks(filter, MTR_FILTER_OP) || asks(filter, MTR_FILTER_CLASS);
}

bool mtr_filter_match(struct mtr_filter *filter, const Mitrace__Packet *packet)
{
	struct mtr_tracked event = {0};

	if (!filter)
		return true;
	if (needs_track(filter)) {
		/* Without memory to follow operations, what belongs to one is not known to match. */
		if (!filter->track && mtr_track_new(&filter->track))
			return false;
		if (mtr_track_packet(filter->track, packet, &event))
			return false;
	}
	if (!packet->has_seq)
		return true;
	return within(filter, MTR_FILTER_SEQ, packet->seq) && within(filter, MTR_FILTER_TIME, packet->time) &&
	       within(filter, MTR_FILTER_THREAD, packet->thread) && within(filter, MTR_FILTER_SESSION, event.session) &&
	       matches_op(filter, &event) && matches_class(filter, packet, event.op);
}

/* The hull of the ranges of a kind. */
static struct range bounds(const struct mtr_filter *filter, enum mtr_filter_kind kind)
{
	const struct alternatives *a = &filter->kinds[kind];
	struct range hull = {a->nr_ranges ? UINT64_MAX : 0, a->nr_ranges ? 0 : UINT64_MAX};
	size_t i;

	for (i = 0; i < a->nr_ranges; i++) {
		hull.first = a->ranges[i].first < hull.first ? a->ranges[i].first : hull.first;
		hull.last = a->ranges[i].last > hull.last ? a->ranges[i].last : hull.last;
	}
	return hull;
}

int mtr_filter_seek(const struct mtr_filter *filter, struct mtr_reader *reader)
{
	struct range seq, time;
	int err = 0;

	if (!filter || needs_track(filter))
		return 0;
	seq = bounds(filter, MTR_FILTER_SEQ);
	time = bounds(filter, MTR_FILTER_TIME);
	if (seq.first > 1)
		err = mtr_reader_seek_seq(reader, seq.first);
	else if (time.first)
		err = mtr_reader_seek_time(reader, time.first);
	return err == -ESPIPE ? 0 : err;
}

bool mtr_filter_is_past(const struct mtr_filter *filter, const Mitrace__Packet *packet)
{
	uint64_t last;

	if (!filter || !packet->has_seq)
		return false;
	if (packet->seq > bounds(filter, MTR_FILTER_SEQ).last)
		return true;
	last = bounds(filter, MTR_FILTER_TIME).last;
	return packet->time > last && packet->time - last > MTR_TIME_SLACK;
}
