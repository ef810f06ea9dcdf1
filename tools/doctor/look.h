/*
 * A look at the program that a command line would run, without running it: which file that is in the end, which
 * objects the loader would map with it and where it would find them, which libmi is among them, and who asks for
 * its entry point. look_choose() makes of it how to get between the two.
 *
 *	if (look_take(argv, NULL, &look) == 0) {
 *		look_choose(look, &choice);
 *		...
 *	}
 *	look_free(look);
 *
 * Files are read, nothing is loaded or run, and no file is trusted. What could not be found out is said in the facts;
 * the look itself fails for want of memory alone. All pointers in it are its own and live until look_free().
 */
#ifndef DOCTOR_LOOK_H
#define DOCTOR_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why the program does not run at all, or runs where nothing of ours can be loaded. */
enum look_obstacle {
	LOOK_CLEAR,
	LOOK_NOT_FOUND,
	LOOK_NOT_EXECUTABLE,
	LOOK_IS_DIRECTORY,
	LOOK_NOT_A_PROGRAM,  /* neither ELF nor text */
	LOOK_DAMAGED,        /* an ELF file that breaks off or contradicts itself */
	LOOK_SCRIPT_LOOP,    /* interpreters of interpreters, more than the kernel follows */
	LOOK_NO_INTERPRETER, /* of the script, or the loader that the program names */
	LOOK_OTHER_MACHINE,
	LOOK_MISSING_LIBRARY,
	LOOK_STATIC,
	LOOK_OTHER_LIBC,
	LOOK_PRIVILEGED,          /* setuid, setgid or file capabilities: the loader ignores our variables */
	LOOK_ENVIRONMENT_CLEARED, /* `env -i` and the like: our variables do not arrive */
	LOOK_UNREADABLE,          /* it may well run, but cannot be looked at */
};

/* How the loader came by an object. */
enum look_place {
	LOOK_PLACE_NONE, /* not found */
	LOOK_PLACE_PROGRAM,
	LOOK_PLACE_PRELOAD, /* LD_PRELOAD, /etc/ld.so.preload */
	LOOK_PLACE_PATH,    /* a name with a slash */
	LOOK_PLACE_RPATH,
	LOOK_PLACE_LIBRARY_PATH, /* LD_LIBRARY_PATH */
	LOOK_PLACE_RUNPATH,
	LOOK_PLACE_CACHE,   /* /etc/ld.so.cache */
	LOOK_PLACE_DEFAULT, /* the loader's own folders */
};

/* Whether calls of RTLD_DEEPBIND were found in an object's code. */
enum look_deepbind {
	LOOK_DEEPBIND_UNKNOWN, /* not looked for, or its flags are not constants */
	LOOK_DEEPBIND_NO,
	LOOK_DEEPBIND_YES,
};

/* An ELF file that would be in the process. */
struct look_object {
	const char *name;      /* as it was asked for */
	const char *path;      /* NULL: not found */
	const char *real_path; /* without symbolic links */
	enum look_place place;
	const struct look_object *user; /* which needs or opens it; NULL: the program itself, or preloaded */
	bool plugin;                    /* opened at run time, or needed by such a one; not there from the start */

	bool elf;
	uint16_t machine;    /* EM_ */
	unsigned char class; /* ELFCLASS */
	bool position_independent;
	const char *interpreter; /* NULL: none */
	const char *soname;
	const char *rpath, *runpath; /* as they stand there */
	bool no_default_folders;     /* linked with -z nodefaultlib */
	const char *const *needed;
	unsigned nr_needed;
	const char *build_id; /* hexadecimal; NULL: none */

	bool imports_entry;    /* its MI_Application_InitializeV1 comes from another object */
	bool defines_entry;    /* for others to bind to */
	bool hides_entry;      /* defined, but known in .symtab alone */
	bool calls_own_entry;  /* defines it, and binds to it by a relocation, which preloading gets in front of */
	bool exports_table;    /* defines mi_clientFT_V1, by which its function tables are found */
	bool own_copy;         /* has a libmi inside, and is none itself */
	bool names_entry;      /* has the entry point's name among its strings: looks it up with dlsym() */
	bool names_libmi;      /* has a file name of libmi among its strings: opens it itself */
	bool opens_objects;    /* imports dlopen() */
	bool opens_namespaces; /* imports dlmopen() */
	bool looks_up;         /* imports dlsym() */
	bool runs_programs;    /* imports fork(), exec..., system() and the like */
	bool stripped;         /* no .symtab */
	enum look_deepbind deepbind;
	const char *damage; /* why it could not be read as a whole; NULL: it was */
};

/* The C library of a program, from the loader that it names. */
enum look_libc {
	LOOK_LIBC_NONE, /* static */
	LOOK_LIBC_GLIBC,
	LOOK_LIBC_MUSL,
	LOOK_LIBC_OTHER,
};

/* One program of those that lead to the last one: a script, its interpreter, `env` ... */
struct look_step {
	const char *path;
	const char *how; /* "script", "runs its command", ... for people */
};

struct look {
	enum look_obstacle obstacle;
	const char *obstacle_text; /* in words, with the file it is about; NULL: none */

	const struct look_step *steps; /* the last one is the program */
	unsigned nr_steps;
	const struct look_object *const *objects; /* in the loader's order, the program first; plug-ins at the end */
	unsigned nr_objects;

	const struct look_object *libmi; /* the one that a client that is linked with libmi gets; NULL: none */
	const char *missing_libmi;       /* a libmi that is to be opened by this name and is not there; NULL: none */
	bool shell;                      /* ends in a shell, whose programs are its script's affair */
	enum look_libc libc;             /* of the program */
	const char *language;            /* "python", "node" ...: loads what its script says; NULL: none */
	const char *script;              /* the file that the shell or the language runs; NULL: none, or not known */
	bool script_names_mi;            /* it has libmi's name, or the entry point's, in it */
};

struct look_options {
	bool shallow;        /* headers and symbols only: no code, no strings */
	const char *plugins; /* objects that the program will open, with commas between; NULL: none */
};

/*
 * @argv: the command line as it would be executed, NULL at its end; stays until look_free(). @options may be NULL.
 * The environment is that of this process. 0 or -ENOMEM (worded).
 */
int look_take(char *const *argv, const struct look_options *options, const struct look **ret);
void look_free(const struct look *look);

/* "a static program" for the obstacle itself, as an identifier for JSON: "static". */
const char *look_obstacle_name(enum look_obstacle obstacle);
const char *look_place_name(enum look_place place);
const char *look_libc_name(enum look_libc libc);
/* "x86-64", "aarch64" ...; "machine 40" where there is no better name. Borrowed until the next call. */
const char *look_machine_name(uint16_t machine, unsigned char class);

enum look_verdict {
	LOOK_NO,    /* nothing that is recorded can come of it */
	LOOK_MAYBE, /* nothing that uses MI was seen, but it can load or start what does */
	LOOK_YES,
};

enum look_injection {
	LOOK_INJECT_NOTHING,
	LOOK_INJECT_PRELOAD,
	LOOK_INJECT_AUDIT,
	LOOK_INJECT_PROXY,
};

struct look_choice {
	enum look_verdict verdict;
	enum look_injection injection; /* NOTHING only where the verdict is NO */
	char reason[512];              /* a sentence without its full stop */
	char advice[512];              /* what to do instead, or to know; "" when there is nothing to say */
};

void look_choose(const struct look *look, struct look_choice *ret);
const char *look_injection_name(enum look_injection injection);
const char *look_verdict_name(enum look_verdict verdict);

#endif
