/*
 * The class of error details, and their places in an instance of it.
 */
#ifndef DISPATCH_ERROR_CLASS_H
#define DISPATCH_ERROR_CLASS_H

#include <mi/mi.h>

/* An instance of OMI_Error. The order is that of the properties: CIM_Error's first. */
struct dispatch_error {
	MI_Instance instance;
	MI_Uint16Field ErrorType;
	MI_StringField OtherErrorType;
	MI_StringField OwningEntity;
	MI_StringField MessageID;
	MI_StringField Message;
	MI_StringAField MessageArguments;
	MI_Uint16Field PerceivedSeverity;
	MI_Uint16Field ProbableCause;
	MI_StringField ProbableCauseDescription;
	MI_StringAField RecommendedActions;
	MI_StringField ErrorSource;
	MI_Uint16Field ErrorSourceFormat;
	MI_StringField OtherErrorSourceFormat;
	MI_Uint32Field CIMStatusCode;
	MI_StringField CIMStatusCodeDescription;
	MI_Uint32Field OMI_Code;
	MI_Uint16Field OMI_Category;
	MI_StringField OMI_Type;
	MI_StringField OMI_ErrorMessage;
};

/* The declaration of OMI_Error: static, so instances of it share it. */
extern const MI_ClassDecl dispatch_error_decl;

#endif
