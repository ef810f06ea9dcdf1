/*
 * How a spool looks in the file. docs/format.md, "Spool", is the specification of these bytes.
 *
 * A spool is a header page and pieces, one after the other. A piece is a header page and a data
 * area: a ring of one producer (records), or knowledge (definitions the writer has taken out of
 * rings and must be able to repeat in later frames). Everything is in the byte order of the machine:
 * a spool is never read on another one.
 *
 * Positions in a ring (head, tail) count bytes since the ring was made and never wrap; the record at
 * position p lies at p modulo the size of the data area, and continues at its start when it reaches its end.
 */
#ifndef MTR_SPOOL_FORMAT_H
#define MTR_SPOOL_FORMAT_H

#include <stdatomic.h>
#include <stdint.h>

#define MTR_SPOOL_MAGIC "MTRSPOOL"
#define MTR_PIECE_MAGIC "MTRPIECE"

enum {
	MTR_SPOOL_VERSION = 1,
	MTR_SPOOL_PAGE = 4096,
	MTR_SPOOL_PIECES_MAX = 65535,
	MTR_THREAD_BODY_MAX = 64,

	MTR_PACKET_MAX = 65536, /* bytes of one Packet, envelope included */
	MTR_ENVELOPE_MAX = 96,  /* bytes the envelope can take, generously */
	MTR_BODY_MAX = MTR_PACKET_MAX - MTR_ENVELOPE_MAX,
};

/* Top bit of the number counter: no more numbers are handed out. */
#define MTR_SEQ_CLOSED (UINT64_C(1) << 63)

enum mtr_spool_state {
	MTR_SPOOL_RECORDING = 0,
	MTR_SPOOL_FAILED = 1,   /* a write error ended the recording; what is committed is still here */
	MTR_SPOOL_FINISHED = 2, /* all of it is in the trace; the file is about to be removed */
};

/* First page of the file. */
struct mtr_spool_header {
	char magic[8];
	uint32_t version;
	uint32_t page_size;
	uint32_t pid;
	uint32_t reserved;
	uint64_t start_time; /* of the process, clock ticks as in /proc/PID/stat; 0: unknown */
	uint8_t trace_id[16];
	uint64_t clock_base; /* Header.clock.monotonic: subtracted from times of records */
	/* Producers: the number of the next event. On its own line, all threads meet here. */
	_Alignas(64) _Atomic uint64_t seq;
	/* Who closes the counter: what it was then. The counter itself may go on, handing out nothing. */
	_Atomic uint64_t end_seq;
	/* Whoever adds a piece, under the recorder's lock; stored after the piece is complete. */
	_Alignas(64) _Atomic uint32_t nr_pieces;
	/* Writer. written_*: size of the trace up to its last whole frame, and the last number in it. */
	_Alignas(64) _Atomic uint64_t written_size;
	_Atomic uint64_t written_seq;
	_Atomic uint32_t state; /* enum mtr_spool_state */
	_Atomic int32_t error;  /* what ended the recording, negative code */
};

enum mtr_piece_kind {
	MTR_PIECE_RING = 1,
	MTR_PIECE_KNOWLEDGE = 2,
};

/* First page of a piece. */
struct mtr_spool_piece {
	char magic[8];
	uint32_t kind;
	uint32_t index;     /* of the piece in the file, from 0 */
	uint64_t data_size; /* bytes after this page; of a ring a power of two */
	/*
	 * Producer. claim: 0, or no event that this ring will still commit has a lower number. Knowledge: head
	 * counts the bytes in use.
	 */
	_Alignas(64) _Atomic uint64_t head;
	_Atomic uint64_t claim;
	_Atomic uint64_t dropped;         /* events lost in this ring since it was made */
	_Atomic uint64_t dropped_written; /* of these, told by committed DROP records */
	_Atomic uint64_t dropped_time;    /* CLOCK_MONOTONIC ns of the first one not told yet */
	_Atomic uint64_t blocked;         /* times its thread had to wait for the writer */
	/* Writer. What lies below tail is in the trace. */
	_Alignas(64) _Atomic uint64_t tail;
	/* Thread packet (body) that holds for the records from tail on; thread_id 0: none yet. */
	uint32_t thread_id;
	uint32_t thread_size;
	uint8_t thread_body[MTR_THREAD_BODY_MAX];
};

enum mtr_record_kind {
	MTR_RECORD_EVENT = 1,
	MTR_RECORD_CHUNK = 2,  /* part of an event larger than a packet; same number as its other parts */
	MTR_RECORD_SCHEMA = 3, /* definition of schema `parent`; comes before the first event that uses it */
	MTR_RECORD_THREAD = 4, /* later records of this ring are of this thread */
	MTR_RECORD_DROP = 5,
	MTR_RECORD_MODULE = 6,
	MTR_RECORD_FILLER = 7, /* room that an event left in the middle was being written to */
};

enum {
	MTR_RECORD_FIRST = 1, /* flags: first chunk, last chunk */
	MTR_RECORD_LAST = 2,
};

/* A record: this, `body` bytes, padding to 4, nr_schemas 32-bit ids, padding to 8. */
struct mtr_record {
	uint32_t size; /* of all that, bytes */
	uint8_t kind;
	uint8_t nr_schemas; /* ids of the schemas that the event refers to */
	uint16_t home;      /* piece that has the Thread packet of this record's thread */
	uint64_t seq;       /* number of the event; other kinds: no event before this place has it or more */
	uint64_t time;      /* CLOCK_MONOTONIC, ns */
	uint64_t parent;
	uint64_t cut;
	uint32_t thread;
	uint32_t overhead; /* ns */
	uint32_t body;     /* bytes of the packet without its envelope: one field of the Packet message */
	uint32_t flags;
};

enum {
	MTR_RECORD_SCHEMAS_MAX = 64,
	MTR_RECORD_MAX = sizeof(struct mtr_record) + MTR_BODY_MAX + 4 * MTR_RECORD_SCHEMAS_MAX + 16,
};

/* An entry of a knowledge piece: this, `size` bytes of body, padding to 8. */
struct mtr_knowledge_entry {
	uint32_t size;
	uint32_t id;
};

_Static_assert(sizeof(struct mtr_spool_header) <= MTR_SPOOL_PAGE, "the header is one page");
_Static_assert(sizeof(struct mtr_spool_piece) <= MTR_SPOOL_PAGE, "a piece's header is one page");
_Static_assert(sizeof(struct mtr_record) == 56, "records keep their layout");

#endif
