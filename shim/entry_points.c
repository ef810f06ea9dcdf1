/*
 * The functions that stand in patched slots.
 *
 * There is a set of them for every table that can be patched, so that an entry point knows by itself which table, and
 * so which original, it stands for: clients call slots with handles that are NULL, empty, closed or copied, and an
 * original must never be looked up in those.
 */
#include "patch.h"
#include "slots.h"
#include "wrap.h"

/* clang-format off */
#define NUMBERS(Y) \
	Y(0) Y(1) Y(2) Y(3) Y(4) Y(5) Y(6) Y(7) Y(8) Y(9) Y(10) Y(11) Y(12) Y(13) Y(14) Y(15) \
	Y(16) Y(17) Y(18) Y(19) Y(20) Y(21) Y(22) Y(23) Y(24) Y(25) Y(26) Y(27) Y(28) Y(29) Y(30) Y(31)

#define KIND_Application SHIM_APPLICATION
#define KIND_Session SHIM_SESSION
#define KIND_Operation SHIM_OPERATION
#define KIND_HostedProvider SHIM_HOSTED_PROVIDER
/* clang-format on */

#define ENTRY_POINT(n, Kind, Slot, type, parameters, arguments)                                            \
	static type entry_##Kind##_##Slot##_##n parameters                                                 \
	{                                                                                                  \
		const struct shim_site site = {&shim_tables[KIND_##Kind][n], __builtin_return_address(0)}; \
                                                                                                           \
		return shim_##Kind##_##Slot(&site, SHIM_LIST arguments);                                   \
	}
#define ENTRY_NAME(n, Kind, Slot, type, parameters, arguments) .Slot = entry_##Kind##_##Slot##_##n,

#define APPLICATION_ENTRIES(n)     SHIM_APPLICATION_SLOTS(ENTRY_POINT, n)
#define SESSION_ENTRIES(n)         SHIM_SESSION_SLOTS(ENTRY_POINT, n)
#define OPERATION_ENTRIES(n)       SHIM_OPERATION_SLOTS(ENTRY_POINT, n)
#define HOSTED_PROVIDER_ENTRIES(n) SHIM_HOSTED_PROVIDER_SLOTS(ENTRY_POINT, n)
NUMBERS(APPLICATION_ENTRIES)
NUMBERS(SESSION_ENTRIES)
NUMBERS(OPERATION_ENTRIES)
NUMBERS(HOSTED_PROVIDER_ENTRIES)

#define APPLICATION_ROW(n)     {SHIM_APPLICATION_SLOTS(ENTRY_NAME, n)},
#define SESSION_ROW(n)         {SHIM_SESSION_SLOTS(ENTRY_NAME, n)},
#define OPERATION_ROW(n)       {SHIM_OPERATION_SLOTS(ENTRY_NAME, n)},
#define HOSTED_PROVIDER_ROW(n) {SHIM_HOSTED_PROVIDER_SLOTS(ENTRY_NAME, n)},
static const MI_ApplicationFT application_entries[SHIM_TABLES_MAX] = {NUMBERS(APPLICATION_ROW)};
static const MI_SessionFT session_entries[SHIM_TABLES_MAX] = {NUMBERS(SESSION_ROW)};
static const MI_OperationFT operation_entries[SHIM_TABLES_MAX] = {NUMBERS(OPERATION_ROW)};
static const MI_HostedProviderFT hosted_provider_entries[SHIM_TABLES_MAX] = {NUMBERS(HOSTED_PROVIDER_ROW)};

unsigned shim_slots_of(enum shim_kind kind)
{
	static const size_t sizes[SHIM_KINDS] = {sizeof(MI_ApplicationFT), sizeof(MI_SessionFT), sizeof(MI_OperationFT),
						 sizeof(MI_HostedProviderFT)};

	return (unsigned)(sizes[kind] / sizeof(shim_function));
}

const shim_function *shim_entry_points(enum shim_kind kind, unsigned number)
{
	switch (kind) {
	case SHIM_APPLICATION:
		return (const shim_function *)&application_entries[number];
	case SHIM_SESSION:
		return (const shim_function *)&session_entries[number];
	case SHIM_OPERATION:
		return (const shim_function *)&operation_entries[number];
	default:
		return (const shim_function *)&hosted_provider_entries[number];
	}
}
