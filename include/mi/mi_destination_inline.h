/*
 * MI client API: options of a destination, what MI_Application_NewSession() is given.
 *
 * Each option with a name of its own is an ordinary option with a reserved name, so setter, getter and the calls by
 * name see the same. Where a comment stands above a setter, it goes for the getter that follows, too. A getter leaves
 * the caller's variable alone when it fails: MI_RESULT_NO_SUCH_PROPERTY when the option is not set. Without an object
 * or a table every function answers MI_RESULT_INVALID_PARAMETER and touches nothing.
 */
#ifndef MI_DESTINATION_INLINE_H
#define MI_DESTINATION_INLINE_H

#include <mi/mi_options.h>

/* --- Any option by name --- */

/* Free the options. */
MI_INLINE void MI_DestinationOptions_Delete(MI_DestinationOptions *options)
{
	if (options && options->ft)
		options->ft->Delete(options);
}

/* A copy, to be deleted. */
MI_INLINE MI_Result MI_DestinationOptions_Clone(const MI_DestinationOptions *self,
						MI_DestinationOptions *newDestinationOptions)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newDestinationOptions);
}

/* Set or replace an option by name; name and value are copied. */
MI_INLINE MI_Result MI_DestinationOptions_SetString(MI_DestinationOptions *options, const MI_Char *optionName,
						    const MI_Char *optionValue)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetString(options, optionName, optionValue, 0);
}

/* *optionValue belongs to the options. index may be NULL. MI_RESULT_NO_SUCH_PROPERTY when the option is not set. */
MI_INLINE MI_Result MI_DestinationOptions_GetString(const MI_DestinationOptions *options, const MI_Char *optionName,
						    const MI_Char **optionValue, MI_Uint32 *index)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetString(options, optionName, optionValue, index, NULL);
}

MI_INLINE MI_Result MI_DestinationOptions_SetNumber(MI_DestinationOptions *options, const MI_Char *optionName,
						    MI_Uint32 optionValue)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetNumber(options, optionName, optionValue, 0);
}

MI_INLINE MI_Result MI_DestinationOptions_GetNumber(const MI_DestinationOptions *options, const MI_Char *optionName,
						    MI_Uint32 *optionValue, MI_Uint32 *index)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetNumber(options, optionName, optionValue, index, NULL);
}

/* Number of options that are set, defaults of the library's included, credentials not. */
MI_INLINE MI_Result MI_DestinationOptions_GetOptionCount(const MI_DestinationOptions *options, MI_Uint32 *count)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOptionCount(options, count);
}

/* Read an option by index. What *optionName and *value point to belongs to the options. */
MI_INLINE MI_Result MI_DestinationOptions_GetOptionAt(const MI_DestinationOptions *options, MI_Uint32 index,
						      const MI_Char **optionName, MI_Value *value, MI_Type *type,
						      MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOptionAt(options, index, optionName, value, type, flags);
}

/* Read an option by name; index and flags may be NULL. */
MI_INLINE MI_Result MI_DestinationOptions_GetOption(const MI_DestinationOptions *options, const MI_Char *optionName,
						    MI_Value *value, MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOption(options, optionName, value, type, index, flags);
}

/* --- Credentials --- */

/* How to log in at the destination. Copied, password included. */
MI_INLINE MI_Result MI_DestinationOptions_AddDestinationCredentials(MI_DestinationOptions *options,
								    const MI_UserCredentials *credentials)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->AddCredentials(options, MI_T("__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS"),
					   credentials, 0);
}

/* How to log in at the proxy. */
MI_INLINE MI_Result MI_DestinationOptions_AddProxyCredentials(MI_DestinationOptions *options,
							      const MI_UserCredentials *credentials)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->AddCredentials(options, MI_T("__MI_DESTINATIONOPTIONS_PROXY_CREDENTIALS"), credentials, 0);
}

/* Number of credentials of both kinds. */
MI_INLINE MI_Result MI_DestinationOptions_GetCredentialsCount(const MI_DestinationOptions *options, MI_Uint32 *count)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetCredentialsCount(options, count);
}

/* Read credentials by index. A password comes as six asterisks; the strings belong to the options. */
MI_INLINE MI_Result MI_DestinationOptions_GetCredentialsAt(const MI_DestinationOptions *options, MI_Uint32 index,
							   const MI_Char **optionName, MI_UserCredentials *credentials,
							   MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetCredentialsAt(options, index, optionName, credentials, flags);
}

/*
 * The password in clear text, into the caller's buffer of bufferLength characters. *passwordLength becomes the room it
 * needs, the final NUL included, or 0 without a password. A buffer too short is MI_RESULT_FAILED; a bufferLength of 0
 * asks for the length only.
 */
MI_INLINE MI_Result MI_DestinationOptions_GetCredentialsPasswordAt(const MI_DestinationOptions *options,
								   MI_Uint32 index, const MI_Char **optionName,
								   MI_Char *password, MI_Uint32 bufferLength,
								   MI_Uint32 *passwordLength, MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetCredentialsPasswordAt(options, index, optionName, password, bufferLength, passwordLength,
						     flags);
}

/* --- Options with a name of their own --- */

/* Switches are stored as numbers. */
MI_INLINE MI_Result mtr_mi_get_destination_switch(const MI_DestinationOptions *options, const MI_Char *optionName,
						  MI_Boolean *ret_on)
{
	MI_Uint32 number = 0;
	MI_Result result = MI_DestinationOptions_GetNumber(options, optionName, &number, NULL);
	if (result == MI_RESULT_OK)
		*ret_on = (MI_Boolean)number;
	return result;
}

/* How long an operation may take unless it has a timeout of its own. */
MI_INLINE MI_Result MI_DestinationOptions_SetTimeout(MI_DestinationOptions *options, const MI_Interval *timeout)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetInterval(options, MI_T("__MI_DESTINATIONOPTIONS_TIMEOUT"), timeout, 0);
}

MI_INLINE MI_Result MI_DestinationOptions_GetTimeout(const MI_DestinationOptions *options, MI_Interval *timeout)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetInterval(options, MI_T("__MI_DESTINATIONOPTIONS_TIMEOUT"), timeout, NULL, NULL);
}

/* Verify who signed the server's certificate? A client should. */
MI_INLINE MI_Result MI_DestinationOptions_SetCertCACheck(MI_DestinationOptions *options, MI_Boolean check)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_CA_CHECK"), check);
}

MI_INLINE MI_Result MI_DestinationOptions_GetCertCACheck(const MI_DestinationOptions *options, MI_Boolean *check)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_CA_CHECK"), check);
}

/* Verify that the certificate is for the host that is called? A client should. */
MI_INLINE MI_Result MI_DestinationOptions_SetCertCNCheck(MI_DestinationOptions *options, MI_Boolean check)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_CN_CHECK"), check);
}

MI_INLINE MI_Result MI_DestinationOptions_GetCertCNCheck(const MI_DestinationOptions *options, MI_Boolean *check)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_CN_CHECK"), check);
}

/* Verify that the certificate has not been revoked? */
MI_INLINE MI_Result MI_DestinationOptions_SetCertRevocationCheck(MI_DestinationOptions *options, MI_Boolean check)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_REVOCATION_CHECK"), check);
}

MI_INLINE MI_Result MI_DestinationOptions_GetCertRevocationCheck(const MI_DestinationOptions *options,
								 MI_Boolean *check)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_REVOCATION_CHECK"), check);
}

/* Encrypt what is sent? */
MI_INLINE MI_Result MI_DestinationOptions_SetPacketPrivacy(MI_DestinationOptions *options, MI_Boolean privacy)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_PRIVACY"), privacy);
}

MI_INLINE MI_Result MI_DestinationOptions_GetPacketPrivacy(const MI_DestinationOptions *options, MI_Boolean *privacy)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_PRIVACY"), privacy);
}

/* Sign what is sent? */
MI_INLINE MI_Result MI_DestinationOptions_SetPacketIntegrity(MI_DestinationOptions *options, MI_Boolean integrity)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_INTEGRITY"), integrity);
}

MI_INLINE MI_Result MI_DestinationOptions_GetPacketIntegrity(const MI_DestinationOptions *options,
							     MI_Boolean *integrity)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_INTEGRITY"), integrity);
}

/* One of MI_DESTINATIONOPTIONS_PACKET_ENCODING_. */
MI_INLINE MI_Result MI_DestinationOptions_SetPacketEncoding(MI_DestinationOptions *options, const MI_Char *encoding)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_ENCODING"), encoding);
}

MI_INLINE MI_Result MI_DestinationOptions_GetPacketEncoding(const MI_DestinationOptions *options,
							    const MI_Char **encoding)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_PACKET_ENCODING"), encoding,
					       NULL);
}

/* Language of data, as an RFC 5646 tag ("en-us"). */
MI_INLINE MI_Result MI_DestinationOptions_SetDataLocale(MI_DestinationOptions *options, const MI_Char *locale)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_DATA_LOCALE"), locale);
}

MI_INLINE MI_Result MI_DestinationOptions_GetDataLocale(const MI_DestinationOptions *options, const MI_Char **locale)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_DATA_LOCALE"), locale, NULL);
}

/* Language of messages to the user. */
MI_INLINE MI_Result MI_DestinationOptions_SetUILocale(MI_DestinationOptions *options, const MI_Char *locale)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_UI_LOCALE"), locale);
}

MI_INLINE MI_Result MI_DestinationOptions_GetUILocale(const MI_DestinationOptions *options, const MI_Char **locale)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_UI_LOCALE"), locale, NULL);
}

/* Largest message the server may send, in KiB. */
MI_INLINE MI_Result MI_DestinationOptions_SetMaxEnvelopeSize(MI_DestinationOptions *options, MI_Uint32 sizeInKB)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_MAX_ENVELOPE_SIZE"), sizeInKB);
}

MI_INLINE MI_Result MI_DestinationOptions_GetMaxEnvelopeSize(const MI_DestinationOptions *options, MI_Uint32 *sizeInKB)
{
	return MI_DestinationOptions_GetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_MAX_ENVELOPE_SIZE"), sizeInKB,
					       NULL);
}

/* Most results the server may put into one message. */
MI_INLINE MI_Result MI_DestinationOptions_SetMaxElements(MI_DestinationOptions *options, MI_Uint32 elements)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_MAX_ELEMENTS"), elements);
}

MI_INLINE MI_Result MI_DestinationOptions_GetMaxElements(const MI_DestinationOptions *options, MI_Uint32 *elements)
{
	return MI_DestinationOptions_GetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_MAX_ELEMENTS"), elements, NULL);
}

/* Is the port part of the service's Kerberos name? */
MI_INLINE MI_Result MI_DestinationOptions_SetEncodePortInSPN(MI_DestinationOptions *options, MI_Boolean encodePort)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_ENCODE_PORT_IN_SPN"), encodePort);
}

MI_INLINE MI_Result MI_DestinationOptions_GetEncodePortInSPN(const MI_DestinationOptions *options,
							     MI_Boolean *encodePort)
{
	return mtr_mi_get_destination_switch(options, MI_T("__MI_DESTINATIONOPTIONS_ENCODE_PORT_IN_SPN"), encodePort);
}

/* Path of the service's URL ("wsman"). */
MI_INLINE MI_Result MI_DestinationOptions_SetHttpUrlPrefix(MI_DestinationOptions *options, const MI_Char *prefix)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_HTTP_URL_PREFIX"), prefix);
}

MI_INLINE MI_Result MI_DestinationOptions_GetHttpUrlPrefix(const MI_DestinationOptions *options, const MI_Char **prefix)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_HTTP_URL_PREFIX"), prefix, NULL);
}

/* TCP port, 0 for the transport's own. */
MI_INLINE MI_Result MI_DestinationOptions_SetDestinationPort(MI_DestinationOptions *options, MI_Uint32 port)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_DESTINATION_PORT"), port);
}

MI_INLINE MI_Result MI_DestinationOptions_GetDestinationPort(const MI_DestinationOptions *options, MI_Uint32 *port)
{
	return MI_DestinationOptions_GetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_DESTINATION_PORT"), port, NULL);
}

/* Directory of certificates to trust. */
MI_INLINE MI_Result MI_DestinationOptions_SetTrustedCertsDir(MI_DestinationOptions *options, const MI_Char *certsdir)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_TRUSTED_CERTS_DIR"), certsdir);
}

MI_INLINE MI_Result MI_DestinationOptions_GetTrustedCertsDir(const MI_DestinationOptions *options,
							     const MI_Char **certsdir)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_TRUSTED_CERTS_DIR"), certsdir,
					       NULL);
}

/* The client's own certificate, a path. */
MI_INLINE MI_Result MI_DestinationOptions_SetCertFile(MI_DestinationOptions *options, const MI_Char *certfile)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_FILE"), certfile);
}

MI_INLINE MI_Result MI_DestinationOptions_GetCertFile(const MI_DestinationOptions *options, const MI_Char **certfile)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_CERT_FILE"), certfile, NULL);
}

/* The key to the client's certificate, a path. */
MI_INLINE MI_Result MI_DestinationOptions_SetPrivateKeyFile(MI_DestinationOptions *options, const MI_Char *keyfile)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_PRIVATE_KEY_FILE"), keyfile);
}

MI_INLINE MI_Result MI_DestinationOptions_GetPrivateKeyFile(const MI_DestinationOptions *options,
							    const MI_Char **keyfile)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_PRIVATE_KEY_FILE"), keyfile,
					       NULL);
}

/* One of MI_DESTINATIONOPTIONS_TRANSPORT_. */
MI_INLINE MI_Result MI_DestinationOptions_SetTransport(MI_DestinationOptions *options, const MI_Char *transport)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_TRANSPORT"), transport);
}

MI_INLINE MI_Result MI_DestinationOptions_GetTransport(const MI_DestinationOptions *options, const MI_Char **transport)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_TRANSPORT"), transport, NULL);
}

/* One of MI_DESTINATIONOPTIONS_PROXY_TYPE_. */
MI_INLINE MI_Result MI_DestinationOptions_SetProxyType(MI_DestinationOptions *options, const MI_Char *proxyType)
{
	return MI_DestinationOptions_SetString(options, MI_T("__MI_DESTINATIONOPTIONS_PROXY_TYPE"), proxyType);
}

MI_INLINE MI_Result MI_DestinationOptions_GetProxyType(const MI_DestinationOptions *options, const MI_Char **proxyType)
{
	return MI_DestinationOptions_GetString(options, MI_T("__MI_DESTINATIONOPTIONS_PROXY_TYPE"), proxyType, NULL);
}

/* Bits that switch off protocol versions; libraries start with bits of their own. */
MI_INLINE MI_Result MI_DestinationOptions_SetSslOptions(MI_DestinationOptions *options, MI_Uint32 sslOptions)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_SSL_OPTIONS"), sslOptions);
}

MI_INLINE MI_Result MI_DestinationOptions_GetSslOptions(MI_DestinationOptions *options, MI_Uint32 *sslOptions)
{
	return MI_DestinationOptions_GetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_SSL_OPTIONS"), sslOptions, NULL);
}

/* What the server may do in the user's name. */
MI_INLINE MI_Result MI_DestinationOptions_SetImpersonationType(
	MI_DestinationOptions *options, MI_DestinationOptions_ImpersonationType impersonationType)
{
	return MI_DestinationOptions_SetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_IMPERSONATION_TYPE"),
					       impersonationType);
}

MI_INLINE MI_Result MI_DestinationOptions_GetImpersonationType(
	const MI_DestinationOptions *options, MI_DestinationOptions_ImpersonationType *impersonationType)
{
	MI_Uint32 number = 0;
	MI_Result result = MI_DestinationOptions_GetNumber(options, MI_T("__MI_DESTINATIONOPTIONS_IMPERSONATION_TYPE"),
							   &number, NULL);
	if (result == MI_RESULT_OK)
		*impersonationType = (MI_DestinationOptions_ImpersonationType)number;
	return result;
}

#endif /* MI_DESTINATION_INLINE_H */
