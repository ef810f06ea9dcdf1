/*
 * Options, of whatever kind: named values and credentials behind a handle.
 *
 * The three kinds have handles of one layout and share these functions; options_tables.c gives each its table. The
 * values are elements of a dynamic instance, so that names, types and indices behave as an instance's do, as they do
 * in stock libmi. Result codes are stock libmi's, too.
 */
#ifndef DISPATCH_OPTIONS_H
#define DISPATCH_OPTIONS_H

#include <mi/mi_extended.h>

struct dispatch_credential;

/* What reserved2 of a handle points to. */
struct dispatch_options {
	MI_Instance *values; /* NULL until the first is set */
	struct dispatch_credential *credentials;
};

/* Any of the three handles. */
struct dispatch_options_handle {
	MI_Uint64 reserved1; /* 0 */
	struct dispatch_options *options;
	const void *ft;
};

MI_Result dispatch_options_new(const void *ft, struct dispatch_options_handle *ret_handle);
/* Frees the options and zeroes the handle. */
MI_Result dispatch_options_delete(struct dispatch_options_handle *handle);
MI_Result dispatch_options_clone(const struct dispatch_options_handle *handle,
				 struct dispatch_options_handle *ret_handle);

MI_Result dispatch_options_set_string(struct dispatch_options_handle *handle, const MI_Char *name, const MI_Char *value,
				      MI_Uint32 flags);
MI_Result dispatch_options_set_number(struct dispatch_options_handle *handle, const MI_Char *name, MI_Uint32 value,
				      MI_Uint32 flags);
MI_Result dispatch_options_set_datetime(struct dispatch_options_handle *handle, const MI_Char *name,
					const MI_Datetime *value, MI_Uint32 flags);
MI_Result dispatch_options_set_interval(struct dispatch_options_handle *handle, const MI_Char *name,
					const MI_Interval *value, MI_Uint32 flags);
MI_Result dispatch_options_set_custom(struct dispatch_options_handle *handle, const MI_Char *name, MI_Type type,
				      const MI_Value *value, MI_Boolean must_comply, MI_Uint32 flags);

MI_Result dispatch_options_get_string(const struct dispatch_options_handle *handle, const MI_Char *name,
				      const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags);
MI_Result dispatch_options_get_number(const struct dispatch_options_handle *handle, const MI_Char *name,
				      MI_Uint32 *value, MI_Uint32 *index, MI_Uint32 *flags);
MI_Result dispatch_options_get_datetime(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Datetime *value, MI_Uint32 *index, MI_Uint32 *flags);
MI_Result dispatch_options_get_interval(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Interval *value, MI_Uint32 *index, MI_Uint32 *flags);
MI_Result dispatch_options_get_channels(const struct dispatch_options_handle *handle, const MI_Char *name,
					MI_Uint32 *channels, MI_Uint32 buffer_length, MI_Uint32 *channel_count,
					MI_Uint32 *flags);
MI_Result dispatch_options_get_count(const struct dispatch_options_handle *handle, MI_Uint32 *count);
MI_Result dispatch_options_get_at(const struct dispatch_options_handle *handle, MI_Uint32 index, const MI_Char **name,
				  MI_Value *value, MI_Type *type, MI_Uint32 *flags);
MI_Result dispatch_options_get(const struct dispatch_options_handle *handle, const MI_Char *name, MI_Value *value,
			       MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags);

/* Credentials: option_credentials.c. The list is freed and copied with the options. */
void dispatch_credentials_free(struct dispatch_credential *list);
MI_Result dispatch_credentials_copy(const struct dispatch_credential *list, struct dispatch_credential **ret_copy);
MI_Result dispatch_options_add_credentials(struct dispatch_options_handle *handle, const MI_Char *name,
					   const MI_UserCredentials *credentials, MI_Uint32 flags);
MI_Result dispatch_options_get_credentials_count(const struct dispatch_options_handle *handle, MI_Uint32 *count);
MI_Result dispatch_options_get_credentials_at(const struct dispatch_options_handle *handle, MI_Uint32 index,
					      const MI_Char **name, MI_UserCredentials *credentials, MI_Uint32 *flags);
MI_Result dispatch_options_get_password_at(const struct dispatch_options_handle *handle, MI_Uint32 index,
					   const MI_Char **name, MI_Char *password, MI_Uint32 buffer_length,
					   MI_Uint32 *password_length, MI_Uint32 *flags);

#endif
