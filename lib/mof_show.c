/* MOF as far as it goes; what it cannot say (a lost class, a cut) stands in comments. */
#include "mof_show.h"

#include <mi/mi.h>

#include "mi_names.h"
#include "text_value.h"

enum {
	STEP = 4
};

/* Where it is from, each NULL when it does not say; MOF has no place for it. */
static void write_origin(struct mtr_out *out, const ProtobufCBinaryData *server, const ProtobufCBinaryData *namespace)
{
	if (!server && !namespace)
		return;
	mtr_out_text(out, " /*");
	if (namespace) {
		mtr_out_text(out, " namespace ");
		mtr_text_quote(out, namespace, 0);
	}
	if (server) {
		mtr_out_text(out, " server ");
		mtr_text_quote(out, server, 0);
	}
	mtr_out_text(out, " */");
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
		mtr_text_name(out, &class->name);
	else
		mtr_out_text(out, "/* a class the trace lost */");
	write_origin(out, instance->has_server_name ? &instance->server_name : NULL,
		     instance->has_namespace_name ? &instance->namespace_name : NULL);
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
			mtr_text_name(out, &element->name);
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

void mtr_mof_value(struct mtr_out *out, const struct mtr_reader *reader, const ProtobufCBinaryData *name,
		   const Mitrace__Value *value, unsigned indent)
{
	mtr_out_fill(out, ' ', indent);
	mtr_text_name(out, name);
	mtr_out_text(out, " = ");
	write_value(out, reader, value, NULL, indent);
	mtr_out_text(out, ";\n");
}

/* Flags that qualifiers would tell, where there are none: instances' classes come without. */
static const struct {
	uint32_t flag;
	const char *name;
} flag_qualifiers[] = {
	{MI_FLAG_ASSOCIATION, "association"},
	{MI_FLAG_INDICATION, "indication"},
	{MI_FLAG_ABSTRACT, "abstract"},
	{MI_FLAG_TERMINAL, "terminal"},
	{MI_FLAG_STATIC, "static"},
	{MI_FLAG_KEY, "key"},
	{MI_FLAG_IN, "in"},
	{MI_FLAG_OUT, "out"},
};

/* Where it is not the usual one, which can be overridden and is inherited. */
static void write_flavor(struct mtr_out *out, uint32_t flavor)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} unusual[] = {
		{MI_FLAG_DISABLEOVERRIDE, " disableoverride"},
		{MI_FLAG_RESTRICTED, " restricted"},
		{MI_FLAG_TRANSLATABLE, " translatable"},
	};
	const char *before = " :";
	size_t i;

	for (i = 0; i < sizeof(unusual) / sizeof(*unusual); i++) {
		if (!(flavor & unusual[i].flag))
			continue;
		mtr_out_text(out, before);
		mtr_out_text(out, unusual[i].name);
		before = "";
	}
}

static void write_qualifier(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Qualifier *qualifier)
{
	const Mitrace__Value *value = qualifier->value;
	bool is_true = value && qualifier->type == MI_BOOLEAN && value->has_unsigned_ && value->unsigned_ == 1;

	mtr_text_name(out, &qualifier->name);
	if (value && !is_true) {
		mtr_out_char(out, '(');
		mtr_text_value(out, reader, value, NULL, 0);
		mtr_out_char(out, ')');
	}
	write_flavor(out, qualifier->flavor);
}

static void write_qualifiers(struct mtr_out *out, const struct mtr_reader *reader,
			     Mitrace__Qualifier *const *qualifiers, size_t count, uint32_t flags)
{
	const char *before = "[";
	size_t i;

	for (i = 0; i < sizeof(flag_qualifiers) / sizeof(*flag_qualifiers) && !count; i++) {
		if (!(flags & flag_qualifiers[i].flag))
			continue;
		mtr_out_text(out, before);
		mtr_out_text(out, flag_qualifiers[i].name);
		before = ", ";
	}
	for (i = 0; i < count; i++) {
		mtr_out_text(out, before);
		write_qualifier(out, reader, qualifiers[i]);
		before = ", ";
	}
	if (*before == ',')
		mtr_out_text(out, "] ");
}

static void write_type(struct mtr_out *out, uint32_t type, const ProtobufCBinaryData *class_name)
{
	const char *name = mtr_mof_type(type);

	if ((type & 15) >= MI_REFERENCE && class_name->len) {
		mtr_text_name(out, class_name);
		if ((type & 15) == MI_REFERENCE)
			mtr_out_text(out, " ref");
	} else if (name) {
		mtr_out_text(out, name);
	} else {
		mtr_out_printf(out, "/* type %u */", type);
	}
	mtr_out_char(out, ' ');
}

static void write_element(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Element *element,
			  unsigned indent)
{
	write_qualifiers(out, reader, element->qualifier, element->n_qualifier, element->flags);
	write_type(out, element->type, &element->class_name);
	mtr_text_name(out, &element->name);
	if (element->type & MI_ARRAY && element->subscript)
		mtr_out_printf(out, "[%u]", element->subscript);
	else if (element->type & MI_ARRAY)
		mtr_out_text(out, "[]");
	if (element->value && !element->value->null) {
		mtr_out_text(out, " = ");
		write_value(out, reader, element->value, element, indent);
	}
}

static void write_method(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Method *method,
			 unsigned indent)
{
	static const ProtobufCBinaryData nothing = {0, NULL};
	size_t i;

	write_qualifiers(out, reader, method->qualifier, method->n_qualifier, method->flags);
	write_type(out, method->return_type, &nothing);
	mtr_text_name(out, &method->name);
	mtr_out_char(out, '(');
	for (i = 0; i < method->n_parameter; i++) {
		if (i)
			mtr_out_text(out, ", ");
		write_element(out, reader, method->parameter[i], indent);
	}
	mtr_out_char(out, ')');
}

void mtr_mof_class(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Class *class, unsigned indent)
{
	size_t i;

	mtr_out_fill(out, ' ', indent);
	write_qualifiers(out, reader, class->qualifier, class->n_qualifier, class->flags);
	mtr_out_text(out, "class ");
	mtr_text_name(out, &class->name);
	if (class->super_class_name.len) {
		mtr_out_text(out, " : ");
		mtr_text_name(out, &class->super_class_name);
	}
	write_origin(out, class->has_server_name ? &class->server_name : NULL,
		     class->has_namespace_name ? &class->namespace_name : NULL);
	mtr_out_char(out, '\n');
	mtr_out_fill(out, ' ', indent);
	mtr_out_text(out, "{\n");
	for (i = 0; i < class->n_element; i++) {
		mtr_out_fill(out, ' ', indent + STEP);
		write_element(out, reader, class->element[i], indent + STEP);
		mtr_out_text(out, ";\n");
	}
	for (i = 0; i < class->n_method; i++) {
		mtr_out_fill(out, ' ', indent + STEP);
		write_method(out, reader, class->method[i], indent + STEP);
		mtr_out_text(out, ";\n");
	}
	mtr_out_fill(out, ' ', indent);
	mtr_out_text(out, "};\n");
}
