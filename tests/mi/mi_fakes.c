/*
 * The fake tables: one function per slot, each with the slot's own signature, so that a slot of another type does not
 * compile.
 */
#include "mi_fakes.h"

#include <assert.h>

MI_Result fake_result;
MI_Uint32 fake_number;

static struct fake_call calls[4];
static size_t nr_calls;

static void record(const char *slot, size_t nr_args, const uint64_t *args)
{
	struct fake_call *call;

	assert(nr_calls < MI_COUNT(calls) && nr_args <= FAKE_ARGS_MAX);
	call = &calls[nr_calls++];
	call->slot = slot;
	call->nr_args = nr_args;
	memcpy(call->args, args, nr_args * sizeof(*args));
}

#define RECORD(object, slot, ...)                                  \
	do {                                                       \
		const uint64_t args[] = {FAKE_WORDS(__VA_ARGS__)}; \
		record(#object "." #slot, MI_COUNT(args), args);   \
	} while (0)

#define FAKE(object, slot, parameters, ...)         \
	static MI_Result object##_##slot parameters \
	{                                           \
		RECORD(object, slot, __VA_ARGS__);  \
		return fake_result;                 \
	}

#define FAKE_VOID(object, slot, parameters, ...)   \
	static void object##_##slot parameters     \
	{                                          \
		RECORD(object, slot, __VA_ARGS__); \
	}

#define FAKE_CATEGORY(object, slot, parameters, ...)       \
	static MI_ErrorCategory object##_##slot parameters \
	{                                                  \
		RECORD(object, slot, __VA_ARGS__);         \
		return MI_ERRORCATEGORY_LIMITS_EXCEEDED;   \
	}

/* c is where the number goes; the next one is another. */
#define FAKE_NUMBER(object, slot, parameters, ...)  \
	static MI_Result object##_##slot parameters \
	{                                           \
		RECORD(object, slot, __VA_ARGS__);  \
		if (fake_result == MI_RESULT_OK)    \
			*c = fake_number++;         \
		return fake_result;                 \
	}

typedef void (*void_fn)(void *);

/* clang-format off */
FAKE(Application, Close, (MI_Application *a), a)
FAKE(Application, NewSession, (MI_Application *a, const MI_Char *b, const MI_Char *c, MI_DestinationOptions *d, MI_SessionCallbacks *e, MI_Instance **f, MI_Session *g), a, b, c, d, e, f, g)
FAKE(Application, NewHostedProvider, (MI_Application *a, const MI_Char *b, const MI_Char *c, MI_MainFunction d, MI_Instance **e, MI_HostedProvider *f), a, b, c, d, e, f)
FAKE(Application, NewInstance, (MI_Application *a, const MI_Char *b, const MI_ClassDecl *c, MI_Instance **d), a, b, c, d)
FAKE(Application, NewDestinationOptions, (MI_Application *a, MI_DestinationOptions *b), a, b)
FAKE(Application, NewOperationOptions, (MI_Application *a, MI_Boolean b, MI_OperationOptions *c), a, b, c)
FAKE(Application, NewSubscriptionDeliveryOptions, (MI_Application *a, MI_SubscriptionDeliveryType b, MI_SubscriptionDeliveryOptions *c), a, b, c)
FAKE(Application, NewSerializer, (MI_Application *a, MI_Uint32 b, MI_Char *c, MI_Serializer *d), a, b, c, d)
FAKE(Application, NewDeserializer, (MI_Application *a, MI_Uint32 b, MI_Char *c, MI_Deserializer *d), a, b, c, d)
FAKE(Application, NewInstanceFromClass, (MI_Application *a, const MI_Char *b, const MI_Class *c, MI_Instance **d), a, b, c, d)
FAKE(Application, NewClass, (MI_Application *a, const MI_ClassDecl *b, const MI_Char *c, const MI_Char *d, MI_Class **e), a, b, c, d, e)

FAKE(Session, Close, (MI_Session *a, void *b, void_fn c), a, b, c)
FAKE(Session, GetApplication, (MI_Session *a, MI_Application *b), a, b)
FAKE_VOID(Session, GetInstance, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, MI_OperationCallbacks *f, MI_Operation *g), a, b, c, d, e, f, g)
FAKE_VOID(Session, ModifyInstance, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, MI_OperationCallbacks *f, MI_Operation *g), a, b, c, d, e, f, g)
FAKE_VOID(Session, CreateInstance, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, MI_OperationCallbacks *f, MI_Operation *g), a, b, c, d, e, f, g)
FAKE_VOID(Session, DeleteInstance, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, MI_OperationCallbacks *f, MI_Operation *g), a, b, c, d, e, f, g)
FAKE_VOID(Session, Invoke, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, const MI_Char *f, const MI_Instance *g, const MI_Instance *h, MI_OperationCallbacks *i, MI_Operation *j), a, b, c, d, e, f, g, h, i, j)
FAKE_VOID(Session, EnumerateInstances, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, MI_Boolean f, MI_OperationCallbacks *g, MI_Operation *h), a, b, c, d, e, f, g, h)
FAKE_VOID(Session, QueryInstances, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, const MI_Char *f, MI_OperationCallbacks *g, MI_Operation *h), a, b, c, d, e, f, g, h)
FAKE_VOID(Session, AssociatorInstances, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, const MI_Char *f, const MI_Char *g, const MI_Char *h, const MI_Char *i, MI_Boolean j, MI_OperationCallbacks *k, MI_Operation *l), a, b, c, d, e, f, g, h, i, j, k, l)
FAKE_VOID(Session, ReferenceInstances, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Instance *e, const MI_Char *f, const MI_Char *g, MI_Boolean h, MI_OperationCallbacks *i, MI_Operation *j), a, b, c, d, e, f, g, h, i, j)
FAKE_VOID(Session, Subscribe, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, const MI_Char *f, const MI_SubscriptionDeliveryOptions *g, MI_OperationCallbacks *h, MI_Operation *i), a, b, c, d, e, f, g, h, i)
FAKE_VOID(Session, GetClass, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, MI_OperationCallbacks *f, MI_Operation *g), a, b, c, d, e, f, g)
FAKE_VOID(Session, EnumerateClasses, (MI_Session *a, MI_Uint32 b, MI_OperationOptions *c, const MI_Char *d, const MI_Char *e, MI_Boolean f, MI_OperationCallbacks *g, MI_Operation *h), a, b, c, d, e, f, g, h)
FAKE_VOID(Session, TestConnection, (MI_Session *a, MI_Uint32 b, MI_OperationCallbacks *c, MI_Operation *d), a, b, c, d)

FAKE(Operation, Close, (MI_Operation *a), a)
FAKE(Operation, Cancel, (MI_Operation *a, MI_CancellationReason b), a, b)
FAKE(Operation, GetSession, (MI_Operation *a, MI_Session *b), a, b)
FAKE(Operation, GetInstance, (MI_Operation *a, const MI_Instance **b, MI_Boolean *c, MI_Result *d, const MI_Char **e, const MI_Instance **f), a, b, c, d, e, f)
FAKE(Operation, GetIndication, (MI_Operation *a, const MI_Instance **b, const MI_Char **c, const MI_Char **d, MI_Boolean *e, MI_Result *f, const MI_Char **g, const MI_Instance **h), a, b, c, d, e, f, g, h)
FAKE(Operation, GetClass, (MI_Operation *a, const MI_Class **b, MI_Boolean *c, MI_Result *d, const MI_Char **e, const MI_Instance **f), a, b, c, d, e, f)

FAKE(HostedProvider, Close, (MI_HostedProvider *a), a)
FAKE(HostedProvider, GetApplication, (MI_HostedProvider *a, MI_Application *b), a, b)

FAKE_VOID(DestinationOptions, Delete, (MI_DestinationOptions *a), a)
FAKE(DestinationOptions, SetString, (MI_DestinationOptions *a, const MI_Char *b, const MI_Char *c, MI_Uint32 d), a, b, c, d)
FAKE(DestinationOptions, SetNumber, (MI_DestinationOptions *a, const MI_Char *b, MI_Uint32 c, MI_Uint32 d), a, b, c, d)
FAKE(DestinationOptions, AddCredentials, (MI_DestinationOptions *a, const MI_Char *b, const MI_UserCredentials *c, MI_Uint32 d), a, b, c, d)
FAKE(DestinationOptions, GetString, (const MI_DestinationOptions *a, const MI_Char *b, const MI_Char **c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE_NUMBER(DestinationOptions, GetNumber, (const MI_DestinationOptions *a, const MI_Char *b, MI_Uint32 *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(DestinationOptions, GetOptionCount, (const MI_DestinationOptions *a, MI_Uint32 *b), a, b)
FAKE(DestinationOptions, GetOptionAt, (const MI_DestinationOptions *a, MI_Uint32 b, const MI_Char **c, MI_Value *d, MI_Type *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(DestinationOptions, GetOption, (const MI_DestinationOptions *a, const MI_Char *b, MI_Value *c, MI_Type *d, MI_Uint32 *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(DestinationOptions, GetCredentialsCount, (const MI_DestinationOptions *a, MI_Uint32 *b), a, b)
FAKE(DestinationOptions, GetCredentialsAt, (const MI_DestinationOptions *a, MI_Uint32 b, const MI_Char **c, MI_UserCredentials *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(DestinationOptions, GetCredentialsPasswordAt, (const MI_DestinationOptions *a, MI_Uint32 b, const MI_Char **c, MI_Char *d, MI_Uint32 e, MI_Uint32 *f, MI_Uint32 *g), a, b, c, d, e, f, g)
FAKE(DestinationOptions, Clone, (const MI_DestinationOptions *a, MI_DestinationOptions *b), a, b)
FAKE(DestinationOptions, SetInterval, (MI_DestinationOptions *a, const MI_Char *b, const MI_Interval *c, MI_Uint32 d), a, b, c, d)
FAKE(DestinationOptions, GetInterval, (const MI_DestinationOptions *a, const MI_Char *b, MI_Interval *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)

FAKE_VOID(OperationOptions, Delete, (MI_OperationOptions *a), a)
FAKE(OperationOptions, SetString, (MI_OperationOptions *a, const MI_Char *b, const MI_Char *c, MI_Uint32 d), a, b, c, d)
FAKE(OperationOptions, SetNumber, (MI_OperationOptions *a, const MI_Char *b, MI_Uint32 c, MI_Uint32 d), a, b, c, d)
FAKE(OperationOptions, SetCustomOption, (MI_OperationOptions *a, const MI_Char *b, MI_Type c, const MI_Value *d, MI_Boolean e, MI_Uint32 f), a, b, c, d, e, f)
FAKE(OperationOptions, GetString, (const MI_OperationOptions *a, const MI_Char *b, const MI_Char **c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE_NUMBER(OperationOptions, GetNumber, (const MI_OperationOptions *a, const MI_Char *b, MI_Uint32 *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(OperationOptions, GetOptionCount, (const MI_OperationOptions *a, MI_Uint32 *b), a, b)
FAKE(OperationOptions, GetOptionAt, (const MI_OperationOptions *a, MI_Uint32 b, const MI_Char **c, MI_Value *d, MI_Type *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(OperationOptions, GetOption, (const MI_OperationOptions *a, const MI_Char *b, MI_Value *c, MI_Type *d, MI_Uint32 *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(OperationOptions, GetEnabledChannels, (const MI_OperationOptions *a, const MI_Char *b, MI_Uint32 *c, MI_Uint32 d, MI_Uint32 *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(OperationOptions, Clone, (const MI_OperationOptions *a, MI_OperationOptions *b), a, b)
FAKE(OperationOptions, SetInterval, (MI_OperationOptions *a, const MI_Char *b, const MI_Interval *c, MI_Uint32 d), a, b, c, d)
FAKE(OperationOptions, GetInterval, (const MI_OperationOptions *a, const MI_Char *b, MI_Interval *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)

FAKE(SubscriptionDeliveryOptions, SetString, (MI_SubscriptionDeliveryOptions *a, const MI_Char *b, const MI_Char *c, MI_Uint32 d), a, b, c, d)
FAKE(SubscriptionDeliveryOptions, SetNumber, (MI_SubscriptionDeliveryOptions *a, const MI_Char *b, MI_Uint32 c, MI_Uint32 d), a, b, c, d)
FAKE(SubscriptionDeliveryOptions, SetDateTime, (MI_SubscriptionDeliveryOptions *a, const MI_Char *b, const MI_Datetime *c, MI_Uint32 d), a, b, c, d)
FAKE(SubscriptionDeliveryOptions, SetInterval, (MI_SubscriptionDeliveryOptions *a, const MI_Char *b, const MI_Interval *c, MI_Uint32 d), a, b, c, d)
FAKE(SubscriptionDeliveryOptions, AddCredentials, (MI_SubscriptionDeliveryOptions *a, const MI_Char *b, const MI_UserCredentials *c, MI_Uint32 d), a, b, c, d)
FAKE(SubscriptionDeliveryOptions, Delete, (MI_SubscriptionDeliveryOptions *a), a)
FAKE(SubscriptionDeliveryOptions, GetString, (const MI_SubscriptionDeliveryOptions *a, const MI_Char *b, const MI_Char **c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(SubscriptionDeliveryOptions, GetNumber, (const MI_SubscriptionDeliveryOptions *a, const MI_Char *b, MI_Uint32 *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(SubscriptionDeliveryOptions, GetDateTime, (const MI_SubscriptionDeliveryOptions *a, const MI_Char *b, MI_Datetime *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(SubscriptionDeliveryOptions, GetInterval, (const MI_SubscriptionDeliveryOptions *a, const MI_Char *b, MI_Interval *c, MI_Uint32 *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(SubscriptionDeliveryOptions, GetOptionCount, (const MI_SubscriptionDeliveryOptions *a, MI_Uint32 *b), a, b)
FAKE(SubscriptionDeliveryOptions, GetOptionAt, (const MI_SubscriptionDeliveryOptions *a, MI_Uint32 b, const MI_Char **c, MI_Value *d, MI_Type *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(SubscriptionDeliveryOptions, GetOption, (const MI_SubscriptionDeliveryOptions *a, const MI_Char *b, MI_Value *c, MI_Type *d, MI_Uint32 *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(SubscriptionDeliveryOptions, GetCredentialsCount, (const MI_SubscriptionDeliveryOptions *a, MI_Uint32 *b), a, b)
FAKE(SubscriptionDeliveryOptions, GetCredentialsAt, (const MI_SubscriptionDeliveryOptions *a, MI_Uint32 b, const MI_Char **c, MI_UserCredentials *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(SubscriptionDeliveryOptions, GetCredentialsPasswordAt, (const MI_SubscriptionDeliveryOptions *a, MI_Uint32 b, const MI_Char **c, MI_Char *d, MI_Uint32 e, MI_Uint32 *f, MI_Uint32 *g), a, b, c, d, e, f, g)
FAKE(SubscriptionDeliveryOptions, Clone, (const MI_SubscriptionDeliveryOptions *a, MI_SubscriptionDeliveryOptions *b), a, b)

FAKE(Serializer, Close, (MI_Serializer *a), a)
FAKE(Serializer, SerializeClass, (MI_Serializer *a, MI_Uint32 b, const MI_Class *c, MI_Uint8 *d, MI_Uint32 e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(Serializer, SerializeInstance, (MI_Serializer *a, MI_Uint32 b, const MI_Instance *c, MI_Uint8 *d, MI_Uint32 e, MI_Uint32 *f), a, b, c, d, e, f)

FAKE(Deserializer, Close, (MI_Deserializer *a), a)
FAKE(Deserializer, DeserializeClass, (MI_Deserializer *a, MI_Uint32 b, MI_Uint8 *c, MI_Uint32 d, MI_Class *e, const MI_Char *f, const MI_Char *g, MI_Deserializer_ClassObjectNeeded h, void *i, MI_Uint32 *j, MI_Class **k, MI_Instance **l), a, b, c, d, e, f, g, h, i, j, k, l)
FAKE(Deserializer, Class_GetClassName, (MI_Deserializer *a, MI_Uint8 *b, MI_Uint32 c, MI_Char *d, MI_Uint32 *e, MI_Instance **f), a, b, c, d, e, f)
FAKE(Deserializer, Class_GetParentClassName, (MI_Deserializer *a, MI_Uint8 *b, MI_Uint32 c, MI_Char *d, MI_Uint32 *e, MI_Instance **f), a, b, c, d, e, f)
FAKE(Deserializer, DeserializeInstance, (MI_Deserializer *a, MI_Uint32 b, MI_Uint8 *c, MI_Uint32 d, MI_Class **e, MI_Uint32 f, MI_Deserializer_ClassObjectNeeded g, void *h, MI_Uint32 *i, MI_Instance **j, MI_Instance **k), a, b, c, d, e, f, g, h, i, j, k)
FAKE(Deserializer, Instance_GetClassName, (MI_Deserializer *a, MI_Uint8 *b, MI_Uint32 c, MI_Char *d, MI_Uint32 *e, MI_Instance **f), a, b, c, d, e, f)

FAKE_CATEGORY(Utilities, MapErrorToMiErrorCategory, (const MI_Char *a, MI_Uint32 b), a, b)
FAKE(Utilities, CimErrorFromErrorCode, (MI_Uint32 a, const MI_Char *b, const MI_Char *c, MI_Instance **d), a, b, c, d)

FAKE(Instance, Clone, (const MI_Instance *a, MI_Instance **b), a, b)
FAKE(Instance, Destruct, (MI_Instance *a), a)
FAKE(Instance, Delete, (MI_Instance *a), a)
FAKE(Instance, IsA, (const MI_Instance *a, const MI_ClassDecl *b, MI_Boolean *c), a, b, c)
FAKE(Instance, GetClassName, (const MI_Instance *a, const MI_Char **b), a, b)
FAKE(Instance, SetNameSpace, (MI_Instance *a, const MI_Char *b), a, b)
FAKE(Instance, GetNameSpace, (const MI_Instance *a, const MI_Char **b), a, b)
FAKE(Instance, GetElementCount, (const MI_Instance *a, MI_Uint32 *b), a, b)
FAKE(Instance, AddElement, (MI_Instance *a, const MI_Char *b, const MI_Value *c, MI_Type d, MI_Uint32 e), a, b, c, d, e)
FAKE(Instance, SetElement, (MI_Instance *a, const MI_Char *b, const MI_Value *c, MI_Type d, MI_Uint32 e), a, b, c, d, e)
FAKE(Instance, SetElementAt, (MI_Instance *a, MI_Uint32 b, const MI_Value *c, MI_Type d, MI_Uint32 e), a, b, c, d, e)
FAKE(Instance, GetElement, (const MI_Instance *a, const MI_Char *b, MI_Value *c, MI_Type *d, MI_Uint32 *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(Instance, GetElementAt, (const MI_Instance *a, MI_Uint32 b, const MI_Char **c, MI_Value *d, MI_Type *e, MI_Uint32 *f), a, b, c, d, e, f)
FAKE(Instance, ClearElement, (MI_Instance *a, const MI_Char *b), a, b)
FAKE(Instance, ClearElementAt, (MI_Instance *a, MI_Uint32 b), a, b)
FAKE(Instance, GetServerName, (const MI_Instance *a, const MI_Char **b), a, b)
FAKE(Instance, SetServerName, (MI_Instance *a, const MI_Char *b), a, b)
FAKE(Instance, GetClass, (const MI_Instance *a, MI_Class **b), a, b)

FAKE(Class, GetClassName, (const MI_Class *a, const MI_Char **b), a, b)
FAKE(Class, GetNameSpace, (const MI_Class *a, const MI_Char **b), a, b)
FAKE(Class, GetServerName, (const MI_Class *a, const MI_Char **b), a, b)
FAKE(Class, GetElementCount, (const MI_Class *a, MI_Uint32 *b), a, b)
FAKE(Class, GetElement, (const MI_Class *a, const MI_Char *b, MI_Value *c, MI_Boolean *d, MI_Type *e, MI_Char **f, MI_QualifierSet *g, MI_Uint32 *h, MI_Uint32 *i), a, b, c, d, e, f, g, h, i)
FAKE(Class, GetElementAt, (const MI_Class *a, MI_Uint32 b, const MI_Char **c, MI_Value *d, MI_Boolean *e, MI_Type *f, MI_Char **g, MI_QualifierSet *h, MI_Uint32 *i), a, b, c, d, e, f, g, h, i)
FAKE(Class, GetClassQualifierSet, (const MI_Class *a, MI_QualifierSet *b), a, b)
FAKE(Class, GetMethodCount, (const MI_Class *a, MI_Uint32 *b), a, b)
FAKE(Class, GetMethodAt, (const MI_Class *a, MI_Uint32 b, const MI_Char **c, MI_QualifierSet *d, MI_ParameterSet *e), a, b, c, d, e)
FAKE(Class, GetMethod, (const MI_Class *a, const MI_Char *b, MI_QualifierSet *c, MI_ParameterSet *d, MI_Uint32 *e), a, b, c, d, e)
FAKE(Class, GetParentClassName, (const MI_Class *a, const MI_Char **b), a, b)
FAKE(Class, GetParentClass, (const MI_Class *a, MI_Class **b), a, b)
FAKE(Class, Delete, (MI_Class *a), a)
FAKE(Class, Clone, (const MI_Class *a, MI_Class **b), a, b)

FAKE(ParameterSet, GetMethodReturnType, (const MI_ParameterSet *a, MI_Type *b, MI_QualifierSet *c), a, b, c)
FAKE(ParameterSet, GetParameterCount, (const MI_ParameterSet *a, MI_Uint32 *b), a, b)
FAKE(ParameterSet, GetParameterAt, (const MI_ParameterSet *a, MI_Uint32 b, const MI_Char **c, MI_Type *d, MI_Char **e, MI_QualifierSet *f), a, b, c, d, e, f)
FAKE(ParameterSet, GetParameter, (const MI_ParameterSet *a, const MI_Char *b, MI_Type *c, MI_Char **d, MI_QualifierSet *e, MI_Uint32 *f), a, b, c, d, e, f)

FAKE(QualifierSet, GetQualifierCount, (const MI_QualifierSet *a, MI_Uint32 *b), a, b)
FAKE(QualifierSet, GetQualifierAt, (const MI_QualifierSet *a, MI_Uint32 b, const MI_Char **c, MI_Type *d, MI_Uint32 *e, MI_Value *f), a, b, c, d, e, f)
FAKE(QualifierSet, GetQualifier, (const MI_QualifierSet *a, const MI_Char *b, MI_Type *c, MI_Uint32 *d, MI_Value *e, MI_Uint32 *f), a, b, c, d, e, f)

FAKE(PropertySet, GetElementCount, (const MI_PropertySet *a, MI_Uint32 *b), a, b)
FAKE(PropertySet, ContainsElement, (const MI_PropertySet *a, const MI_Char *b, MI_Boolean *c), a, b, c)
FAKE(PropertySet, AddElement, (MI_PropertySet *a, const MI_Char *b), a, b)
FAKE(PropertySet, GetElementAt, (const MI_PropertySet *a, MI_Uint32 b, const MI_Char **c), a, b, c)
FAKE(PropertySet, Clear, (MI_PropertySet *a), a)
FAKE(PropertySet, Destruct, (MI_PropertySet *a), a)
FAKE(PropertySet, Delete, (MI_PropertySet *a), a)
FAKE(PropertySet, Clone, (const MI_PropertySet *a, MI_PropertySet **b), a, b)

FAKE(Filter, Evaluate, (const MI_Filter *a, const MI_Instance *b, MI_Boolean *c), a, b, c)
FAKE(Filter, GetExpression, (const MI_Filter *a, const MI_Char **b, const MI_Char **c), a, b, c)
/* clang-format on */

const MI_ApplicationFT fake_application_ft = {
	.Close = Application_Close,
	.NewSession = Application_NewSession,
	.NewHostedProvider = Application_NewHostedProvider,
	.NewInstance = Application_NewInstance,
	.NewDestinationOptions = Application_NewDestinationOptions,
	.NewOperationOptions = Application_NewOperationOptions,
	.NewSubscriptionDeliveryOptions = Application_NewSubscriptionDeliveryOptions,
	.NewSerializer = Application_NewSerializer,
	.NewDeserializer = Application_NewDeserializer,
	.NewInstanceFromClass = Application_NewInstanceFromClass,
	.NewClass = Application_NewClass,
};

const MI_SessionFT fake_session_ft = {
	.Close = Session_Close,
	.GetApplication = Session_GetApplication,
	.GetInstance = Session_GetInstance,
	.ModifyInstance = Session_ModifyInstance,
	.CreateInstance = Session_CreateInstance,
	.DeleteInstance = Session_DeleteInstance,
	.Invoke = Session_Invoke,
	.EnumerateInstances = Session_EnumerateInstances,
	.QueryInstances = Session_QueryInstances,
	.AssociatorInstances = Session_AssociatorInstances,
	.ReferenceInstances = Session_ReferenceInstances,
	.Subscribe = Session_Subscribe,
	.GetClass = Session_GetClass,
	.EnumerateClasses = Session_EnumerateClasses,
	.TestConnection = Session_TestConnection,
};

const MI_OperationFT fake_operation_ft = {
	.Close = Operation_Close,
	.Cancel = Operation_Cancel,
	.GetSession = Operation_GetSession,
	.GetInstance = Operation_GetInstance,
	.GetIndication = Operation_GetIndication,
	.GetClass = Operation_GetClass,
};

const MI_HostedProviderFT fake_hosted_provider_ft = {
	.Close = HostedProvider_Close,
	.GetApplication = HostedProvider_GetApplication,
};

const MI_DestinationOptionsFT fake_destination_options_ft = {
	.Delete = DestinationOptions_Delete,
	.SetString = DestinationOptions_SetString,
	.SetNumber = DestinationOptions_SetNumber,
	.AddCredentials = DestinationOptions_AddCredentials,
	.GetString = DestinationOptions_GetString,
	.GetNumber = DestinationOptions_GetNumber,
	.GetOptionCount = DestinationOptions_GetOptionCount,
	.GetOptionAt = DestinationOptions_GetOptionAt,
	.GetOption = DestinationOptions_GetOption,
	.GetCredentialsCount = DestinationOptions_GetCredentialsCount,
	.GetCredentialsAt = DestinationOptions_GetCredentialsAt,
	.GetCredentialsPasswordAt = DestinationOptions_GetCredentialsPasswordAt,
	.Clone = DestinationOptions_Clone,
	.SetInterval = DestinationOptions_SetInterval,
	.GetInterval = DestinationOptions_GetInterval,
};

const MI_OperationOptionsFT fake_operation_options_ft = {
	.Delete = OperationOptions_Delete,
	.SetString = OperationOptions_SetString,
	.SetNumber = OperationOptions_SetNumber,
	.SetCustomOption = OperationOptions_SetCustomOption,
	.GetString = OperationOptions_GetString,
	.GetNumber = OperationOptions_GetNumber,
	.GetOptionCount = OperationOptions_GetOptionCount,
	.GetOptionAt = OperationOptions_GetOptionAt,
	.GetOption = OperationOptions_GetOption,
	.GetEnabledChannels = OperationOptions_GetEnabledChannels,
	.Clone = OperationOptions_Clone,
	.SetInterval = OperationOptions_SetInterval,
	.GetInterval = OperationOptions_GetInterval,
};

const MI_SubscriptionDeliveryOptionsFT fake_subscription_delivery_options_ft = {
	.SetString = SubscriptionDeliveryOptions_SetString,
	.SetNumber = SubscriptionDeliveryOptions_SetNumber,
	.SetDateTime = SubscriptionDeliveryOptions_SetDateTime,
	.SetInterval = SubscriptionDeliveryOptions_SetInterval,
	.AddCredentials = SubscriptionDeliveryOptions_AddCredentials,
	.Delete = SubscriptionDeliveryOptions_Delete,
	.GetString = SubscriptionDeliveryOptions_GetString,
	.GetNumber = SubscriptionDeliveryOptions_GetNumber,
	.GetDateTime = SubscriptionDeliveryOptions_GetDateTime,
	.GetInterval = SubscriptionDeliveryOptions_GetInterval,
	.GetOptionCount = SubscriptionDeliveryOptions_GetOptionCount,
	.GetOptionAt = SubscriptionDeliveryOptions_GetOptionAt,
	.GetOption = SubscriptionDeliveryOptions_GetOption,
	.GetCredentialsCount = SubscriptionDeliveryOptions_GetCredentialsCount,
	.GetCredentialsAt = SubscriptionDeliveryOptions_GetCredentialsAt,
	.GetCredentialsPasswordAt = SubscriptionDeliveryOptions_GetCredentialsPasswordAt,
	.Clone = SubscriptionDeliveryOptions_Clone,
};

const MI_SerializerFT fake_serializer_ft = {
	.Close = Serializer_Close,
	.SerializeClass = Serializer_SerializeClass,
	.SerializeInstance = Serializer_SerializeInstance,
};

const MI_DeserializerFT fake_deserializer_ft = {
	.Close = Deserializer_Close,
	.DeserializeClass = Deserializer_DeserializeClass,
	.Class_GetClassName = Deserializer_Class_GetClassName,
	.Class_GetParentClassName = Deserializer_Class_GetParentClassName,
	.DeserializeInstance = Deserializer_DeserializeInstance,
	.Instance_GetClassName = Deserializer_Instance_GetClassName,
};

const MI_UtilitiesFT fake_utilities_ft = {
	.MapErrorToMiErrorCategory = Utilities_MapErrorToMiErrorCategory,
	.CimErrorFromErrorCode = Utilities_CimErrorFromErrorCode,
};

const MI_InstanceFT fake_instance_ft = {
	.Clone = Instance_Clone,
	.Destruct = Instance_Destruct,
	.Delete = Instance_Delete,
	.IsA = Instance_IsA,
	.GetClassName = Instance_GetClassName,
	.SetNameSpace = Instance_SetNameSpace,
	.GetNameSpace = Instance_GetNameSpace,
	.GetElementCount = Instance_GetElementCount,
	.AddElement = Instance_AddElement,
	.SetElement = Instance_SetElement,
	.SetElementAt = Instance_SetElementAt,
	.GetElement = Instance_GetElement,
	.GetElementAt = Instance_GetElementAt,
	.ClearElement = Instance_ClearElement,
	.ClearElementAt = Instance_ClearElementAt,
	.GetServerName = Instance_GetServerName,
	.SetServerName = Instance_SetServerName,
	.GetClass = Instance_GetClass,
};

const MI_ClassFT fake_class_ft = {
	.GetClassName = Class_GetClassName,
	.GetNameSpace = Class_GetNameSpace,
	.GetServerName = Class_GetServerName,
	.GetElementCount = Class_GetElementCount,
	.GetElement = Class_GetElement,
	.GetElementAt = Class_GetElementAt,
	.GetClassQualifierSet = Class_GetClassQualifierSet,
	.GetMethodCount = Class_GetMethodCount,
	.GetMethodAt = Class_GetMethodAt,
	.GetMethod = Class_GetMethod,
	.GetParentClassName = Class_GetParentClassName,
	.GetParentClass = Class_GetParentClass,
	.Delete = Class_Delete,
	.Clone = Class_Clone,
};

const MI_ParameterSetFT fake_parameter_set_ft = {
	.GetMethodReturnType = ParameterSet_GetMethodReturnType,
	.GetParameterCount = ParameterSet_GetParameterCount,
	.GetParameterAt = ParameterSet_GetParameterAt,
	.GetParameter = ParameterSet_GetParameter,
};

const MI_QualifierSetFT fake_qualifier_set_ft = {
	.GetQualifierCount = QualifierSet_GetQualifierCount,
	.GetQualifierAt = QualifierSet_GetQualifierAt,
	.GetQualifier = QualifierSet_GetQualifier,
};

const MI_PropertySetFT fake_property_set_ft = {
	.GetElementCount = PropertySet_GetElementCount,
	.ContainsElement = PropertySet_ContainsElement,
	.AddElement = PropertySet_AddElement,
	.GetElementAt = PropertySet_GetElementAt,
	.Clear = PropertySet_Clear,
	.Destruct = PropertySet_Destruct,
	.Delete = PropertySet_Delete,
	.Clone = PropertySet_Clone,
};

const MI_FilterFT fake_filter_ft = {
	.Evaluate = Filter_Evaluate,
	.GetExpression = Filter_GetExpression,
};

void fake_reset(void)
{
	nr_calls = 0;
	fake_result = MI_RESULT_OK;
	fake_number = 0;
}

size_t fake_count(void)
{
	return nr_calls;
}

const struct fake_call *fake_at(size_t index)
{
	assert(index < nr_calls);
	return &calls[index];
}
