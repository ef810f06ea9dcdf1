/* MTR_Note: a class of ours whose instances clients create, change and delete. */
#include "note.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/time.h>

#include "note_store.h"
#include "objects.h"
#include "reply.h"
#include "values.h"

static const struct hostmi_property properties[] = {
	{"Id", MI_STRING, MI_FLAG_KEY | MI_FLAG_REQUIRED, "Names the note.", NULL, NULL, NULL},
	{"Text", MI_STRING, 0, "What it says.", NULL, NULL, NULL},
	{"Author", MI_STRING, 0, "Who wrote it.", NULL, NULL, NULL},
	{"Tags", MI_STRINGA, 0, "Words it is found by.", NULL, NULL, NULL},
	{"Priority", MI_UINT16, 0, "How important it is.", NULL, NULL, NULL},
	{"Created", MI_DATETIME, MI_FLAG_READONLY, "When it was created.", NULL, NULL, NULL},
};

/* --- from and to instances --------------------------------------------------------------------------------------- */

static MI_Result to_instance(const MI_Class *class, const struct hostmi_note_data *note, MI_Instance **ret_instance)
{
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, ret_instance);

	if (result != MI_RESULT_OK)
		return result;
	hostmi_set_string(*ret_instance, "Id", note->id);
	hostmi_set_string(*ret_instance, "Text", note->text);
	hostmi_set_string(*ret_instance, "Author", note->author);
	hostmi_set_time(*ret_instance, "Created", &note->created);
	if (note->nr_tags)
		hostmi_set_strings(*ret_instance, "Tags", (const MI_Char *const *)note->tags, note->nr_tags);
	if (note->has_priority)
		hostmi_set_number(*ret_instance, "Priority", note->priority);
	return MI_RESULT_OK;
}

/*
 * What is not there or NULL stays as it is, since an instance of a declared class has NULL wherever nothing was said. An
 * empty string or array empties.
 */
static MI_Result change_string(const MI_Instance *instance, const char *name, char **string)
{
	MI_Value value;
	MI_Type type;
	char *copy;

	if (!hostmi_find(instance, name, &value, &type))
		return MI_RESULT_OK;
	if (type != MI_STRING)
		return hostmi_refuse(MI_RESULT_TYPE_MISMATCH, "property '%s' of a note is a string", name);
	copy = strdup(value.string);
	if (!copy)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	free(*string);
	*string = copy;
	return MI_RESULT_OK;
}

static MI_Result change_tags(const MI_Instance *instance, struct hostmi_note_data *note)
{
	MI_Value value;
	MI_Type type;

	if (!hostmi_find(instance, "Tags", &value, &type))
		return MI_RESULT_OK;
	if (type != MI_STRINGA)
		return hostmi_refuse(MI_RESULT_TYPE_MISMATCH, "property 'Tags' of a note is an array of strings");
	if (value.stringa.size > NOTE_MAX_TAGS)
		return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "a note has at most %d tags", NOTE_MAX_TAGS);
	while (note->nr_tags)
		free(note->tags[--note->nr_tags]);
	for (MI_Uint32 i = 0; i < value.stringa.size; i++) {
		note->tags[i] = strdup(value.stringa.data[i]);
		if (!note->tags[i])
			return MI_RESULT_SERVER_LIMITS_EXCEEDED;
		note->nr_tags++;
	}
	return MI_RESULT_OK;
}

static MI_Result change_priority(const MI_Instance *instance, struct hostmi_note_data *note)
{
	int64_t number;
	MI_Value value;
	MI_Type type;

	if (!hostmi_find(instance, "Priority", &value, &type))
		return MI_RESULT_OK;
	if (!hostmi_get_number(instance, "Priority", &number) || number < 0 || number > 65535)
		return hostmi_refuse(MI_RESULT_TYPE_MISMATCH, "property 'Priority' of a note is a number up to 65535");
	note->has_priority = true;
	note->priority = (MI_Uint16)number;
	return MI_RESULT_OK;
}

static bool is_known(const char *name)
{
	for (unsigned i = 0; i < HOSTMI_COUNT(properties); i++)
		if (!strcasecmp(properties[i].name, name))
			return true;
	return false;
}

static MI_Result check_names(const MI_Instance *instance)
{
	MI_Uint32 count = 0;
	const MI_Char *name;

	MI_Instance_GetElementCount(instance, &count);
	for (MI_Uint32 i = 0; i < count; i++)
		if (MI_Instance_GetElementAt(instance, i, &name, NULL, NULL, NULL) == MI_RESULT_OK && !is_known(name))
			return hostmi_refuse(MI_RESULT_NO_SUCH_PROPERTY, "class 'MTR_Note' has no property '%s'", name);
	return MI_RESULT_OK;
}

/* Puts what the client has set into the note. */
static MI_Result change(const MI_Instance *instance, struct hostmi_note_data *note)
{
	MI_Result result = check_names(instance);

	if (result == MI_RESULT_OK)
		result = change_string(instance, "Text", &note->text);
	if (result == MI_RESULT_OK)
		result = change_string(instance, "Author", &note->author);
	if (result == MI_RESULT_OK)
		result = change_tags(instance, note);
	if (result == MI_RESULT_OK)
		result = change_priority(instance, note);
	return result;
}

/* --- requests ---------------------------------------------------------------------------------------------------- */

static MI_Result require_id(const MI_Instance *instance, const MI_Char **ret_id)
{
	*ret_id = hostmi_get_string(instance, "Id");
	if (!*ret_id)
		return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "a note is named by the key 'Id'");
	return MI_RESULT_OK;
}

static MI_Result create(const MI_Class *class, const MI_Instance *instance, MI_Instance **ret_created)
{
	struct hostmi_note_data note = {0};
	const MI_Char *id;
	MI_Result result = require_id(instance, &id);

	if (result != MI_RESULT_OK)
		return result;
	note.id = strdup(id);
	gettimeofday(&note.created, NULL);
	result = note.id ? change(instance, &note) : MI_RESULT_SERVER_LIMITS_EXCEEDED;
	if (result == MI_RESULT_OK)
		result = hostmi_note_write(&note, true);
	if (result == MI_RESULT_OK)
		result = dispatch_instance_new(NULL, class->classDecl, ret_created);
	if (result == MI_RESULT_OK)
		hostmi_set_string(*ret_created, "Id", id);
	hostmi_note_clear(&note);
	return result;
}

static MI_Result modify(const MI_Class *class, const MI_Instance *instance)
{
	struct hostmi_note_data note = {0};
	const MI_Char *id;
	MI_Result result = require_id(instance, &id);

	(void)class;
	if (result == MI_RESULT_OK)
		result = hostmi_note_read(id, &note);
	if (result == MI_RESULT_OK)
		result = change(instance, &note);
	if (result == MI_RESULT_OK)
		result = hostmi_note_write(&note, false);
	hostmi_note_clear(&note);
	return result;
}

static MI_Result remove_note(const MI_Class *class, const MI_Instance *keys)
{
	const MI_Char *id;
	MI_Result result = require_id(keys, &id);

	(void)class;
	return result == MI_RESULT_OK ? hostmi_note_remove(id) : result;
}

/* --- enumeration ------------------------------------------------------------------------------------------------- */

struct note_cursor {
	struct hostmi_cursor cursor;
	const MI_Class *class;
	char **ids;
	unsigned nr, at;
};

/* Notes that were deleted since the list was made are passed over. */
static MI_Result note_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct note_cursor *c = (struct note_cursor *)cursor;
	struct hostmi_note_data note = {0};
	MI_Result result;

	*ret_instance = NULL;
	while (c->at < c->nr) {
		if (hostmi_note_read(c->ids[c->at++], &note) != MI_RESULT_OK)
			continue;
		result = to_instance(c->class, &note, ret_instance);
		hostmi_note_clear(&note);
		return result;
	}
	return MI_RESULT_OK;
}

static void note_close(struct hostmi_cursor *cursor)
{
	struct note_cursor *c = (struct note_cursor *)cursor;

	for (unsigned i = 0; i < c->nr; i++)
		free(c->ids[i]);
	free(c->ids);
	free(c);
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct note_cursor *c = calloc(1, sizeof(*c));

	(void)keys;
	if (!c)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	c->cursor = (struct hostmi_cursor){note_next, note_close};
	c->class = class;
	c->ids = hostmi_note_ids(&c->nr);
	*ret_cursor = &c->cursor;
	return MI_RESULT_OK;
}

const struct hostmi_provider hostmi_note = {
	.name = "MTR_Note",
	.description = "A note that somebody left. Notes are kept on disk, for this user.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
	.create = create,
	.modify = modify,
	.remove = remove_note,
};
