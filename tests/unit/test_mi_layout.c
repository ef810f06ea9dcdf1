/*
 * The memory layout and the numbers of mi.h are those of the ABI. Most of this test runs in the compiler: the rows of
 * the included files are assertions. What the compiler cannot compare is compared below.
 */
#include "mi_layout_numbers.h"
#include "mi_layout_structs.h"
#include "mi_layout_tables.h"
#include "mi_layout_values.h"
#include "unit.h"

#include <wchar.h>

static void strings_are_those_of_the_abi(void **state)
{
	(void)state;
	assert_string_equal(MI_QUERY_DIALECT_WQL, "WQL");
	assert_string_equal(MI_QUERY_DIALECT_CQL, "CQL");
	assert_string_equal(MI_QUERY_DIALECT_SELECTOR, "selectorFilter");
	assert_string_equal(MI_RESULT_TYPE_MI, "MI");
	assert_string_equal(MI_RESULT_TYPE_HRESULT, "HRESULT");
	assert_string_equal(MI_RESULT_TYPE_WIN32, "WIN32");
	assert_string_equal(MI_RESULT_TYPE_ERRNO, "ERRNO");
	assert_string_equal(MI_RESULT_TYPE_WINRM, "WINRM");
	assert_string_equal(MI_AUTH_TYPE_DEFAULT, "Default");
	assert_string_equal(MI_AUTH_TYPE_NONE, "None");
	assert_string_equal(MI_AUTH_TYPE_DIGEST, "Digest");
	assert_string_equal(MI_AUTH_TYPE_NEGO_WITH_CREDS, "NegoWithCreds");
	assert_string_equal(MI_AUTH_TYPE_NEGO_NO_CREDS, "NegoNoCreds");
	assert_string_equal(MI_AUTH_TYPE_BASIC, "Basic");
	assert_string_equal(MI_AUTH_TYPE_KERBEROS, "Kerberos");
	assert_string_equal(MI_AUTH_TYPE_CLIENT_CERTS, "ClientCerts");
	assert_string_equal(MI_AUTH_TYPE_NTLM, "Ntlmdomain");
	assert_string_equal(MI_AUTH_TYPE_ISSUER_CERT, "IssuerCert");
	assert_string_equal(MI_DESTINATIONOPTIONS_PACKET_ENCODING_DEFAULT, "default");
	assert_string_equal(MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF8, "UTF8");
	assert_string_equal(MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF16, "UTF16");
	assert_string_equal(MI_DESTINATIONOPTIONS_TRANSPORT_HTTP, "HTTP");
	assert_string_equal(MI_DESTINATIONOPTIONS_TRANSPORT_HTTPS, "HTTPS");
	assert_string_equal(MI_DESTINATIONOPTIONS_PROXY_TYPE_IE, "IE");
	assert_string_equal(MI_DESTINATIONOPTIONS_PROXY_TYPE_WINHTTP, "WinHTTP");
	assert_string_equal(MI_DESTINATIONOPTIONS_PROXY_TYPE_AUTO, "Auto");
	assert_string_equal(MI_DESTINATIONOPTIONS_PROXY_TYPE_NONE, "None");
	assert_int_equal(wcscmp(MI_SUBSCRIBE_BOOKMARK_OLDEST, L"MI_SUBSCRIBE_BOOKMARK_OLDEST"), 0);
	assert_int_equal(wcscmp(MI_SUBSCRIBE_BOOKMARK_NEWEST, L"MI_SUBSCRIBE_BOOKMARK_NEWEST"), 0);
}

#define NULL_IS_ZERO(type, initialiser)                           \
	do {                                                      \
		static const unsigned char zero[sizeof(type)];    \
		type value = initialiser;                         \
		assert_memory_equal(&value, zero, sizeof(value)); \
	} while (0)

static void null_initialisers_are_all_zero(void **state)
{
	(void)state;
	NULL_IS_ZERO(MI_Application, MI_APPLICATION_NULL);
	NULL_IS_ZERO(MI_Session, MI_SESSION_NULL);
	NULL_IS_ZERO(MI_Operation, MI_OPERATION_NULL);
	NULL_IS_ZERO(MI_HostedProvider, MI_HOSTEDPROVIDER_NULL);
	NULL_IS_ZERO(MI_DestinationOptions, MI_DESTINATIONOPTIONS_NULL);
	NULL_IS_ZERO(MI_OperationOptions, MI_OPERATIONOPTIONS_NULL);
	NULL_IS_ZERO(MI_SubscriptionDeliveryOptions, MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL);
	NULL_IS_ZERO(MI_OperationCallbacks, MI_OPERATIONCALLBACKS_NULL);
	NULL_IS_ZERO(MI_SessionCallbacks, MI_SESSIONCALLBACKS_NULL);
}

/* A bit-field has no offset: look where its bits are. */
static void the_page_head_keeps_independent_in_the_lowest_bit(void **state)
{
	struct mtr_mi_page page;
	uint32_t word;

	(void)state;
	memset(&page, 0, sizeof(page));
	page.independent = 1;
	page.size = 0x40000000;
	memcpy(&word, (const char *)&page + 8, sizeof(word));
	assert_int_equal(word, 0x80000001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_those_of_the_abi),
		cmocka_unit_test(null_initialisers_are_all_zero),
		cmocka_unit_test(the_page_head_keeps_independent_in_the_lowest_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
