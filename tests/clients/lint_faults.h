/*
 * The cases of lint_client: for each rule of mitrace lint one client, which commits the fault that the rule is about or,
 * the same in all else, does not. Against the library that does as a script says (tests/fake).
 */
#ifndef LINT_FAULTS_H
#define LINT_FAULTS_H

#include "client_op.h"

/* fault_acknowledge_missing(), and so on: one for each rule. */
#define RULE(name) void fault_##name(bool fault);
#include "lint_rules.def"
#undef RULE

/* What every case has. */
extern MI_Application fault_application;
extern MI_Session fault_session;
extern struct client_op fault_op; /* op1 of the script, with all callbacks */

/* Tells the library what to do, and opens application and session. */
void fault_open(const char *script);
/* Closes the session and, once it has completed, the application. */
void fault_close(void);
/* Fetches results until the last one. */
void fault_fetch(MI_Operation *operation);
bool fault_get_instance(MI_Operation *operation);
/* An enumeration of op_class without callbacks. */
void fault_start_fetched(MI_Operation *operation);
/* Ends the process once the library's log has that line: it hangs. */
void fault_leave_when(const char *line);
/* Runs on a thread of its own; the caller joins it. */
pthread_t fault_thread(void (*run)(void));

#endif
