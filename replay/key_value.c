/* See key_value.h. Scalars and arrays are the readers' text; instances are written with all they hold. */
#include "key_value.h"

#include <mi/mi.h>

#include "mi_names.h"
#include "text_value.h"
#include "trace_store.h"

static void instance_text(struct mtr_out *out, const struct replay_store *store, const Mitrace__Instance *instance)
{
	const Mitrace__Class *class = replay_store_class(store, instance);

	if (instance->null) {
		mtr_out_text(out, "NULL");
		return;
	}
	if (class)
		mtr_out_plain_bytes(out, class->name.data, class->name.len);
	mtr_out_char(out, '{');
	for (size_t i = 0; i < instance->n_value; i++) {
		const Mitrace__Element *element = class && i < class->n_element ? class->element[i] : NULL;

		if (i)
			mtr_out_text(out, ", ");
		if (element) {
			mtr_out_plain_bytes(out, element->name.data, element->name.len);
			mtr_out_char(out, '=');
		}
		replay_value_text(out, store, instance->value[i], element);
	}
	mtr_out_char(out, '}');
}

void replay_value_text(struct mtr_out *out, const struct replay_store *store, const Mitrace__Value *value,
		       const Mitrace__Element *element)
{
	uint32_t type = mtr_value_type(value, element);
	const char *name = mtr_mof_type(type);
	bool null = mtr_value_flags(value, element) & MI_FLAG_NULL;

	if (name) {
		mtr_out_text(out, name);
		mtr_out_text(out, type & 16 ? "[] " : " ");
	}
	if (null) {
		mtr_out_text(out, "NULL");
	} else if (value->instance) {
		instance_text(out, store, value->instance);
	} else if (value->array && value->array->n_instance) {
		for (size_t i = 0; i < value->array->n_instance; i++) {
			mtr_out_text(out, i ? ", " : "{");
			instance_text(out, store, value->array->instance[i]);
		}
		mtr_out_char(out, '}');
	} else {
		mtr_text_value(out, NULL, value, element, 0);
	}
}
