/*
 * MI objects laid by hand, for tests that have no libmi: declarations, instances and classes in the layout of
 * mi_extended.h, exact or random. Every block is its own allocation, so that a sanitizer sees each byte read too far.
 */
#ifndef INSTANCE_KIT_H
#define INSTANCE_KIT_H

#include <mi/mi.h>
#include <mi/mi_extended.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kit;

/* Owns all that is made with it. The same seed makes the same objects. */
struct kit *kit_new(uint64_t seed);
void kit_free(struct kit *kit);

/* Zeroed; lives as long as the kit. */
void *kit_alloc(struct kit *kit, size_t size);
char *kit_string(struct kit *kit, const char *text);

/* A number below @limit. */
uint64_t kit_random(struct kit *kit, uint64_t limit);

/* What the library stores as MI_ClassDecl.code and the like. */
MI_Uint32 kit_code(const char *name);

/* A declaration without properties, with room for @capacity of them. */
MI_ClassDecl *kit_class_decl(struct kit *kit, const char *name, MI_Uint32 capacity);
/* Appends a property; its field lies after those before it. */
MI_PropertyDecl *kit_add_property(struct kit *kit, MI_ClassDecl *decl, const char *name, MI_Type type, MI_Uint32 flags);

/* All fields NULL. Names may be NULL; they are copied. Static: self is 0. */
MI_Instance *kit_instance(struct kit *kit, const MI_ClassDecl *decl, const char *namespace_name,
			  const char *server_name);
/* As MI_Application_NewInstance makes: a wrapper whose self is @self, which then is its own self. */
MI_Instance *kit_dynamic(struct kit *kit, MI_Instance *self);
/* Puts a value into a field of @instance itself, not of its self; what it points to is borrowed. */
void kit_set(MI_Instance *instance, MI_Uint32 index, const MI_Value *value, MI_Uint8 field_flags);
void kit_set_string(struct kit *kit, MI_Instance *instance, MI_Uint32 index, const char *text);

/* What MI_Instance_GetElementAt answers for an element of @instance or its self. */
void kit_get(const MI_Instance *instance, MI_Uint32 index, MI_Value *ret_value, MI_Uint32 *ret_flags);

/* Any of the 32 types; instances nested at most @depth deep. */
MI_Value kit_random_value(struct kit *kit, MI_Type type, unsigned depth);
/* With qualifiers, methods, defaults and superclasses when @rich. */
MI_ClassDecl *kit_random_decl(struct kit *kit, bool rich, unsigned depth);
MI_Instance *kit_random_instance(struct kit *kit, const MI_ClassDecl *decl, unsigned depth);
MI_Class *kit_random_class(struct kit *kit);

#endif
