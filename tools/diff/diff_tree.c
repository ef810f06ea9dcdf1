/* Events are put where they belong as they come; hashes of what holds others are made when all is read. */
#include "diff_tree.h"

#include <errno.h>
#include <stdlib.h>

#include "diff_hash.h"
#include "fail.h"
#include "walk.h"

struct loader {
	struct diff_tree *tree;
	struct mtr_id_map parts;     /* seq of a begin without its end to part + 1 */
	struct mtr_id_map units;     /* operation to unit + 1 */
	struct mtr_id_map questions; /* seq of an answerable callback to part + 1 */
	struct mtr_id_map sessions;  /* session to hash of its opening | 1 */
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for a trace");
}

/* Maps hold pointers; what is stored are numbers, never 0. */
static uint64_t get_number(const struct mtr_id_map *map, uint64_t id)
{
	return (uint64_t)(uintptr_t)mtr_id_map_get(map, id);
}

static int set_number(struct mtr_id_map *map, uint64_t id, uint64_t number)
{
	return id && mtr_id_map_set(map, id, (void *)(uintptr_t)number) ? no_memory() : 0;
}

static uint32_t find(const struct mtr_id_map *map, uint64_t id)
{
	uint64_t number = id ? get_number(map, id) : 0;

	return number ? (uint32_t)(number - 1) : DIFF_NONE;
}

/* ---- making parts and units */

static int grow(void **list, uint32_t nr, uint32_t *room, size_t size)
{
	uint32_t more = *room ? *room * 2 : 1024;
	void *grown;

	if (nr < *room)
		return 0;
	grown = more < UINT32_MAX / 2 ? realloc(*list, more * size) : NULL;
	if (!grown)
		return no_memory();
	*list = grown;
	*room = more;
	return 0;
}

static int make_part(struct diff_tree *t, uint32_t *ret)
{
	void *list = t->parts;
	int err = grow(&list, t->nr_parts, &t->room_parts, sizeof(*t->parts));

	t->parts = list;
	if (err)
		return err;
	t->parts[t->nr_parts] =
		(struct diff_part){.unit = DIFF_NONE, .next = DIFF_NONE, .inner = DIFF_NONE, .last_inner = DIFF_NONE};
	*ret = t->nr_parts++;
	return 0;
}

static int make_unit(struct loader *l, uint32_t thread, uint32_t within, uint32_t *ret)
{
	struct diff_tree *t = l->tree;
	void *list = t->units;
	struct diff_unit *unit;
	int err = grow(&list, t->nr_units, &t->room_units, sizeof(*t->units));

	t->units = list;
	if (err)
		return err;
	unit = &t->units[t->nr_units];
	memset(unit, 0, sizeof(*unit));
	unit->first = unit->callbacks = unit->last_callback = unit->calls = unit->last_call = DIFF_NONE;
	unit->final = DIFF_NONE;
	unit->parent = within;
	unit->child = unit->last_child = unit->next = DIFF_NONE;
	unit->thread = thread;
	if (within != DIFF_NONE) {
		struct diff_unit *parent = &t->units[within];

		unit->thread = parent->thread;
		if (parent->child == DIFF_NONE)
			parent->child = t->nr_units;
		else
			t->units[parent->last_child].next = t->nr_units;
		parent->last_child = t->nr_units;
	}
	*ret = t->nr_units++;
	return 0;
}

static void append(struct diff_tree *t, uint32_t *first, uint32_t *last, uint32_t part)
{
	if (*first == DIFF_NONE)
		*first = part;
	else
		t->parts[*last].next = part;
	*last = part;
}

/* ---- places of events */

static uint32_t unit_of(const struct loader *l, const struct mtr_event_view *event)
{
	return event->tracked->op ? find(&l->units, event->tracked->op->id) : DIFF_NONE;
}

static int start_unit(struct loader *l, const struct mtr_event_view *event, uint32_t part, uint32_t within, uint64_t op)
{
	struct diff_tree *t = l->tree;
	uint32_t number = DIFF_NONE;
	int err = make_unit(l, event->packet->thread, within, &number);

	if (err)
		return err;
	t->units[number].op = op;
	t->units[number].first = part;
	t->parts[part].unit = number;
	return set_number(&l->units, op, (uint64_t)number + 1);
}

static void put_inner(struct diff_tree *t, uint32_t enclosing, uint32_t part)
{
	struct diff_part *outer = &t->parts[enclosing];

	t->parts[part].unit = outer->unit;
	append(t, &outer->inner, &outer->last_inner, part);
}

static int place_call(struct loader *l, const struct mtr_event_view *event, uint32_t part)
{
	const Mitrace__Call *call = event->packet->call_begin;
	struct diff_tree *t = l->tree;
	uint32_t enclosing = find(&l->parts, event->packet->parent), of_op = unit_of(l, event), started;
	int err = 0;

	if (enclosing != DIFF_NONE && !t->parts[enclosing].in_tree)
		enclosing = DIFF_NONE;
	t->parts[part].in_tree = 1;
	if (mtr_function_starts_operation((int32_t)call->function) && call->operation) {
		err = start_unit(l, event, part, enclosing == DIFF_NONE ? DIFF_NONE : t->parts[enclosing].unit,
				 call->operation);
		if (err || enclosing == DIFF_NONE)
			return err;
		/* Where it was started; what became of it is a unit. */
		err = make_part(t, &started);
		if (err)
			return err;
		t->parts[started].what = (uint16_t)call->function;
		t->parts[started].own = diff_mix(6, (uint64_t)call->function);
		t->parts[started].key = t->parts[started].own;
		t->parts[started].seq = (uint32_t)event->packet->seq;
		put_inner(t, enclosing, started);
	} else if (enclosing != DIFF_NONE) {
		put_inner(t, enclosing, part);
	} else if (of_op != DIFF_NONE) {
		t->parts[part].unit = of_op;
		append(t, &t->units[of_op].calls, &t->units[of_op].last_call, part);
	} else {
		err = start_unit(l, event, part, DIFF_NONE, 0);
	}
	return err;
}

static int place_callback(struct loader *l, const struct mtr_event_view *event, uint32_t part)
{
	struct diff_tree *t = l->tree;
	uint32_t enclosing = find(&l->parts, event->packet->parent), of_op = unit_of(l, event);

	t->parts[part].in_tree = 1;
	if (of_op != DIFF_NONE) {
		t->parts[part].unit = of_op;
		append(t, &t->units[of_op].callbacks, &t->units[of_op].last_callback, part);
	} else if (enclosing != DIFF_NONE && t->parts[enclosing].in_tree) {
		put_inner(t, enclosing, part);
	} else {
		return start_unit(l, event, part, DIFF_NONE, 0);
	}
	return 0;
}

/* ---- contents */

static void take_contents(struct diff_tree *t, uint32_t number, int end, const ProtobufCMessage *body)
{
	size_t marks = t->content.nr_marks;
	uint64_t hash = diff_content_body(&t->content, body);
	struct diff_part *part = &t->parts[number];

	part->own = diff_mix(part->own, hash);
	part->places[end] = mtr_reader_place(t->reader);
	part->marks[end] = (uint32_t)marks;
	part->nr_marks[end] = (uint32_t)(t->content.nr_marks - marks);
}

static uint64_t hash_text(uint64_t h, const ProtobufCBinaryData *text)
{
	return diff_hash_bytes(h, text->data, text->len);
}

/* What a call is paired by: function, namespace, class, method, keys; the weak key: function and class. */
static void set_call_keys(struct diff_tree *t, const Mitrace__Call *call, struct diff_part *part)
{
	uint64_t h = diff_mix(7, (uint64_t)call->function);

	if (call->has_class_name)
		h = hash_text(h, &call->class_name);
	part->weak_key = diff_mix(7, (uint64_t)call->function);
	h = hash_text(h, &call->namespace_name);
	h = hash_text(h, &call->method_name);
	h = hash_text(h, &call->query_expression);
	if (call->instance)
		h = diff_mix(h, diff_content_key(&t->content, call->instance, false));
	part->key = h;
}

/* Function and class: times of these are compared with each other. */
static uint64_t time_key(const struct diff_tree *t, const Mitrace__Call *call)
{
	const Mitrace__Class *class = call->instance ? mtr_reader_class(t->reader, call->instance) : NULL;
	uint64_t h = diff_mix(14, (uint64_t)call->function);

	if (call->has_class_name)
		return hash_text(h, &call->class_name);
	return class ? hash_text(h, &class->name) : h;
}

/*
 * Results are paired by class and keys alone: one with another key is another one. Where a rule says that a key is another one
 * in each run, the rest of the keys has to do, after those whose key is the same all the same.
 */
static void set_instance_keys(struct diff_tree *t, uint64_t kind, const Mitrace__Instance *instance,
			      struct diff_part *part)
{
	part->key = diff_mix(kind, diff_content_key(&t->content, instance, true));
	part->weak_key = diff_mix(kind, diff_content_key(&t->content, instance, false));
	if (part->weak_key == part->key)
		part->weak_key = 0;
}

static void set_callback_keys(struct diff_tree *t, const Mitrace__Callback *callback, struct diff_part *part)
{
	uint64_t kind = diff_mix(8, (uint64_t)callback->kind);

	part->key = kind;
	if (callback->instance)
		set_instance_keys(t, kind, callback->instance, part);
	else if (callback->class_)
		part->key = hash_text(kind, &callback->class_->name);
	else
		part->weak_key = kind;
}

/* @number: of the part that brought it to the unit. */
static void note_result(struct diff_tree *t, uint32_t unit_number, uint32_t number, const struct mtr_event_view *event)
{
	struct diff_unit *unit = &t->units[unit_number];
	const struct diff_part *part = &t->parts[number];

	unit->nr_results += part->has_instance;
	unit->nr_finals += part->final;
	unit->final_last = part->final;
	if (part->final)
		unit->final = number;
	if (event->tracked->op)
		unit->time = event->tracked->op->time;
}

/* ---- hooks */

static int begin_part(struct loader *l, const struct mtr_event_view *event, uint32_t *ret)
{
	int err = make_part(l->tree, ret);

	if (err)
		return err;
	l->tree->parts[*ret].seq = (uint32_t)event->packet->seq;
	l->tree->events++;
	return set_number(&l->parts, event->packet->seq, (uint64_t)*ret + 1);
}

static int take_acknowledgement(struct loader *l, const Mitrace__Call *call)
{
	uint32_t question = find(&l->questions, call->answers);
	struct diff_part *part;

	l->tree->events++;
	if (question == DIFF_NONE)
		return 0;
	part = &l->tree->parts[question];
	if (part->ack != DIFF_ACK_NEVER)
		part->ack = DIFF_ACK_TWICE;
	else
		part->ack = call->inside_callback == call->answers ? DIFF_ACK_INSIDE : DIFF_ACK_ELSEWHERE;
	return 0;
}

static int on_call_begin(void *context, const struct mtr_event_view *event)
{
	struct loader *l = context;
	const Mitrace__Call *call = event->packet->call_begin;
	uint32_t number = DIFF_NONE;
	struct diff_part *part;
	int err;

	if (call->function == MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement)
		return take_acknowledgement(l, call);
	err = begin_part(l, event, &number);
	if (!err)
		err = place_call(l, event, number);
	if (err)
		return err;
	part = &l->tree->parts[number];
	part->what = (uint16_t)call->function;
	set_call_keys(l->tree, call, part);
	part->own = diff_mix(9, (uint64_t)call->function);
	take_contents(l->tree, number, 0, &call->base);
	if (part->unit != DIFF_NONE && l->tree->units[part->unit].first == number) {
		l->tree->units[part->unit].time_key = time_key(l->tree, call);
		l->tree->units[part->unit].session = event->tracked->session;
		l->tree->units[part->unit].session_key = get_number(&l->sessions, event->tracked->session);
	}
	return l->tree->content.err;
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	struct loader *l = context;
	const Mitrace__Callback *callback = event->packet->callback_begin;
	uint32_t number = DIFF_NONE;
	struct diff_part *part;
	int err = begin_part(l, event, &number);

	if (!err)
		err = place_callback(l, event, number);
	if (err)
		return err;
	part = &l->tree->parts[number];
	part->callback = 1;
	part->what = (uint16_t)callback->kind;
	part->has_instance = callback->instance || callback->class_;
	part->own = diff_mix(10, (uint64_t)callback->kind);
	set_callback_keys(l->tree, callback, part);
	if (mtr_callback_brings_result((int32_t)callback->kind)) {
		part->result = 1;
		part->final = !callback->more_results;
		note_result(l->tree, part->unit, number, event);
	}
	if (callback->answerable) {
		part->ack = part->result ? DIFF_ACK_NEVER : DIFF_ACK_NOT_ASKED;
		err = set_number(&l->questions, event->packet->seq, (uint64_t)number + 1);
	}
	take_contents(l->tree, number, 0, &callback->base);
	return err ? err : l->tree->content.err;
}

static int end_part(struct loader *l, const struct mtr_event_view *event, const ProtobufCMessage *body)
{
	uint32_t number = find(&l->parts, event->packet->parent);

	l->tree->events++;
	if (number == DIFF_NONE)
		return 0;
	mtr_id_map_remove(&l->parts, event->packet->parent);
	l->tree->parts[number].ended = 1;
	l->tree->parts[number].duration = event->tracked->duration;
	if (body)
		take_contents(l->tree, number, 1, body);
	return l->tree->content.err;
}

/* Synchronous clients get results as ends of calls. */
static void note_getter(struct loader *l, const struct mtr_event_view *event, const Mitrace__Call *call)
{
	uint32_t unit = unit_of(l, event), number = find(&l->parts, event->packet->parent);

	if (unit == DIFF_NONE || number == DIFF_NONE)
		return;
	if (!mtr_function_gets_result(l->tree->parts[number].what))
		return;
	l->tree->parts[number].result = 1;
	l->tree->parts[number].final = !call->more_results;
	l->tree->parts[number].has_instance = call->instance || call->class_;
	if (call->instance)
		set_instance_keys(l->tree, l->tree->parts[number].weak_key, call->instance, &l->tree->parts[number]);
	note_result(l->tree, unit, number, event);
}

static int on_call_end(void *context, const struct mtr_event_view *event)
{
	struct loader *l = context;
	const Mitrace__Call *call = event->packet->call_end;
	uint32_t number = find(&l->parts, event->packet->parent);
	int err;

	note_getter(l, event, call);
	err = end_part(l, event, &call->base);
	if (err || number == DIFF_NONE || l->tree->parts[number].what != MITRACE__FUNCTION__MI_Application_NewSession)
		return err;
	if (l->tree->parts[number].unit != DIFF_NONE)
		l->tree->units[l->tree->parts[number].unit].session = call->session;
	return set_number(&l->sessions, call->session, l->tree->parts[number].own | 1);
}

static int on_callback_end(void *context, const struct mtr_event_view *event)
{
	return end_part(context, event, NULL);
}

static int on_drop(void *context, const struct mtr_event_view *event)
{
	struct loader *l = context;

	l->tree->lost += event->packet->drop->count;
	return 0;
}

/* ---- when all is read */

static uint64_t hash_list(const struct diff_tree *t, uint64_t h, uint32_t part)
{
	for (; part != DIFF_NONE; part = t->parts[part].next)
		h = diff_mix(h, t->parts[part].subtree);
	return diff_mix(h, 11);
}

/* Parts within others come after them. */
static void hash_parts(struct diff_tree *t)
{
	for (uint32_t i = t->nr_parts; i-- > 0;) {
		struct diff_part *part = &t->parts[i];

		part->subtree = diff_mix(part->own, (uint64_t)part->ack << 1 | part->ended);
		part->subtree = hash_list(t, part->subtree, part->inner);
	}
}

static void hash_units(struct diff_tree *t)
{
	for (uint32_t i = 0; i < t->nr_units; i++) {
		struct diff_unit *unit = &t->units[i];
		const struct diff_part *first = &t->parts[unit->first];
		uint64_t h = diff_mix(first->subtree, unit->session_key);

		h = hash_list(t, h, unit->callbacks);
		h = hash_list(t, h, unit->calls);
		unit->hash = diff_mix(h, (uint64_t)unit->nr_finals << 1 | unit->final_last);
		unit->key = first->key;
		unit->weak_key = first->weak_key;
	}
}

static int by_thread(const void *a, const void *b, void *context)
{
	const struct diff_unit *units = context;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (units[left].thread != units[right].thread)
		return units[left].thread < units[right].thread ? -1 : 1;
	return left < right ? -1 : left > right;
}

/* The unit behind @unit in a tree, itself above what it started. */
static uint32_t next_in_tree(const struct diff_tree *t, uint32_t unit)
{
	if (t->units[unit].child != DIFF_NONE)
		return t->units[unit].child;
	while (unit != DIFF_NONE && t->units[unit].next == DIFF_NONE)
		unit = t->units[unit].parent;
	return unit == DIFF_NONE ? DIFF_NONE : t->units[unit].next;
}

static int put_in_order(struct diff_tree *t)
{
	uint32_t *tops = calloc((size_t)t->nr_units + 1, sizeof(*tops)), nr_tops = 0, nr = 0;

	t->order = calloc((size_t)t->nr_units + 1, sizeof(*t->order));
	if (!tops || !t->order) {
		free(tops);
		return no_memory();
	}
	for (uint32_t i = 0; i < t->nr_units; i++) {
		if (t->units[i].parent == DIFF_NONE)
			tops[nr_tops++] = i;
	}
	qsort_r(tops, nr_tops, sizeof(*tops), by_thread, t->units);
	for (uint32_t i = 0; i < nr_tops; i++) {
		for (uint32_t unit = tops[i]; unit != DIFF_NONE; unit = next_in_tree(t, unit))
			t->order[nr++] = unit;
	}
	free(tops);
	return 0;
}

/* Contents are read a second time where they differ: the trace must be a file, and all there. */
static int check_can_seek(const struct diff_tree *t)
{
	struct mtr_reader_stats stats;

	mtr_reader_stats(t->reader, &stats);
	if (stats.spool)
		return mtr_fail(-MTR_EUSAGE, "%s is still being recorded; 'mitrace repack' makes a copy to compare",
				t->path);
	return 0;
}

int diff_tree_load(struct diff_tree *t, const struct command *command, const char *path,
		   const struct reading_settings *reading, const struct diff_rules *rules)
{
	static const struct mtr_walk_hooks hooks = {
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.drop = on_drop,
	};
	struct loader l = {.tree = t};
	struct mtr_filter *filter = NULL;
	int err;

	*t = (struct diff_tree){.path = path};
	if (strcmp(path, "-") == 0)
		return mtr_fail(-MTR_EUSAGE, "a trace to compare must be a file: it is read twice");
	err = reading_filter(reading, &filter);
	if (!err)
		err = reading_open(command, path, false, &t->damage, &t->reader);
	if (!err) {
		diff_content_begin(&t->content, t->reader, rules);
		err = mtr_walk(t->reader, filter, &hooks, &l);
	}
	if (!err)
		err = check_can_seek(t);
	if (!err) {
		hash_parts(t);
		hash_units(t);
		err = put_in_order(t);
	}
	mtr_filter_free(filter);
	mtr_id_map_end(&l.parts);
	mtr_id_map_end(&l.units);
	mtr_id_map_end(&l.questions);
	mtr_id_map_end(&l.sessions);
	return err;
}

void diff_tree_end(struct diff_tree *t)
{
	diff_content_end(&t->content);
	mtr_reader_close(t->reader);
	free(t->parts);
	free(t->units);
	free(t->order);
	*t = (struct diff_tree){.path = NULL};
}

int diff_tree_packet(struct diff_tree *t, const struct diff_part *part, int end, const Mitrace__Packet **ret)
{
	*ret = NULL;
	return part->places[end] ? mtr_reader_at(t->reader, part->places[end], ret) : 0;
}
