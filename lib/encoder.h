/*
 * From MI objects to protobuf wire bytes, by hand, without allocating: the hot path.
 *
 * An encoder writes one message body into memory of the caller's. Whatever leaves the
 * client's memory leaves it through here, and redaction happens here, before the bytes
 * are hashed, stored or shown: there is no way around it.
 *
 *	mtr_encoder_begin(&e, buf, size, env);
 *	call = mtr_encode_open(&e, MTR_PACKET_CALL_BEGIN);
 *	mtr_encode_uint(&e, MTR_CALL_FUNCTION, MTR_FUNCTION_MI_Session_GetInstance);
 *	mtr_encode_name(&e, MTR_CALL_NAMESPACE_NAME, name);
 *	mtr_encode_instance(&e, MTR_CALL_INSTANCE, instance);
 *	mtr_encode_close(&e, call);
 *	if (mtr_encoder_overflowed(&e)) ... again in a larger buffer
 *
 * Field numbers come from mitrace_fields.h, and fields are to be written in ascending order.
 * Lengths of nested messages are reserved as one byte and moved when they turn out longer,
 * so the bytes are canonical protobuf. Room is asked for in steps: a buffer may count as too
 * small although up to MTR_ENCODER_SLACK bytes of it are left.
 * Thread: an encoder and its schema cache belong to one thread at a time. Nothing here
 * locks, allocates, calls the system or changes errno, except where said.
 */
#ifndef MTR_ENCODER_H
#define MTR_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mi/mi.h>

struct mtr_redaction;
struct mtr_schema_cache;

enum {
	MTR_ENCODER_DEPTH_MAX = 32,   /* instances within instances followed */
	MTR_ENCODER_SCHEMAS_MAX = 64, /* different classes one event can refer to by id */
	MTR_ENCODER_SLACK = 128,      /* bytes */
};

/* What all encoders of a thread share. */
struct mtr_encoder_env {
	const struct mtr_redaction *redaction; /* never NULL */
	struct mtr_schema_cache *schemas;      /* NULL: classes are written inline */
	size_t cap; /* bytes of one string or array that are kept; the rest is cut and marked */
};

struct mtr_encoder {
	uint8_t *start, *cur, *end;
	const struct mtr_encoder_env *env;
	uint64_t cut; /* bytes left out by the cap, for Packet.cut */
	uint32_t nr_schemas;
	uint32_t schemas[MTR_ENCODER_SCHEMAS_MAX]; /* ids used, for the writer */
	uint16_t depth;
	uint16_t secret; /* instances under secret names the encoder is within: all their content is secret */
	bool overflowed;
	bool in_class; /* within a Class message: instances there (values of qualifiers) have their class inline */
};

static inline void mtr_encoder_begin(struct mtr_encoder *e, void *buf, size_t size, const struct mtr_encoder_env *env)
{
	e->start = (uint8_t *)buf;
	e->cur = e->start;
	e->end = e->start + size;
	e->env = env;
	e->cut = 0;
	e->nr_schemas = 0;
	e->depth = 0;
	e->secret = 0;
	e->overflowed = false;
	e->in_class = false;
}

/* True when the buffer was too small; what is in it is void then. */
static inline bool mtr_encoder_overflowed(const struct mtr_encoder *e)
{
	return e->overflowed;
}

static inline size_t mtr_encoder_size(const struct mtr_encoder *e)
{
	return (size_t)(e->cur - e->start);
}

/* A nested message; returns where its length stands, to be handed to mtr_encode_close(). */
size_t mtr_encode_open(struct mtr_encoder *e, unsigned field);
void mtr_encode_close(struct mtr_encoder *e, size_t mark);

void mtr_encode_uint(struct mtr_encoder *e, unsigned field, uint64_t value);
/* Unlike a NULL string, `false` is written: absent and false differ. */
void mtr_encode_bool(struct mtr_encoder *e, unsigned field, bool value);
void mtr_encode_bytes(struct mtr_encoder *e, unsigned field, const void *data, size_t size);

/* Identifiers: names of classes, namespaces, methods, roles. NULL: nothing is written. */
void mtr_encode_name(struct mtr_encoder *e, unsigned field, const MI_Char *name);
/* Free text (messages, errors, queries, destinations): secrets within it become tokens. */
void mtr_encode_text(struct mtr_encoder *e, unsigned field, const MI_Char *text);

/*
 * Objects of any origin, read through their class declaration (the way the library itself
 * reads inbound ones), never through a function table. NULL: nothing is written.
 */
void mtr_encode_instance(struct mtr_encoder *e, unsigned field, const MI_Instance *instance);
void mtr_encode_class(struct mtr_encoder *e, unsigned field, const MI_Class *class);

/*
 * A named value outside an instance: a streamed parameter, an option. The type is always written.
 * @name decides redaction. @flags as MI hands them (MI_FLAG_NULL: *value is not read). @value may be NULL.
 */
void mtr_encode_value(struct mtr_encoder *e, unsigned field, const MI_Char *name, MI_Type type, MI_Uint32 flags,
		      const MI_Value *value);

/*
 * Options objects, read through the table they came with. The caller keeps the calls this makes
 * into the library apart from the client's. A handle that is NULL or has no table: nothing is written.
 */
void mtr_encode_operation_options(struct mtr_encoder *e, unsigned field, const MI_OperationOptions *options);
void mtr_encode_destination_options(struct mtr_encoder *e, unsigned field, const MI_DestinationOptions *options);
void mtr_encode_delivery_options(struct mtr_encoder *e, unsigned field, const MI_SubscriptionDeliveryOptions *options);

#endif
