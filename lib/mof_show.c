/* MOF as far as it goes; what it cannot say (a lost class, a cut) stands in comments. */
#include "mof_show.h"

#include <mi/mi.h>

#include "mi_names.h"
#include "text_value.h"

enum {
	STEP = 4
};

static void write_bytes(struct mtr_out *out, const ProtobufCBinaryData *data)
{
	mtr_out_bytes(out, data->data, data->len);
}

/* An instance as a value: the first line stands behind "name = ". */
static void write_instance(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
			   unsigned indent);

static void write_instances(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Array *array,
			    unsigned indent)
{
	size_t i;

	mtr_out_text(out, "{\n");
	for (i = 0; i < array->n_instance; i++) {
		mtr_out_fill(out, ' ', indent + STEP);
		write_instance(out, reader, array->instance[i], indent + STEP);
		mtr_out_text(out, i + 1 < array->n_instance ? ",\n" : "\n");
	}
	mtr_out_fill(out, ' ', indent);
	mtr_out_char(out, '}');
}

static void write_value(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Value *value,
			const Mitrace__Element *element, unsigned indent)
{
	if (value->instance)
		write_instance(out, reader, value->instance, indent);
	else if (value->array && value->array->n_instance)
		write_instances(out, reader, value->array, indent);
	else
		mtr_text_value(out, reader, value, element, 0);
}

static void write_instance(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
			   unsigned indent)
{
	const Mitrace__Class *class = mtr_reader_class(reader, instance);
	size_t i;

	if (instance->null) {
		mtr_out_text(out, "NULL");
		return;
	}
	mtr_out_text(out, "instance of ");
	if (class)
		write_bytes(out, &class->name);
	else
		mtr_out_text(out, "/* a class the trace lost */");
	mtr_out_char(out, '\n');
	mtr_out_fill(out, ' ', indent);
	mtr_out_text(out, "{\n");
	for (i = 0; i < instance->n_value; i++) {
		const Mitrace__Value *value = instance->value[i];
		const Mitrace__Element *element = class && i < class->n_element ? class->element[i] : NULL;

		mtr_out_fill(out, ' ', indent + STEP);
		if (mtr_value_flags(value, element) & MI_FLAG_KEY)
			mtr_out_text(out, "[key] ");
		if (element)
			write_bytes(out, &element->name);
		else
			mtr_out_printf(out, "/* element %zu */", i);
		mtr_out_text(out, " = ");
		write_value(out, reader, value, element, indent + STEP);
		mtr_out_text(out, ";\n");
	}
	if (instance->too_deep) {
		mtr_out_fill(out, ' ', indent + STEP);
		mtr_out_text(out, "/* nested deeper than was recorded */\n");
	}
	mtr_out_fill(out, ' ', indent);
	mtr_out_char(out, '}');
}

void mtr_mof_instance(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
		      unsigned indent)
{
	mtr_out_fill(out, ' ', indent);
	write_instance(out, reader, instance, indent);
	mtr_out_text(out, ";\n");
}

static void write_qualifiers(struct mtr_out *out, const struct mtr_reader *reader,
			     Mitrace__Qualifier *const *qualifiers, size_t count, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} shown[] = {{MI_FLAG_KEY, "key"}, {MI_FLAG_IN, "in"}, {MI_FLAG_OUT, "out"}};
	const char *before = "[";
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(*shown) && !count; i++) {
		if (!(flags & shown[i].flag))
			continue;
		mtr_out_text(out, before);
		mtr_out_text(out, shown[i].name);
		before = ", ";
	}
	for (i = 0; i < count; i++) {
		const Mitrace__Value *value = qualifiers[i]->value;

		mtr_out_text(out, before);
		write_bytes(out, &qualifiers[i]->name);
		before = ", ";
		if (!value || (qualifiers[i]->type == MI_BOOLEAN && value->has_unsigned_ && value->unsigned_ == 1))
			continue;
		mtr_out_char(out, '(');
		mtr_text_value(out, reader, value, NULL, 0);
		mtr_out_char(out, ')');
	}
	if (*before == ',')
		mtr_out_text(out, "] ");
}

static void write_type(struct mtr_out *out, uint32_t type, const ProtobufCBinaryData *class_name)
{
	const char *name = mtr_mof_type(type);

	if ((type & 15) >= MI_REFERENCE && class_name->len) {
		write_bytes(out, class_name);
		if ((type & 15) == MI_REFERENCE)
			mtr_out_text(out, " ref");
	} else if (name) {
		mtr_out_text(out, name);
	} else {
		mtr_out_printf(out, "/* type %u */", type);
	}
	mtr_out_char(out, ' ');
}

static void write_element(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Element *element)
{
	write_qualifiers(out, reader, element->qualifier, element->n_qualifier, element->flags);
	write_type(out, element->type, &element->class_name);
	write_bytes(out, &element->name);
	if (element->type & MI_ARRAY && element->subscript)
		mtr_out_printf(out, "[%u]", element->subscript);
	else if (element->type & MI_ARRAY)
		mtr_out_text(out, "[]");
	if (element->value && !element->value->null) {
		mtr_out_text(out, " = ");
		mtr_text_value(out, reader, element->value, element, 0);
	}
}

static void write_method(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Method *method)
{
	static const ProtobufCBinaryData nothing = {0, NULL};
	size_t i;

	write_qualifiers(out, reader, method->qualifier, method->n_qualifier, 0);
	write_type(out, method->return_type, &nothing);
	write_bytes(out, &method->name);
	mtr_out_char(out, '(');
	for (i = 0; i < method->n_parameter; i++) {
		if (i)
			mtr_out_text(out, ", ");
		write_element(out, reader, method->parameter[i]);
	}
	mtr_out_char(out, ')');
}

void mtr_mof_class(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Class *class, unsigned indent)
{
	size_t i;

	mtr_out_fill(out, ' ', indent);
	write_qualifiers(out, reader, class->qualifier, class->n_qualifier, 0);
	mtr_out_text(out, "class ");
	write_bytes(out, &class->name);
	if (class->super_class_name.len) {
		mtr_out_text(out, " : ");
		write_bytes(out, &class->super_class_name);
	}
	mtr_out_char(out, '\n');
	mtr_out_fill(out, ' ', indent);
	mtr_out_text(out, "{\n");
	for (i = 0; i < class->n_element; i++) {
		mtr_out_fill(out, ' ', indent + STEP);
		write_element(out, reader, class->element[i]);
		mtr_out_text(out, ";\n");
	}
	for (i = 0; i < class->n_method; i++) {
		mtr_out_fill(out, ' ', indent + STEP);
		write_method(out, reader, class->method[i]);
		mtr_out_text(out, ";\n");
	}
	mtr_out_fill(out, ' ', indent);
	mtr_out_text(out, "};\n");
}
