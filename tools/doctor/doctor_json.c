/* The look as one JSON object; docs/doctor.md has its members. */
#include "doctor_print.h"
#include "json_out.h"

static void print_flags(struct json_out *json, const struct look_object *object)
{
	const struct {
		const char *name;
		bool value;
	} flags[] = {
		{"plugin", object->plugin},
		{"position_independent", object->position_independent},
		{"stripped", object->stripped},
		{"imports_entry", object->imports_entry},
		{"defines_entry", object->defines_entry || object->hides_entry},
		{"own_copy", object->own_copy},
		{"names_entry", object->names_entry},
		{"names_libmi", object->names_libmi},
		{"opens_libraries", object->opens_objects},
		{"opens_namespaces", object->opens_namespaces},
		{"runs_programs", object->runs_programs},
		{"deepbind", object->deepbind == LOOK_DEEPBIND_YES},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (flags[i].value)
			json_bool(json, flags[i].name, true);
	}
}

static void print_object(struct json_out *json, const struct look_object *object)
{
	json_open(json, NULL, '{');
	json_text(json, "name", object->name);
	json_text(json, "path", object->path);
	if (object->path && object->real_path)
		json_text(json, "real_path", object->real_path);
	json_text(json, "found_by", look_place_name(object->place));
	if (object->user)
		json_text(json, "for", object->user->path);
	if (object->elf)
		json_text(json, "machine", look_machine_name(object->machine, object->class));
	if (object->build_id)
		json_text(json, "build_id", object->build_id);
	if (object->damage)
		json_text(json, "damage", object->damage);
	print_flags(json, object);
	json_close(json, '}');
}

static void print_steps(struct json_out *json, const struct look *look)
{
	json_open(json, "runs", '[');
	for (unsigned i = 0; i < look->nr_steps; i++)
		json_text(json, NULL, look->steps[i].path);
	json_close(json, ']');
}

static void print_choice(struct json_out *json, const struct look *look, const struct look_choice *choice)
{
	json_text(json, "recordable", look_verdict_name(choice->verdict));
	json_text(json, "inject", look_injection_name(choice->injection));
	json_text(json, "reason", choice->reason);
	if (*choice->advice)
		json_text(json, "advice", choice->advice);
	if (look->obstacle != LOOK_CLEAR)
		json_text(json, "obstacle", look_obstacle_name(look->obstacle));
}

int doctor_print_json(const struct look *look, const struct look_choice *choice, FILE *file)
{
	struct mtr_out out;
	struct json_out json = {.out = &out};

	mtr_out_begin(&out, file);
	json_open(&json, NULL, '{');
	print_choice(&json, look, choice);
	print_steps(&json, look);
	if (look->nr_objects && look->objects[0]->elf)
		json_text(&json, "libc", look_libc_name(look->libc));
	if (look->language)
		json_text(&json, "language", look->language);
	if (look->script)
		json_text(&json, "script", look->script);
	json_text(&json, "libmi", look->libmi ? look->libmi->path : NULL);
	if (look->libmi)
		json_text(&json, "libmi_found_by", look_place_name(look->libmi->place));
	json_open(&json, "objects", '[');
	for (unsigned i = 0; i < look->nr_objects; i++)
		print_object(&json, look->objects[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	mtr_out_char(&out, '\n');
	return mtr_out_end(&out);
}
