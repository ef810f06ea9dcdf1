/* Patching in place: what changes in a library's tables, and what does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "library.h"
#include "patch.h"
#include "shim_kit.h"
#include "unit.h"

/* Tables that nobody has seen yet: in constant data, in writable data, and on the heap. */
static MI_Result close_operation(MI_Operation *operation)
{
	(void)operation;
	return MI_RESULT_NOT_FOUND;
}

const MI_OperationFT constant_table = {.Close = close_operation};
MI_OperationFT writable_table = {.Close = close_operation};

/* "r--p" and the like, of the page at @address. */
static void protection(const void *address, char ret[8])
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	char line[512], flags[8];

	assert_non_null(maps);
	ret[0] = '\0';
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, flags) == 3 && (uintptr_t)address >= start &&
		    (uintptr_t)address < end)
			strcpy(ret, flags);
	}
	fclose(maps);
}

/* The compiler knows what a constant table holds; the loader's page may differ by now. */
static const void *slot_of(const void *table, unsigned slot)
{
	const void *const volatile *slots = table;

	return slots[slot];
}

static void the_tables_of_the_library_lead_to_us(void **state)
{
	(void)state;
	assert_non_null(shim_table_at(SHIM_APPLICATION, &kit_application_ft));
	assert_non_null(shim_table_at(SHIM_SESSION, &kit_session_ft));
	assert_non_null(shim_table_at(SHIM_OPERATION, &kit_operation_ft));
	assert_non_null(shim_table_at(SHIM_HOSTED_PROVIDER, &kit_hosted_provider_ft));
	for (unsigned slot = 0; slot < shim_slots_of(SHIM_SESSION); slot++)
		assert_ptr_not_equal(slot_of(&kit_session_ft, slot),
				     shim_table_at(SHIM_SESSION, &kit_session_ft)->original.slot[slot]);
}

static void a_table_of_failed_starts_is_patched_when_it_is_first_seen(void **state)
{
	(void)state;
	assert_null(shim_table_at(SHIM_OPERATION, &constant_table));
	shim_table_seen(SHIM_OPERATION, &constant_table, 3);
	assert_non_null(shim_table_at(SHIM_OPERATION, &constant_table));
	assert_ptr_not_equal(slot_of(&constant_table, 0), close_operation);
	assert_ptr_equal(shim_table_at(SHIM_OPERATION, &constant_table)->original.operation.Close, close_operation);
}

static void empty_slots_stay_empty(void **state)
{
	(void)state;
	shim_table_seen(SHIM_OPERATION, &constant_table, 3);
	for (unsigned slot = 1; slot < shim_slots_of(SHIM_OPERATION); slot++)
		assert_null(slot_of(&constant_table, slot));
}

static void pages_are_protected_as_before(void **state)
{
	char before[8], after[8];

	(void)state;
	protection(&constant_table, before);
	shim_table_seen(SHIM_OPERATION, &constant_table, 3);
	protection(&constant_table, after);
	assert_string_equal(before, "r--p");
	assert_string_equal(after, "r--p");
	shim_table_seen(SHIM_OPERATION, &writable_table, 3);
	protection(&writable_table, after);
	assert_string_equal(after, "rw-p");
	assert_ptr_not_equal(slot_of(&writable_table, 0), close_operation);
}

static void patched_slots_still_answer_like_the_originals(void **state)
{
	MI_Operation operation = {1, 2, &writable_table};

	(void)state;
	shim_table_seen(SHIM_OPERATION, &writable_table, 3);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_NOT_FOUND);
	assert_int_equal(kit_events(), 2);
}

/* Whose life we know nothing of. */
static void a_table_outside_a_librarys_data_is_left_alone(void **state)
{
	MI_OperationFT *table = malloc(sizeof(*table));

	(void)state;
	*table = (MI_OperationFT){.Close = close_operation};
	shim_table_seen(SHIM_OPERATION, table, 3);
	assert_null(shim_table_at(SHIM_OPERATION, table));
	assert_ptr_equal(slot_of(table, 0), close_operation);
	free(table);
}

/* The loader protects whole pages only: what follows RELRO on its last page is writable, and a table may begin before. */
static void a_table_across_the_end_of_constant_data_is_patched(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MI_OperationFT *table = (MI_OperationFT *)(pages + page - 2 * sizeof(void *));
	static struct shim_library library;
	char flags[8];

	(void)state;
	assert_ptr_not_equal(pages, MAP_FAILED);
	library = *shim_library_at(0);
	library.relro = (struct shim_range){(uintptr_t)pages, (uintptr_t)pages + page};
	table->Close = close_operation;
	assert_int_equal(mprotect(pages, page, PROT_READ), 0);
	shim_patch_table(&library, SHIM_OPERATION, table, 3);
	assert_ptr_not_equal(slot_of(table, 0), close_operation);
	protection(pages, flags);
	assert_string_equal(flags, "r--p");
	protection(pages + page, flags);
	assert_string_equal(flags, "rw-p");
}

static MI_OperationFT copied_table = {.Close = close_operation};

/* A library that copies one of its tables after it was patched: no call may be recorded twice. */
static void a_copy_of_a_patched_table_is_not_patched_again(void **state)
{
	MI_Operation operation = {1, 2, &copied_table};

	(void)state;
	shim_table_seen(SHIM_OPERATION, &writable_table, 3);
	memcpy(&copied_table, &writable_table, sizeof(copied_table));
	shim_table_seen(SHIM_OPERATION, &copied_table, 3);
	assert_null(shim_table_at(SHIM_OPERATION, &copied_table));
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_NOT_FOUND);
	assert_int_equal(kit_events(), 2);
}

#define TEST(name) cmocka_unit_test_setup(name, kit_reset)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_tables_of_the_library_lead_to_us),
		TEST(a_table_of_failed_starts_is_patched_when_it_is_first_seen),
		TEST(empty_slots_stay_empty),
		TEST(pages_are_protected_as_before),
		TEST(patched_slots_still_answer_like_the_originals),
		TEST(a_table_outside_a_librarys_data_is_left_alone),
		TEST(a_table_across_the_end_of_constant_data_is_patched),
		TEST(a_copy_of_a_patched_table_is_not_patched_again),
	};

	return cmocka_run_group_tests_name("shim_tables", tests, kit_begin, kit_reset);
}
