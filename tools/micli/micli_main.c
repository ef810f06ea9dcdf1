/* micli: begins and ends the application around one request. */
#include <string.h>

#include "micli.h"

/* Exit statuses are MI results; those that fit no status become 1, failure. */
static int exit_status(MI_Result result)
{
	return (unsigned)result <= 100 ? (int)result : MI_RESULT_FAILED;
}

int main(int argc, char **argv)
{
	MI_Application application = MI_APPLICATION_NULL;
	struct micli_request request = {0};
	MI_Instance *error = NULL;
	bool closable = true;
	MI_Result result;
	int status;

	status = micli_catch_signals();
	if (status) {
		fprintf(stderr, "micli: no thread for signals: %s\n", strerror(status));
		return MI_RESULT_FAILED;
	}
	result = MI_Application_Initialize(0, "micli", &error, &application);
	if (result != MI_RESULT_OK) {
		fprintf(stderr, "micli: the MI library does not start: %s\n", micli_result_name(result));
		return exit_status(result);
	}
	status = micli_parse(argc, argv, &application, &request);
	if (status < 0) {
		closable = micli_run(&application, &request, &result);
		status = exit_status(result);
	}
	micli_request_clear(&request);
	if (closable)
		MI_Application_Close(&application);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("micli: cannot write to standard output\n", stderr);
		status = MI_RESULT_FAILED;
	}
	return status;
}
