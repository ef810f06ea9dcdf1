/*
 * Qualifiers that say what a flag of a declaration says.
 */
#ifndef DISPATCH_FLAG_QUALIFIER_H
#define DISPATCH_FLAG_QUALIFIER_H

#include <mi/mi.h>

enum {
	DISPATCH_FLAG_QUALIFIERS = 11,
};

extern const struct dispatch_flag_qualifier {
	MI_Uint32 flag;
	const MI_Char *name;
} dispatch_flag_qualifiers[DISPATCH_FLAG_QUALIFIERS];

/* The flag that a qualifier of this name stands for; 0 for others. */
MI_Uint32 dispatch_flag_of_qualifier(const MI_Char *name);

#endif
