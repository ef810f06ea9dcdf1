/* Beginning an event, plain fields, strings with their redaction. */
#include "encoder.h"

#include "encode_parts.h"

size_t mtr_encode_open(struct mtr_encoder *e, unsigned field)
{
	return mtr_emit_open(e, field);
}

void mtr_encode_close(struct mtr_encoder *e, size_t mark)
{
	mtr_emit_close(e, mark);
}

unsigned mtr_emit_moved_close(struct mtr_encoder *e, size_t mark, unsigned length_size)
{
	size_t size = (size_t)(e->cur - e->start) - mark, start = mark - length_size;
	unsigned needed = (unsigned)mtr_varint_size(size);

	if (needed > length_size && !mtr_encode_room(e, needed - length_size))
		return length_size;
	memmove(e->start + start + needed, e->start + mark, size);
	mtr_put_varint(e->start + start, size);
	e->cur = e->start + start + needed + size;
	return needed < 2 ? 1 : 2;
}

void mtr_encode_uint(struct mtr_encoder *e, unsigned field, uint64_t value)
{
	mtr_emit_uint(e, field, value);
}

void mtr_encode_bool(struct mtr_encoder *e, unsigned field, bool value)
{
	mtr_emit_uint(e, field, value);
}

void mtr_encode_bytes(struct mtr_encoder *e, unsigned field, const void *data, size_t size)
{
	mtr_emit_bytes(e, field, data, size);
}

/* How much of @len bytes is kept; the rest is counted. */
static size_t keep(struct mtr_encoder *e, size_t len, uint64_t *cut)
{
	size_t cap = e->env->cap;

	if (__builtin_expect(len <= cap, 1))
		return len;
	e->cut += len - cap;
	*cut += len - cap;
	return cap;
}

static bool emit_scanned(struct mtr_encoder *e, unsigned field, const char *text, size_t len)
{
	struct mtr_secret_span secret;
	bool redacted = false;
	size_t from = 0;
	size_t mark = mtr_emit_open(e, field);

	while (!e->overflowed && mtr_redaction_next_secret(text, len, from, &secret)) {
		size_t before = secret.start - from;

		if (!mtr_encode_room(e, before) || !mtr_encode_room(e, before + MTR_TOKEN_SIZE))
			break;
		memcpy(e->cur, text + from, before);
		mtr_redaction_token(e->env->redaction, text + secret.start, secret.len, (char *)e->cur + before);
		e->cur += before + MTR_TOKEN_SIZE;
		from = secret.start + secret.len;
		redacted = true;
	}
	if (mtr_encode_room(e, len - from)) {
		memcpy(e->cur, text + from, len - from);
		e->cur += len - from;
	}
	mtr_emit_close(e, mark);
	return redacted;
}

bool mtr_emit_string(struct mtr_encoder *e, unsigned field, const char *text, size_t len, enum mtr_treatment treatment,
		     uint64_t *cut)
{
	char token[MTR_TOKEN_SIZE];

	if (treatment == MTR_TOKEN && len) {
		mtr_redaction_token(e->env->redaction, text, len, token);
		mtr_emit_bytes(e, field, token, sizeof(token));
		return true;
	}
	len = keep(e, len, cut);
	if (treatment == MTR_SCAN && !mtr_redaction_text_is_plain(text, len))
		return emit_scanned(e, field, text, len);
	mtr_emit_bytes(e, field, text, len);
	return false;
}

void mtr_encode_name(struct mtr_encoder *e, unsigned field, const MI_Char *name)
{
	uint64_t cut = 0;

	if (name)
		mtr_emit_string(e, field, name, strlen(name), MTR_KEEP, &cut);
}

/* Under `credentials`, text may still hold credentials of the API: the user info of a destination. */
static void emit_text_of_credentials_policy(struct mtr_encoder *e, unsigned field, const MI_Char *text, size_t len)
{
	size_t size = mtr_redaction_text(e->env->redaction, text, len, NULL, 0);

	if (mtr_emit_head(e, field, size)) {
		mtr_redaction_text(e->env->redaction, text, len, (char *)e->cur, size);
		e->cur += size;
	}
}

void mtr_encode_text(struct mtr_encoder *e, unsigned field, const MI_Char *text)
{
	struct mtr_value_head head;
	uint64_t cut = 0;

	if (!text)
		return;
	mtr_treat(e, false, &head);
	if (head.treatment == MTR_KEEP)
		emit_text_of_credentials_policy(e, field, text, keep(e, strlen(text), &cut));
	else
		mtr_emit_string(e, field, text, strlen(text), head.treatment, &cut);
}
