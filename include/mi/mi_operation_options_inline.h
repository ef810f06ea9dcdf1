/*
 * MI client API: options of an operation, what the MI_Session_ functions are given.
 *
 * Each option with a name of its own is an ordinary option with a reserved name, so setter, getter and the calls by
 * name see the same. Where a comment stands above a setter, it goes for the getter that follows, too. A getter leaves
 * the caller's variable alone when it fails: MI_RESULT_NO_SUCH_PROPERTY when the option is not set. Without an object
 * or a table every function answers MI_RESULT_INVALID_PARAMETER and touches nothing.
 */
#ifndef MI_OPERATION_OPTIONS_INLINE_H
#define MI_OPERATION_OPTIONS_INLINE_H

#include <mi/mi_options.h>

/* --- Any option by name --- */

/* Free the options. */
MI_INLINE void MI_OperationOptions_Delete(MI_OperationOptions *options)
{
	if (options && options->ft)
		options->ft->Delete(options);
}

/* A copy, to be deleted. */
MI_INLINE MI_Result MI_OperationOptions_Clone(const MI_OperationOptions *self, MI_OperationOptions *newOperationOptions)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newOperationOptions);
}

/* Set or replace an option by name; name and value are copied. flags is 0. */
MI_INLINE MI_Result MI_OperationOptions_SetString(MI_OperationOptions *options, const MI_Char *optionName,
						  const MI_Char *value, MI_Uint32 flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetString(options, optionName, value, flags);
}

/* *value belongs to the options; index and flags may be NULL. MI_RESULT_NO_SUCH_PROPERTY when the option is not set. */
MI_INLINE MI_Result MI_OperationOptions_GetString(const MI_OperationOptions *options, const MI_Char *optionName,
						  const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetString(options, optionName, value, index, flags);
}

MI_INLINE MI_Result MI_OperationOptions_SetNumber(MI_OperationOptions *options, const MI_Char *optionName,
						  MI_Uint32 value, MI_Uint32 flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetNumber(options, optionName, value, flags);
}

MI_INLINE MI_Result MI_OperationOptions_GetNumber(const MI_OperationOptions *options, const MI_Char *optionName,
						  MI_Uint32 *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetNumber(options, optionName, value, index, flags);
}

/* An option for the provider. mustComply: the operation shall fail rather than do without. */
MI_INLINE MI_Result MI_OperationOptions_SetCustomOption(MI_OperationOptions *options, const MI_Char *optionName,
							MI_Type optionValueType, const MI_Value *optionValue,
							MI_Boolean mustComply)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetCustomOption(options, optionName, optionValueType, optionValue, mustComply, 0);
}

/* Number of options that are set, defaults of the library's included. */
MI_INLINE MI_Result MI_OperationOptions_GetOptionCount(const MI_OperationOptions *options, MI_Uint32 *count)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOptionCount(options, count);
}

/* Read an option by index. What *optionName and *value point to belongs to the options. */
MI_INLINE MI_Result MI_OperationOptions_GetOptionAt(const MI_OperationOptions *options, MI_Uint32 index,
						    const MI_Char **optionName, MI_Value *value, MI_Type *type,
						    MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOptionAt(options, index, optionName, value, type, flags);
}

/* Read an option by name; index and flags may be NULL. */
MI_INLINE MI_Result MI_OperationOptions_GetOption(const MI_OperationOptions *options, const MI_Char *optionName,
						  MI_Value *value, MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetOption(options, optionName, value, type, index, flags);
}

/* --- Options with a name of their own --- */

/* Switches are stored as numbers. */
MI_INLINE MI_Result mtr_mi_get_operation_switch(const MI_OperationOptions *options, const MI_Char *optionName,
						MI_Boolean *ret_on)
{
	MI_Uint32 number = 0;
	MI_Result result = MI_OperationOptions_GetNumber(options, optionName, &number, NULL, NULL);
	if (result == MI_RESULT_OK)
		*ret_on = (MI_Boolean)number;
	return result;
}

/* What becomes of errors that a provider can go on after. */
MI_INLINE MI_Result MI_OperationOptions_SetWriteErrorMode(MI_OperationOptions *options, MI_CallbackMode mode)
{
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_WRITEERRORMODE"), mode, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetWriteErrorMode(const MI_OperationOptions *options, MI_CallbackMode *mode)
{
	MI_Uint32 number = 0;
	MI_Result result = MI_OperationOptions_GetNumber(options, MI_T("__MI_OPERATIONOPTIONS_WRITEERRORMODE"), &number,
							 NULL, NULL);
	if (result == MI_RESULT_OK)
		*mode = (MI_CallbackMode)number;
	return result;
}

/* What becomes of prompts that are not critical. */
MI_INLINE MI_Result MI_OperationOptions_SetPromptUserMode(MI_OperationOptions *options, MI_CallbackMode mode)
{
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODE"), mode, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetPromptUserMode(const MI_OperationOptions *options, MI_CallbackMode *mode)
{
	MI_Uint32 number = 0;
	MI_Result result = MI_OperationOptions_GetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODE"), &number,
							 NULL, NULL);
	if (result == MI_RESULT_OK)
		*mode = (MI_CallbackMode)number;
	return result;
}

/*
 * The same with the answer that is given when the user is not asked. Two options, set one after the other: when the
 * second fails, the first stays set.
 */
MI_INLINE MI_Result MI_OperationOptions_SetPromptUserRegularMode(MI_OperationOptions *options, MI_CallbackMode mode,
								 MI_Boolean ackValue)
{
	MI_Result result =
		MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODE"), mode, 0);
	if (result != MI_RESULT_OK)
		return result;
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE"),
					     ackValue, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetPromptUserRegularMode(const MI_OperationOptions *options,
								 MI_CallbackMode *mode, MI_Boolean *ackValue)
{
	MI_Uint32 first = 0;
	MI_Uint32 second = 0;
	MI_Result result = MI_OperationOptions_GetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODE"), &first,
							 NULL, NULL);
	if (result == MI_RESULT_OK)
		result = MI_OperationOptions_GetNumber(
			options, MI_T("__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE"), &second, NULL, NULL);
	if (result != MI_RESULT_OK)
		return result;
	*mode = (MI_CallbackMode)first;
	*ackValue = (MI_Boolean)second;
	return MI_RESULT_OK;
}

/* Which build of a provider to load, and whether nothing else will do. Two options, as above. */
MI_INLINE MI_Result MI_OperationOptions_SetProviderArchitecture(MI_OperationOptions *options,
								MI_ProviderArchitecture architecture,
								MI_Boolean mustComply)
{
	MI_Result result = MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROVIDER_ARCHITECTURE"),
							 architecture, 0);
	if (result != MI_RESULT_OK)
		return result;
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_REQUIRED_ARCHITECTURE"), mustComply,
					     0);
}

MI_INLINE MI_Result MI_OperationOptions_GetProviderArchitecture(const MI_OperationOptions *options,
								MI_ProviderArchitecture *architecture,
								MI_Boolean *mustComply)
{
	MI_Uint32 first = 0;
	MI_Uint32 second = 0;
	MI_Result result = MI_OperationOptions_GetNumber(options, MI_T("__MI_OPERATIONOPTIONS_PROVIDER_ARCHITECTURE"),
							 &first, NULL, NULL);
	if (result == MI_RESULT_OK)
		result = MI_OperationOptions_GetNumber(options, MI_T("__MI_OPERATIONOPTIONS_REQUIRED_ARCHITECTURE"),
						       &second, NULL, NULL);
	if (result != MI_RESULT_OK)
		return result;
	*architecture = (MI_ProviderArchitecture)first;
	*mustComply = (MI_Boolean)second;
	return MI_RESULT_OK;
}

/* Let writeMessage be called for a channel. The three MI_WRITEMESSAGE_CHANNEL_ ones are on from the start. */
MI_INLINE MI_Result MI_OperationOptions_EnableChannel(MI_OperationOptions *options, MI_Uint32 channel)
{
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_CHANNEL"), channel, 0);
}

MI_INLINE MI_Result MI_OperationOptions_DisableChannel(MI_OperationOptions *options, MI_Uint32 channel)
{
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_CHANNEL"), channel, 1);
}

/*
 * The channels that are on, into the caller's array of bufferLength numbers. *channelCount is how many there are, also
 * when the array is too short and the result MI_RESULT_FAILED.
 */
MI_INLINE MI_Result MI_OperationOptions_GetEnabledChannels(const MI_OperationOptions *options, MI_Uint32 *channels,
							   MI_Uint32 bufferLength, MI_Uint32 *channelCount,
							   MI_Uint32 *flags)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetEnabledChannels(options, MI_T("__MI_OPERATIONOPTIONS_CHANNEL"), channels, bufferLength,
					       channelCount, flags);
}

/* How long the operation may take; a transport may ignore it. */
MI_INLINE MI_Result MI_OperationOptions_SetTimeout(MI_OperationOptions *options, const MI_Interval *timeout)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->SetInterval(options, MI_T("__MI_OPERATIONOPTIONS_TIMEOUT"), timeout, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetTimeout(const MI_OperationOptions *options, MI_Interval *timeout)
{
	if (!options || !options->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return options->ft->GetInterval(options, MI_T("__MI_OPERATIONOPTIONS_TIMEOUT"), timeout, NULL, NULL);
}

/* WS-Management: what precedes the class name in a resource URI. */
MI_INLINE MI_Result MI_OperationOptions_SetResourceUriPrefix(MI_OperationOptions *options, const MI_Char *ruriPrefix)
{
	return MI_OperationOptions_SetString(options, MI_T("__MI_OPERATIONOPTIONS_RESOURCE_URI_PREFIX"), ruriPrefix, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetResourceUriPrefix(const MI_OperationOptions *options,
							     const MI_Char **ruriPrefix)
{
	return MI_OperationOptions_GetString(options, MI_T("__MI_OPERATIONOPTIONS_RESOURCE_URI_PREFIX"), ruriPrefix,
					     NULL, NULL);
}

/* WS-Management: the whole resource URI. */
MI_INLINE MI_Result MI_OperationOptions_SetResourceUri(MI_OperationOptions *options, const MI_Char *rUri)
{
	return MI_OperationOptions_SetString(options, MI_T("__MI_OPERATIONOPTIONS_RESOURCE_URI"), rUri, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetResourceUri(const MI_OperationOptions *options, const MI_Char **rUri)
{
	return MI_OperationOptions_GetString(options, MI_T("__MI_OPERATIONOPTIONS_RESOURCE_URI"), rUri, NULL, NULL);
}

/* Ask the server to tell its machine ID with every result? */
MI_INLINE MI_Result MI_OperationOptions_SetUseMachineID(MI_OperationOptions *options, MI_Boolean machineID)
{
	return MI_OperationOptions_SetNumber(options, MI_T("__MI_OPERATIONOPTIONS_USE_MACHINE_ID"), machineID, 0);
}

MI_INLINE MI_Result MI_OperationOptions_GetUseMachineID(const MI_OperationOptions *options, MI_Boolean *machineID)
{
	return mtr_mi_get_operation_switch(options, MI_T("__MI_OPERATIONOPTIONS_USE_MACHINE_ID"), machineID);
}

#endif /* MI_OPERATION_OPTIONS_INLINE_H */
