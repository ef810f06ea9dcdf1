/*
 * A client that calls everything about objects: see objects_client.h. What it prints against the project's libmi is
 * kept next to it, and is what stock libmi makes it print.
 */
#include "objects_client.h"

#include <errno.h>

static void print_error(MI_Uint32 code, const char *type, const char *message)
{
	static const char *const names[] = {"MessageID", "OMI_Type", "OwningEntity", "ProbableCauseDescription"};
	MI_Instance *error = NULL;
	MI_Value value;
	MI_Uint32 i, count = 0, flags;
	MI_Type element_type;
	const MI_Char *name;

	printf("error %u %s %s -> %u\n", code, type, message ? message : "(null)",
	       MI_Utilities_CimErrorFromErrorCode(code, type, message, &error));
	if (!error) {
		printf("none\n");
		return;
	}
	MI_Instance_GetElementCount(error, &count);
	for (i = 0; i < count; i++) {
		MI_Instance_GetElementAt(error, i, &name, &value, &element_type, &flags);
		printf("  %s type %u flags 0x%x", name, element_type, flags);
		if (element_type != MI_STRING && !(flags & MI_FLAG_NULL)) {
			putchar(' ');
			print_value(element_type, &value);
		}
		putchar('\n');
	}
	for (i = 0; i < MI_COUNT(names); i++) {
		MI_Instance_GetElement(error, names[i], &value, NULL, NULL, NULL);
		print_string(names[i], value.string);
	}
	MI_Instance_GetElement(error, "Message", &value, NULL, NULL, NULL);
	if (message)
		print_string("Message", value.string);
	MI_Instance_Delete(error);
}

void client_utilities(void)
{
	static const char *const types[] = {"MI", "ERRNO", "WINRM", "WIN32", "HRESULT", "mi"};
	MI_Uint32 code;
	size_t i;

	for (i = 0; i < MI_COUNT(types); i++)
		for (code = 0; code < 40; code++)
			printf("category %s %u -> %u\n", types[i], code,
			       MI_Utilities_MapErrorToMiErrorCategory(types[i], code));
	CALL(MI_Utilities_MapErrorToMiErrorCategory("MI", MTR_MI_RESULT_TIME_OUT));
	print_error(MI_RESULT_NOT_FOUND, "MI", "message");
	print_error(MI_RESULT_NOT_FOUND, "MI", NULL);
	print_error(4711, "MI", "message");
	print_error(EACCES, "ERRNO", "message");
	print_error(5, "WINRM", "message");
	print_error(5, "WIN32", "message");
	print_error(0, "MI", "message");
	CALL(MI_Utilities_CimErrorFromErrorCode(1, "MI", "m", NULL));
}

static void tables(void)
{
	printf("TestConnection in the client table %u\n", mi_clientFT_V1->sessionFT->TestConnection != NULL);
	printf("Close in it %u\n", mi_clientFT_V1->sessionFT->Close != NULL);
	printf("operation table %u\n", mi_clientFT_V1->operationFT->GetClass != NULL);
	printf("hosted provider table %u\n", mi_clientFT_V1->hostedProviderFT->GetApplication != NULL);
}

int main(void)
{
	MI_Application application = MI_APPLICATION_NULL, second = MI_APPLICATION_NULL;
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
	MI_Instance *instance = NULL;

	tables();
	CALL(MI_Application_Initialize(0, "objects", NULL, &application));
	printf("the table of handles is the client table's %u\n", application.ft == mi_clientFT_V1->applicationFT);
	client_instances(&application);
	client_classes(&application);
	client_options(&application);
	client_serializers(&application);
	client_utilities();
	/* Objects outlive their application. */
	CALL(MI_Application_Initialize(0, NULL, NULL, &second));
	CALL(MI_Application_NewInstance(&second, "Survivor", NULL, &instance));
	CALL(MI_Application_NewDestinationOptions(&second, &options));
	CALL(MI_Application_Close(&second));
	CALL(MI_Application_Close(&application));
	print_instance("survivor", instance);
	CALL(MI_DestinationOptions_SetTimeout(&options, &(MI_Interval){.seconds = 1}));
	MI_DestinationOptions_Delete(&options);
	CALL(MI_Instance_Delete(instance));
	return 0;
}
