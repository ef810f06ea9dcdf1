/* Two trees compared: from units down to single values. */
#ifndef DIFF_COMPARE_H
#define DIFF_COMPARE_H

#include "diff_ids.h"
#include "diff_report.h"
#include "diff_tree.h"

enum diff_order {
	DIFF_ORDER_THREAD, /* of what one thread did; threads among each other are a set */
	DIFF_ORDER_STRICT, /* of everything */
	DIFF_ORDER_ANY,    /* none */
};

struct diff_compare {
	struct diff_tree *trees[2];
	struct diff_rules *rules; /* borrowed; counts what it suppresses */
	struct diff_report *report;
	enum diff_order order;
	/*
	 * For learning, NULL otherwise. differs: for each value that differs and no rule takes, and for identifiers that were
	 * mixed up (@mixed_up). alone: for each instance without a counterpart, or in another place than its counterpart.
	 */
	void (*differs)(void *context, const ProtobufCBinaryData *owner, const ProtobufCBinaryData *member,
			bool mixed_up);
	void (*alone)(void *context, const ProtobufCBinaryData *class_name);
	void *context;
	/* Filled. */
	uint64_t units, parts; /* compared with a counterpart */
	uint32_t *unit_match;  /* counterpart of each unit of the first tree; owned, freed by diff_compare_end() */
	/* Own state. */
	struct diff_ids ids, sessions;
	uint32_t at[2]; /* units being compared, DIFF_NONE: none on that side */
	bool group_begun;
	unsigned depth;        /* of instances within instances */
	bool finals_met;       /* of the unit: its final results are counterparts */
	int64_t ruled_results; /* of the unit: results that rules let go, less those they let come */
	uint64_t seqs[2];      /* of the events being compared */
	char *part;            /* label of the callback or call; NULL: the unit's own */
	struct mtr_out path, texts[2];
};

/* Compares; differences go to the report. 0 or worded. */
int diff_compare(struct diff_compare *c);
void diff_compare_end(struct diff_compare *c);

/* ---- for the files of the comparison */

/* Names the units being compared in the report, once; reads packets, so that borrowed ones are gone. */
int diff_begin_group(struct diff_compare *c);
/* Reports a difference at the place being compared. @old, @new: NULL where there is none. */
int diff_say(struct diff_compare *c, enum diff_severity severity, enum diff_kind kind, const char *old,
	     const char *new);
/* The same with the texts from c->texts. */
int diff_say_texts(struct diff_compare *c, enum diff_severity severity, enum diff_kind kind);
/* Appends ".NAME" to the path; returns its size before, for diff_path_back(). */
size_t diff_path_enter(struct diff_compare *c, const void *name, size_t size);
void diff_path_back(struct diff_compare *c, size_t size);

/* Lists of callbacks or calls within a unit, their first parts given. */
int diff_compare_parts(struct diff_compare *c, uint32_t a, uint32_t b);
/* A part with its counterpart, where the hashes of their contents or marks differ. */
int diff_compare_part(struct diff_compare *c, uint32_t a, uint32_t b);
/* How the two operations ended, unless their final results are counterparts and were compared. */
int diff_compare_ending(struct diff_compare *c);
/* Units that are equal but for marks. */
int diff_compare_equal_units(struct diff_compare *c, uint32_t a, uint32_t b);

/* Bodies of two packets of the same kind, either may be NULL: there is none. */
int diff_compare_bodies(struct diff_compare *c, const ProtobufCMessage *a, const ProtobufCMessage *b);
/* Instances; @kind and @severity: of values that differ. */
int diff_compare_instances(struct diff_compare *c, const Mitrace__Instance *a, const Mitrace__Instance *b,
			   enum diff_kind kind);
/* Values of one member; @elements: their declarations, or NULL. @rule: that applies, or DIFF_NO_RULE. */
int diff_compare_values(struct diff_compare *c, const Mitrace__Value *const values[2],
			const Mitrace__Element *const elements[2], enum diff_kind kind);
/* Counts a suppressed difference, or checks an identifier. */
int diff_compare_ruled(struct diff_compare *c, int rule, uint64_t mark_a, uint64_t mark_b);
int diff_compare_class(struct diff_compare *c, const Mitrace__Class *a, const Mitrace__Class *b);
/* All interned classes of both traces. */
int diff_compare_schemas(struct diff_compare *c);

/* Writes what a unit is, for people. */
int diff_write_unit(struct diff_compare *c, int side, uint32_t unit, struct mtr_out *out);
/* Writes what a part is: "instanceResult CIM_Process.Handle=1". */
int diff_write_part(struct diff_compare *c, int side, uint32_t part, struct mtr_out *out);

#endif
