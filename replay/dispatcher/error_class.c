/*
 * OMI_Error and the DMTF's CIM_Error below it, as stock libmi declares them.
 */
#include "error_class.h"

/* Property, MI type, first and last letter and length of the name, class, further flags, default. */
/* clang-format off */
#define ERROR_PROPERTIES(X) \
	X(ErrorType,                MI_UINT16,  'e', 'e',  9, "CIM_Error", 0, NULL) \
	X(OtherErrorType,           MI_STRING,  'o', 'e', 14, "CIM_Error", 0, NULL) \
	X(OwningEntity,             MI_STRING,  'o', 'y', 12, "CIM_Error", 0, NULL) \
	X(MessageID,                MI_STRING,  'm', 'd',  9, "CIM_Error", MI_FLAG_REQUIRED, NULL) \
	X(Message,                  MI_STRING,  'm', 'e',  7, "CIM_Error", 0, NULL) \
	X(MessageArguments,         MI_STRINGA, 'm', 's', 16, "CIM_Error", 0, NULL) \
	X(PerceivedSeverity,        MI_UINT16,  'p', 'y', 17, "CIM_Error", 0, NULL) \
	X(ProbableCause,            MI_UINT16,  'p', 'e', 13, "CIM_Error", 0, NULL) \
	X(ProbableCauseDescription, MI_STRING,  'p', 'n', 24, "CIM_Error", 0, NULL) \
	X(RecommendedActions,       MI_STRINGA, 'r', 's', 18, "CIM_Error", 0, NULL) \
	X(ErrorSource,              MI_STRING,  'e', 'e', 11, "CIM_Error", 0, NULL) \
	X(ErrorSourceFormat,        MI_UINT16,  'e', 't', 17, "CIM_Error", 0, &unknown_format) \
	X(OtherErrorSourceFormat,   MI_STRING,  'o', 't', 22, "CIM_Error", 0, NULL) \
	X(CIMStatusCode,            MI_UINT32,  'c', 'e', 13, "CIM_Error", 0, NULL) \
	X(CIMStatusCodeDescription, MI_STRING,  'c', 'n', 24, "CIM_Error", 0, NULL) \
	X(OMI_Code,                 MI_UINT32,  'o', 'e',  8, "OMI_Error", 0, NULL) \
	X(OMI_Category,             MI_UINT16,  'o', 'y', 12, "OMI_Error", 0, NULL) \
	X(OMI_Type,                 MI_STRING,  'o', 'e',  8, "OMI_Error", 0, NULL) \
	X(OMI_ErrorMessage,         MI_STRING,  'o', 'e', 16, "OMI_Error", 0, NULL)
/* clang-format on */

#define CIM_ERROR_PROPERTIES 15

#define CODE(first, last, length) ((MI_Uint32)(first) << 16 | (MI_Uint32)(last) << 8 | (length))

static const MI_Uint16 unknown_format = 0;

#define DEFINE_PROPERTY(property, mi_type, first, last, length, class, more_flags, default_value) \
	static const MI_PropertyDecl property##_decl = {                                          \
		.flags = MI_FLAG_PROPERTY | (more_flags),                                         \
		.code = CODE(first, last, length),                                                \
		.name = MI_T(#property),                                                          \
		.type = mi_type,                                                                  \
		.offset = offsetof(struct dispatch_error, property),                              \
		.origin = MI_T(class),                                                            \
		.propagator = MI_T(class),                                                        \
		.value = default_value,                                                           \
	};
ERROR_PROPERTIES(DEFINE_PROPERTY)

#define LIST_PROPERTY(property, mi_type, first, last, length, class, more_flags, default_value) &property##_decl,
static const MI_PropertyDecl *const properties[] = {ERROR_PROPERTIES(LIST_PROPERTY)};

static const MI_Char *const version = MI_T("2.22.1");
static const MI_Char *const package = MI_T("CIM::Interop");
static const MI_Qualifier version_qualifier = {
	MI_T("Version"), MI_STRING, MI_FLAG_ENABLEOVERRIDE | MI_FLAG_TRANSLATABLE | MI_FLAG_RESTRICTED, &version};
static const MI_Qualifier package_qualifier = {MI_T("UMLPackagePath"), MI_STRING, 0, &package};
static const MI_Qualifier *const cim_error_qualifiers[] = {&version_qualifier, &package_qualifier};
static const MI_Qualifier *const omi_error_qualifiers[] = {&package_qualifier};

static const MI_ClassDecl cim_error_decl = {
	.flags = MI_FLAG_CLASS | MI_FLAG_INDICATION,
	.code = CODE('c', 'r', 9),
	.name = MI_T("CIM_Error"),
	.qualifiers = cim_error_qualifiers,
	.numQualifiers = MI_COUNT(cim_error_qualifiers),
	.properties = properties,
	.numProperties = CIM_ERROR_PROPERTIES,
	.size = offsetof(struct dispatch_error, OMI_Code),
};

const MI_ClassDecl dispatch_error_decl = {
	.flags = MI_FLAG_CLASS | MI_FLAG_INDICATION,
	.code = CODE('o', 'r', 9),
	.name = MI_T("OMI_Error"),
	.qualifiers = omi_error_qualifiers,
	.numQualifiers = MI_COUNT(omi_error_qualifiers),
	.properties = properties,
	.numProperties = MI_COUNT(properties),
	.size = sizeof(struct dispatch_error),
	.superClass = MI_T("CIM_Error"),
	.superClassDecl = &cim_error_decl,
};
