/*
 * The cases of transparency_client: each is a function case_NAME() that plays a client in full, from Initialize to
 * the end. client_cases.def has the list.
 */
#ifndef CLIENT_CASES_H
#define CLIENT_CASES_H

#include "client_op.h"

#define CASE(name, ...) void case_##name(void);
#include "client_cases.def"
#undef CASE

/* What the fake library is to do (tests/fake/fake_script.h); before the first call of MI. */
void client_script(const char *script);

/* What another part of the program does in the middle of case two_libraries; NULL: there is none. */
extern void (*client_meanwhile)(void);

/* Runs the program again, with a case and with a variable set. Does not return. */
void client_again(const char *case_name, const char *variable, const char *value);

/* Fetches results until the last one, logged. */
void client_fetch(MI_Operation *operation);
/* The like for one of each getter, with every out-pointer. */
MI_Boolean client_get_instance(MI_Operation *operation);
MI_Boolean client_get_indication(MI_Operation *operation);
MI_Boolean client_get_class(MI_Operation *operation);

#endif
