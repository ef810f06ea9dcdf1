/*
 * Lengths of the MI function tables and the place of every slot, written down from measurements on a libmi build, not
 * from our header.
 */
#ifndef MI_LAYOUT_TABLES_H
#define MI_LAYOUT_TABLES_H

#include "mi_layout_assert.h"

/* clang-format off */
TABLE(MI_ApplicationFT, 11);
SLOT(MI_ApplicationFT, Close, 0);
SLOT(MI_ApplicationFT, NewSession, 1);
SLOT(MI_ApplicationFT, NewHostedProvider, 2);
SLOT(MI_ApplicationFT, NewInstance, 3);
SLOT(MI_ApplicationFT, NewDestinationOptions, 4);
SLOT(MI_ApplicationFT, NewOperationOptions, 5);
SLOT(MI_ApplicationFT, NewSubscriptionDeliveryOptions, 6);
SLOT(MI_ApplicationFT, NewSerializer, 7);
SLOT(MI_ApplicationFT, NewDeserializer, 8);
SLOT(MI_ApplicationFT, NewInstanceFromClass, 9);
SLOT(MI_ApplicationFT, NewClass, 10);

TABLE(MI_SessionFT, 15);
SLOT(MI_SessionFT, Close, 0);
SLOT(MI_SessionFT, GetApplication, 1);
SLOT(MI_SessionFT, GetInstance, 2);
SLOT(MI_SessionFT, ModifyInstance, 3);
SLOT(MI_SessionFT, CreateInstance, 4);
SLOT(MI_SessionFT, DeleteInstance, 5);
SLOT(MI_SessionFT, Invoke, 6);
SLOT(MI_SessionFT, EnumerateInstances, 7);
SLOT(MI_SessionFT, QueryInstances, 8);
SLOT(MI_SessionFT, AssociatorInstances, 9);
SLOT(MI_SessionFT, ReferenceInstances, 10);
SLOT(MI_SessionFT, Subscribe, 11);
SLOT(MI_SessionFT, GetClass, 12);
SLOT(MI_SessionFT, EnumerateClasses, 13);
SLOT(MI_SessionFT, TestConnection, 14);

TABLE(MI_OperationFT, 6);
SLOT(MI_OperationFT, Close, 0);
SLOT(MI_OperationFT, Cancel, 1);
SLOT(MI_OperationFT, GetSession, 2);
SLOT(MI_OperationFT, GetInstance, 3);
SLOT(MI_OperationFT, GetIndication, 4);
SLOT(MI_OperationFT, GetClass, 5);

TABLE(MI_HostedProviderFT, 2);
SLOT(MI_HostedProviderFT, Close, 0);
SLOT(MI_HostedProviderFT, GetApplication, 1);

TABLE(MI_DestinationOptionsFT, 15);
SLOT(MI_DestinationOptionsFT, Delete, 0);
SLOT(MI_DestinationOptionsFT, SetString, 1);
SLOT(MI_DestinationOptionsFT, SetNumber, 2);
SLOT(MI_DestinationOptionsFT, AddCredentials, 3);
SLOT(MI_DestinationOptionsFT, GetString, 4);
SLOT(MI_DestinationOptionsFT, GetNumber, 5);
SLOT(MI_DestinationOptionsFT, GetOptionCount, 6);
SLOT(MI_DestinationOptionsFT, GetOptionAt, 7);
SLOT(MI_DestinationOptionsFT, GetOption, 8);
SLOT(MI_DestinationOptionsFT, GetCredentialsCount, 9);
SLOT(MI_DestinationOptionsFT, GetCredentialsAt, 10);
SLOT(MI_DestinationOptionsFT, GetCredentialsPasswordAt, 11);
SLOT(MI_DestinationOptionsFT, Clone, 12);
SLOT(MI_DestinationOptionsFT, SetInterval, 13);
SLOT(MI_DestinationOptionsFT, GetInterval, 14);

TABLE(MI_OperationOptionsFT, 13);
SLOT(MI_OperationOptionsFT, Delete, 0);
SLOT(MI_OperationOptionsFT, SetString, 1);
SLOT(MI_OperationOptionsFT, SetNumber, 2);
SLOT(MI_OperationOptionsFT, SetCustomOption, 3);
SLOT(MI_OperationOptionsFT, GetString, 4);
SLOT(MI_OperationOptionsFT, GetNumber, 5);
SLOT(MI_OperationOptionsFT, GetOptionCount, 6);
SLOT(MI_OperationOptionsFT, GetOptionAt, 7);
SLOT(MI_OperationOptionsFT, GetOption, 8);
SLOT(MI_OperationOptionsFT, GetEnabledChannels, 9);
SLOT(MI_OperationOptionsFT, Clone, 10);
SLOT(MI_OperationOptionsFT, SetInterval, 11);
SLOT(MI_OperationOptionsFT, GetInterval, 12);

TABLE(MI_SubscriptionDeliveryOptionsFT, 17);
SLOT(MI_SubscriptionDeliveryOptionsFT, SetString, 0);
SLOT(MI_SubscriptionDeliveryOptionsFT, SetNumber, 1);
SLOT(MI_SubscriptionDeliveryOptionsFT, SetDateTime, 2);
SLOT(MI_SubscriptionDeliveryOptionsFT, SetInterval, 3);
SLOT(MI_SubscriptionDeliveryOptionsFT, AddCredentials, 4);
SLOT(MI_SubscriptionDeliveryOptionsFT, Delete, 5);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetString, 6);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetNumber, 7);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetDateTime, 8);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetInterval, 9);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetOptionCount, 10);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetOptionAt, 11);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetOption, 12);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetCredentialsCount, 13);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetCredentialsAt, 14);
SLOT(MI_SubscriptionDeliveryOptionsFT, GetCredentialsPasswordAt, 15);
SLOT(MI_SubscriptionDeliveryOptionsFT, Clone, 16);

TABLE(MI_SerializerFT, 3);
SLOT(MI_SerializerFT, Close, 0);
SLOT(MI_SerializerFT, SerializeClass, 1);
SLOT(MI_SerializerFT, SerializeInstance, 2);

TABLE(MI_DeserializerFT, 6);
SLOT(MI_DeserializerFT, Close, 0);
SLOT(MI_DeserializerFT, DeserializeClass, 1);
SLOT(MI_DeserializerFT, Class_GetClassName, 2);
SLOT(MI_DeserializerFT, Class_GetParentClassName, 3);
SLOT(MI_DeserializerFT, DeserializeInstance, 4);
SLOT(MI_DeserializerFT, Instance_GetClassName, 5);

TABLE(MI_UtilitiesFT, 2);
SLOT(MI_UtilitiesFT, MapErrorToMiErrorCategory, 0);
SLOT(MI_UtilitiesFT, CimErrorFromErrorCode, 1);

TABLE(MI_ClientFT_V1, 10);
SLOT(MI_ClientFT_V1, applicationFT, 0);
SLOT(MI_ClientFT_V1, sessionFT, 1);
SLOT(MI_ClientFT_V1, operationFT, 2);
SLOT(MI_ClientFT_V1, hostedProviderFT, 3);
SLOT(MI_ClientFT_V1, serializerFT, 4);
SLOT(MI_ClientFT_V1, deserializerFT, 5);
SLOT(MI_ClientFT_V1, subscribeDeliveryOptionsFT, 6);
SLOT(MI_ClientFT_V1, destinationOptionsFT, 7);
SLOT(MI_ClientFT_V1, operationOptionsFT, 8);
SLOT(MI_ClientFT_V1, utilitiesFT, 9);

TABLE(MI_InstanceFT, 18);
SLOT(MI_InstanceFT, Clone, 0);
SLOT(MI_InstanceFT, Destruct, 1);
SLOT(MI_InstanceFT, Delete, 2);
SLOT(MI_InstanceFT, IsA, 3);
SLOT(MI_InstanceFT, GetClassName, 4);
SLOT(MI_InstanceFT, SetNameSpace, 5);
SLOT(MI_InstanceFT, GetNameSpace, 6);
SLOT(MI_InstanceFT, GetElementCount, 7);
SLOT(MI_InstanceFT, AddElement, 8);
SLOT(MI_InstanceFT, SetElement, 9);
SLOT(MI_InstanceFT, SetElementAt, 10);
SLOT(MI_InstanceFT, GetElement, 11);
SLOT(MI_InstanceFT, GetElementAt, 12);
SLOT(MI_InstanceFT, ClearElement, 13);
SLOT(MI_InstanceFT, ClearElementAt, 14);
SLOT(MI_InstanceFT, GetServerName, 15);
SLOT(MI_InstanceFT, SetServerName, 16);
SLOT(MI_InstanceFT, GetClass, 17);

TABLE(MI_ClassFT, 14);
SLOT(MI_ClassFT, GetClassName, 0);
SLOT(MI_ClassFT, GetNameSpace, 1);
SLOT(MI_ClassFT, GetServerName, 2);
SLOT(MI_ClassFT, GetElementCount, 3);
SLOT(MI_ClassFT, GetElement, 4);
SLOT(MI_ClassFT, GetElementAt, 5);
SLOT(MI_ClassFT, GetClassQualifierSet, 6);
SLOT(MI_ClassFT, GetMethodCount, 7);
SLOT(MI_ClassFT, GetMethodAt, 8);
SLOT(MI_ClassFT, GetMethod, 9);
SLOT(MI_ClassFT, GetParentClassName, 10);
SLOT(MI_ClassFT, GetParentClass, 11);
SLOT(MI_ClassFT, Delete, 12);
SLOT(MI_ClassFT, Clone, 13);

TABLE(MI_ParameterSetFT, 4);
SLOT(MI_ParameterSetFT, GetMethodReturnType, 0);
SLOT(MI_ParameterSetFT, GetParameterCount, 1);
SLOT(MI_ParameterSetFT, GetParameterAt, 2);
SLOT(MI_ParameterSetFT, GetParameter, 3);

TABLE(MI_QualifierSetFT, 3);
SLOT(MI_QualifierSetFT, GetQualifierCount, 0);
SLOT(MI_QualifierSetFT, GetQualifierAt, 1);
SLOT(MI_QualifierSetFT, GetQualifier, 2);

TABLE(MI_PropertySetFT, 8);
SLOT(MI_PropertySetFT, GetElementCount, 0);
SLOT(MI_PropertySetFT, ContainsElement, 1);
SLOT(MI_PropertySetFT, AddElement, 2);
SLOT(MI_PropertySetFT, GetElementAt, 3);
SLOT(MI_PropertySetFT, Clear, 4);
SLOT(MI_PropertySetFT, Destruct, 5);
SLOT(MI_PropertySetFT, Delete, 6);
SLOT(MI_PropertySetFT, Clone, 7);

TABLE(MI_FilterFT, 2);
SLOT(MI_FilterFT, Evaluate, 0);
SLOT(MI_FilterFT, GetExpression, 1);

/* The longer tables of real classes and parameter sets. */
TABLE(struct mtr_mi_class_ft, 18);
SLOT(struct mtr_mi_class_ft, base, 0);
SLOT(struct mtr_mi_class_ft, GetClassFlagsExt, 14);
SLOT(struct mtr_mi_class_ft, GetParentClassExt, 15);
SLOT(struct mtr_mi_class_ft, GetElementAtExt, 16);
SLOT(struct mtr_mi_class_ft, GetMethodAtExt, 17);

TABLE(struct mtr_mi_parameter_set_ft, 5);
SLOT(struct mtr_mi_parameter_set_ft, base, 0);
SLOT(struct mtr_mi_parameter_set_ft, GetParameterAtExt, 4);
/* clang-format on */

#endif /* MI_LAYOUT_TABLES_H */
