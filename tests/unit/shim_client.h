/*
 * A client of the shim kit with a session and all callbacks, and a library that keeps what it is given to call back with:
 * a test calls back as the library would, and sees what the client got.
 */
#ifndef SHIM_CLIENT_H
#define SHIM_CLIENT_H

#include "shim_kit.h"

/* What the client has, and what its callback got last; its address is the context it gives. */
extern struct kit_client {
	MI_Application application;
	MI_Session session;
	MI_Operation operation;
	int calls;
	const void *got[10]; /* arguments in order, without the last if that is a function */
	MI_Result (*acknowledge)(MI_Operation *operation);
	MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response);
} kit_client;

/* All of the client's callbacks. */
extern const MI_OperationCallbacks kit_callbacks;

/* What the library was given, to call back with; its copy of the handle. */
extern MI_OperationCallbacks kit_given;
extern MI_Operation kit_inner;

/* For the setup of each test: a client with an open session to which nothing has come. */
int kit_client_begin(void **state);

/* A hook for starts: the library keeps a copy of the callbacks, and fills in the client's handle. */
MI_Result kit_take_callbacks(const struct kit_call *call);

/* Starts the client's operation with these callbacks; the events of that are forgotten. Returns its number. */
uint64_t kit_start(MI_OperationCallbacks callbacks);

/* The library's function to acknowledge with: MI_RESULT_ALREADY_EXISTS. */
MI_Result kit_acknowledge(MI_Operation *operation);

/* A number among the arguments that a callback got. */
#define KIT_ADDRESS(number) ((const void *)(uintptr_t)(number))

/* The client was called once, with these arguments. */
#define KIT_GOT(...)                                                             \
	do {                                                                     \
		const void *kit_want[] = {__VA_ARGS__};                          \
                                                                                 \
		assert_int_equal(kit_client.calls, 1);                           \
		assert_memory_equal(kit_client.got, kit_want, sizeof(kit_want)); \
	} while (0)

#endif
