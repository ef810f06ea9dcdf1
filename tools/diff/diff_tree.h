/*
 * A trace as what is compared: units in the order in which their threads made them, and in each unit what happened in
 * it. A unit is an operation with its callbacks and the calls on it, or one other call. Only hashes and places are
 * kept; contents are read again where they differ.
 *
 *	unit                              MI_Session_EnumerateInstances
 *	    first                         its call
 *	    callbacks ...                 its callbacks, in order
 *	        inner ...                     calls made in one
 *	    calls ...                     calls on it from elsewhere, in order
 *
 * Acknowledgements are no parts of their own but told of the callback they answer.
 */
#ifndef DIFF_TREE_H
#define DIFF_TREE_H

#include "command.h"
#include "diff_content.h"
#include "op_time.h"
#include "reading.h"

#define DIFF_NONE UINT32_MAX

enum diff_ack {
	DIFF_ACK_NOT_ASKED,
	DIFF_ACK_NEVER,
	DIFF_ACK_INSIDE,    /* on the callback's thread before it returned */
	DIFF_ACK_ELSEWHERE, /* later, or on another thread */
	DIFF_ACK_TWICE,
};

/* A call or callback. */
struct diff_part {
	uint64_t own;           /* hash of the contents of begin and end */
	uint64_t subtree;       /* ... and of the calls made in it, and of how it was acknowledged */
	uint64_t key, weak_key; /* what it is paired by where contents differ; 0: by nothing */
	uint64_t places[2];     /* of begin and end; 0: there is none */
	uint64_t duration;      /* ns without the recorder's time; 0 when it did not end */
	uint32_t marks[2];      /* first mark of begin and end */
	uint32_t nr_marks[2];
	uint32_t unit;
	uint32_t next; /* in its list */
	uint32_t inner, last_inner;
	uint32_t seq;  /* low bits, for people */
	uint16_t what; /* Function or CallbackKind */
	uint8_t callback : 1, result : 1, final : 1, has_instance : 1, ended : 1, in_tree : 1;
	uint8_t ack;
};

struct diff_unit {
	uint64_t hash;
	uint64_t key, weak_key;
	uint64_t op, session;     /* numbers of the recorder; 0: none */
	uint64_t time_key;        /* hash of function and class: what times are collected by */
	uint64_t session_key;     /* hash of how the session was opened */
	struct mtr_op_time time;  /* of an operation */
	uint32_t thread, partner; /* its counterpart in the first tree, for units of the second */
	uint32_t first;
	uint32_t callbacks, last_callback, calls, last_call;
	uint32_t parent, child, last_child, next; /* units started in its callbacks */
	uint32_t nr_results, nr_finals; /* that bring something; that are final */
	uint32_t final;                 /* the part that brought the last final one, or DIFF_NONE */
	uint8_t final_last;             /* it is the last of all */
};

struct diff_tree {
	const char *path;
	struct mtr_reader *reader;
	struct reading_damage damage;
	struct diff_content content;
	struct diff_part *parts;
	struct diff_unit *units;
	uint32_t nr_parts, room_parts, nr_units, room_units;
	uint32_t *order; /* all units, threads one after the other; children behind their parent */
	uint64_t events, lost;
};

/*
 * Reads a trace. @rules stay with the caller and must not change while the tree lives; @filter may be NULL.
 * The tree keeps the trace open. 0 or worded; the tree must be ended in any case.
 */
int diff_tree_load(struct diff_tree *tree, const struct command *command, const char *path,
		   const struct reading_settings *reading, const struct diff_rules *rules);
void diff_tree_end(struct diff_tree *tree);

/* The begin (0) or end (1) of a part, read again. Borrowed until the next packet of this tree. 0 or worded. */
int diff_tree_packet(struct diff_tree *tree, const struct diff_part *part, int end, const Mitrace__Packet **ret);

#endif
