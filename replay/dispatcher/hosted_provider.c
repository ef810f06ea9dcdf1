/*
 * Hosted providers. The stock transports support none, so without help from the backend neither do we; the handle is
 * then zeroed.
 */
#include "hosted_provider.h"

#include <stdlib.h>

#include "application.h"
#include "handle.h"
#include "runtime.h"

struct dispatch_provider {
	struct dispatch_child child;
	struct dispatch_words words;
	MI_Application application; /* as the client passed it */
	void *data;                 /* the backend's */
};

static struct dispatch_words words_of(const MI_HostedProvider *provider)
{
	return (struct dispatch_words){provider->reserved1, provider->reserved2};
}

static void destroy(void *object)
{
	struct dispatch_provider *provider = object;

	dispatch_app_remove(&provider->child);
	free(provider);
}

static MI_Result open_provider(struct dispatch_provider *provider, const MI_Char *namespace_name, const MI_Char *name,
			       MI_MainFunction mi_main, MI_Instance **error)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	if (!b->backend->open_provider)
		return MI_RESULT_INVALID_PARAMETER;
	return b->backend->open_provider(b->self, namespace_name, name, mi_main, &provider->data, error);
}

static MI_Result start(struct dispatch_app *app, const MI_Application *application, const MI_Char *namespace_name,
		       const MI_Char *name, MI_MainFunction mi_main, MI_Instance **error, MI_HostedProvider *ret)
{
	struct dispatch_provider *provider = calloc(1, sizeof(*provider));
	MI_Result result;

	if (!provider || !dispatch_handle_open(DISPATCH_HANDLE_PROVIDER, provider, destroy, &provider->words)) {
		free(provider);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	provider->application = *application;
	dispatch_app_add(app, &provider->child);
	result = open_provider(provider, namespace_name, name, mi_main, error);
	if (result == MI_RESULT_OK) {
		ret->reserved1 = provider->words.version;
		ret->reserved2 = provider->words.slot;
		ret->ft = &dispatch_hosted_provider_ft;
		return result;
	}
	dispatch_handle_ref(provider->words);
	dispatch_handle_shut(provider->words);
	dispatch_handle_put(provider->words);
	return result;
}

MI_Result dispatch_NewHostedProvider(MI_Application *application, const MI_Char *namespaceName,
				     const MI_Char *providerName, MI_MainFunction mi_Main, MI_Instance **extendedError,
				     MI_HostedProvider *provider)
{
	MI_Instance *error = NULL;
	struct dispatch_app *app;
	MI_Result result;

	app = dispatch_app_get(application);
	if (!app)
		return MI_RESULT_INVALID_PARAMETER;
	if (provider)
		memset(provider, 0, sizeof(*provider));
	if (extendedError)
		*extendedError = NULL;
	result = MI_RESULT_INVALID_PARAMETER;
	if (mi_Main && namespaceName && providerName && provider)
		result = start(app, application, namespaceName, providerName, mi_Main, &error, provider);
	dispatch_app_put(app);
	if (extendedError)
		*extendedError = error;
	else
		MI_Instance_Delete(error);
	return result;
}

static MI_Result hosted_Close(MI_HostedProvider *hostedProvider)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	struct dispatch_provider *provider;
	MI_Result result = MI_RESULT_OK;
	struct dispatch_words words;

	if (!hostedProvider)
		return MI_RESULT_OK;
	words = words_of(hostedProvider);
	provider = dispatch_handle_get(DISPATCH_HANDLE_PROVIDER, words);
	if (!provider)
		return MI_RESULT_INVALID_PARAMETER;
	if (dispatch_handle_shut(words) && b->backend->close_provider)
		result = b->backend->close_provider(b->self, provider->data);
	dispatch_handle_put(words);
	return result;
}

static MI_Result hosted_GetApplication(MI_HostedProvider *hostedProvider, MI_Application *application)
{
	struct dispatch_provider *provider;

	if (application)
		memset(application, 0, sizeof(*application));
	if (!hostedProvider || !application)
		return MI_RESULT_INVALID_PARAMETER;
	provider = dispatch_handle_get(DISPATCH_HANDLE_PROVIDER, words_of(hostedProvider));
	if (!provider)
		return MI_RESULT_INVALID_PARAMETER;
	*application = provider->application;
	dispatch_handle_put(provider->words);
	return MI_RESULT_OK;
}

const MI_HostedProviderFT dispatch_hosted_provider_ft = {hosted_Close, hosted_GetApplication};
const MI_HostedProviderFT dispatch_client_hosted_provider_ft = {hosted_Close, hosted_GetApplication};
