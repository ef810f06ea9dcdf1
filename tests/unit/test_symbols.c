/* Addresses of this very program are named, from its own file and build id, and nothing else is believed. */
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbols.h"
#include "trace_build.h"
#include "unit.h"

/* Two functions with names that only .symtab has. */
__attribute__((noinline)) static int named_function(int n)
{
	__asm__ volatile("" : "+r"(n));
	return n + 1;
}

struct self {
	char path[4096];
	uint8_t build_id[64];
	size_t build_id_size;
	uint64_t start, end, bias;
};

static void take_build_id(struct self *self, const char *note, size_t size)
{
	const char *end = note + size;

	while (note + sizeof(ElfW(Nhdr)) < end) {
		const ElfW(Nhdr) *header = (const void *)note;
		const char *desc = note + sizeof(*header) + ((header->n_namesz + 3) & ~3u);

		if (header->n_type == NT_GNU_BUILD_ID) {
			self->build_id_size = header->n_descsz;
			memcpy(self->build_id, desc, header->n_descsz);
		}
		note = desc + ((header->n_descsz + 3) & ~3u);
	}
}

static int see(struct dl_phdr_info *info, size_t size, void *data)
{
	struct self *self = data;

	(void)size;
	self->bias = info->dlpi_addr;
	self->start = UINT64_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uint64_t start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_NOTE)
			take_build_id(self, (const char *)start, segment->p_memsz);
		if (segment->p_type != PT_LOAD)
			continue;
		self->start = start < self->start ? start : self->start;
		self->end = start + segment->p_memsz > self->end ? start + segment->p_memsz : self->end;
	}
	return 1; /* the program comes first */
}

static struct self self;

static int setup(void **state)
{
	(void)state;
	dl_iterate_phdr(see, &self);
	assert_true(readlink("/proc/self/exe", self.path, sizeof(self.path) - 1) > 0);
	assert_true(self.build_id_size > 2);
	return 0;
}

static void describe(Mitrace__Module *module)
{
	mitrace__module__init(module);
	module->has_id = module->has_path = module->has_build_id = true;
	module->has_start = module->has_end = module->has_bias = true;
	module->id = 1;
	module->path = build_text(self.path);
	module->build_id = (ProtobufCBinaryData){self.build_id_size, self.build_id};
	module->start = self.start;
	module->end = self.end;
	module->bias = self.bias;
}

static struct mtr_symbols *symbols_with(Mitrace__Module *module)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	struct mtr_symbols *symbols;

	packet.body_case = MITRACE__PACKET__BODY_MODULE;
	packet.module = module;
	assert_int_equal(mtr_symbols_new(NULL, &symbols), 0);
	mtr_symbols_packet(symbols, &packet);
	return symbols;
}

static void test_functions_are_named_with_the_offset_into_them(void **state)
{
	uint64_t address = (uintptr_t)named_function;
	struct mtr_symbols *symbols;
	Mitrace__Module module;

	(void)state;
	describe(&module);
	symbols = symbols_with(&module);
	assert_string_equal(mtr_symbols_name(symbols, address, MTR_ADDRESS_FUNCTION), "test_symbols!named_function");
	assert_string_equal(mtr_symbols_name(symbols, address + 1, MTR_ADDRESS_FUNCTION),
			    "test_symbols!named_function+0x1");
	assert_string_equal(mtr_symbols_name(symbols, address + 1, MTR_ADDRESS_RETURN),
			    "test_symbols!named_function+0x1");
	mtr_symbols_free(symbols);
}

static void test_a_return_address_is_that_of_the_function_before_it(void **state)
{
	uint64_t address = (uintptr_t)named_function;
	struct mtr_symbols *symbols;
	Mitrace__Module module;
	const char *name;

	(void)state;
	describe(&module);
	symbols = symbols_with(&module);
	name = mtr_symbols_name(symbols, address, MTR_ADDRESS_RETURN);
	assert_non_null(name);
	assert_null(strstr(name, "!named_function"));
	mtr_symbols_free(symbols);
}

static void expect_offset_only(struct mtr_symbols *symbols)
{
	uint64_t address = (uintptr_t)named_function;
	char expected[200];

	snprintf(expected, sizeof(expected), "test_symbols+0x%llx", (unsigned long long)(address - self.bias));
	assert_string_equal(mtr_symbols_name(symbols, address, MTR_ADDRESS_FUNCTION), expected);
	mtr_symbols_free(symbols);
}

static void test_a_file_of_another_build_is_not_believed(void **state)
{
	uint8_t other[64];
	Mitrace__Module module;

	(void)state;
	describe(&module);
	memcpy(other, self.build_id, sizeof(other));
	other[0] ^= 1;
	module.build_id.data = other;
	expect_offset_only(symbols_with(&module));
	describe(&module);
	module.has_build_id = false;
	expect_offset_only(symbols_with(&module));
	describe(&module);
	module.build_id.len--;
	expect_offset_only(symbols_with(&module));
}

static void test_addresses_outside_all_modules_have_no_name(void **state)
{
	struct mtr_symbols *symbols;
	Mitrace__Module module;

	(void)state;
	describe(&module);
	symbols = symbols_with(&module);
	assert_null(mtr_symbols_name(symbols, 0, MTR_ADDRESS_FUNCTION));
	assert_null(mtr_symbols_name(symbols, 0, MTR_ADDRESS_RETURN));
	assert_null(mtr_symbols_name(symbols, self.end, MTR_ADDRESS_FUNCTION));
	assert_null(mtr_symbols_name(symbols, UINT64_MAX, MTR_ADDRESS_RETURN));
	mtr_symbols_free(symbols);
}

static void test_names_from_a_trace_cannot_move_the_cursor(void **state)
{
	struct mtr_symbols *symbols;
	Mitrace__Module module;

	(void)state;
	describe(&module);
	module.path = build_text("/no/such/\033[2Jfi\nle");
	symbols = symbols_with(&module);
	assert_ptr_equal(strstr(mtr_symbols_name(symbols, self.start, MTR_ADDRESS_FUNCTION), "?[2Jfi?le+0x"),
			 mtr_symbols_name(symbols, self.start, MTR_ADDRESS_FUNCTION));
	mtr_symbols_free(symbols);
}

static void test_the_newest_module_at_a_place_counts(void **state)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	struct mtr_symbols *symbols;
	Mitrace__Module module;

	(void)state;
	describe(&module);
	module.path = build_text("/gone/libold.so");
	symbols = symbols_with(&module);
	describe(&module);
	module.id = 2;
	packet.body_case = MITRACE__PACKET__BODY_MODULE;
	packet.module = &module;
	mtr_symbols_packet(symbols, &packet);
	assert_string_equal(mtr_symbols_name(symbols, (uintptr_t)named_function, MTR_ADDRESS_FUNCTION),
			    "test_symbols!named_function");
	mtr_symbols_free(symbols);
}

static void test_modules_are_found_wherever_they_are_in_a_trace(void **state)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	char path[] = "/tmp/test_symbols.XXXXXX";
	struct mtr_symbols *symbols;
	struct trace_build build;
	Mitrace__Module module;
	int fd = mkstemp(path);

	(void)state;
	build_sample(&build, 2, 3);
	describe(&module);
	packet.body_case = MITRACE__PACKET__BODY_MODULE;
	packet.module = &module;
	build_packet(&build, &packet);
	build_frame(&build);
	build_finish(&build);
	assert_true(fd >= 0 && write(fd, build.data, build.size) == (ssize_t)build.size);
	close(fd);
	assert_int_equal(mtr_symbols_new("/nonexistent:", &symbols), 0);
	assert_int_equal(mtr_symbols_scan(symbols, path), 0);
	assert_string_equal(mtr_symbols_name(symbols, (uintptr_t)named_function, MTR_ADDRESS_FUNCTION),
			    "test_symbols!named_function");
	mtr_symbols_free(symbols);
	build_end(&build);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions_are_named_with_the_offset_into_them),
		cmocka_unit_test(test_a_return_address_is_that_of_the_function_before_it),
		cmocka_unit_test(test_a_file_of_another_build_is_not_believed),
		cmocka_unit_test(test_addresses_outside_all_modules_have_no_name),
		cmocka_unit_test(test_names_from_a_trace_cannot_move_the_cursor),
		cmocka_unit_test(test_the_newest_module_at_a_place_counts),
		cmocka_unit_test(test_modules_are_found_wherever_they_are_in_a_trace),
	};

	assert_int_equal(named_function(1), 2);
	return cmocka_run_group_tests(tests, setup, NULL);
}
