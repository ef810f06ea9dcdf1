/*
 * What a libmi exports besides MI_Application_InitializeV1: data that clients link against, and a version.
 *
 * All of it must be initialised when the client is loaded. A position-dependent client holds a copy of
 * mi_clientFT_V1 itself, which the loader fills from here.
 */
#include "objects.h"

static const MI_ClientFT_V1 client_ft = {
	.applicationFT = &dispatch_application_ft,
	.sessionFT = &dispatch_client_session_ft,
	.operationFT = &dispatch_client_operation_ft,
	.hostedProviderFT = &dispatch_client_hosted_provider_ft,
	.serializerFT = &dispatch_serializer_ft,
	.deserializerFT = &dispatch_deserializer_ft,
	.subscribeDeliveryOptionsFT = &dispatch_subscription_options_ft,
	.destinationOptionsFT = &dispatch_destination_options_ft,
	.operationOptionsFT = &dispatch_operation_options_ft,
	.utilitiesFT = &dispatch_utilities_ft,
};

const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

/* The newest libmi whose exports are all here: the fork that PowerShell's remoting uses. */
struct version_info {
	MI_Uint32 major, minor, revision, patch;
};

MI_EXPORT void MI_Version_Info(struct version_info *version);
void MI_Version_Info(struct version_info *version)
{
	*version = (struct version_info){2, 2, 1, 0};
}

/*
 * Clients of a debug build of libmi link against its switchboard for injected faults: a word that says whether there
 * is a test running, and a table of functions. Ours says no, and does nothing.
 */
#define FAULT_TABLE_SLOTS 32
#define NO_TEST_RUNS      1

static ptrdiff_t no_fault(void)
{
	return 0;
}

extern MI_EXPORT ptrdiff_t NITS_PRESENCE_STUB;
ptrdiff_t NITS_PRESENCE_STUB = NO_TEST_RUNS;

extern MI_EXPORT ptrdiff_t (*NITS_STUB[FAULT_TABLE_SLOTS])(void);
ptrdiff_t (*NITS_STUB[FAULT_TABLE_SLOTS])(void) = {
	no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault,
	no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault,
	no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault, no_fault,
};
