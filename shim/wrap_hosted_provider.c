/* The slots of hosted providers. */
#include "call.h"
#include "wrap.h"

MI_Result shim_HostedProvider_Close(const struct shim_site *site, MI_HostedProvider *hostedProvider)
{
	struct shim_call call;
	struct shim_key key;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_HostedProvider_Close, hostedProvider))
		return site->table->original.hosted_provider.Close(hostedProvider);
	key = shim_handle_key(SHIM_HOSTED_PROVIDER, hostedProvider);
	shim_call_begin(&call, NULL, NULL);
	result = site->table->original.hosted_provider.Close(hostedProvider);
	shim_call_returned(&call);
	if (result == MI_RESULT_OK)
		shim_identity_close(SHIM_HOSTED_PROVIDER, &key, call.target.id, false);
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_HostedProvider_GetApplication(const struct shim_site *site, MI_HostedProvider *hostedProvider,
					     MI_Application *application)
{
	struct shim_call call;
	struct shim_out out;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_HostedProvider_GetApplication, hostedProvider))
		return site->table->original.hosted_provider.GetApplication(hostedProvider, application);
	shim_call_begin(&call, shim_encode_wanted, application);
	result = site->table->original.hosted_provider.GetApplication(hostedProvider, application);
	shim_call_returned(&call);
	out = shim_out_read(SHIM_APPLICATION, application);
	return shim_call_end(&call, result, shim_encode_out, &out);
}
