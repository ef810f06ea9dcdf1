/* Anonymous private mappings as memory. */
#include "pages.h"

#include <errno.h>
#include <sys/mman.h>

void *mtr_pages_map(size_t size)
{
	int saved = errno;
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	errno = saved;
	return pages == MAP_FAILED ? NULL : pages;
}

void mtr_pages_unmap(void *pages, size_t size)
{
	int saved = errno;

	if (pages)
		munmap(pages, size);
	errno = saved;
}

void *mtr_pages_resize(void *pages, size_t size, size_t new_size)
{
	int saved = errno;
	void *moved;

	if (!pages)
		return mtr_pages_map(new_size);
	moved = mremap(pages, size, new_size, MREMAP_MAYMOVE);
	errno = saved;
	return moved == MAP_FAILED ? NULL : moved;
}
