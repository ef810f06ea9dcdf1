/* The search of the loader's, once more, without the folder of the proxy. */
#include "proxy_real.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "elf_export.h"
#include "routes.h"

static bool is_libmi(void *handle)
{
	struct link_map *map;

	return dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0 &&
	       shim_export_find(map->l_addr, map->l_ld, "MI_Application_InitializeV1") &&
	       !shim_export_find(map->l_addr, map->l_ld, PROXY_MARK) &&
	       !shim_export_find(map->l_addr, map->l_ld, SHIM_MARK);
}

/* The file, unless it is @own's, another proxy or a shim. */
static void *open_other(const char *path, const struct stat *own)
{
	struct stat st;
	void *handle;

	if (stat(path, &st) || (st.st_dev == own->st_dev && st.st_ino == own->st_ino))
		return NULL;
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle || is_libmi(handle))
		return handle;
	dlclose(handle);
	return NULL;
}

/* The folders where an object's needs are looked for: malloc'ed, or NULL. */
static Dl_serinfo *search_path(void *handle)
{
	Dl_serinfo size, *path = NULL;

	if (dlinfo(handle, RTLD_DI_SERINFOSIZE, &size) == 0)
		path = malloc(size.dls_size);
	if (!path)
		return NULL;
	*path = size;
	if (dlinfo(handle, RTLD_DI_SERINFOSIZE, path) || dlinfo(handle, RTLD_DI_SERINFO, path)) {
		free(path);
		return NULL;
	}
	return path;
}

static void *open_for(const char *object, const struct stat *own)
{
	void *handle = dlopen(*object ? object : NULL, RTLD_LAZY | RTLD_NOLOAD), *found = NULL;
	Dl_serinfo *path = handle ? search_path(handle) : NULL;
	char file[PATH_MAX];

	for (unsigned i = 0; path && !found && i < path->dls_cnt; i++) {
		snprintf(file, sizeof(file), "%s/libmi.so", path->dls_serpath[i].dls_name);
		found = open_other(file, own);
	}
	free(path);
	if (handle)
		dlclose(handle);
	return found;
}

void *proxy_open_real(const void *own)
{
	const char *given = secure_getenv("MITRACE_LIBMI");
	struct link_map *map = NULL;
	void *handle, *found = NULL;
	struct stat st;
	Dl_info info;

	if (!dladdr(own, &info) || stat(info.dli_fname, &st))
		return NULL;
	if (given && *given)
		found = open_other(given, &st);
	handle = dlopen(NULL, RTLD_LAZY);
	if (handle && dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0) {
		for (; map && !found; map = map->l_next)
			found = open_for(map->l_name, &st);
	}
	if (handle)
		dlclose(handle);
	dlerror(); /* what was not there is nothing to the client */
	return found;
}
