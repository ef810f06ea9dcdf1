/*
 * The header as a client meets it: alone, first, and more than once, in C and in C++, for each API version. Not a test
 * that runs: compiled with all warnings, and with the rows of the layout test, by every compiler.
 */
#include <mi/mi.h>

#include "mi_layout_numbers.h"
#include "mi_layout_structs.h"
#include "mi_layout_tables.h"
#include "mi_layout_values.h"

/* Each initialiser must do for automatic and static objects without a warning. */
static MI_Application application = MI_APPLICATION_NULL;
static MI_Session session = MI_SESSION_NULL;

static void MI_CALL see_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
				 MI_Result result, const MI_Char *text, const MI_Instance *details,
				 MI_Result(MI_CALL *acknowledge)(MI_Operation *))
{
	MI_UNREFERENCED_PARAMETER(context);
	MI_UNREFERENCED_PARAMETER(instance);
	MI_UNREFERENCED_PARAMETER(more);
	MI_UNREFERENCED_PARAMETER(result);
	MI_UNREFERENCED_PARAMETER(text);
	MI_UNREFERENCED_PARAMETER(details);
	if (acknowledge)
		acknowledge(operation);
}

int main(void)
{
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
	MI_SessionCallbacks session_callbacks = MI_SESSIONCALLBACKS_NULL;
	MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL;
	MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
	MI_SubscriptionDeliveryOptions subscription = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
	MI_HostedProvider provider = MI_HOSTEDPROVIDER_NULL;
	MI_Operation operation = MI_OPERATION_NULL;

	callbacks.instanceResult = see_instance;
	MI_Application_NewSession(&application, MI_T("WINRM"), MI_T("host"), &destination, &session_callbacks, NULL,
				  &session);
	MI_Session_EnumerateInstances(&session, MI_OPERATIONFLAGS_DEFAULT_RTTI, &options, MI_T("root/cimv2"),
				      MI_T("CIM_Process"), MI_FALSE, &callbacks, &operation);
	MI_Operation_Close(&operation);
	MI_SubscriptionDeliveryOptions_Delete(&subscription);
	MI_HostedProvider_Close(&provider);
	return 0;
}
