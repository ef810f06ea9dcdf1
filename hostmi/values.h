/* Setting and reading properties of instances by name. */
#ifndef HOSTMI_VALUES_H
#define HOSTMI_VALUES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>

#include <mi/mi.h>

/*
 * Sets a property the class has; the value is converted to the property's integer type. A property that is not there
 * or does not fit is left alone: the schema is ours, and tests hold every provider against it. NULL sets nothing.
 */
void hostmi_set_string(MI_Instance *instance, const MI_Char *name, const MI_Char *value);
void hostmi_set_number(MI_Instance *instance, const MI_Char *name, int64_t value);
void hostmi_set_boolean(MI_Instance *instance, const MI_Char *name, bool value);
/* Local time with its offset from UTC. */
void hostmi_set_time(MI_Instance *instance, const MI_Char *name, const struct timeval *value);
void hostmi_set_numbers16(MI_Instance *instance, const MI_Char *name, const MI_Uint16 *values, MI_Uint32 nr);
void hostmi_set_strings(MI_Instance *instance, const MI_Char *name, const MI_Char *const *values, MI_Uint32 nr);
void hostmi_set_reference(MI_Instance *instance, const MI_Char *name, const MI_Instance *value);

/* A string property the instance has and that is not NULL; else NULL. Borrowed. */
const MI_Char *hostmi_get_string(const MI_Instance *instance, const MI_Char *name);
/* An integer or boolean of any width, or a string that is a number; false when there is none. */
bool hostmi_get_number(const MI_Instance *instance, const MI_Char *name, int64_t *ret_value);
/* A reference or embedded instance; else NULL. Borrowed. */
const MI_Instance *hostmi_get_instance(const MI_Instance *instance, const MI_Char *name);

/* An integer value of any width, or a boolean; false for other types. */
bool hostmi_value_number(const MI_Value *value, MI_Type type, int64_t *ret_number);
/* Writes an integer as @type; false for types that are none. */
bool hostmi_number_value(int64_t number, MI_Type type, MI_Value *ret_value);

/*
 * Do the keys that @keys has equal those of @instance? Strings are compared exactly, numbers by value whatever their
 * width, references by class and keys. Properties that are no keys do not count; *ret_given is how many keys do.
 */
bool hostmi_keys_match(const MI_Instance *keys, const MI_Instance *instance, unsigned *ret_given);

/* A property that the instance has and that is not NULL. The value is borrowed. @instance may be NULL. */
bool hostmi_find(const MI_Instance *instance, const MI_Char *name, MI_Value *ret_value, MI_Type *ret_type);

#endif
