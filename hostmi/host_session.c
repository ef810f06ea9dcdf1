/* See host_session.h. */
#include "host_session.h"

#include <stdbool.h>
#include <stdio.h>
#include <strings.h>

#include "machine.h"
#include "objects.h"
#include "options.h"
#include "values.h"

static bool is_one_of(const MI_Char *word, const char *const *words)
{
	while (*words && strcasecmp(word, *words))
		words++;
	return *words != NULL;
}

static bool is_here(const MI_Char *destination, const struct hostmi_names *names)
{
	static const char *const here[] = {"", ".", "localhost", "127.0.0.1", "::1", "[::1]", NULL};

	return !destination || is_one_of(destination, here) || !strcasecmp(destination, names->host);
}

static void tell_destination(const struct dispatch_session_request *request)
{
	struct hostmi_names names;
	MI_Instance *error;
	char text[768];

	hostmi_machine_names(&names);
	if (is_here(request->destination, &names))
		return;
	snprintf(text, sizeof(text), "'%.256s' is not asked: answers come from this machine, '%s'",
		 request->destination, names.host);
	error = dispatch_error_instance(MI_RESULT_NOT_SUPPORTED, text);
	if (error)
		dispatch_session_write_error(request->session, error);
	dispatch_instance_free(error);
}

static void tell_credentials(const struct dispatch_session_request *request)
{
	MI_Uint32 count = 0;

	if (request->options &&
	    dispatch_options_get_credentials_count((const struct dispatch_options_handle *)request->options, &count) ==
		    MI_RESULT_OK &&
	    count)
		dispatch_session_write_message(request->session, MI_WRITEMESSAGE_CHANNEL_WARNING,
					       "credentials are not looked at: this machine is asked as the user that "
					       "the program runs as");
}

MI_Result hostmi_open_session(const struct dispatch_session_request *request)
{
	static const char *const transports[] = {"OMI_SOCKETS", "MI_REMOTE_WSMAN", "WINRM", "LOCAL", NULL};

	if (request->protocol && !is_one_of(request->protocol, transports))
		return MI_RESULT_NOT_FOUND;
	tell_destination(request);
	tell_credentials(request);
	return MI_RESULT_OK;
}
