/*
 * A client of MI that does one of many things, and logs all it did and saw. Run once alone and once recorded, its logs
 * must be the same.
 */
#ifndef CLIENT_MAIN_H
#define CLIENT_MAIN_H

#include <mi/mi_base.h>

/*
 * Runs the case of that name, a-b or a_b; "--list" prints all cases and their words. @meanwhile: see client_cases.h.
 * Answers the status for exit.
 */
MI_EXPORT int client_main(const char *name, void (*meanwhile)(void));

#endif
