/* See request_key.h. */
#include "request_key.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mi/mi.h>

#include "fail.h"
#include "key_value.h"
#include "mi_names.h"
#include "redact.h"
#include "text_out.h"
#include "text_value.h"
#include "trace_store.h"
#include "utf8.h"

enum {
	FIELDS_MAX = 4096, /* further ones are left out: the hash has the first ones */
};

/* Options that say how results are wanted, not which. */
static const char *const manner_options[] = {
	"__MI_OPERATIONOPTIONS_CHANNEL",
	"__MI_OPERATIONOPTIONS_PROMPTUSERMODE",
	"__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE",
	"__MI_OPERATIONOPTIONS_WRITEERRORMODE",
	"__MI_OPERATIONOPTIONS_TIMEOUT",
};

struct builder {
	struct mtr_arena *arena;
	struct replay_key *key;
	const struct replay_store *store;
	bool same_tokens;
	unsigned room;
	int err;
};

static char *keep_text(struct builder *b, const char *data, size_t size)
{
	char *text = b->err ? NULL : mtr_arena_alloc(b->arena, size + 1);

	if (!text) {
		if (!b->err)
			b->err = mtr_fail(-ENOMEM, "out of memory for a request");
		return NULL;
	}
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	return text;
}

/* The hash in tokens becomes stars, the length class stays. */
static void blur_tokens(char *text)
{
	for (char *at = text; (at = strstr(at, "mtr-redacted-"));) {
		size_t len = strlen(at);

		if (len < MTR_TOKEN_SIZE || !mtr_redaction_is_token(at, MTR_TOKEN_SIZE)) {
			at++;
			continue;
		}
		memset(at + MTR_TOKEN_SIZE - 32, '*', 32);
		at += MTR_TOKEN_SIZE;
	}
}

static struct replay_field *add_field(struct builder *b, const char *name, const char *text, size_t size)
{
	struct replay_key *key = b->key;
	struct replay_field *field;
	char *kept;

	if (key->count == FIELDS_MAX)
		return NULL;
	if (key->count == b->room) {
		unsigned room = b->room ? b->room * 2 : 16;
		struct replay_field *fields = mtr_arena_alloc(b->arena, room * sizeof(*fields));

		if (!fields) {
			b->err = mtr_fail(-ENOMEM, "out of memory for a request");
			return NULL;
		}
		if (key->count)
			memcpy(fields, key->fields, key->count * sizeof(*fields));
		key->fields = fields;
		b->room = room;
	}
	kept = keep_text(b, text, size);
	if (!kept)
		return NULL;
	if (!b->same_tokens)
		blur_tokens(kept);
	field = &key->fields[key->count++];
	*field = (struct replay_field){.name = name, .text = kept, .question = true};
	return field;
}

/* --- kinds of fields --------------------------------------------------------------------------------------------- */

static void add_text(struct builder *b, const char *name, bool there, const ProtobufCBinaryData *data)
{
	struct mtr_out out;

	if (!there || b->err)
		return;
	mtr_out_begin(&out, NULL);
	mtr_text_quote(&out, data, 0);
	add_field(b, name, out.data, out.size);
	mtr_out_end(&out);
}

/* Names of classes, namespaces, methods: MI compares them without regard to case. */
static void add_name(struct builder *b, const char *name, bool there, const ProtobufCBinaryData *data)
{
	unsigned before = b->key->count;

	add_text(b, name, there, data);
	if (b->key->count > before)
		b->key->fields[before].folded = true;
}

/* Some write root\cimv2. */
static void add_namespace(struct builder *b, bool there, const ProtobufCBinaryData *data)
{
	ProtobufCBinaryData copy = {data->len, NULL};

	if (!there || b->err)
		return;
	copy.data = data->len ? mtr_arena_copy(b->arena, data->data, data->len) : mtr_arena_alloc(b->arena, 1);
	for (size_t i = 0; copy.data && i < copy.len; i++)
		if (copy.data[i] == '\\')
			copy.data[i] = '/';
	add_name(b, "namespace", copy.data != NULL, &copy);
}

static void add_bool(struct builder *b, const char *name, bool there, bool value)
{
	if (there && !b->err)
		add_field(b, name, value ? "true" : "false", value ? 4 : 5);
}

static const char *joined(struct builder *b, const char *prefix, const ProtobufCBinaryData *name)
{
	size_t len = strlen(prefix);
	char *text = mtr_arena_alloc(b->arena, len + name->len + 1);

	if (!text) {
		b->err = mtr_fail(-ENOMEM, "out of memory for a request");
		return NULL;
	}
	memcpy(text, prefix, len);
	if (name->len)
		memcpy(text + len, name->data, name->len);
	text[len + name->len] = 0;
	mtr_utf8_mask(text); /* it is told in messages */
	return text;
}

static void add_value(struct builder *b, const char *prefix, const ProtobufCBinaryData *name,
		      const Mitrace__Value *value, const Mitrace__Element *element)
{
	const char *full = b->err ? NULL : joined(b, prefix, name);
	struct mtr_out out;

	if (!full)
		return;
	mtr_out_begin(&out, NULL);
	replay_value_text(&out, b->store, value, element);
	add_field(b, full, out.data, out.size);
	mtr_out_end(&out);
}

static bool has_keys(const Mitrace__Class *class)
{
	for (size_t i = 0; i < class->n_element; i++)
		if (class->element[i]->flags & MI_FLAG_KEY)
			return true;
	return false;
}

/* An instance that stands for an object is its keys; where it has none, and where it is the content, it is all of it. */
static void add_instance(struct builder *b, const char *name, const char *prefix, const Mitrace__Instance *instance,
			 bool by_keys)
{
	const Mitrace__Class *class = instance ? replay_store_class(b->store, instance) : NULL;

	if (!instance || b->err)
		return;
	if (!class) {
		add_field(b, name, "an instance whose class is lost", 31);
		return;
	}
	add_name(b, name, true, &class->name);
	by_keys = by_keys && has_keys(class);
	for (size_t i = 0; i < instance->n_value && i < class->n_element; i++) {
		const Mitrace__Element *element = class->element[i];

		if (!by_keys || (element->flags & MI_FLAG_KEY))
			add_value(b, prefix, &element->name, instance->value[i], element);
	}
}

static bool is_manner(const ProtobufCBinaryData *name)
{
	for (size_t i = 0; i < sizeof(manner_options) / sizeof(manner_options[0]); i++)
		if (name->len == strlen(manner_options[i]) && !memcmp(name->data, manner_options[i], name->len))
			return true;
	return false;
}

static void add_options(struct builder *b, const char *prefix, const Mitrace__Options *options)
{
	for (size_t i = 0; options && i < options->n_option; i++) {
		const Mitrace__Option *option = options->option[i];
		unsigned before = b->key->count;

		if (!option->value || is_manner(&option->name))
			continue;
		add_value(b, prefix, &option->name, option->value, NULL);
		if (b->key->count > before)
			b->key->fields[before].question = false;
	}
}

static void add_flags(struct builder *b, uint32_t flags)
{
	struct replay_field *field;
	struct mtr_out out;

	flags &= ~(uint32_t)MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	if (!flags || b->err)
		return;
	mtr_out_begin(&out, NULL);
	mtr_mi_write_bits(&out, MTR_MI_OPERATION_FLAG, flags);
	field = add_field(b, "flags", out.data, out.size);
	if (field)
		field->question = false;
	mtr_out_end(&out);
}

static void add_route(struct builder *b, const struct replay_route *route)
{
	unsigned before = b->key->count;

	add_name(b, "protocol", route->has_protocol, &route->protocol);
	add_name(b, "destination", route->has_destination, &route->destination);
	for (unsigned i = before; i < b->key->count; i++)
		b->key->fields[i].question = false;
}

/* --- hashes ------------------------------------------------------------------------------------------------------ */

static int compare_folded(const char *a, const char *b)
{
	while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
		a++;
		b++;
	}
	return tolower((unsigned char)*a) - tolower((unsigned char)*b);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_text(uint64_t hash, const char *text, bool folded)
{
	do {
		hash ^= (uint64_t)(unsigned char)(folded ? tolower((unsigned char)*text) : *text);
		hash *= UINT64_C(0x100000001b3);
	} while (*text++);
	return hash;
}

static int by_name(const void *a, const void *b)
{
	const struct replay_field *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : strcmp(x->text, y->text);
}

static int finish(struct builder *b)
{
	struct replay_key *key = b->key;

	if (b->err)
		return b->err;
	if (key->count) /* a key without fields has no memory for any */
		qsort(key->fields, key->count, sizeof(*key->fields), by_name);
	key->hash = key->loose = UINT64_C(0xcbf29ce484222325);
	for (unsigned i = 0; i < key->count; i++) {
		const struct replay_field *f = &key->fields[i];

		key->hash = hash_text(hash_text(key->hash, f->name, true), f->text, f->folded);
		if (f->question)
			key->loose = hash_text(hash_text(key->loose, f->name, true), f->text, f->folded);
	}
	return 0;
}

/* --- keys -------------------------------------------------------------------------------------------------------- */

static bool names_an_object(Mitrace__Function function)
{
	return function != MITRACE__FUNCTION__MI_Session_CreateInstance &&
	       function != MITRACE__FUNCTION__MI_Session_ModifyInstance;
}

/* "MI_Session_GetInstance" -> "GetInstance" */
static void add_function(struct builder *b, Mitrace__Function function)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, function);
	const char *name = value ? value->name : "?";
	const char *last = strrchr(name, '_');

	name = last ? last + 1 : name;
	add_field(b, "operation", name, strlen(name));
}

int replay_key_of_call(const Mitrace__Call *call, const struct replay_store *store, const struct replay_route *route,
		       bool same_tokens, struct mtr_arena *arena, struct replay_key *ret)
{
	struct builder b = {.arena = arena, .key = ret, .store = store, .same_tokens = same_tokens};

	*ret = (struct replay_key){0};
	add_function(&b, call->function);
	if (route)
		add_route(&b, route);
	add_flags(&b, call->flags);
	add_namespace(&b, call->has_namespace_name, &call->namespace_name);
	add_name(&b, "class", call->has_class_name, &call->class_name);
	add_name(&b, "method", call->has_method_name, &call->method_name);
	add_name(&b, "dialect", call->has_query_dialect, &call->query_dialect);
	add_text(&b, "query", call->has_query_expression, &call->query_expression);
	add_name(&b, "associationClass", call->has_association_class, &call->association_class);
	add_name(&b, "resultClass", call->has_result_class, &call->result_class);
	add_name(&b, "role", call->has_role, &call->role);
	add_name(&b, "resultRole", call->has_result_role, &call->result_role);
	add_bool(&b, "keysOnly", call->has_keys_only, call->keys_only);
	add_bool(&b, "classNamesOnly", call->has_class_names_only, call->class_names_only);
	add_instance(&b, "instance", "instance.", call->instance, names_an_object(call->function));
	add_instance(&b, "parameters", "parameters.", call->parameters, false);
	add_options(&b, "option ", call->operation_options);
	add_options(&b, "delivery option ", call->delivery_options);
	return finish(&b);
}

int replay_key_of_session(const struct replay_route *route, bool same_tokens, struct mtr_arena *arena,
			  struct replay_key *ret)
{
	struct builder b = {.arena = arena, .key = ret, .same_tokens = same_tokens};

	*ret = (struct replay_key){0};
	add_field(&b, "operation", "NewSession", 10);
	add_route(&b, route);
	return finish(&b);
}

int replay_key_of_destination_options(const Mitrace__Call *call, bool same_tokens, struct mtr_arena *arena,
				      struct replay_key *ret)
{
	struct builder b = {.arena = arena, .key = ret, .same_tokens = same_tokens};
	const Mitrace__Options *options = call->destination_options;

	*ret = (struct replay_key){0};
	add_options(&b, "option ", options);
	for (size_t i = 0; options && i < options->n_credentials; i++) {
		const Mitrace__Credentials *c = options->credentials[i];

		add_text(&b, "credentials: type", c->has_authentication_type, &c->authentication_type);
		add_text(&b, "credentials: domain", c->has_domain, &c->domain);
		add_text(&b, "credentials: user", c->has_user_name, &c->user_name);
		add_text(&b, "credentials: certificate", c->has_certificate_thumbprint, &c->certificate_thumbprint);
	}
	return finish(&b);
}

struct replay_route replay_route_of_call(const Mitrace__Call *call)
{
	return (struct replay_route){call->has_protocol, call->has_destination, call->protocol, call->destination};
}

/* --- comparing --------------------------------------------------------------------------------------------------- */

bool replay_field_equal(const struct replay_field *a, const struct replay_field *b)
{
	return a->folded ? !compare_folded(a->text, b->text) : !strcmp(a->text, b->text);
}

unsigned replay_key_compare(const struct replay_key *recorded, const struct replay_key *requested,
			    void (*differs)(void *context, const struct replay_field *recorded,
					    const struct replay_field *requested),
			    void *context)
{
	unsigned i = 0, j = 0, count = 0;

	while (i < recorded->count || j < requested->count) {
		const struct replay_field *a = i < recorded->count ? &recorded->fields[i] : NULL;
		const struct replay_field *b = j < requested->count ? &requested->fields[j] : NULL;
		int order = !a ? 1 : !b ? -1 : strcasecmp(a->name, b->name);

		if (order <= 0)
			i++;
		if (order >= 0)
			j++;
		if (order == 0 && replay_field_equal(a, b))
			continue;
		count++;
		if (differs)
			differs(context, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
	}
	return count;
}

const char *replay_key_text(const struct replay_key *key, struct mtr_arena *arena)
{
	const char *separator = "";
	struct mtr_out out;
	char *text;

	mtr_out_begin(&out, NULL);
	for (unsigned i = 0; i < key->count; i++)
		if (!strcmp(key->fields[i].name, "operation"))
			mtr_out_text(&out, key->fields[i].text);
	mtr_out_char(&out, '(');
	for (unsigned i = 0; i < key->count; i++) {
		if (!strcmp(key->fields[i].name, "operation"))
			continue;
		mtr_out_text(&out, separator);
		mtr_out_text(&out, key->fields[i].name);
		mtr_out_char(&out, '=');
		mtr_out_text(&out, key->fields[i].text);
		separator = ", ";
	}
	mtr_out_bytes(&out, ")", 2);
	text = out.err ? NULL : mtr_arena_copy(arena, out.data, out.size);
	mtr_out_end(&out);
	return text;
}
