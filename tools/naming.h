/* What all commands share that show code addresses by name: the options, and a trace's names. */
#ifndef NAMING_H
#define NAMING_H

#include "command.h"
#include "json_write.h"
#include "symbols.h"
#include "text_show.h"

/* To be embedded in a command's settings. */
struct naming_settings {
	bool symbols;
	const char *folders;
};

/* clang-format off */
/* Rows of an option table; @type has a member `struct naming_settings naming`. */
#define NAMING_OPTIONS(type)                                                                                      \
	{"symbols", 0, OPTION_FLAG, offsetof(type, naming.symbols), NULL,                                         \
	 "name the functions that called, and that are called back: module!symbol+offset", NULL},                 \
	{"debug-path", 0, OPTION_TEXT, offsetof(type, naming.folders), "DIR[:DIR...]",                            \
	 "the same, with symbols from files in these folders, too (programs, libraries, .build-id/xx/y.debug)", NULL}
/* clang-format on */

/* The names of a trace, with all of its modules; *ret is NULL when they are not asked for. 0 or worded. */
int naming_open(const struct naming_settings *settings, const char *path, struct mtr_symbols **ret);

/* For the text and the JSON of a trace. @symbols stays. */
struct mtr_address_names naming_for_text(struct mtr_symbols *symbols);
struct mtr_json_hook naming_for_json(struct mtr_symbols *symbols);

#endif
