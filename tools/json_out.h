/*
 * JSON as it is put together by hand: commas come by themselves, strings are escaped by the rule of json_write.h.
 *
 *	json_open(&json, NULL, '{');  json_text(&json, "name", "x");  json_open(&json, "list", '[');
 *	json_number(&json, NULL, 1);  json_close(&json, ']');         json_close(&json, '}');
 *
 * @name is NULL within a list. One thread.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "text_out.h"

struct json_out {
	struct mtr_out *out;
	bool comma;
};

/* @bracket: '{' or '['. */
void json_open(struct json_out *json, const char *name, char bracket);
void json_close(struct json_out *json, char bracket);
/* The next entry begins on a line of its own. */
void json_line(struct json_out *json);
/* NULL: null. */
void json_text(struct json_out *json, const char *name, const char *text);
void json_number(struct json_out *json, const char *name, uint64_t number);
void json_bool(struct json_out *json, const char *name, bool value);
/* 0: null. */
void json_number_or_null(struct json_out *json, const char *name, uint64_t number);

#endif
