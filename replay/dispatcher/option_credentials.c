/*
 * Credentials among options: a list, those of one option name together, in the order they were added.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "cim_name.h"
#include "options.h"

/*
 * Passwords longer than this, their zero included, are not given back: the larger of the known builds' limits, so that
 * what one of them took is taken here.
 */
#define PASSWORD_LIMIT 8192

enum credential_kind {
	NO_CREDENTIAL, /* the type alone says all */
	PASSWORD_CREDENTIAL,
	CERTIFICATE_CREDENTIAL,
	UNKNOWN_CREDENTIAL,
};

struct dispatch_credential {
	struct dispatch_credential *next;
	enum credential_kind kind;
	MI_Char *option_name, *authentication_type; /* as spelled when added */
	MI_Char *domain, *username, *password;      /* NULL as given */
	MI_Char *thumbprint;
};

static enum credential_kind kind_of(const MI_Char *authentication_type)
{
	static const struct {
		const MI_Char *type;
		enum credential_kind kind;
	} known[] = {
		{MI_AUTH_TYPE_DEFAULT, NO_CREDENTIAL},
		{MI_AUTH_TYPE_NONE, NO_CREDENTIAL},
		{MI_AUTH_TYPE_NEGO_NO_CREDS, NO_CREDENTIAL},
		{MI_AUTH_TYPE_DIGEST, PASSWORD_CREDENTIAL},
		{MI_AUTH_TYPE_NEGO_WITH_CREDS, PASSWORD_CREDENTIAL},
		{MI_AUTH_TYPE_BASIC, PASSWORD_CREDENTIAL},
		{MI_AUTH_TYPE_KERBEROS, PASSWORD_CREDENTIAL},
		{MI_AUTH_TYPE_NTLM, PASSWORD_CREDENTIAL},
		{MI_AUTH_TYPE_CLIENT_CERTS, CERTIFICATE_CREDENTIAL},
		{MI_AUTH_TYPE_ISSUER_CERT, CERTIFICATE_CREDENTIAL},
	};
	size_t i;

	for (i = 0; i < MI_COUNT(known); i++)
		if (dispatch_name_equal(known[i].type, authentication_type))
			return known[i].kind;
	return UNKNOWN_CREDENTIAL;
}

static void credential_free(struct dispatch_credential *credential)
{
	if (credential->password)
		explicit_bzero(credential->password, strlen(credential->password));
	free(credential->option_name);
	free(credential->authentication_type);
	free(credential->domain);
	free(credential->username);
	free(credential->password);
	free(credential->thumbprint);
	free(credential);
}

void dispatch_credentials_free(struct dispatch_credential *list)
{
	while (list) {
		struct dispatch_credential *next = list->next;

		credential_free(list);
		list = next;
	}
}

/* NULL stays NULL. */
static bool copy_string(const MI_Char *from, MI_Char **ret_copy)
{
	*ret_copy = from ? strdup(from) : NULL;
	return !from || *ret_copy;
}

/* A copy of what @from points to; NULL when out of memory. */
static struct dispatch_credential *credential_new(const struct dispatch_credential *from)
{
	struct dispatch_credential *credential = calloc(1, sizeof(*credential));

	if (!credential)
		return NULL;
	credential->kind = from->kind;
	if (copy_string(from->option_name, &credential->option_name) &&
	    copy_string(from->authentication_type, &credential->authentication_type) &&
	    copy_string(from->domain, &credential->domain) && copy_string(from->username, &credential->username) &&
	    copy_string(from->password, &credential->password) &&
	    copy_string(from->thumbprint, &credential->thumbprint))
		return credential;
	credential_free(credential);
	return NULL;
}

MI_Result dispatch_credentials_copy(const struct dispatch_credential *list, struct dispatch_credential **ret_copy)
{
	struct dispatch_credential **end = ret_copy;

	for (*ret_copy = NULL; list; list = list->next) {
		*end = credential_new(list);
		if (!*end) {
			dispatch_credentials_free(*ret_copy);
			*ret_copy = NULL;
			return MI_RESULT_SERVER_LIMITS_EXCEEDED;
		}
		end = &(*end)->next;
	}
	return MI_RESULT_OK;
}

/*
 * Where a credential of @option_name belongs: behind the last of that name, or at the end. NULL if there is one of
 * the same type already.
 */
static struct dispatch_credential **find_place(struct dispatch_credential **list, const MI_Char *option_name,
					       const MI_Char *authentication_type)
{
	struct dispatch_credential **place = NULL;

	for (; *list; list = &(*list)->next) {
		if (!dispatch_name_equal((*list)->option_name, option_name))
			continue;
		if (dispatch_name_equal((*list)->authentication_type, authentication_type))
			return NULL;
		place = &(*list)->next;
	}
	return place ? place : list;
}

/* A user is needed, but with Kerberos: the ticket names him. Only one of the known builds takes that. */
static bool lacks_user(const struct dispatch_credential *credential)
{
	return credential->kind == PASSWORD_CREDENTIAL && !credential->username &&
	       !dispatch_name_equal(credential->authentication_type, MI_AUTH_TYPE_KERBEROS);
}

MI_Result dispatch_options_add_credentials(struct dispatch_options_handle *handle, const MI_Char *name,
					   const MI_UserCredentials *credentials, MI_Uint32 flags)
{
	struct dispatch_credential **place, *added, given = {.kind = UNKNOWN_CREDENTIAL};

	if (!handle || !handle->options || !name || !credentials || !credentials->authenticationType || flags ||
	    !dispatch_name_is_legal(name))
		return MI_RESULT_INVALID_PARAMETER;
	place = find_place(&handle->options->credentials, name, credentials->authenticationType);
	if (!place)
		return MI_RESULT_FAILED;
	given.kind = kind_of(credentials->authenticationType);
	given.option_name = (MI_Char *)(uintptr_t)name;
	given.authentication_type = (MI_Char *)(uintptr_t)credentials->authenticationType;
	if (given.kind == PASSWORD_CREDENTIAL) {
		given.domain = (MI_Char *)(uintptr_t)credentials->credentials.usernamePassword.domain;
		given.username = (MI_Char *)(uintptr_t)credentials->credentials.usernamePassword.username;
		given.password = (MI_Char *)(uintptr_t)credentials->credentials.usernamePassword.password;
	} else if (given.kind == CERTIFICATE_CREDENTIAL) {
		given.thumbprint = (MI_Char *)(uintptr_t)credentials->credentials.certificateThumbprint;
	}
	if (given.kind == UNKNOWN_CREDENTIAL || lacks_user(&given))
		return MI_RESULT_INVALID_PARAMETER;
	added = credential_new(&given);
	if (!added)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	added->next = *place;
	*place = added;
	return MI_RESULT_OK;
}

MI_Result dispatch_options_get_credentials_count(const struct dispatch_options_handle *handle, MI_Uint32 *count)
{
	const struct dispatch_credential *credential;

	if (!handle || !handle->options || !count)
		return MI_RESULT_INVALID_PARAMETER;
	*count = 0;
	for (credential = handle->options->credentials; credential; credential = credential->next)
		(*count)++;
	return MI_RESULT_OK;
}

/* With no credentials at all any index is a wrong argument; with some, a wrong index is one that is not there. */
static MI_Result find_at(const struct dispatch_options_handle *handle, MI_Uint32 index,
			 const struct dispatch_credential **ret_found)
{
	const struct dispatch_credential *credential;

	if (!handle || !handle->options || !handle->options->credentials)
		return MI_RESULT_INVALID_PARAMETER;
	for (credential = handle->options->credentials; credential && index; index--)
		credential = credential->next;
	*ret_found = credential;
	return credential ? MI_RESULT_OK : MI_RESULT_NO_SUCH_PROPERTY;
}

MI_Result dispatch_options_get_credentials_at(const struct dispatch_options_handle *handle, MI_Uint32 index,
					      const MI_Char **name, MI_UserCredentials *credentials, MI_Uint32 *flags)
{
	const struct dispatch_credential *found;
	MI_Result result;

	if (!name || !credentials)
		return MI_RESULT_INVALID_PARAMETER;
	result = find_at(handle, index, &found);
	if (result != MI_RESULT_OK)
		return result;
	if (flags)
		*flags = 0;
	*name = found->option_name;
	memset(credentials, 0, sizeof(*credentials));
	credentials->authenticationType = found->authentication_type;
	if (found->kind == CERTIFICATE_CREDENTIAL) {
		credentials->credentials.certificateThumbprint = found->thumbprint;
	} else if (found->kind == PASSWORD_CREDENTIAL) {
		credentials->credentials.usernamePassword.domain = found->domain;
		credentials->credentials.usernamePassword.username = found->username;
		credentials->credentials.usernamePassword.password = MI_T("******");
	}
	return MI_RESULT_OK;
}

MI_Result dispatch_options_get_password_at(const struct dispatch_options_handle *handle, MI_Uint32 index,
					   const MI_Char **name, MI_Char *password, MI_Uint32 buffer_length,
					   MI_Uint32 *password_length, MI_Uint32 *flags)
{
	const struct dispatch_credential *found;
	MI_Result result;
	size_t length;

	if (!name || !password_length)
		return MI_RESULT_INVALID_PARAMETER;
	result = find_at(handle, index, &found);
	if (result != MI_RESULT_OK)
		return result;
	if (flags)
		*flags = 0;
	*name = found->option_name;
	if (found->kind != PASSWORD_CREDENTIAL)
		return MI_RESULT_INVALID_PARAMETER;
	length = found->password ? strlen(found->password) + 1 : 0;
	if (length > PASSWORD_LIMIT)
		return MI_RESULT_INVALID_PARAMETER;
	*password_length = (MI_Uint32)length;
	if (!length || !buffer_length)
		return MI_RESULT_OK;
	if (buffer_length < length)
		return MI_RESULT_FAILED;
	if (!password)
		return MI_RESULT_INVALID_PARAMETER;
	memcpy(password, found->password, length);
	return MI_RESULT_OK;
}
