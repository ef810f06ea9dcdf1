/*
 * Instance messages: objects of any origin, read through their class declaration.
 *
 * No function table is touched. What is read is what the library itself reads of an instance that a client hands in:
 * the object that `self` points to, the declaration's properties, and fields at their offsets.
 *
 * The first guess at an instance's class is what this thread saw last under the same key. The guess is proven or
 * disproven property by property while values are written, each before its value; a disproven guess takes back what
 * was written and looks the class up by its whole content.
 */
#include "encode_fast.h"

#include <mi/mi_extended.h>

#include "schema_match.h"
#include "schema_proof.h"

/* The object that has the fields. */
static const MI_Instance *self_of(const MI_Instance *instance)
{
	const MI_Instance *self = (const MI_Instance *)((const struct mtr_mi_instance *)instance)->self;

	return self ? self : instance;
}

/* Flags as MI_Instance_GetElementAt tells them. */
static inline MI_Uint32 flags_of_field(const MI_PropertyDecl *decl, const uint8_t *field)
{
	MI_Uint32 flags = decl->flags & ~(MI_Uint32)MTR_FLAGS_OF_VALUES;
	unsigned size;

	if (decl->type >= MTR_MI_TYPES)
		return flags | MI_FLAG_NULL;
	size = mtr_value_size[decl->type];
	if (!field[size])
		flags |= MI_FLAG_NULL;
	if (!(field[size + 1] & MTR_MI_FIELD_MODIFIED))
		flags |= MI_FLAG_NOT_MODIFIED;
	return flags;
}

static inline void emit_element(struct mtr_encoder *e, const MI_Instance *self, const MI_PropertyDecl *decl,
				bool secret_name)
{
	const uint8_t *field = (const uint8_t *)self + decl->offset;
	MI_Uint32 flags = flags_of_field(decl, field);
	MI_Uint32 differing = flags ^ mtr_element_flags(decl);
	struct mtr_value_head head = {
		.flags = flags,
		.flags_set = differing && differing != MI_FLAG_NULL,
	};

	if (flags & MI_FLAG_NULL)
		head.null = true;
	else
		mtr_treat(e, secret_name, &head);
	mtr_emit_value(e, MTR_INSTANCE_VALUE, decl->type, field, &head);
}

MI_Uint32 mtr_namer(const MI_ClassDecl *decl)
{
	MI_Uint32 nr = mtr_nr_properties(decl), i;

	for (i = 0; i < nr; i++) {
		const MI_PropertyDecl *p = decl->properties[i];

		if (p && p->name && p->type == MI_STRING && mtr_redaction_names_another(p->name, strlen(p->name)))
			break;
	}
	return i;
}

/* The namer's value is a secret name. */
static bool names_secret(const MI_Instance *self, const MI_ClassDecl *decl, MI_Uint32 namer)
{
	const MI_PropertyDecl *p = namer < mtr_nr_properties(decl) ? decl->properties[namer] : NULL;
	const uint8_t *field;
	const char *name;

	if (!p || p->type != MI_STRING)
		return false;
	field = (const uint8_t *)self + p->offset;
	memcpy(&name, field, sizeof(name));
	return field[sizeof(name)] && name && mtr_redaction_secret_name(name, strlen(name));
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_head(const struct mtr_schema *s, const MI_ClassDecl *decl)
{
	return s->flags == decl->flags && s->code == decl->code && s->nr_elements == mtr_nr_properties(decl) &&
	       !decl->numQualifiers && !decl->numMethods && !decl->superClassDecl && decl->name &&
	       mtr_schema_same_name(s->name, s->name_size, decl->name) && same_string(s->super_class, decl->superClass);
}

static inline uint64_t two_words(const MI_Uint32 *words)
{
	uint64_t both;

	memcpy(&both, words, sizeof(both));
	return both;
}

/* That a schema is not rich says what the declaration must not have. */
static inline __attribute__((always_inline)) bool same_element(const struct mtr_schema_element *s,
							       const MI_PropertyDecl *decl)
{
	const uint64_t all = ~(uint64_t)MTR_FLAGS_OF_VALUES; /* of flags and code, little end first */
	uint64_t differing;

	_Static_assert(offsetof(MI_PropertyDecl, code) == offsetof(MI_PropertyDecl, flags) + 4, "two words");
	_Static_assert(offsetof(MI_PropertyDecl, type) == offsetof(MI_PropertyDecl, numQualifiers) + 4, "two words");
	if (__builtin_expect(!decl || !decl->name, 0))
		return false;
	differing = (two_words(&s->flags) ^ two_words(&decl->flags)) & all;
	differing |= two_words(&s->no_qualifiers) ^ two_words(&decl->numQualifiers);
	differing |= s->subscript ^ decl->subscript;
	differing |= (uintptr_t)decl->className | (uintptr_t)decl->origin | (uintptr_t)decl->propagator |
		     (uintptr_t)decl->value;
	return !differing && mtr_schema_same_name(s->name, s->name_size, decl->name);
}

/* The class at the encoder's end, for comparing; taken back by the caller. Returns its size, 0 without room. */
static size_t serialise_class(struct mtr_encoder *e, const MI_ClassDecl *decl)
{
	uint64_t cut = e->cut;
	uint8_t *start = e->cur;

	mtr_emit_instance_class(e, decl);
	e->cut = cut;
	return e->overflowed ? 0 : (size_t)(e->cur - start);
}

static const struct mtr_schema *intern(struct mtr_encoder *e, const MI_ClassDecl *decl)
{
	const struct mtr_schema *schema = NULL;
	uint8_t *start = e->cur;
	size_t size = serialise_class(e, decl);

	if (size)
		schema = mtr_schema_intern(decl, start, size);
	if (!e->overflowed)
		e->cur = start;
	return schema;
}

static bool is_rich_schema_of(struct mtr_encoder *e, const struct mtr_schema *schema, const MI_ClassDecl *decl)
{
	/* Within what is secret as a whole, defaults are written differently. */
	struct mtr_schema_proofs *proofs = e->secret ? NULL : mtr_schema_cache_proofs(e->env->schemas);
	uint8_t *start = e->cur;
	size_t size;
	bool same;

	if (mtr_schema_proven(proofs, schema, decl))
		return true;
	size = serialise_class(e, decl);
	same = size == schema->size && !memcmp(start, schema->bytes, size);
	if (!e->overflowed)
		e->cur = start;
	if (same)
		mtr_schema_prove(proofs, schema, decl);
	return same;
}

/* Notes the id as used by this event. False: the event has too many. */
static bool use_schema(struct mtr_encoder *e, uint32_t id)
{
	uint32_t i;

	for (i = 0; i < e->nr_schemas; i++)
		if (e->schemas[i] == id)
			return true;
	if (e->nr_schemas == MTR_ENCODER_SCHEMAS_MAX)
		return false;
	e->schemas[e->nr_schemas++] = id;
	return true;
}

static inline void emit_name(struct mtr_encoder *e, unsigned field, const char *name)
{
	size_t size = strlen(name);

	if (mtr_emit_head(e, field, size)) {
		mtr_copy_short(e->cur, name, size);
		e->cur += size;
	}
}

static inline void emit_names(struct mtr_encoder *e, const MI_Instance *self)
{
	if (self->nameSpace)
		emit_name(e, MTR_INSTANCE_NAMESPACE_NAME, self->nameSpace);
	if (self->serverName)
		emit_name(e, MTR_INSTANCE_SERVER_NAME, self->serverName);
}

static bool same_elements(const struct mtr_schema_element *s, const struct mtr_schema_element *end,
			  MI_PropertyDecl const *const *property)
{
	for (; s != end; s++, property++)
		if (!same_element(s, *property))
			return false;
	return true;
}

/*
 * A value as most are: see encode_fast.h. Returns the end of what it wrote at @p; NULL: it is not, or there is not much
 * room, and nothing is written.
 */
static inline __attribute__((always_inline)) uint8_t *put_plain_element(const struct mtr_encoder *e, uint8_t *p,
									const struct mtr_schema_element *s,
									const uint8_t *field,
									enum mtr_treatment treatment)
{
	const uint8_t *marks = field + s->value_size; /* exists, flags */

	if (__builtin_expect(e->end - p < MTR_PLAIN_ROOM || !s->value_size || (marks[1] & MTR_MI_FIELD_MODIFIED), 0))
		return NULL;
	if (!marks[0])
		return mtr_put_plain_null(p);
	return mtr_put_plain_value(p, s->type, field, treatment, e->env->cap);
}

/* All values, each property compared with the schema's first. False at the first that differs. */
static bool emit_compared(struct mtr_encoder *e, const struct mtr_schema *schema, const MI_Instance *self,
			  const MI_ClassDecl *decl)
{
	const struct mtr_schema_element *s = schema->elements, *end = s + schema->nr_elements;
	MI_PropertyDecl const *const *property = decl->properties;
	struct mtr_value_head plain, secret;
	uint8_t *to = e->cur, *next;

	mtr_treat(e, false, &plain);
	mtr_treat(e, true, &secret);
	for (; s != end; s++, property++) {
		bool hide = s->secret_name;

		if (!same_element(s, *property))
			return false;
		if (__builtin_expect(s->named, 0)) {
			/* what it is named by may come behind it, and must be what the schema says before a byte is written */
			if (!same_elements(s + 1, end, property + 1))
				return false;
			hide = hide || names_secret(self, decl, schema->namer);
		}
		next = put_plain_element(e, to, s, (const uint8_t *)self + (*property)->offset,
					 hide ? secret.treatment : plain.treatment);
		if (__builtin_expect(!next, 0)) {
			e->cur = to;
			emit_element(e, self, *property, hide);
			if (e->overflowed)
				return true;
			next = e->cur;
		}
		to = next;
	}
	e->cur = to;
	return true;
}

static bool emit_plain_element(struct mtr_encoder *e, const MI_Instance *self, const MI_PropertyDecl *p,
			       const struct mtr_schema_element *s, bool secret)
{
	struct mtr_value_head head;
	uint8_t *end;

	mtr_treat(e, secret, &head);
	end = put_plain_element(e, e->cur, s, (const uint8_t *)self + p->offset, head.treatment);
	if (end)
		e->cur = end;
	return end;
}

/* All values, of a class known to be @schema's, or of any class when that is NULL. */
static void emit_values(struct mtr_encoder *e, const struct mtr_schema *schema, const MI_Instance *self,
			const MI_ClassDecl *decl)
{
	const struct mtr_value_head missing = {.null = true};
	bool pair_is_secret =
		(!schema || schema->has_named) && names_secret(self, decl, schema ? schema->namer : mtr_namer(decl));
	const MI_PropertyDecl *p;
	bool secret, named;
	MI_Uint32 i;

	for (i = 0; i < mtr_nr_properties(decl) && !e->overflowed; i++) {
		p = decl->properties[i];
		if (!p) {
			mtr_emit_value(e, MTR_INSTANCE_VALUE, MI_BOOLEAN, NULL, &missing);
			continue;
		}
		if (schema) {
			secret = schema->elements[i].secret_name;
			named = schema->elements[i].named;
		} else {
			secret = p->name && mtr_redaction_secret_name(p->name, strlen(p->name));
			named = p->name && mtr_redaction_named_by_another(p->name, strlen(p->name));
		}
		secret = secret || (named && pair_is_secret);
		if (!schema || !emit_plain_element(e, self, p, &schema->elements[i], secret))
			emit_element(e, self, p, secret);
	}
}

/* Writes the instance as one of @schema, which is not rich, if it is one. False: it is not, and nothing is written. */
static inline bool emit_if_same(struct mtr_encoder *e, const struct mtr_schema *schema, const MI_Instance *self,
				const MI_ClassDecl *decl)
{
	uint32_t nr_schemas = e->nr_schemas;
	uint64_t cut = e->cut;
	uint8_t *start = e->cur;

	if (!same_head(schema, decl) || !use_schema(e, schema->id))
		return false;
	mtr_emit_uint(e, MTR_INSTANCE_SCHEMA, schema->id);
	emit_names(e, self);
	if (emit_compared(e, schema, self, decl))
		return true;
	e->cur = start;
	e->nr_schemas = nr_schemas;
	e->cut = cut;
	return false;
}

/* The same for any schema, and none. */
static bool emit_guessed(struct mtr_encoder *e, const struct mtr_schema *schema, const MI_Instance *self,
			 const MI_ClassDecl *decl)
{
	if (!schema)
		return false;
	if (!schema->rich)
		return emit_if_same(e, schema, self, decl);
	if (!is_rich_schema_of(e, schema, decl) || !use_schema(e, schema->id))
		return false;
	mtr_emit_uint(e, MTR_INSTANCE_SCHEMA, schema->id);
	emit_names(e, self);
	emit_values(e, schema, self, decl);
	return true;
}

/* Looked up by numbers of the declaration. Returns the class it was written under, or NULL: nothing is written. */
static const struct mtr_schema *emit_looked_up(struct mtr_encoder *e, const MI_Instance *self, const MI_ClassDecl *decl)
{
	struct mtr_schema_cache *cache = e->env->schemas;
	uint64_t key = mtr_schema_key(decl), full_key;
	const struct mtr_schema *schema = mtr_schema_find(cache, key);

	if (__builtin_expect(emit_guessed(e, schema, self, decl), 1))
		return schema;
	full_key = mtr_schema_full_key(decl);
	schema = mtr_schema_find(cache, full_key);
	if (!emit_guessed(e, schema, self, decl)) {
		schema = intern(e, decl);
		if (!schema || !use_schema(e, schema->id))
			return NULL;
		mtr_emit_uint(e, MTR_INSTANCE_SCHEMA, schema->id);
		emit_names(e, self);
		emit_values(e, schema, self, decl);
		mtr_schema_remember(cache, full_key, schema);
	}
	mtr_schema_remember(cache, key, schema);
	return schema;
}

/* The class by its number and the values. False: it has none, nothing is written. */
static inline bool emit_by_schema(struct mtr_encoder *e, const MI_Instance *self, const MI_ClassDecl *decl)
{
	struct mtr_schema_cache *cache = e->env->schemas;
	unsigned depth = (e->depth - 1u) % MTR_SCHEMA_LAST;
	const struct mtr_schema *schema = cache->last[depth];

	/* Mostly one instance follows another of its class. */
	if (__builtin_expect(schema && emit_if_same(e, schema, self, decl), 1))
		return true;
	schema = emit_looked_up(e, self, decl);
	if (!schema)
		return false;
	if (!schema->rich)
		cache->last[depth] = schema;
	return true;
}

static void emit_inline(struct mtr_encoder *e, const MI_Instance *self, const MI_ClassDecl *decl)
{
	size_t mark;

	if (decl) {
		mark = mtr_emit_open(e, MTR_INSTANCE_CLASS);
		mtr_emit_instance_class(e, decl);
		mtr_emit_close(e, mark);
	}
	emit_names(e, self);
	if (decl)
		emit_values(e, NULL, self, decl);
}

static void emit_too_deep(struct mtr_encoder *e, unsigned field)
{
	size_t mark = mtr_emit_open(e, field);

	mtr_emit_uint(e, MTR_INSTANCE_TOO_DEEP, 1);
	mtr_emit_close(e, mark);
}

void mtr_encode_instance(struct mtr_encoder *e, unsigned field, const MI_Instance *instance)
{
	struct mtr_schema_cache *cache = e->env->schemas;
	uint8_t none = 1, *expected = cache ? &cache->length_size[e->depth % MTR_SCHEMA_LAST] : &none;
	unsigned length_size = *expected; /* instances within this one may change it */
	const MI_ClassDecl *decl;
	const MI_Instance *self;
	size_t mark;

	if (!instance || e->overflowed)
		return;
	if (e->depth == MTR_ENCODER_DEPTH_MAX) {
		emit_too_deep(e, field);
		return;
	}
	mark = mtr_emit_open_wide(e, field, length_size);
	e->depth++;
	self = self_of(instance);
	decl = self->classDecl;
	if (!decl || !cache || e->in_class || !emit_by_schema(e, self, decl))
		emit_inline(e, self, decl);
	if (self != instance)
		mtr_emit_uint(e, MTR_INSTANCE_DYNAMIC, 1);
	e->depth--;
	*expected = (uint8_t)mtr_emit_close_wide(e, mark, length_size);
}
