/* A spool comes into being, and grows piece by piece. */
#include "spool_create.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fail.h"
#include "process_id.h"
#include "spool.h"

int mtr_spool_path(const char *trace_path, char *buf, size_t size)
{
	int len = snprintf(buf, size, "%s.spool", trace_path);

	return len < 0 || (size_t)len >= size ? mtr_fail(-ENAMETOOLONG, "%s: name too long", trace_path) : 0;
}

const char *mtr_spool_base_name(const char *spool_path)
{
	const char *slash = strrchr(spool_path, '/');

	return slash ? slash + 1 : spool_path;
}

/* Allocates and maps @size bytes at the end of the file, into @place when it is not NULL. */
static int grow(struct mtr_spool *spool, uint64_t size, void *place, void **ret)
{
	int err = mtr_held_file_allocate(&spool->file, spool->size, size);
	int fd = err ? err : mtr_held_file_get(&spool->file);
	void *p;

	if (fd < 0)
		return fd;
	p = mmap(place, size, PROT_READ | PROT_WRITE, MAP_SHARED | (place ? MAP_FIXED : 0), fd, (off_t)spool->size);
	if (p == MAP_FAILED)
		return mtr_fail(-errno, "%s: cannot map: %s", spool->file.path, strerror(errno));
	*ret = p;
	return 0;
}

int mtr_spool_create(struct mtr_spool *spool, const char *path)
{
	void *page;
	int err;

	memset(spool, 0, sizeof(*spool));
	err = mtr_held_file_create(&spool->file, path, false);
	if (err)
		return err;
	err = grow(spool, MTR_SPOOL_PAGE, NULL, &page);
	if (err) {
		mtr_held_file_unlink(&spool->file);
		mtr_held_file_close(&spool->file);
		return err;
	}
	madvise(page, MTR_SPOOL_PAGE, MADV_DONTFORK);
	spool->size = MTR_SPOOL_PAGE;
	spool->header = page;
	spool->header->version = MTR_SPOOL_VERSION;
	spool->header->page_size = MTR_SPOOL_PAGE;
	spool->header->pid = (uint32_t)getpid();
	spool->header->start_time = mtr_process_start_time(getpid());
	atomic_init(&spool->header->seq, 1);
	memcpy(spool->header->magic, MTR_SPOOL_MAGIC, sizeof(spool->header->magic));
	return 0;
}

void mtr_spool_close(struct mtr_spool *spool)
{
	if (spool->header)
		munmap(spool->header, MTR_SPOOL_PAGE);
	spool->header = NULL;
	mtr_held_file_close(&spool->file);
}

static uint64_t mapped_size(enum mtr_piece_kind kind, uint64_t data_size)
{
	return MTR_SPOOL_PAGE + (kind == MTR_PIECE_RING ? 2 : 1) * data_size;
}

static int map_piece(struct mtr_spool *spool, enum mtr_piece_kind kind, uint64_t data_size, uint8_t *place)
{
	uint8_t *again = place + MTR_SPOOL_PAGE + data_size;
	void *mapped;
	int err = grow(spool, MTR_SPOOL_PAGE + data_size, place, &mapped), fd;

	if (err || kind != MTR_PIECE_RING)
		return err;
	fd = mtr_held_file_get(&spool->file);
	if (fd < 0)
		return fd;
	if (mmap(again, data_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		 (off_t)(spool->size + MTR_SPOOL_PAGE)) == MAP_FAILED)
		return mtr_fail(-errno, "%s: cannot map a ring twice: %s", spool->file.path, strerror(errno));
	return 0;
}

int mtr_spool_add(struct mtr_spool *spool, enum mtr_piece_kind kind, uint64_t data_size, struct mtr_spool_piece **ret)
{
	uint32_t index = atomic_load_explicit(&spool->header->nr_pieces, memory_order_relaxed);
	uint64_t size = mapped_size(kind, data_size);
	struct mtr_spool_piece *piece;
	uint8_t *place;
	int err;

	if (index == MTR_SPOOL_PIECES_MAX)
		return mtr_fail(-EMFILE, "%s: more than %d threads at a time", spool->file.path, MTR_SPOOL_PIECES_MAX);
	place = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (place == MAP_FAILED)
		return mtr_fail(-errno, "%s: no address space for a ring: %s", spool->file.path, strerror(errno));
	err = map_piece(spool, kind, data_size, place);
	if (err) {
		munmap(place, size);
		return err;
	}
	madvise(place, size, MADV_DONTFORK);
	/* Else the first touch of a page fills the cache for all of the piece, which most threads never use. */
	madvise(place, size, MADV_RANDOM);
	piece = (struct mtr_spool_piece *)place;
	piece->kind = kind;
	piece->index = index;
	piece->data_size = data_size;
	memcpy(piece->magic, MTR_PIECE_MAGIC, sizeof(piece->magic));
	spool->size += MTR_SPOOL_PAGE + data_size;
	*ret = piece;
	return 0;
}

uint64_t mtr_spool_last_data(const struct mtr_spool *spool, const struct mtr_spool_piece *piece)
{
	return spool->size - piece->data_size;
}

void mtr_spool_publish(struct mtr_spool *spool)
{
	atomic_fetch_add_explicit(&spool->header->nr_pieces, 1, memory_order_release);
}

void mtr_spool_unmap(struct mtr_spool_piece *piece)
{
	if (piece)
		munmap(piece, mapped_size(piece->kind, piece->data_size));
}
