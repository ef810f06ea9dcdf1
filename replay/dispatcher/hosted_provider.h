/* Hosted providers: a client's own provider code, served by the backend where it can. */
#ifndef DISPATCH_HOSTED_PROVIDER_H
#define DISPATCH_HOSTED_PROVIDER_H

#include <mi/mi.h>

/* MI_Application_NewHostedProvider */
MI_Result dispatch_NewHostedProvider(MI_Application *application, const MI_Char *namespaceName,
				     const MI_Char *providerName, MI_MainFunction mi_Main, MI_Instance **extendedError,
				     MI_HostedProvider *provider);

/* In handles. */
extern const MI_HostedProviderFT dispatch_hosted_provider_ft;
/* In mi_clientFT_V1. */
extern const MI_HostedProviderFT dispatch_client_hosted_provider_ft;

#endif
