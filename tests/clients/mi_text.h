/*
 * MI objects as text, for the logs of the test clients and of the fake library.
 *
 * Everything a reader could see goes into the text, and nothing that differs from run to run: no addresses. Objects are
 * read through their own function tables, as a client does. NULL is written (null), strings are quoted.
 */
#ifndef MI_TEXT_H
#define MI_TEXT_H

#include <stdio.h>

#include <mi/mi.h>

void text_string(FILE *out, const MI_Char *string);
void text_value(FILE *out, const MI_Value *value, MI_Type type);
/* Class, namespace, server, and for each element name, type, flags and value. */
void text_instance(FILE *out, const MI_Instance *instance);
/* Names, flags of elements, qualifiers, methods and their parameters. */
void text_class(FILE *out, const MI_Class *class_object);
/* All options in index order. No credentials. */
void text_operation_options(FILE *out, const MI_OperationOptions *options);
void text_destination_options(FILE *out, const MI_DestinationOptions *options);
void text_delivery_options(FILE *out, const MI_SubscriptionDeliveryOptions *options);

#endif
