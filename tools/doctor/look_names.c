/* Names for what the look found, in text and in JSON. */
#include <elf.h>
#include <stdio.h>

#include "look.h"

const char *look_obstacle_name(enum look_obstacle obstacle)
{
	static const char *const names[] = {
		[LOOK_CLEAR] = "none",
		[LOOK_NOT_FOUND] = "not-found",
		[LOOK_NOT_EXECUTABLE] = "not-executable",
		[LOOK_IS_DIRECTORY] = "directory",
		[LOOK_NOT_A_PROGRAM] = "not-a-program",
		[LOOK_DAMAGED] = "damaged",
		[LOOK_SCRIPT_LOOP] = "script-loop",
		[LOOK_NO_INTERPRETER] = "no-interpreter",
		[LOOK_OTHER_MACHINE] = "other-machine",
		[LOOK_MISSING_LIBRARY] = "missing-library",
		[LOOK_STATIC] = "static",
		[LOOK_OTHER_LIBC] = "other-libc",
		[LOOK_PRIVILEGED] = "privileged",
		[LOOK_ENVIRONMENT_CLEARED] = "environment-cleared",
		[LOOK_UNREADABLE] = "unreadable",
	};

	return names[obstacle];
}

const char *look_place_name(enum look_place place)
{
	static const char *const names[] = {
		[LOOK_PLACE_NONE] = "not found",
		[LOOK_PLACE_PROGRAM] = "the program",
		[LOOK_PLACE_PRELOAD] = "preloaded",
		[LOOK_PLACE_PATH] = "by its path",
		[LOOK_PLACE_RPATH] = "RPATH",
		[LOOK_PLACE_LIBRARY_PATH] = "LD_LIBRARY_PATH",
		[LOOK_PLACE_RUNPATH] = "RUNPATH",
		[LOOK_PLACE_CACHE] = "ld.so.cache",
		[LOOK_PLACE_DEFAULT] = "default folders",
	};

	return names[place];
}

const char *look_libc_name(enum look_libc libc)
{
	static const char *const names[] = {"none", "glibc", "musl", "other"};

	return names[libc];
}

const char *look_machine_name(uint16_t machine, unsigned char class)
{
	static const struct {
		uint16_t machine;
		unsigned char class;
		const char *name;
	} known[] = {
		{EM_X86_64, ELFCLASS64, "x86-64"},
		{EM_X86_64, ELFCLASS32, "x32"},
		{EM_386, ELFCLASS32, "i386"},
		{EM_AARCH64, ELFCLASS64, "aarch64"},
		{EM_ARM, ELFCLASS32, "arm"},
		{EM_RISCV, ELFCLASS64, "riscv64"},
		{EM_PPC64, ELFCLASS64, "ppc64"},
		{EM_S390, ELFCLASS64, "s390x"},
		{EM_MIPS, ELFCLASS32, "mips"},
		{EM_MIPS, ELFCLASS64, "mips64"},
		{EM_LOONGARCH, ELFCLASS64, "loongarch64"},
	};
	static char number[32];

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (known[i].machine == machine && known[i].class == class)
			return known[i].name;
	}
	snprintf(number, sizeof(number), "machine %u", machine);
	return number;
}

const char *look_injection_name(enum look_injection injection)
{
	static const char *const names[] = {"nothing", "preload", "audit", "proxy"};

	return names[injection];
}

const char *look_verdict_name(enum look_verdict verdict)
{
	static const char *const names[] = {"no", "maybe", "yes"};

	return names[verdict];
}
