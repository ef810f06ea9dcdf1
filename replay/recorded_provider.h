/*
 * Hosted providers: MI_Application_NewHostedProvider and what closes it. Stock libraries refuse them, others need not.
 * Answered as recorded, in the order of the recording for each namespace and name.
 */
#ifndef REPLAY_RECORDED_PROVIDER_H
#define REPLAY_RECORDED_PROVIDER_H

#include "replay_engine.h"

/* As the dispatcher's backend has them (backend.h); @self is a struct replay. */
MI_Result replay_provider_open(void *self, const MI_Char *namespace_name, const MI_Char *provider_name,
			       MI_MainFunction mi_main, void **ret_provider, MI_Instance **ret_error);
MI_Result replay_provider_close(void *self, void *provider);

#endif
