/* Pieces of memory that declarations were read from. Reads what encode_class.c reads, in an order that is safe. */
#include "schema_proof.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "encode_parts.h"

enum {
	PROOFS = 64, /* declarations remembered, by address */
	PIECES_MAX = 8192,
	CONTENT_MAX = 1024 * 1024, /* mapped, and used as far as it is needed */
	CLASSES_MAX = MTR_ENCODER_DEPTH_MAX,
	PAGE = 4096, /* the smallest there is */
};

struct piece {
	const void *at;
	uint32_t size, content; /* where its content is kept */
};

struct proof {
	const MI_ClassDecl *decl;
	const struct mtr_schema *schema;
	uint32_t first, nr; /* pieces; none: it cannot be proven this way */
};

struct mtr_schema_proofs {
	struct proof proof[PROOFS];
	uint32_t nr_pieces, used;
	bool building; /* a signal handler that makes a call meanwhile remembers nothing */
	bool failed;
	struct piece piece[PIECES_MAX];
	uint8_t content[CONTENT_MAX];
};

/* ---- reading */

/*
 * Compared in one go; but only to the end of the page that the first one ends in, because what follows that may be gone
 * when the first one has changed. The first piece of a proof has none before it.
 */
static bool are_neighbours(const struct piece *piece, const void *at, size_t size)
{
	uintptr_t end = (uintptr_t)piece->at + piece->size;

	return piece->at && end == (uintptr_t)at && (end - 1) / PAGE == (end + size - 1) / PAGE;
}

static void note(struct mtr_schema_proofs *p, const void *at, size_t size)
{
	struct piece *last = p->nr_pieces ? &p->piece[p->nr_pieces - 1] : NULL;

	if (p->failed || !size)
		return;
	if (p->nr_pieces == PIECES_MAX || size > CONTENT_MAX - p->used) {
		p->failed = true;
		return;
	}
	memcpy(p->content + p->used, at, size);
	p->piece[p->nr_pieces++] = (struct piece){at, (uint32_t)size, p->used};
	p->used += (uint32_t)size;
	if (last && are_neighbours(last, at, size)) {
		last->size += (uint32_t)size;
		p->nr_pieces--;
	}
}

static void note_string(struct mtr_schema_proofs *p, const char *string)
{
	if (string)
		note(p, string, strlen(string) + 1);
}

static void note_array(struct mtr_schema_proofs *p, MI_Uint32 type, const MI_Array *array)
{
	unsigned element = type & ~(unsigned)MI_ARRAY;
	char *const *strings = array->data;
	MI_Uint32 i;

	if (!array->data)
		return;
	note(p, array->data, (size_t)array->size * mtr_value_size[element]);
	for (i = 0; element == MI_STRING && i < array->size && !p->failed; i++)
		note_string(p, strings[i]);
}

static void note_value(struct mtr_schema_proofs *p, MI_Uint32 type, const void *value)
{
	MI_Value v;

	if (!value || type >= MTR_MI_TYPES)
		return;
	if ((type & ~(unsigned)MI_ARRAY) == MI_INSTANCE || (type & ~(unsigned)MI_ARRAY) == MI_REFERENCE) {
		p->failed = true; /* instances have declarations of their own */
		return;
	}
	note(p, value, mtr_value_size[type]);
	memcpy(&v, value, mtr_value_size[type]);
	if (type == MI_STRING)
		note_string(p, v.string);
	else if (type & MI_ARRAY)
		note_array(p, type, &v.array);
}

static void note_qualifiers(struct mtr_schema_proofs *p, MI_Qualifier const *const *qualifiers, MI_Uint32 count)
{
	MI_Uint32 i;

	if (!qualifiers)
		return;
	note(p, qualifiers, count * sizeof(const MI_Qualifier *));
	for (i = 0; i < count && !p->failed; i++) {
		if (!qualifiers[i])
			continue;
		note(p, qualifiers[i], sizeof(*qualifiers[i]));
		note_string(p, qualifiers[i]->name);
		note_value(p, qualifiers[i]->type, qualifiers[i]->value);
	}
}

static void note_property(struct mtr_schema_proofs *p, const MI_PropertyDecl *decl)
{
	note(p, decl, sizeof(*decl));
	note_string(p, decl->name);
	note_qualifiers(p, decl->qualifiers, decl->numQualifiers);
	note_string(p, decl->className);
	note_value(p, decl->type, decl->value);
	note_string(p, decl->origin);
	note_string(p, decl->propagator);
}

static void note_method(struct mtr_schema_proofs *p, const MI_MethodDecl *decl)
{
	MI_Uint32 i;

	note(p, decl, sizeof(*decl));
	note_string(p, decl->name);
	note_qualifiers(p, decl->qualifiers, decl->numQualifiers);
	if (decl->parameters)
		note(p, decl->parameters, decl->numParameters * sizeof(*decl->parameters));
	for (i = 0; decl->parameters && i < decl->numParameters && !p->failed; i++) {
		const MI_ParameterDecl *parameter = decl->parameters[i];

		if (!parameter)
			continue;
		note(p, parameter, sizeof(*parameter));
		note_string(p, parameter->name);
		note_qualifiers(p, parameter->qualifiers, parameter->numQualifiers);
		note_string(p, parameter->className);
	}
	note_string(p, decl->origin);
	note_string(p, decl->propagator);
}

static void note_members(struct mtr_schema_proofs *p, const MI_ClassDecl *decl)
{
	MI_Uint32 i;

	note(p, decl->properties, mtr_nr_properties(decl) * sizeof(*decl->properties));
	for (i = 0; i < mtr_nr_properties(decl) && !p->failed; i++)
		if (decl->properties[i])
			note_property(p, decl->properties[i]);
	note_qualifiers(p, decl->qualifiers, decl->numQualifiers);
	if (decl->methods)
		note(p, decl->methods, decl->numMethods * sizeof(*decl->methods));
	for (i = 0; decl->methods && i < decl->numMethods && !p->failed; i++)
		if (decl->methods[i])
			note_method(p, decl->methods[i]);
}

static void note_class(struct mtr_schema_proofs *p, const MI_ClassDecl *decl)
{
	unsigned classes;

	for (classes = 0; decl && !p->failed; decl = decl->superClassDecl, classes++) {
		if (classes == CLASSES_MAX) {
			p->failed = true;
			return;
		}
		note(p, decl, sizeof(*decl));
		note_string(p, decl->name);
		note_string(p, decl->superClass);
		note_members(p, decl);
	}
}

/* ---- remembering */

static size_t slot_of(const MI_ClassDecl *decl)
{
	return (size_t)(((uintptr_t)decl >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 58) % PROOFS;
}

static void forget_all(struct mtr_schema_proofs *p)
{
	memset(p->proof, 0, sizeof(p->proof));
	p->nr_pieces = 0;
	p->used = 0;
}

static bool read_pieces(struct mtr_schema_proofs *p, const MI_ClassDecl *decl, uint32_t *ret_first)
{
	/* An empty piece keeps this proof's first one apart from the last one of the proof before. */
	*ret_first = p->nr_pieces + 1;
	p->failed = p->nr_pieces == PIECES_MAX;
	if (!p->failed)
		p->piece[p->nr_pieces++] = (struct piece){0};
	note_class(p, decl);
	return !p->failed;
}

void mtr_schema_prove(struct mtr_schema_proofs *p, const struct mtr_schema *schema, const MI_ClassDecl *decl)
{
	struct proof *proof;
	uint32_t nr_pieces, used, first;
	bool whole;

	if (!p || p->building)
		return;
	proof = &p->proof[slot_of(decl)];
	if (proof->decl == decl && proof->schema == schema && !proof->nr)
		return; /* tried before */
	p->building = true;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	nr_pieces = p->nr_pieces;
	used = p->used;
	whole = read_pieces(p, decl, &first);
	if (!whole && (used > CONTENT_MAX / 2 || nr_pieces > PIECES_MAX / 2)) {
		/* Full of what came before: all of it begins anew. */
		forget_all(p);
		nr_pieces = used = 0;
		whole = read_pieces(p, decl, &first);
	}
	if (!whole) {
		p->nr_pieces = nr_pieces;
		p->used = used;
	}
	*proof = (struct proof){decl, schema, first, whole ? p->nr_pieces - first : 0};
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	p->building = false;
}

bool mtr_schema_proven(const struct mtr_schema_proofs *p, const struct mtr_schema *schema, const MI_ClassDecl *decl)
{
	const struct proof *proof;
	const struct piece *piece, *end;

	if (!p || p->building)
		return false;
	proof = &p->proof[slot_of(decl)];
	if (proof->decl != decl || proof->schema != schema || !proof->nr)
		return false;
	piece = &p->piece[proof->first];
	for (end = piece + proof->nr; piece != end; piece++)
		if (memcmp(piece->at, p->content + piece->content, piece->size) != 0)
			return false;
	return true;
}

struct mtr_schema_proofs *mtr_schema_proofs_new(void)
{
	int saved = errno;
	void *memory = mmap(NULL, sizeof(struct mtr_schema_proofs), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	errno = saved;
	return memory == MAP_FAILED ? NULL : memory;
}

void mtr_schema_proofs_free(struct mtr_schema_proofs *proofs)
{
	if (proofs)
		munmap(proofs, sizeof(*proofs));
}
