/*
 * Sizes and offsets of MI structs, written down from measurements on a libmi build, not from our header.
 */
#ifndef MI_LAYOUT_STRUCTS_H
#define MI_LAYOUT_STRUCTS_H

#include "mi_layout_assert.h"

/* clang-format off */
SIZE(MI_Timestamp, 32);
AT(MI_Timestamp, year, 0);
AT(MI_Timestamp, month, 4);
AT(MI_Timestamp, day, 8);
AT(MI_Timestamp, hour, 12);
AT(MI_Timestamp, minute, 16);
AT(MI_Timestamp, second, 20);
AT(MI_Timestamp, microseconds, 24);
AT(MI_Timestamp, utc, 28);

SIZE(MI_Interval, 32);
AT(MI_Interval, days, 0);
AT(MI_Interval, hours, 4);
AT(MI_Interval, minutes, 8);
AT(MI_Interval, seconds, 12);
AT(MI_Interval, microseconds, 16);
AT(MI_Interval, __padding1, 20);
AT(MI_Interval, __padding2, 24);
AT(MI_Interval, __padding3, 28);

SIZE(MI_Datetime, 36);
AT(MI_Datetime, isTimestamp, 0);
AT(MI_Datetime, u, 4);
AT(MI_Datetime, u.timestamp, 4);
AT(MI_Datetime, u.interval, 4);

SIZE(MI_Value, 40);
AT(MI_Value, boolean, 0);
AT(MI_Value, uint8, 0);
AT(MI_Value, sint8, 0);
AT(MI_Value, uint16, 0);
AT(MI_Value, sint16, 0);
AT(MI_Value, uint32, 0);
AT(MI_Value, sint32, 0);
AT(MI_Value, uint64, 0);
AT(MI_Value, sint64, 0);
AT(MI_Value, real32, 0);
AT(MI_Value, real64, 0);
AT(MI_Value, char16, 0);
AT(MI_Value, datetime, 0);
AT(MI_Value, string, 0);
AT(MI_Value, instance, 0);
AT(MI_Value, reference, 0);
AT(MI_Value, booleana, 0);
AT(MI_Value, uint8a, 0);
AT(MI_Value, sint8a, 0);
AT(MI_Value, uint16a, 0);
AT(MI_Value, sint16a, 0);
AT(MI_Value, uint32a, 0);
AT(MI_Value, sint32a, 0);
AT(MI_Value, uint64a, 0);
AT(MI_Value, sint64a, 0);
AT(MI_Value, real32a, 0);
AT(MI_Value, real64a, 0);
AT(MI_Value, char16a, 0);
AT(MI_Value, datetimea, 0);
AT(MI_Value, stringa, 0);
AT(MI_Value, referencea, 0);
AT(MI_Value, instancea, 0);
AT(MI_Value, array, 0);

SIZE(MI_Qualifier, 24);
AT(MI_Qualifier, name, 0);
AT(MI_Qualifier, type, 8);
AT(MI_Qualifier, flavor, 12);
AT(MI_Qualifier, value, 16);

SIZE(MI_QualifierDecl, 32);
AT(MI_QualifierDecl, name, 0);
AT(MI_QualifierDecl, type, 8);
AT(MI_QualifierDecl, scope, 12);
AT(MI_QualifierDecl, flavor, 16);
AT(MI_QualifierDecl, subscript, 20);
AT(MI_QualifierDecl, value, 24);

SIZE(MI_FeatureDecl, 32);
AT(MI_FeatureDecl, flags, 0);
AT(MI_FeatureDecl, code, 4);
AT(MI_FeatureDecl, name, 8);
AT(MI_FeatureDecl, qualifiers, 16);
AT(MI_FeatureDecl, numQualifiers, 24);

SIZE(MI_ParameterDecl, 48);
AT(MI_ParameterDecl, flags, 0);
AT(MI_ParameterDecl, code, 4);
AT(MI_ParameterDecl, name, 8);
AT(MI_ParameterDecl, qualifiers, 16);
AT(MI_ParameterDecl, numQualifiers, 24);
AT(MI_ParameterDecl, type, 28);
AT(MI_ParameterDecl, className, 32);
AT(MI_ParameterDecl, subscript, 40);
AT(MI_ParameterDecl, offset, 44);

SIZE(MI_PropertyDecl, 72);
AT(MI_PropertyDecl, flags, 0);
AT(MI_PropertyDecl, code, 4);
AT(MI_PropertyDecl, name, 8);
AT(MI_PropertyDecl, qualifiers, 16);
AT(MI_PropertyDecl, numQualifiers, 24);
AT(MI_PropertyDecl, type, 28);
AT(MI_PropertyDecl, className, 32);
AT(MI_PropertyDecl, subscript, 40);
AT(MI_PropertyDecl, offset, 44);
AT(MI_PropertyDecl, origin, 48);
AT(MI_PropertyDecl, propagator, 56);
AT(MI_PropertyDecl, value, 64);

SIZE(MI_ObjectDecl, 48);
AT(MI_ObjectDecl, flags, 0);
AT(MI_ObjectDecl, code, 4);
AT(MI_ObjectDecl, name, 8);
AT(MI_ObjectDecl, qualifiers, 16);
AT(MI_ObjectDecl, numQualifiers, 24);
AT(MI_ObjectDecl, properties, 32);
AT(MI_ObjectDecl, numProperties, 40);
AT(MI_ObjectDecl, size, 44);

SIZE(MI_ClassDecl, 104);
AT(MI_ClassDecl, flags, 0);
AT(MI_ClassDecl, code, 4);
AT(MI_ClassDecl, name, 8);
AT(MI_ClassDecl, qualifiers, 16);
AT(MI_ClassDecl, numQualifiers, 24);
AT(MI_ClassDecl, properties, 32);
AT(MI_ClassDecl, numProperties, 40);
AT(MI_ClassDecl, size, 44);
AT(MI_ClassDecl, superClass, 48);
AT(MI_ClassDecl, superClassDecl, 56);
AT(MI_ClassDecl, methods, 64);
AT(MI_ClassDecl, numMethods, 72);
AT(MI_ClassDecl, schema, 80);
AT(MI_ClassDecl, providerFT, 88);
AT(MI_ClassDecl, owningClass, 96);

SIZE(MI_MethodDecl, 88);
AT(MI_MethodDecl, flags, 0);
AT(MI_MethodDecl, code, 4);
AT(MI_MethodDecl, name, 8);
AT(MI_MethodDecl, qualifiers, 16);
AT(MI_MethodDecl, numQualifiers, 24);
AT(MI_MethodDecl, parameters, 32);
AT(MI_MethodDecl, numParameters, 40);
AT(MI_MethodDecl, size, 44);
AT(MI_MethodDecl, returnType, 48);
AT(MI_MethodDecl, origin, 56);
AT(MI_MethodDecl, propagator, 64);
AT(MI_MethodDecl, schema, 72);
AT(MI_MethodDecl, function, 80);

SIZE(MI_SchemaDecl, 32);
AT(MI_SchemaDecl, qualifierDecls, 0);
AT(MI_SchemaDecl, numQualifierDecls, 8);
AT(MI_SchemaDecl, classDecls, 16);
AT(MI_SchemaDecl, numClassDecls, 24);

SIZE(MI_Instance, 64);
AT(MI_Instance, ft, 0);
AT(MI_Instance, classDecl, 8);
AT(MI_Instance, serverName, 16);
AT(MI_Instance, nameSpace, 24);
AT(MI_Instance, reserved, 32);

SIZE(MI_Class, 64);
AT(MI_Class, ft, 0);
AT(MI_Class, classDecl, 8);
AT(MI_Class, namespaceName, 16);
AT(MI_Class, serverName, 24);
AT(MI_Class, reserved, 32);

SIZE(MI_ParameterSet, 24);
AT(MI_ParameterSet, reserved1, 0);
AT(MI_ParameterSet, reserved2, 8);
AT(MI_ParameterSet, ft, 16);

SIZE(MI_QualifierSet, 24);
AT(MI_QualifierSet, reserved1, 0);
AT(MI_QualifierSet, reserved2, 8);
AT(MI_QualifierSet, ft, 16);

SIZE(MI_PropertySet, 32);
AT(MI_PropertySet, ft, 0);
AT(MI_PropertySet, reserved, 8);

SIZE(MI_Filter, 32);
AT(MI_Filter, ft, 0);
AT(MI_Filter, reserved, 8);

SIZE(MI_Application, 24);
AT(MI_Application, reserved1, 0);
AT(MI_Application, reserved2, 8);
AT(MI_Application, ft, 16);

SIZE(MI_Session, 24);
AT(MI_Session, reserved1, 0);
AT(MI_Session, reserved2, 8);
AT(MI_Session, ft, 16);

SIZE(MI_Operation, 24);
AT(MI_Operation, reserved1, 0);
AT(MI_Operation, reserved2, 8);
AT(MI_Operation, ft, 16);

SIZE(MI_HostedProvider, 24);
AT(MI_HostedProvider, reserved1, 0);
AT(MI_HostedProvider, reserved2, 8);
AT(MI_HostedProvider, ft, 16);

SIZE(MI_DestinationOptions, 24);
AT(MI_DestinationOptions, reserved1, 0);
AT(MI_DestinationOptions, reserved2, 8);
AT(MI_DestinationOptions, ft, 16);

SIZE(MI_OperationOptions, 24);
AT(MI_OperationOptions, reserved1, 0);
AT(MI_OperationOptions, reserved2, 8);
AT(MI_OperationOptions, ft, 16);

SIZE(MI_SubscriptionDeliveryOptions, 24);
AT(MI_SubscriptionDeliveryOptions, reserved1, 0);
AT(MI_SubscriptionDeliveryOptions, reserved2, 8);
AT(MI_SubscriptionDeliveryOptions, ft, 16);

SIZE(MI_Serializer, 16);
AT(MI_Serializer, reserved1, 0);
AT(MI_Serializer, reserved2, 8);

SIZE(MI_Deserializer, 16);
AT(MI_Deserializer, reserved1, 0);
AT(MI_Deserializer, reserved2, 8);

SIZE(MI_OperationCallbacks, 72);
AT(MI_OperationCallbacks, callbackContext, 0);
AT(MI_OperationCallbacks, promptUser, 8);
AT(MI_OperationCallbacks, writeError, 16);
AT(MI_OperationCallbacks, writeMessage, 24);
AT(MI_OperationCallbacks, writeProgress, 32);
AT(MI_OperationCallbacks, instanceResult, 40);
AT(MI_OperationCallbacks, indicationResult, 48);
AT(MI_OperationCallbacks, classResult, 56);
AT(MI_OperationCallbacks, streamedParameterResult, 64);

SIZE(MI_SessionCallbacks, 24);
AT(MI_SessionCallbacks, callbackContext, 0);
AT(MI_SessionCallbacks, writeMessage, 8);
AT(MI_SessionCallbacks, writeError, 16);

SIZE(MI_UsernamePasswordCreds, 24);
AT(MI_UsernamePasswordCreds, domain, 0);
AT(MI_UsernamePasswordCreds, username, 8);
AT(MI_UsernamePasswordCreds, password, 16);

SIZE(MI_UserCredentials, 32);
AT(MI_UserCredentials, authenticationType, 0);
AT(MI_UserCredentials, credentials, 8);
AT(MI_UserCredentials, credentials.usernamePassword, 8);
AT(MI_UserCredentials, credentials.certificateThumbprint, 8);

/* What clients reach although it is private. */
SIZE(struct mtr_mi_page, 16);
AT(struct mtr_mi_page, next, 0);

SIZE(struct mtr_mi_batch, 40);
AT(struct mtr_mi_batch, avail, 0);
AT(struct mtr_mi_batch, end, 8);
AT(struct mtr_mi_batch, pages, 16);
AT(struct mtr_mi_batch, numPages, 24);
AT(struct mtr_mi_batch, maxPages, 32);

SIZE(struct mtr_mi_debug_block, 40);
AT(struct mtr_mi_debug_block, prev, 0);
AT(struct mtr_mi_debug_block, next, 8);
AT(struct mtr_mi_debug_block, file, 16);
AT(struct mtr_mi_debug_block, line, 24);
AT(struct mtr_mi_debug_block, id, 28);
AT(struct mtr_mi_debug_block, magic, 32);
AT(struct mtr_mi_debug_block, size, 36);

SIZE(struct mtr_mi_instance_head, 16);
AT(struct mtr_mi_instance_head, magic, 0);
AT(struct mtr_mi_instance_head, refs, 8);

SIZE(struct mtr_mi_instance, 56);
AT(struct mtr_mi_instance, ft, 0);
AT(struct mtr_mi_instance, classDecl, 8);
AT(struct mtr_mi_instance, serverName, 16);
AT(struct mtr_mi_instance, nameSpace, 24);
AT(struct mtr_mi_instance, batch, 32);
AT(struct mtr_mi_instance, self, 40);
AT(struct mtr_mi_instance, releaseBatch, 48);

SIZE(struct mtr_mi_class, 64);
AT(struct mtr_mi_class, ft, 0);
AT(struct mtr_mi_class, classDecl, 8);
AT(struct mtr_mi_class, namespaceName, 16);
AT(struct mtr_mi_class, serverName, 24);
AT(struct mtr_mi_class, batch, 32);
AT(struct mtr_mi_class, refcount, 40);
AT(struct mtr_mi_class, reserved3, 48);
AT(struct mtr_mi_class, reserved4, 56);
/* clang-format on */

#endif /* MI_LAYOUT_STRUCTS_H */
