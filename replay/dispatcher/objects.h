/*
 * The objects of the MI API that need no session: instances, classes, options, serializers.
 *
 * Made by the client through an application's table, and by the dispatcher and its backends through the functions
 * below. All of them stand alone: they refer to no application, may be used on any thread (one thread at a time where
 * they are written to) and outlive whatever made them. In memory instances and classes are laid out as libmi's
 * (mi_extended.h), so a client may work on them with its own copy of libmi's base code.
 *
 * Functions that answer MI_Result say MI_RESULT_OK or why not; out arguments are NULL or zeroed on failure. All strings
 * and values handed in are copied.
 */
#ifndef DISPATCH_OBJECTS_H
#define DISPATCH_OBJECTS_H

#include <stdbool.h>

#include <mi/mi_extended.h>

/* --- values ------------------------------------------------------------------------------------------------- */

/*
 * A deep copy in memory of its own, embedded instances included. dispatch_value_clear() frees what the copy holds
 * and zeroes it; it accepts a zeroed value of any type.
 */
MI_Result dispatch_value_copy(const MI_Value *value, MI_Type type, MI_Value *ret_copy);
void dispatch_value_clear(MI_Value *value, MI_Type type);

/* --- instances ---------------------------------------------------------------------------------------------- */

/*
 * MI_Application_NewInstance: an instance of @decl if given, else a dynamic one named @class_name. A declaration
 * without an owning class is borrowed and must outlive the instance; one with an owning class is counted.
 */
MI_Result dispatch_instance_new(const MI_Char *class_name, const MI_ClassDecl *decl, MI_Instance **ret_instance);
/* MI_Application_NewInstanceFromClass. @class may be NULL: dynamic. */
MI_Result dispatch_instance_new_from_class(const MI_Char *class_name, const MI_Class *class,
					   MI_Instance **ret_instance);
/* A deep copy of any instance laid out as libmi's, whatever its ft (NULL included): nothing is called through it. */
MI_Result dispatch_instance_clone(const MI_Instance *instance, MI_Instance **ret_copy);
/* Deletes an instance made here; accepts NULL. */
void dispatch_instance_free(MI_Instance *instance);

/*
 * Instances exactly as they were once read. The flags are those that GetElementAt answers: MI_FLAG_NULL and
 * MI_FLAG_NOT_MODIFIED are the field's state, all bits but the latter (MI_FLAG_BORROW among them) the declaration's.
 * Values are copied whatever the flags say, and may be NULL with MI_FLAG_NULL.
 *
 * _new makes a dynamic instance with any class name and flags. _add gives it one more element, not checking whether
 * the name is legal or new. _at sets an element of any instance; the declaration's part of @flags is ignored.
 *
 * Of many that are alike, _like makes one with the elements of @model, a dynamic instance, and _over gives each of them, for
 * the first time, what _add would have given it.
 */
MI_Result dispatch_instance_restore_new(const MI_Char *class_name, MI_Uint32 class_flags, MI_Instance **ret_instance);
MI_Result dispatch_instance_restore_add(MI_Instance *instance, const MI_Char *name, const MI_Value *value, MI_Type type,
					MI_Uint32 flags);
MI_Result dispatch_instance_restore_at(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Type type,
				       MI_Uint32 flags);
MI_Result dispatch_instance_restore_like(const MI_Instance *model, MI_Instance **ret_instance);
MI_Result dispatch_instance_restore_over(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Type type,
					 MI_Uint32 flags);

/*
 * The error instance (class OMI_Error, all 19 properties) that stock libmi hands out as error details.
 * @message may be NULL. Answers NULL when out of memory.
 */
MI_Instance *dispatch_error_instance(MI_Result result, const MI_Char *message);

/* --- classes ------------------------------------------------------------------------------------------------ */

/* MI_Application_NewClass: a class of its own, a deep copy of @decl. The names may be NULL. */
MI_Result dispatch_class_new(const MI_ClassDecl *decl, const MI_Char *namespace_name, const MI_Char *server_name,
			     MI_Class **ret_class);
/* One more reference to the class; a class without a count (filled in by GetParentClassExt) is copied. */
MI_Result dispatch_class_clone(const MI_Class *class, MI_Class **ret_copy);
/* Drops a reference; accepts NULL. The declaration lives until its last class and instance are gone. */
void dispatch_class_free(MI_Class *class);

/*
 * Builds a class step by step. Errors (out of memory, bad index or type) are kept and answered by finish, so the steps
 * answer nothing or an index. All arguments are copied at once.
 *
 *	struct dispatch_class_builder *b = dispatch_class_builder_new(&(struct dispatch_class_info){.name = "X"});
 *	dispatch_class_builder_property(b, &(struct dispatch_property_info){.name = "Key", .type = MI_STRING,
 *					.flags = MI_FLAG_PROPERTY | MI_FLAG_KEY});
 *	dispatch_class_builder_finish(b, &class);
 *	dispatch_instance_new(NULL, class->classDecl, &instance);	// counts the class
 *	dispatch_class_free(class);
 */
struct dispatch_class_builder;

struct dispatch_class_info {
	const MI_Char *name;
	MI_Uint32 flags; /* MI_FLAG_CLASS or such; 0 is kept as 0: a class as dynamic instances have it */
	const MI_Char *super_class;
	const MI_Class *parent; /* referred to by superClassDecl, counted; may be NULL even if super_class is not */
	const MI_Char *namespace_name, *server_name;
};

struct dispatch_property_info {
	const MI_Char *name;
	MI_Uint32
		flags; /* kept as they are; reading an instance's element, NULL and NOT_MODIFIED are the field's own */
	MI_Type type;
	const MI_Char *class_name; /* of references and embedded instances; NULL otherwise */
	MI_Uint32 subscript;
	const MI_Char *origin, *propagator;
	const MI_Value *value; /* default; NULL for none */
};

struct dispatch_method_info {
	const MI_Char *name;
	MI_Uint32 flags;
	MI_Type return_type;
	bool without_return; /* a method that declares no return value at all; rare */
	const MI_Char *origin, *propagator;
};

struct dispatch_parameter_info {
	const MI_Char *name;
	MI_Uint32 flags;
	MI_Type type;
	const MI_Char *class_name;
	MI_Uint32 subscript;
};

struct dispatch_qualifier_info {
	const MI_Char *name;
	MI_Type type;
	MI_Uint32 flavor;
	const MI_Value *value; /* NULL for none */
};

/* What a qualifier sits on. */
enum dispatch_qualified {
	DISPATCH_ON_CLASS,
	DISPATCH_ON_PROPERTY,  /* index of the property */
	DISPATCH_ON_METHOD,    /* index of the method */
	DISPATCH_ON_PARAMETER, /* index of a parameter of the method added last, as answered when it was added */
	DISPATCH_ON_RETURN,    /* the return value of the method with this index */
};

/*
 * NULL when out of memory; every other function accepts that, and finish answers it. Properties inherited from the
 * parent are not added by themselves: list them like the class's own.
 */
struct dispatch_class_builder *dispatch_class_builder_new(const struct dispatch_class_info *info);
MI_Uint32 dispatch_class_builder_property(struct dispatch_class_builder *builder,
					  const struct dispatch_property_info *info);
MI_Uint32 dispatch_class_builder_method(struct dispatch_class_builder *builder,
					const struct dispatch_method_info *info);
/* Adds to the method that was added last. The return value is there already. */
MI_Uint32 dispatch_class_builder_parameter(struct dispatch_class_builder *builder,
					   const struct dispatch_parameter_info *info);
void dispatch_class_builder_qualifier(struct dispatch_class_builder *builder, enum dispatch_qualified on,
				      MI_Uint32 index, const struct dispatch_qualifier_info *info);
/*
 * Frees the builder and answers the class, with a declaration that changes no more: its owningClass is the class and
 * its size has room for every property.
 */
MI_Result dispatch_class_builder_finish(struct dispatch_class_builder *builder, MI_Class **ret_class);
/* Gives up; accepts NULL. */
void dispatch_class_builder_free(struct dispatch_class_builder *builder);

/* --- options ------------------------------------------------------------------------------------------------ */

/* MI_Application_New...Options: with the stock library's visible defaults. */
MI_Result dispatch_destination_options_new(MI_DestinationOptions *ret_options);
MI_Result dispatch_operation_options_new(MI_Boolean must_understand, MI_OperationOptions *ret_options);
MI_Result dispatch_subscription_options_new(MI_SubscriptionDeliveryType type,
					    MI_SubscriptionDeliveryOptions *ret_options);
/*
 * The __MI_DESTINATIONOPTIONS_SSL_OPTIONS that new destination options have; 0 for no such option. Stock libmi takes
 * it from its configuration file.
 */
void dispatch_destination_options_default_ssl(MI_Uint32 ssl_options);
/*
 * The dispatcher's own copy of what a client passed, to be deleted like any other. @options may be NULL or a handle
 * of zeroes: the copy is then a new object with the defaults.
 */
MI_Result dispatch_destination_options_dup(const MI_DestinationOptions *options, MI_DestinationOptions *ret_copy);
MI_Result dispatch_operation_options_dup(const MI_OperationOptions *options, MI_OperationOptions *ret_copy);
MI_Result dispatch_subscription_options_dup(const MI_SubscriptionDeliveryOptions *options,
					    MI_SubscriptionDeliveryOptions *ret_copy);
/* The number option @name (such as a callback mode), or @default_value where it is not set. @options may be NULL. */
MI_Uint32 dispatch_operation_options_number(const MI_OperationOptions *options, const MI_Char *name,
					    MI_Uint32 default_value);

/* --- serializers -------------------------------------------------------------------------------------------- */

/* MI_Application_NewSerializer / NewDeserializer. */
MI_Result dispatch_serializer_new(MI_Uint32 flags, const MI_Char *format, MI_Serializer *ret_serializer);
MI_Result dispatch_deserializer_new(MI_Uint32 flags, const MI_Char *format, MI_Deserializer *ret_deserializer);

/* --- tables ------------------------------------------------------------------------------------------------- */

/* In the handles of objects made here; constant for the life of the process. */
extern const MI_InstanceFT dispatch_instance_ft;
extern const struct mtr_mi_class_ft dispatch_class_ft;
extern const struct mtr_mi_parameter_set_ft dispatch_parameter_set_ft;
extern const MI_QualifierSetFT dispatch_qualifier_set_ft;
extern const MI_DestinationOptionsFT dispatch_destination_options_ft;
extern const MI_OperationOptionsFT dispatch_operation_options_ft;
extern const MI_SubscriptionDeliveryOptionsFT dispatch_subscription_options_ft;
extern const MI_SerializerFT dispatch_serializer_ft;
extern const MI_DeserializerFT dispatch_deserializer_ft;
extern const MI_UtilitiesFT dispatch_utilities_ft;

/*
 * Members of mi_clientFT_V1 that the other half of the dispatcher defines. applicationFT is the table that handles
 * carry; the others are tables of their own with the same functions, and the session's TestConnection is NULL.
 */
extern const MI_ApplicationFT dispatch_application_ft;
extern const MI_SessionFT dispatch_client_session_ft;
extern const MI_OperationFT dispatch_client_operation_ft;
extern const MI_HostedProviderFT dispatch_client_hosted_provider_ft;

#endif
