/* The modules of a trace, the files on this machine that are the same build, and names made of both. */
#include "symbols.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fail.h"
#include "frame_read.h"
#include "mitrace_fields.h"
#include "symbol_file.h"
#include "unpack.h"
#include "wire_get.h"

enum {
	MODULES_MAX = 4096,
	BUILD_ID_MAX = 64,
	NAME_SIZE = 512,
	UNPACK_MAX = 1 << 20,
};

static const char system_folder[] = "/usr/lib/debug";

struct module {
	uint64_t id, start, end, bias;
	char path[PATH_MAX];
	uint8_t build_id[BUILD_ID_MAX];
	size_t build_id_size;
	bool looked;                        /* for its files */
	struct mtr_symbol_file *full, *own; /* with .symtab; the dynamic symbols of the file itself. NULL: not there */
};

struct mtr_symbols {
	char *folders; /* NULL: none */
	struct module **modules;
	size_t nr, capacity;
	char name[NAME_SIZE];
};

int mtr_symbols_new(const char *folders, struct mtr_symbols **ret)
{
	struct mtr_symbols *symbols = calloc(1, sizeof(*symbols));

	if (symbols && folders)
		symbols->folders = strdup(folders);
	if (!symbols || (folders && !symbols->folders)) {
		mtr_symbols_free(symbols);
		return mtr_fail(-ENOMEM, "no memory for the names of addresses");
	}
	*ret = symbols;
	return 0;
}

static void free_module(struct module *module)
{
	mtr_symbol_file_close(module->full);
	mtr_symbol_file_close(module->own);
	free(module);
}

void mtr_symbols_free(struct mtr_symbols *symbols)
{
	if (!symbols)
		return;
	for (size_t i = 0; i < symbols->nr; i++)
		free_module(symbols->modules[i]);
	free(symbols->modules);
	free(symbols->folders);
	free(symbols);
}

/* ---- modules */

static struct module *make_module(const Mitrace__Module *from)
{
	struct module *module = calloc(1, sizeof(*module));

	if (!module)
		return NULL;
	module->id = from->id;
	module->start = from->start;
	module->end = from->end;
	module->bias = from->bias;
	if (from->has_path)
		snprintf(module->path, sizeof(module->path), "%.*s",
			 (int)(from->path.len < PATH_MAX ? from->path.len : 0), (const char *)from->path.data);
	if (from->has_build_id && from->build_id.len <= BUILD_ID_MAX) {
		memcpy(module->build_id, from->build_id.data, from->build_id.len);
		module->build_id_size = from->build_id.len;
	}
	return module;
}

/* A module is written once more when it turns out to be a copy of libmi. */
static bool is_known(const struct mtr_symbols *symbols, const Mitrace__Module *module)
{
	for (size_t i = 0; i < symbols->nr; i++) {
		if (symbols->modules[i]->id == module->id && symbols->modules[i]->start == module->start)
			return true;
	}
	return false;
}

static void add_module(struct mtr_symbols *symbols, const Mitrace__Module *from)
{
	struct module *module;

	if (from->start >= from->end || symbols->nr >= MODULES_MAX || is_known(symbols, from))
		return;
	if (symbols->nr == symbols->capacity) {
		size_t capacity = symbols->capacity ? 2 * symbols->capacity : 64;
		struct module **modules = reallocarray(symbols->modules, capacity, sizeof(struct module *));

		if (!modules)
			return;
		symbols->modules = modules;
		symbols->capacity = capacity;
	}
	module = make_module(from);
	if (module)
		symbols->modules[symbols->nr++] = module;
}

void mtr_symbols_packet(struct mtr_symbols *symbols, const Mitrace__Packet *packet)
{
	if (packet->body_case == MITRACE__PACKET__BODY_MODULE)
		add_module(symbols, packet->module);
}

static void take_frame(struct mtr_symbols *symbols, struct mtr_arena *arena, const struct mtr_frame *frame)
{
	struct mtr_wire_value packet, body;
	struct mtr_wire wire;

	mtr_wire_begin(&wire, frame->data, frame->data_size);
	while (mtr_wire_get(&wire, &packet)) {
		ProtobufCMessage *module;

		if (packet.type != 2 || !mtr_wire_find(packet.data, packet.number, MTR_PACKET_MODULE, &body) ||
		    body.type != 2)
			continue;
		mtr_arena_reset(arena);
		if (mtr_unpack(&mitrace__module__descriptor, body.data, body.number, arena, &module) == 0)
			add_module(symbols, (const Mitrace__Module *)module);
	}
}

int mtr_symbols_scan(struct mtr_symbols *symbols, const char *path)
{
	struct mtr_frames *frames;
	struct mtr_frame frame;
	struct mtr_arena arena;
	int got, err = mtr_frames_open(path, NULL, &frames);

	if (err)
		return err;
	mtr_arena_begin(&arena, UNPACK_MAX);
	while ((got = mtr_frames_next(frames, &frame)) == 1) {
		if (!frame.skippable)
			take_frame(symbols, &arena, &frame);
	}
	mtr_arena_end(&arena);
	mtr_frames_close(frames);
	return got < 0 ? got : 0;
}

/* ---- files */

static struct mtr_symbol_file *open_file(const struct module *module, const char *path, bool dynamic)
{
	return mtr_symbol_file_open(path, module->build_id, module->build_id_size, dynamic);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* FOLDER/.build-id/xx/yyyy.debug, the usual place. */
static struct mtr_symbol_file *open_by_id(const struct module *module, const char *folder)
{
	char hex[2 * BUILD_ID_MAX + 1], path[2 * PATH_MAX];

	for (size_t i = 0; i < module->build_id_size; i++)
		snprintf(hex + 2 * i, 3, "%02x", module->build_id[i]);
	snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", folder, hex, hex + 2);
	return open_file(module, path, false);
}

static struct mtr_symbol_file *open_in(const struct module *module, const char *folder)
{
	struct mtr_symbol_file *file = open_by_id(module, folder);
	char path[2 * PATH_MAX + 2];

	if (file)
		return file;
	snprintf(path, sizeof(path), "%s/%s", folder, base_name(module->path));
	file = open_file(module, path, true);
	if (file || module->path[0] != '/')
		return file;
	snprintf(path, sizeof(path), "%s%s", folder, module->path);
	return open_file(module, path, true);
}

static void find_files(const struct mtr_symbols *symbols, struct module *module)
{
	const char *folders = symbols->folders;
	char folder[PATH_MAX];

	module->looked = true;
	if (module->build_id_size < 2)
		return;
	module->own = open_file(module, module->path, true);
	while (folders && !module->full) {
		size_t len = strcspn(folders, ":");

		snprintf(folder, sizeof(folder), "%.*s", (int)(len < PATH_MAX ? len : 0), folders);
		if (*folder)
			module->full = open_in(module, folder);
		folders = folders[len] ? folders + len + 1 : NULL;
	}
	if (!module->full)
		module->full = open_by_id(module, system_folder);
}

/* ---- names */

/* The newest first: an unloaded object may have had the same place. */
static struct module *find_module(const struct mtr_symbols *symbols, uint64_t address)
{
	for (size_t i = symbols->nr; i-- > 0;) {
		if (address >= symbols->modules[i]->start && address < symbols->modules[i]->end)
			return symbols->modules[i];
	}
	return NULL;
}

static const char *find_symbol(const struct module *module, uint64_t address, uint64_t *ret_start)
{
	const char *name = module->full ? mtr_symbol_file_find(module->full, address, ret_start) : NULL;

	return name || !module->own ? name : mtr_symbol_file_find(module->own, address, ret_start);
}

static void make_printable(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			*text = '?';
	}
}

const char *mtr_symbols_name(struct mtr_symbols *symbols, uint64_t address, enum mtr_address_kind kind)
{
	bool is_return = kind == MTR_ADDRESS_RETURN;
	struct module *module = find_module(symbols, is_return ? address - 1 : address);
	uint64_t in_file, start;
	const char *symbol;
	int used;

	if (!module)
		return NULL;
	if (!module->looked)
		find_files(symbols, module);
	in_file = address - module->bias;
	symbol = find_symbol(module, is_return ? in_file - 1 : in_file, &start);
	used = snprintf(symbols->name, sizeof(symbols->name), "%.120s%s%.360s",
			*module->path ? base_name(module->path) : "?", symbol ? "!" : "", symbol ? symbol : "");
	if (!symbol || in_file != start)
		snprintf(symbols->name + used, sizeof(symbols->name) - (size_t)used, "+0x%llx",
			 (unsigned long long)(symbol ? in_file - start : in_file));
	make_printable(symbols->name);
	return symbols->name;
}
