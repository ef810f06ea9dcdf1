/*
 * MI client API: the ground everything else stands on.
 *
 * Version switches, linkage words, scalar types, result codes, flags and the small enumerations. Names and numbers
 * are those of the MI ABI; clients include <mi/mi.h>, never this file alone.
 */
#ifndef MI_BASE_H
#define MI_BASE_H

#include <stddef.h>
#include <string.h>

#if !defined(__linux__) || !defined(__LP64__)
#error "mi.h describes the MI ABI of 64-bit Linux only"
#endif

/* MI_Char is char. The ABI also has a wide flavour, in which every string is wchar_t and no layout below holds. */
#ifndef MI_CHAR_TYPE
#define MI_CHAR_TYPE 1
#elif MI_CHAR_TYPE != 1
#error "mi.h supports MI_CHAR_TYPE 1 (MI_Char is char) only: wide strings are another, incompatible ABI"
#endif

/* Version 2 differs from version 1 on the provider's side only; a client sees the same symbols and layouts. */
#ifndef MI_API_VERSION
#define MI_API_VERSION 2
#elif MI_API_VERSION != 1 && MI_API_VERSION != 2
#error "MI_API_VERSION must be 1 or 2"
#endif

/* An installation may set these to its own release before including the header, as OMI's does. */
#ifndef MI_MAJOR
#define MI_MAJOR ((MI_Uint32)1)
#endif
#ifndef MI_MINOR
#define MI_MINOR ((MI_Uint32)(MI_API_VERSION - 1))
#endif
#ifndef MI_REVISION
#define MI_REVISION ((MI_Uint32)0)
#endif
#define MI_MAKE_VERSION(major, minor, revision) (((major) << 16) | ((minor) << 8) | (revision))
#define MI_VERSION                              MI_MAKE_VERSION(MI_MAJOR, MI_MINOR, MI_REVISION)

/*
 * Calling convention and linkage. MI_CALL and MI_MAIN_CALL are empty on Linux: they are here for clients that write
 * them, the declarations below do without.
 */
#define MI_CALL
#define MI_MAIN_CALL
#define MI_EXPORT __attribute__((visibility("default")))
#define MI_IMPORT
#define MI_LINKAGE MI_EXPORT
#define MI_INLINE  static __inline __attribute__((unused))
#ifdef __cplusplus
#define MI_EXTERN_C    extern "C"
#define MTR_MI_C_BEGIN extern "C" {
#define MTR_MI_C_END   }
#else
#define MI_EXTERN_C extern
#define MTR_MI_C_BEGIN
#define MTR_MI_C_END
#endif

/* Generated class headers may define MI_CONST away to build declarations they can still write to. */
#ifndef MI_CONST
#define MI_CONST const
#endif

#define MI_T(str)                            str
#define MI_LL(number)                        number##LL
#define MI_ULL(number)                       number##ULL
#define MI_COUNT(array)                      (sizeof(array) / sizeof((array)[0]))
#define MI_OFFSETOF(type, field)             ((ptrdiff_t)offsetof(type, field))
#define MI_UNREFERENCED_PARAMETER(parameter) ((void)(parameter))

typedef unsigned char MI_Boolean;
typedef unsigned char MI_Uint8;
typedef signed char MI_Sint8;
typedef unsigned short MI_Uint16;
typedef signed short MI_Sint16;
typedef unsigned int MI_Uint32;
typedef signed int MI_Sint32;
typedef unsigned long long MI_Uint64;
typedef signed long long MI_Sint64;
typedef float MI_Real32;
typedef double MI_Real64;
typedef unsigned short MI_Char16;
typedef char MI_Char;
typedef const MI_Char *MI_ConstStringPtr;

#define MI_TRUE  ((MI_Boolean)1)
#define MI_FALSE ((MI_Boolean)0)

/*
 * Result of nearly every call. A server may send any other 32-bit number in this place: print and store unknown
 * values as numbers, and give a switch over it a default.
 */
typedef enum _MI_Result {
	MI_RESULT_OK = 0,
	MI_RESULT_FAILED = 1,
	MI_RESULT_ACCESS_DENIED = 2,
	MI_RESULT_INVALID_NAMESPACE = 3,
	MI_RESULT_INVALID_PARAMETER = 4,
	MI_RESULT_INVALID_CLASS = 5,
	MI_RESULT_NOT_FOUND = 6,
	MI_RESULT_NOT_SUPPORTED = 7,
	MI_RESULT_CLASS_HAS_CHILDREN = 8,
	MI_RESULT_CLASS_HAS_INSTANCES = 9,
	MI_RESULT_INVALID_SUPERCLASS = 10,
	MI_RESULT_ALREADY_EXISTS = 11,
	MI_RESULT_NO_SUCH_PROPERTY = 12,
	MI_RESULT_TYPE_MISMATCH = 13,
	MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED = 14,
	MI_RESULT_INVALID_QUERY = 15,
	MI_RESULT_METHOD_NOT_AVAILABLE = 16,
	MI_RESULT_METHOD_NOT_FOUND = 17,
	MI_RESULT_NAMESPACE_NOT_EMPTY = 20,
	MI_RESULT_INVALID_ENUMERATION_CONTEXT = 21,
	MI_RESULT_INVALID_OPERATION_TIMEOUT = 22,
	MI_RESULT_PULL_HAS_BEEN_ABANDONED = 23,
	MI_RESULT_PULL_CANNOT_BE_ABANDONED = 24,
	MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED = 25,
	MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED = 26,
	MI_RESULT_SERVER_LIMITS_EXCEEDED = 27,
	MI_RESULT_SERVER_IS_SHUTTING_DOWN = 28
} MI_Result;

/* Kind of a failure, as MI_Utilities_MapErrorToMiErrorCategory() answers it. */
typedef enum _MI_ErrorCategory {
	MI_ERRORCATEGORY_NOT_SPECIFIED = 0,
	MI_ERRORCATEGORY_OPEN_ERROR = 1,
	MI_ERRORCATEGORY_CLOS_EERROR = 2, /* the ABI's own spelling */
	MI_ERRORCATEGORY_DEVICE_ERROR = 3,
	MI_ERRORCATEGORY_DEADLOCK_DETECTED = 4,
	MI_ERRORCATEGORY_INVALID_ARGUMENT = 5,
	MI_ERRORCATEGORY_INVALID_DATA = 6,
	MI_ERRORCATEGORY_INVALID_OPERATION = 7,
	MI_ERRORCATEGORY_INVALID_RESULT = 8,
	MI_ERRORCATEGORY_INVALID_TYPE = 9,
	MI_ERRORCATEGORY_METADATA_ERROR = 10,
	MI_ERRORCATEGORY_NOT_IMPLEMENTED = 11,
	MI_ERRORCATEGORY_NOT_INSTALLED = 12,
	MI_ERRORCATEGORY_OBJECT_NOT_FOUND = 13,
	MI_ERRORCATEGORY_OPERATION_STOPPED = 14,
	MI_ERRORCATEGORY_OPERATION_TIMEOUT = 15,
	MI_ERRORCATEGORY_SYNTAX_ERROR = 16,
	MI_ERRORCATEGORY_PARSER_ERROR = 17,
	MI_ERRORCATEGORY_ACCESS_DENIED = 18,
	MI_ERRORCATEGORY_RESOURCE_BUSY = 19,
	MI_ERRORCATEGORY_RESOURCE_EXISTS = 20,
	MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE = 21,
	MI_ERRORCATEGORY_READ_ERROR = 22,
	MI_ERRORCATEGORY_WRITE_ERROR = 23,
	MI_ERRORCATEGORY_FROM_STDERR = 24,
	MI_ERRORCATEGORY_SECURITY_ERROR = 25,
	MI_ERRORCATEGORY_PROTOCOL_ERROR = 26,
	MI_ERRORCATEGORY_CONNECTION_ERROR = 27,
	MI_ERRORCATEGORY_AUTHENTICATION_ERROR = 28,
	MI_ERRORCATEGORY_LIMITS_EXCEEDED = 29,
	MI_ERRORCATEGORY_QUOTA_EXCEEDED = 30,
	MI_ERRORCATEGORY_NOT_ENABLED = 31
} MI_ErrorCategory;

typedef enum _MI_PromptType {
	MI_PROMPTTYPE_NORMAL = 0,
	MI_PROMPTTYPE_CRITICAL = 1
} MI_PromptType;

/* What becomes of prompts and errors of an operation: told only, asked about, or not shown at all. */
typedef enum _MI_CallbackMode {
	MI_CALLBACKMODE_REPORT = 0,
	MI_CALLBACKMODE_INQUIRE = 1,
	MI_CALLBACKMODE_IGNORE = 2
} MI_CallbackMode;

typedef enum _MI_ProviderArchitecture {
	MI_PROVIDER_ARCHITECTURE_32BIT = 0,
	MI_PROVIDER_ARCHITECTURE_64BIT = 1
} MI_ProviderArchitecture;

typedef enum _MI_CancellationReason {
	MI_REASON_NONE = 0,
	MI_REASON_TIMEOUT = 1,
	MI_REASON_SHUTDOWN = 2,
	MI_REASON_SERVICESTOP = 3
} MI_CancellationReason;

/* Both spellings are in use. */
#define MI_CancelationReason  MI_CancellationReason
#define _MI_CancelationReason _MI_CancellationReason

#define MI_MAX_LOCALE_SIZE 128

typedef enum _MI_LocaleType {
	MI_LOCALE_TYPE_REQUESTED_UI = 0,
	MI_LOCALE_TYPE_REQUESTED_DATA = 1,
	MI_LOCALE_TYPE_CLOSEST_UI = 2,
	MI_LOCALE_TYPE_CLOSEST_DATA = 3
} MI_LocaleType;

typedef enum _MI_DestinationOptions_ImpersonationType {
	MI_DestinationOptions_ImpersonationType_Default = 0,
	MI_DestinationOptions_ImpersonationType_None = 1,
	MI_DestinationOptions_ImpersonationType_Identify = 2,
	MI_DestinationOptions_ImpersonationType_Impersonate = 3,
	MI_DestinationOptions_ImpersonationType_Delegate = 4
} MI_DestinationOptions_ImpersonationType;

typedef enum _MI_SubscriptionDeliveryType {
	MI_SubscriptionDeliveryType_Pull = 1,
	MI_SubscriptionDeliveryType_Push = 2
} MI_SubscriptionDeliveryType;

/* The answer a client gives to a prompt or a non-terminating error. */
typedef enum _MI_OperationCallback_ResponseType {
	MI_OperationCallback_ResponseType_No = 0,
	MI_OperationCallback_ResponseType_Yes = 1,
	MI_OperationCallback_ResponseType_NoToAll = 2,
	MI_OperationCallback_ResponseType_YesToAll = 3
} MI_OperationCallback_ResponseType;

/* Scalars are 0 to 15, the array of a scalar is its number with MI_ARRAY added. */
typedef enum _MI_Type {
	MI_BOOLEAN = 0,
	MI_UINT8 = 1,
	MI_SINT8 = 2,
	MI_UINT16 = 3,
	MI_SINT16 = 4,
	MI_UINT32 = 5,
	MI_SINT32 = 6,
	MI_UINT64 = 7,
	MI_SINT64 = 8,
	MI_REAL32 = 9,
	MI_REAL64 = 10,
	MI_CHAR16 = 11,
	MI_DATETIME = 12,
	MI_STRING = 13,
	MI_REFERENCE = 14,
	MI_INSTANCE = 15,
	MI_BOOLEANA = 16,
	MI_UINT8A = 17,
	MI_SINT8A = 18,
	MI_UINT16A = 19,
	MI_SINT16A = 20,
	MI_UINT32A = 21,
	MI_SINT32A = 22,
	MI_UINT64A = 23,
	MI_SINT64A = 24,
	MI_REAL32A = 25,
	MI_REAL64A = 26,
	MI_CHAR16A = 27,
	MI_DATETIMEA = 28,
	MI_STRINGA = 29,
	MI_REFERENCEA = 30,
	MI_INSTANCEA = 31,
	MI_ARRAY = 16
} MI_Type;

/* Flags of declarations, qualifiers (scope and flavour), elements and values: one number space. */
#define MI_FLAG_CLASS           (1 << 0)
#define MI_FLAG_METHOD          (1 << 1)
#define MI_FLAG_PROPERTY        (1 << 2)
#define MI_FLAG_PARAMETER       (1 << 3)
#define MI_FLAG_ASSOCIATION     (1 << 4)
#define MI_FLAG_INDICATION      (1 << 5)
#define MI_FLAG_REFERENCE       (1 << 6)
#define MI_FLAG_ANY             0x7f /* all of the above */
#define MI_FLAG_ENABLEOVERRIDE  (1 << 7)
#define MI_FLAG_DISABLEOVERRIDE (1 << 8)
#define MI_FLAG_RESTRICTED      (1 << 9)
#define MI_FLAG_TOSUBCLASS      (1 << 10)
#define MI_FLAG_TRANSLATABLE    (1 << 11)
#define MI_FLAG_KEY             (1 << 12)
#define MI_FLAG_IN              (1 << 13)
#define MI_FLAG_OUT             (1 << 14)
#define MI_FLAG_REQUIRED        (1 << 15)
#define MI_FLAG_STATIC          (1 << 16)
#define MI_FLAG_ABSTRACT        (1 << 17)
#define MI_FLAG_TERMINAL        (1 << 18)
#define MI_FLAG_EXPENSIVE       (1 << 19)
#define MI_FLAG_STREAM          (1 << 20)
#define MI_FLAG_READONLY        (1 << 21)
#define MI_FLAG_TOINSTANCE      (1 << 22)
#define MI_FLAG_NOT_MODIFIED    (1 << 25)
#define MI_FLAG_VERSION         (7 << 26)            /* three bits wide */
#define MI_FLAG_NULL            (1 << 29)            /* the value is NULL; its bytes mean nothing */
#define MI_FLAG_BORROW          (1 << 30)            /* setters keep the caller's memory instead of a copy */
#define MI_FLAG_ADOPT           ((MI_Uint32)1 << 31) /* setters take over the caller's object */

/* Flags of an operation: the second argument of the MI_Session_ functions. */
#define MI_OPERATIONFLAGS_DEFAULT_RTTI                      0x0000
#define MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS                0x0001
#define MI_OPERATIONFLAGS_BASIC_RTTI                        0x0002
#define MI_OPERATIONFLAGS_FULL_RTTI                         0x0004
#define MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS              0x0008
#define MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES              0x0040
#define MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW              0x0080
#define MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY 0x0180
#define MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED          0x0200
#define MI_OPERATIONFLAGS_NO_RTTI                           0x0400
#define MI_OPERATIONFLAGS_STANDARD_RTTI                     0x0800

/* Flags of MI_Serializer_SerializeClass() and MI_Serializer_SerializeInstance(). */
#define MI_SERIALIZER_FLAGS_CLASS_DEEP          1
#define MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS 1

#define MI_WRITEMESSAGE_CHANNEL_WARNING 0
#define MI_WRITEMESSAGE_CHANNEL_VERBOSE 1
#define MI_WRITEMESSAGE_CHANNEL_DEBUG   2

#define MI_QUERY_DIALECT_WQL      MI_T("WQL")
#define MI_QUERY_DIALECT_CQL      MI_T("CQL")
#define MI_QUERY_DIALECT_SELECTOR MI_T("selectorFilter")

/* Which numbering an error code belongs to: the errorType of the MI_Utilities_ functions. */
#define MI_RESULT_TYPE_MI      MI_T("MI")
#define MI_RESULT_TYPE_HRESULT MI_T("HRESULT")
#define MI_RESULT_TYPE_WIN32   MI_T("WIN32")
#define MI_RESULT_TYPE_ERRNO   MI_T("ERRNO")
#define MI_RESULT_TYPE_WINRM   MI_T("WINRM")

/* authenticationType of MI_UserCredentials. The first group takes user name and password, the last a thumbprint. */
#define MI_AUTH_TYPE_DEFAULT         MI_T("Default")
#define MI_AUTH_TYPE_NONE            MI_T("None")
#define MI_AUTH_TYPE_DIGEST          MI_T("Digest")
#define MI_AUTH_TYPE_NEGO_WITH_CREDS MI_T("NegoWithCreds")
#define MI_AUTH_TYPE_NEGO_NO_CREDS   MI_T("NegoNoCreds")
#define MI_AUTH_TYPE_BASIC           MI_T("Basic")
#define MI_AUTH_TYPE_KERBEROS        MI_T("Kerberos")
#define MI_AUTH_TYPE_NTLM            MI_T("Ntlmdomain")
#define MI_AUTH_TYPE_CLIENT_CERTS    MI_T("ClientCerts")
#define MI_AUTH_TYPE_ISSUER_CERT     MI_T("IssuerCert")

/*
 * Where a subscription starts. These two are wide strings in the ABI whatever MI_Char is, so they do not fit
 * MI_SubscriptionDeliveryOptions_SetBookmark() as they stand.
 */
#define MI_SUBSCRIBE_BOOKMARK_OLDEST L"MI_SUBSCRIBE_BOOKMARK_OLDEST"
#define MI_SUBSCRIBE_BOOKMARK_NEWEST L"MI_SUBSCRIBE_BOOKMARK_NEWEST"

/* Values of the option setters of the same name. */
#define MI_DESTINATIONOPTIONS_PACKET_ENCODING_DEFAULT MI_T("default")
#define MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF8    MI_T("UTF8")
#define MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF16   MI_T("UTF16")
#define MI_DESTINATIONOPTIONS_TRANSPORT_HTTP          MI_T("HTTP")
#define MI_DESTINATIONOPTIONS_TRANSPORT_HTTPS         MI_T("HTTPS")
#define MI_DESTINATIONOPTIONS_PROXY_TYPE_IE           MI_T("IE")
#define MI_DESTINATIONOPTIONS_PROXY_TYPE_WINHTTP      MI_T("WinHTTP")
#define MI_DESTINATIONOPTIONS_PROXY_TYPE_AUTO         MI_T("Auto")
#define MI_DESTINATIONOPTIONS_PROXY_TYPE_NONE         MI_T("None")

typedef struct _MI_Application MI_Application;
typedef struct _MI_Session MI_Session;
typedef struct _MI_Operation MI_Operation;
typedef struct _MI_HostedProvider MI_HostedProvider;
typedef struct _MI_DestinationOptions MI_DestinationOptions;
typedef struct _MI_OperationOptions MI_OperationOptions;
typedef struct _MI_SubscriptionDeliveryOptions MI_SubscriptionDeliveryOptions;
typedef struct _MI_Serializer MI_Serializer;
typedef struct _MI_Deserializer MI_Deserializer;
typedef struct _MI_Instance MI_Instance;
typedef struct _MI_Class MI_Class;
typedef struct _MI_ClassDecl MI_ClassDecl;
typedef struct _MI_Qualifier MI_Qualifier;
typedef struct _MI_QualifierSet MI_QualifierSet;
typedef struct _MI_ParameterSet MI_ParameterSet;
typedef struct _MI_PropertySet MI_PropertySet;
typedef struct _MI_Filter MI_Filter;

/* The provider's side of MI: named by the client API, opaque to a client. */
typedef struct _MI_Context MI_Context;
typedef struct _MI_Server MI_Server;
typedef struct _MI_Module MI_Module;
typedef struct _MI_ProviderFT MI_ProviderFT;

#endif /* MI_BASE_H */
