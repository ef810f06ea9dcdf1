/* CIM_OperatingSystem: the one that runs here. */
#include "operating_system.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#include "list_cursor.h"
#include "machine.h"
#include "objects.h"
#include "process_list.h"
#include "values.h"

static const char *const os_types[] = {"0", "Unknown", "1", "Other", "36", "LINUX", NULL};

#define KEY      (MI_FLAG_KEY | MI_FLAG_READONLY)
#define READONLY MI_FLAG_READONLY

static const struct hostmi_property properties[] = {
	{"CSCreationClassName", MI_STRING, KEY, "The class of the system it runs on.", NULL, NULL, NULL},
	{"CSName", MI_STRING, KEY, "The name of the system it runs on.", NULL, NULL, NULL},
	{"CreationClassName", MI_STRING, KEY, "The class of this instance.", NULL, NULL, NULL},
	{"Name", MI_STRING, KEY, "Identifies the operating system within its computer system.", NULL, NULL, NULL},
	{"OSType", MI_UINT16, READONLY, "The type of the operating system.", NULL, NULL, os_types},
	{"OtherTypeDescription", MI_STRING, READONLY, "The type, where OSType is 1.", NULL, NULL, NULL},
	{"Version", MI_STRING, READONLY, "The version: that of the kernel.", NULL, NULL, NULL},
	{"LastBootUpTime", MI_DATETIME, READONLY, "When it was started.", NULL, NULL, NULL},
	{"LocalDateTime", MI_DATETIME, READONLY, "What time it has, with the offset from UTC.", NULL, NULL, NULL},
	{"CurrentTimeZone", MI_SINT16, READONLY, "The offset from UTC, summer time included.", "Minutes", NULL, NULL},
	{"NumberOfLicensedUsers", MI_UINT32, READONLY,
	 "The number of user licences; NULL where there is no such thing.", NULL, NULL, NULL},
	{"NumberOfUsers", MI_UINT32, READONLY, "The number of user sessions.", NULL, NULL, NULL},
	{"NumberOfProcesses", MI_UINT32, READONLY, "The number of processes.", NULL, NULL, NULL},
	{"MaxNumberOfProcesses", MI_UINT32, READONLY, "How many processes there can be; 0 is no limit.", NULL, NULL,
	 NULL},
	{"TotalSwapSpaceSize", MI_UINT64, READONLY, "Swap space; NULL where it is part of the paging files.",
	 "KiloBytes", NULL, NULL},
	{"TotalVirtualMemorySize", MI_UINT64, READONLY, "Memory and swap space together.", "KiloBytes", NULL, NULL},
	{"FreeVirtualMemory", MI_UINT64, READONLY, "What of it is unused.", "KiloBytes", NULL, NULL},
	{"TotalVisibleMemorySize", MI_UINT64, READONLY, "Memory available to the system.", "KiloBytes", NULL, NULL},
	{"FreePhysicalMemory", MI_UINT64, READONLY, "What of it is unused.", "KiloBytes", NULL, NULL},
	{"SizeStoredInPagingFiles", MI_UINT64, READONLY, "Swap space.", "KiloBytes", NULL, NULL},
	{"FreeSpaceInPagingFiles", MI_UINT64, READONLY, "What of it is unused.", "KiloBytes", NULL, NULL},
	{"MaxProcessMemorySize", MI_UINT64, READONLY, "The address space of one process; NULL is no limit.",
	 "KiloBytes", NULL, NULL},
	{"Distributed", MI_BOOLEAN, READONLY, "Whether it is spread over several computer systems.", NULL, NULL, NULL},
	{"MaxProcessesPerUser", MI_UINT32, READONLY, "How many processes one user can have; 0 is no limit.", NULL, NULL,
	 NULL},
};

static void set_keys(MI_Instance *instance, const struct hostmi_names *names)
{
	hostmi_set_string(instance, "CSCreationClassName", HOSTMI_SYSTEM_CLASS);
	hostmi_set_string(instance, "CSName", names->host);
	hostmi_set_string(instance, "CreationClassName", hostmi_operating_system.name);
	hostmi_set_string(instance, "Name", names->os);
}

static void set_kernel(MI_Instance *instance)
{
	struct utsname uts;

	uname(&uts);
	hostmi_set_string(instance, "Version", uts.release);
	hostmi_set_string(instance, "Description", uts.version);
	hostmi_set_number(instance, "OSType", 36);
	hostmi_set_boolean(instance, "Distributed", false);
}

static void set_times(MI_Instance *instance)
{
	struct timeval now, boot = hostmi_boot_time();
	struct tm tm;

	gettimeofday(&now, NULL);
	localtime_r(&now.tv_sec, &tm);
	hostmi_set_time(instance, "LastBootUpTime", &boot);
	hostmi_set_time(instance, "LocalDateTime", &now);
	hostmi_set_number(instance, "CurrentTimeZone", tm.tm_gmtoff / 60);
}

static unsigned count_users(void)
{
	unsigned nr = 0;
	struct utmpx *entry;

	setutxent();
	while ((entry = getutxent()))
		nr += entry->ut_type == USER_PROCESS;
	endutxent();
	return nr;
}

static void set_limit(MI_Instance *instance, const char *name, int resource, rlim_t unit)
{
	struct rlimit limit;

	if (!getrlimit(resource, &limit) && limit.rlim_cur != RLIM_INFINITY)
		hostmi_set_number(instance, name, (int64_t)(limit.rlim_cur / unit));
}

static void set_counts(MI_Instance *instance)
{
	char text[64];

	hostmi_set_number(instance, "NumberOfUsers", count_users());
	hostmi_set_number(instance, "NumberOfProcesses", hostmi_process_count());
	hostmi_set_number(instance, "MaxProcessesPerUser", 0);
	set_limit(instance, "MaxProcessesPerUser", RLIMIT_NPROC, 1);
	set_limit(instance, "MaxProcessMemorySize", RLIMIT_AS, 1024);
	if (hostmi_read_file("/proc/sys/kernel/pid_max", text, sizeof(text)) > 0)
		hostmi_set_number(instance, "MaxNumberOfProcesses", strtoll(text, NULL, 10));
}

static void set_memory(MI_Instance *instance)
{
	char text[8192];
	int64_t total, free_memory, swap, free_swap;

	if (hostmi_read_file("/proc/meminfo", text, sizeof(text)) <= 0)
		return;
	total = hostmi_labelled_number(text, "MemTotal");
	free_memory = hostmi_labelled_number(text, "MemAvailable");
	swap = hostmi_labelled_number(text, "SwapTotal");
	free_swap = hostmi_labelled_number(text, "SwapFree");
	hostmi_set_number(instance, "TotalVisibleMemorySize", total);
	hostmi_set_number(instance, "FreePhysicalMemory", free_memory);
	hostmi_set_number(instance, "SizeStoredInPagingFiles", swap);
	hostmi_set_number(instance, "FreeSpaceInPagingFiles", free_swap);
	hostmi_set_number(instance, "TotalVirtualMemorySize", total + swap);
	hostmi_set_number(instance, "FreeVirtualMemory", free_memory + free_swap);
}

static void set_status(MI_Instance *instance, const struct hostmi_names *names)
{
	static const MI_Char *const description[] = {"The system is running."};

	hostmi_set_string(instance, "Caption", names->os);
	hostmi_set_string(instance, "ElementName", names->os);
	hostmi_set_numbers16(instance, "OperationalStatus", (const MI_Uint16[]){2}, 1);
	hostmi_set_strings(instance, "StatusDescriptions", description, 1);
	hostmi_set_number(instance, "HealthState", 5);
	hostmi_set_number(instance, "EnabledState", 2);
	hostmi_set_number(instance, "RequestedState", 12);
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct hostmi_names names;
	MI_Instance *instance;
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, &instance);

	(void)keys;
	if (result != MI_RESULT_OK)
		return result;
	hostmi_machine_names(&names);
	set_keys(instance, &names);
	set_status(instance, &names);
	set_kernel(instance);
	set_times(instance);
	set_counts(instance);
	set_memory(instance);
	return hostmi_cursor_of(&instance, 1, ret_cursor);
}

MI_Result hostmi_operating_system_reference(const MI_Class *class, MI_Instance **ret_reference)
{
	struct hostmi_names names;
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, ret_reference);

	if (result != MI_RESULT_OK)
		return result;
	hostmi_machine_names(&names);
	set_keys(*ret_reference, &names);
	return MI_Instance_SetNameSpace(*ret_reference, HOSTMI_NAMESPACE);
}

const struct hostmi_provider hostmi_operating_system = {
	.name = "CIM_OperatingSystem",
	.super = "CIM_EnabledLogicalElement",
	.description = "The software that makes the hardware usable: the operating system that runs here.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
