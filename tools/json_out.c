/* One function puts the comma and the name, for all kinds of values. */
#include "json_out.h"

#include "json_write.h"

static void begin(struct json_out *json, const char *name)
{
	if (json->comma)
		mtr_out_char(json->out, ',');
	json->comma = true;
	if (name) {
		mtr_json_bytes(json->out, name, strlen(name));
		mtr_out_char(json->out, ':');
	}
}

void json_open(struct json_out *json, const char *name, char bracket)
{
	begin(json, name);
	mtr_out_char(json->out, bracket);
	json->comma = false;
}

void json_close(struct json_out *json, char bracket)
{
	mtr_out_char(json->out, bracket);
	json->comma = true;
}

void json_line(struct json_out *json)
{
	if (json->comma)
		mtr_out_char(json->out, ',');
	mtr_out_char(json->out, '\n');
	json->comma = false;
}

void json_text(struct json_out *json, const char *name, const char *text)
{
	begin(json, name);
	if (text)
		mtr_json_bytes(json->out, text, strlen(text));
	else
		mtr_out_text(json->out, "null");
}

void json_number(struct json_out *json, const char *name, uint64_t number)
{
	begin(json, name);
	mtr_out_uint(json->out, number);
}

void json_bool(struct json_out *json, const char *name, bool value)
{
	begin(json, name);
	mtr_out_text(json->out, value ? "true" : "false");
}

void json_number_or_null(struct json_out *json, const char *name, uint64_t number)
{
	if (number)
		json_number(json, name, number);
	else
		json_text(json, name, NULL);
}
