/* The page that fork() clears. */
#include "wiped.h"

#include <sys/mman.h>
#include <unistd.h>

_Atomic(struct shim_wiped *) shim_wiped;

struct shim_wiped *shim_wiped_get(void)
{
	struct shim_wiped *page = atomic_load_explicit(&shim_wiped, memory_order_acquire), *none = NULL;
	size_t size = (size_t)sysconf(_SC_PAGESIZE);

	if (page)
		return page;
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return NULL;
	if (madvise(page, size, MADV_WIPEONFORK)) {
		munmap(page, size);
		return NULL;
	}
	if (!atomic_compare_exchange_strong(&shim_wiped, &none, page)) {
		munmap(page, size); /* another thread was faster */
		return none;
	}
	return page;
}
