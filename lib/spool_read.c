/*
 * Reading a spool that somebody else writes, or wrote until he died.
 *
 * A look copies everything committed, in the order that the writer itself looks: the counter, then each ring's claim,
 * then its head. Afterwards each tail is read again: what lies below it may have been overwritten while it was being
 * copied, and is in the trace by now.
 */
#include "spool_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "pages.h"
#include "process_id.h"

enum {
	RING_MAX = 1 << 30
}; /* bytes of one ring that are believed */

static int read_at(const struct mtr_spool_reader *reader, void *buf, size_t size, uint64_t offset)
{
	uint8_t *p = buf;

	while (size) {
		ssize_t n = pread(reader->fd, p, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return mtr_fail(-errno, "%s: cannot read: %s", reader->path, strerror(errno));
		if (n == 0)
			return mtr_fail(-MTR_EDAMAGED, "%s: ends at %llu, where more should be", reader->path,
					(unsigned long long)offset);
		p += n;
		size -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

static int read_word(const struct mtr_spool_reader *reader, uint64_t offset, uint64_t *ret)
{
	return read_at(reader, ret, sizeof(*ret), offset);
}

/* ---- pieces */

static uint64_t piece_offset(const struct mtr_spool_part *part)
{
	return part->offset - MTR_SPOOL_PAGE;
}

static bool size_makes_sense(uint64_t size, uint32_t kind)
{
	return size >= MTR_SPOOL_PAGE && size <= RING_MAX && size % MTR_SPOOL_PAGE == 0 &&
	       (kind != MTR_PIECE_RING || !(size & (size - 1)));
}

static int add_part(struct mtr_spool_reader *reader)
{
	struct mtr_spool_piece piece;
	struct mtr_spool_part *part;
	int err = read_at(reader, &piece, sizeof(piece), reader->next_offset);

	if (err)
		return err;
	if (memcmp(piece.magic, MTR_PIECE_MAGIC, sizeof(piece.magic)) || piece.index != reader->nr ||
	    (piece.kind != MTR_PIECE_RING && piece.kind != MTR_PIECE_KNOWLEDGE) ||
	    !size_makes_sense(piece.data_size, piece.kind))
		return mtr_fail(-MTR_EDAMAGED, "%s: the piece at %llu makes no sense", reader->path,
				(unsigned long long)reader->next_offset);
	part = mtr_pages_map(sizeof(*part));
	if (!part)
		return mtr_fail(-ENOMEM, "no memory to read %s", reader->path);
	part->offset = reader->next_offset + MTR_SPOOL_PAGE;
	part->data_size = piece.data_size;
	part->kind = piece.kind;
	part->source.mask = UINT64_MAX;
	reader->next_offset = part->offset + part->data_size;
	reader->parts[reader->nr] = part;
	reader->sources[reader->nr] = part->kind == MTR_PIECE_RING ? &part->source : NULL;
	reader->nr++;
	return 0;
}

static int grow_copy(struct mtr_spool_part *part, size_t size)
{
	uint8_t *copy;

	if (size <= part->copy_size)
		return 0;
	copy = mtr_pages_resize(part->copy, part->copy_size, size);
	if (!copy)
		return mtr_fail(-ENOMEM, "no memory for %zu bytes of a spool", size);
	part->copy = copy;
	part->copy_size = size;
	return 0;
}

/* Bytes [pos, end) of a ring, which may go over its edge. */
static int copy_ring(const struct mtr_spool_reader *reader, struct mtr_spool_part *part, uint64_t pos, uint64_t end)
{
	uint64_t at = pos & (part->data_size - 1), size = end - pos, first = part->data_size - at;
	int err = grow_copy(part, size);

	if (err || !size)
		return err;
	if (first > size)
		first = size;
	err = read_at(reader, part->copy, first, part->offset + at);
	return err || first == size ? err : read_at(reader, part->copy + first, size - first, part->offset);
}

/* Of a dead process: an event in chunks whose last chunk never came is no event. */
static void cut_unfinished_chunks(struct mtr_source *source)
{
	struct mtr_source look = *source;
	struct mtr_record_view view;
	uint64_t run = 0;
	bool in_run = false;

	while (mtr_source_peek(&look, &view) == 1) {
		bool chunk = view.record.kind == MTR_RECORD_CHUNK;

		if (chunk && !in_run)
			run = look.pos;
		in_run = chunk && !(view.record.flags & MTR_RECORD_LAST);
		look.pos += view.record.size;
	}
	if (in_run)
		source->end = run;
}

static int look_at_ring(struct mtr_spool_reader *reader, struct mtr_spool_part *part)
{
	struct mtr_source *source = &part->source;
	struct mtr_spool_piece piece;
	uint64_t offset = piece_offset(part), claim, head, tail;
	int err = read_word(reader, offset + offsetof(struct mtr_spool_piece, claim), &claim);

	if (!err)
		err = read_word(reader, offset + offsetof(struct mtr_spool_piece, head), &head);
	if (!err)
		err = read_at(reader, &piece, sizeof(piece), offset);
	if (err)
		return err;
	part->claim = claim;
	if (reader->alive && claim && claim < reader->limit)
		reader->limit = claim;
	tail = piece.tail;
	if (tail < source->pos)
		tail = source->pos;
	if (tail > head)
		head = tail; /* written and released since the head was read */
	if (head - tail > part->data_size)
		return mtr_fail(-MTR_EDAMAGED, "%s: the ring at %llu makes no sense", reader->path,
				(unsigned long long)offset);
	part->dropped = piece.dropped;
	part->dropped_written = piece.dropped_written;
	part->dropped_time = piece.dropped_time;
	part->blocked = piece.blocked;
	if (source->thread_id != piece.thread_id && piece.thread_size <= sizeof(source->thread_body)) {
		memcpy(source->thread_body, piece.thread_body, sizeof(source->thread_body));
		source->thread_size = piece.thread_size;
		source->thread_id = piece.thread_id;
	}
	err = copy_ring(reader, part, tail, head);
	source->data = part->copy;
	source->base = source->pos = tail;
	source->end = head;
	if (!err)
		err = read_word(reader, offset + offsetof(struct mtr_spool_piece, tail), &tail);
	if (!err && tail > source->pos)
		source->pos = tail < head ? tail : head;
	if (!err && !reader->alive)
		cut_unfinished_chunks(source);
	return err;
}

static int look_at_knowledge(struct mtr_spool_reader *reader, struct mtr_spool_part *part)
{
	uint64_t used;
	int err = read_word(reader, piece_offset(part) + offsetof(struct mtr_spool_piece, head), &used);

	if (!err && used > part->data_size)
		used = part->data_size;
	if (!err)
		err = grow_copy(part, used);
	if (!err)
		err = read_at(reader, part->copy, used, part->offset);
	part->source.end = err ? 0 : used;
	return err;
}

/* Damage is told once, and what it is in is not looked at again. */
static int tolerate(struct mtr_spool_reader *reader, int err, bool *ret_damaged)
{
	if (err != -MTR_EDAMAGED)
		return err;
	*ret_damaged = true;
	reader->damaged = true;
	return 0;
}

static int look_at_part(struct mtr_spool_reader *reader, struct mtr_spool_part *part)
{
	bool damaged = false;
	int err;

	if (part->source.damaged)
		return 0;
	err = part->kind == MTR_PIECE_RING ? look_at_ring(reader, part) : look_at_knowledge(reader, part);
	err = tolerate(reader, err, &damaged);
	if (damaged) {
		part->source.damaged = true;
		part->source.pos = part->source.end;
	}
	return err;
}

int mtr_spool_look(struct mtr_spool_reader *reader)
{
	uint64_t seq, written = 0;
	uint32_t i;
	int err;

	/* First: if it is dead by now, what is read below is all there will ever be. */
	reader->alive = mtr_spool_reader_alive(reader);
	err = read_word(reader, offsetof(struct mtr_spool_header, seq), &seq);
	if (!err)
		err = read_at(reader, &reader->header, sizeof(reader->header), 0);
	if (err) /* without its first page it is no spool any more */
		return err == -MTR_EDAMAGED ? -MTR_EFORMAT : err;
	reader->next_seq =
		seq & MTR_SEQ_CLOSED && reader->header.end_seq ? reader->header.end_seq : seq & ~MTR_SEQ_CLOSED;
	reader->limit = reader->alive ? reader->next_seq : MTR_SEQ_CLOSED / 2;
	while (!err && !reader->cut_short && reader->nr < reader->header.nr_pieces && reader->nr < MTR_SPOOL_PIECES_MAX)
		err = tolerate(reader, add_part(reader), &reader->cut_short);
	for (i = 0; i < reader->nr && !err; i++)
		err = look_at_part(reader, reader->parts[i]);
	/* Last: a frame may have been written meanwhile, and what is missing from the copies is in it. */
	if (!err)
		err = read_word(reader, offsetof(struct mtr_spool_header, written_seq), &written);
	reader->header.written_seq = written;
	reader->merge.nr = reader->nr;
	if (!err)
		mtr_merge_begin(&reader->merge);
	return err;
}

/* ---- opening */

static int check_header(struct mtr_spool_reader *reader)
{
	int err = read_at(reader, &reader->header, sizeof(reader->header), 0);

	if (err)
		return err;
	if (memcmp(reader->header.magic, MTR_SPOOL_MAGIC, sizeof(reader->header.magic)))
		return mtr_fail(-MTR_EFORMAT, "%s: not a spool", reader->path);
	if (reader->header.version != MTR_SPOOL_VERSION || reader->header.page_size != MTR_SPOOL_PAGE)
		return mtr_fail(-MTR_EVERSION, "%s: a spool of version %u, this is for version %d", reader->path,
				reader->header.version, MTR_SPOOL_VERSION);
	return 0;
}

static int open_file(struct mtr_spool_reader *reader, const char *path)
{
	struct stat st;

	if ((size_t)snprintf(reader->path, sizeof(reader->path), "%s", path) >= sizeof(reader->path))
		return mtr_fail(-ENAMETOOLONG, "%s: name too long", path);
	reader->fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (reader->fd < 0)
		return mtr_fail(-errno, "%s: cannot open: %s", path, strerror(errno));
	if (fstat(reader->fd, &st) || !S_ISREG(st.st_mode))
		return mtr_fail(-MTR_EFORMAT, "%s: not a regular file", path);
	reader->inode = st.st_ino;
	return check_header(reader);
}

int mtr_spool_reader_open(const char *spool_path, struct mtr_spool_reader **ret)
{
	struct mtr_spool_reader *reader = mtr_pages_map(sizeof(*reader));
	int err;

	if (!reader)
		return mtr_fail(-ENOMEM, "no memory to read %s", spool_path);
	reader->fd = -1;
	reader->next_offset = MTR_SPOOL_PAGE;
	reader->parts = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*reader->parts));
	reader->sources = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*reader->sources));
	reader->merge.heap = mtr_pages_map(MTR_SPOOL_PIECES_MAX * sizeof(*reader->merge.heap));
	reader->merge.sources = reader->sources;
	if (reader->parts && reader->sources && reader->merge.heap)
		err = open_file(reader, spool_path);
	else
		err = mtr_fail(-ENOMEM, "no memory to read %s", spool_path);
	if (!err)
		*ret = reader;
	else
		mtr_spool_reader_close(reader);
	return err;
}

void mtr_spool_reader_close(struct mtr_spool_reader *reader)
{
	uint32_t i;

	if (!reader)
		return;
	for (i = 0; i < reader->nr; i++) {
		mtr_pages_unmap(reader->parts[i]->copy, reader->parts[i]->copy_size);
		mtr_pages_unmap(reader->parts[i], sizeof(*reader->parts[i]));
	}
	mtr_pages_unmap(reader->parts, MTR_SPOOL_PIECES_MAX * sizeof(*reader->parts));
	mtr_pages_unmap(reader->sources, MTR_SPOOL_PIECES_MAX * sizeof(*reader->sources));
	mtr_pages_unmap(reader->merge.heap, MTR_SPOOL_PIECES_MAX * sizeof(*reader->merge.heap));
	if (reader->fd >= 0)
		close(reader->fd);
	mtr_pages_unmap(reader, sizeof(*reader));
}

const uint8_t *mtr_spool_reader_trace_id(const struct mtr_spool_reader *reader)
{
	return reader->header.trace_id;
}

bool mtr_spool_reader_alive(const struct mtr_spool_reader *reader)
{
	pid_t pid = (pid_t)reader->header.pid;

	return mtr_process_runs(pid, reader->header.start_time) && mtr_process_maps(pid, reader->inode);
}

int mtr_spool_reader_error(const struct mtr_spool_reader *reader)
{
	if (atomic_load(&reader->header.state) != MTR_SPOOL_FAILED)
		return 0;
	return atomic_load(&reader->header.error) < 0 ? atomic_load(&reader->header.error) : -EIO;
}

unsigned mtr_spool_reader_unfinished(const struct mtr_spool_reader *reader, uint64_t *ret_from)
{
	unsigned nr = 0;
	uint32_t i;

	for (i = 0; i < reader->nr && !reader->alive; i++) {
		uint64_t claim = reader->parts[i]->claim;

		if (!claim)
			continue;
		if (!nr++ || claim < *ret_from)
			*ret_from = claim;
	}
	return nr;
}

/* ---- packets */

static int hand_out(struct mtr_spool_reader *reader, const struct mtr_record_view *view, struct mtr_spool_packet *ret)
{
	struct mtr_packet packet;
	bool numbered = view->record.kind == MTR_RECORD_EVENT || view->record.kind == MTR_RECORD_CHUNK;

	mtr_packet_build(&packet, view, reader->header.clock_base);
	ret->data = reader->packet;
	ret->size = (size_t)(mtr_packet_copy(&packet, reader->packet) - reader->packet);
	ret->seq = numbered ? view->record.seq : 0;
	return 1;
}

/*
 * The trace has this record: an event by its number, a module because no event from its place on could be written
 * before it. Of the others nothing is known; what is not in the trace yet is behind the tail, as a rule.
 */
static bool is_in_trace(const struct mtr_record *record, uint64_t seq)
{
	bool ordered = record->kind == MTR_RECORD_EVENT || record->kind == MTR_RECORD_CHUNK ||
		       record->kind == MTR_RECORD_MODULE;

	return ordered && record->seq <= seq;
}

static int next_packet(struct mtr_spool_reader *reader, uint64_t seq, struct mtr_spool_packet *ret)
{
	struct mtr_record_view view;
	struct mtr_source *source;
	int got;

	while ((got = mtr_merge_next(&reader->merge, reader->limit, &view, &source)) == 1) {
		mtr_merge_pop(&reader->merge, &view, source);
		if (view.record.kind != MTR_RECORD_FILLER && !is_in_trace(&view.record, seq))
			return hand_out(reader, &view, ret);
	}
	return got < 0 ? mtr_fail(got, "%s: a ring has bytes that are no records", reader->path) : 0;
}

int mtr_spool_reader_next(struct mtr_spool_reader *reader, uint64_t seq, struct mtr_spool_packet *ret)
{
	int got = reader->looked ? next_packet(reader, seq, ret) : 0;

	if (got)
		return got;
	got = mtr_spool_look(reader);
	if (got)
		return got;
	reader->looked = true;
	if (reader->damaged) {
		reader->damaged = false;
		return -MTR_EDAMAGED;
	}
	/* Once for each state of the trace: should it have lost events itself, waiting for them does not help. */
	if (reader->header.written_seq > seq && reader->header.written_seq != reader->told_seq) {
		reader->told_seq = reader->header.written_seq;
		reader->looked = false;
		return -EAGAIN;
	}
	return next_packet(reader, seq, ret);
}
