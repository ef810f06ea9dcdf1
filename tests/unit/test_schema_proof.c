/* Declarations are known again by their content, however they change in place. */
#include "schema_proof.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "instance_kit.h"
#include "schema_match.h"
#include "unit.h"

/* A class with everything that a declaration can lead to. */
struct rich {
	MI_Uint32 number;
	char class_name[8], super_name[8], property_name[8], qualifier_name[8], origin[8], propagator[8], reference[8];
	char method_name[8], parameter_name[8], parameter_class[8], method_origin[8], text[8], listed[8], base_name[8];
	MI_Char *string, *list[1];
	MI_Array array;
	MI_Qualifier class_qualifier, property_qualifier, method_qualifier, parameter_qualifier;
	const MI_Qualifier *class_qualifiers[1], *property_qualifiers[1], *method_qualifiers[1],
		*parameter_qualifiers[1];
	MI_PropertyDecl property, base_property;
	const MI_PropertyDecl *properties[1], *base_properties[1];
	MI_ParameterDecl parameter;
	const MI_ParameterDecl *parameters[1];
	MI_MethodDecl method;
	const MI_MethodDecl *methods[1];
	MI_ClassDecl base, decl;
};

#define QUALIFIER(t, v) ((MI_Qualifier){.name = r->qualifier_name, .type = t, .flavor = 3, .value = v})

static void make(struct rich *r)
{
	memset(r, 0, sizeof(*r));
	memcpy(r->class_name, "Class", 6);
	memcpy(r->super_name, "Super", 6);
	memcpy(r->property_name, "Prop", 5);
	memcpy(r->qualifier_name, "Qual", 5);
	memcpy(r->origin, "Orig", 5);
	memcpy(r->propagator, "Propag", 7);
	memcpy(r->reference, "Ref", 4);
	memcpy(r->method_name, "Meth", 5);
	memcpy(r->parameter_name, "Param", 6);
	memcpy(r->parameter_class, "ParCl", 6);
	memcpy(r->method_origin, "MetOr", 6);
	memcpy(r->text, "Text", 5);
	memcpy(r->listed, "Listed", 7);
	memcpy(r->base_name, "Base", 5);
	r->number = 7;
	r->string = r->text;
	r->list[0] = r->listed;
	r->array = (MI_Array){r->list, 1};
	r->class_qualifier = QUALIFIER(MI_UINT32, &r->number);
	r->property_qualifier = QUALIFIER(MI_STRING, &r->string);
	r->method_qualifier = QUALIFIER(MI_STRINGA, &r->array);
	r->parameter_qualifier = QUALIFIER(MI_BOOLEAN, NULL);
	r->class_qualifiers[0] = &r->class_qualifier;
	r->property_qualifiers[0] = &r->property_qualifier;
	r->method_qualifiers[0] = &r->method_qualifier;
	r->parameter_qualifiers[0] = &r->parameter_qualifier;
	r->property = (MI_PropertyDecl){.flags = MI_FLAG_PROPERTY,
					.name = r->property_name,
					.qualifiers = r->property_qualifiers,
					.numQualifiers = 1,
					.type = MI_STRING,
					.className = r->reference,
					.origin = r->origin,
					.propagator = r->propagator,
					.value = &r->string,
					.offset = sizeof(MI_Instance)};
	r->properties[0] = &r->property;
	r->base_property = (MI_PropertyDecl){.name = r->property_name, .type = MI_UINT8};
	r->base_properties[0] = &r->base_property;
	r->parameter = (MI_ParameterDecl){.name = r->parameter_name,
					  .className = r->parameter_class,
					  .qualifiers = r->parameter_qualifiers,
					  .numQualifiers = 1};
	r->parameters[0] = &r->parameter;
	r->method = (MI_MethodDecl){.name = r->method_name,
				    .qualifiers = r->method_qualifiers,
				    .numQualifiers = 1,
				    .parameters = r->parameters,
				    .numParameters = 1,
				    .origin = r->method_origin};
	r->methods[0] = &r->method;
	r->base = (MI_ClassDecl){.name = r->base_name, .properties = r->base_properties, .numProperties = 1};
	r->decl = (MI_ClassDecl){.name = r->class_name,
				 .superClass = r->super_name,
				 .superClassDecl = &r->base,
				 .qualifiers = r->class_qualifiers,
				 .numQualifiers = 1,
				 .properties = r->properties,
				 .numProperties = 1,
				 .methods = r->methods,
				 .numMethods = 1};
}

/* Only their addresses count here. */
static const struct mtr_schema some, other;

static void a_declaration_that_has_not_changed_is_known_again(void **state)
{
	struct mtr_schema_proofs *proofs = mtr_schema_proofs_new();
	struct rich rich, copy;

	(void)state;
	make(&rich);
	make(&copy);
	assert_false(mtr_schema_proven(proofs, &some, &rich.decl));
	mtr_schema_prove(proofs, &some, &rich.decl);
	assert_true(mtr_schema_proven(proofs, &some, &rich.decl));
	assert_false(mtr_schema_proven(proofs, &other, &rich.decl));
	assert_false(mtr_schema_proven(proofs, &some, &copy.decl));
	mtr_schema_proofs_free(proofs);
}

static void a_change_of_anything_it_leads_to_is_noticed(void **state)
{
	struct mtr_schema_proofs *proofs = mtr_schema_proofs_new();
	struct rich rich;
	size_t i;

	(void)state;
	make(&rich);
	mtr_schema_prove(proofs, &some, &rich.decl);
	const struct {
		const char *what;
		void *byte;
	} changes[] = {
		{"name", rich.class_name},
		{"superclass", rich.super_name},
		{"flags", &rich.decl.flags},
		{"property", rich.property_name},
		{"type", &rich.property.type},
		{"reference", rich.reference},
		{"origin", rich.origin},
		{"propagator", rich.propagator},
		{"number", &rich.number},
		{"text", rich.text},
		{"end of a text", rich.text + 4},
		{"listed", rich.listed},
		{"qualifier", rich.qualifier_name},
		{"flavor", &rich.class_qualifier.flavor},
		{"flavor of a property's", &rich.property_qualifier.flavor},
		{"flavor of a method's", &rich.method_qualifier.flavor},
		{"flavor of a parameter's", &rich.parameter_qualifier.flavor},
		{"method", rich.method_name},
		{"return type", &rich.method.returnType},
		{"origin of a method", rich.method_origin},
		{"parameter", rich.parameter_name},
		{"class of a parameter", rich.parameter_class},
		{"subscript of a parameter", &rich.parameter.subscript},
		{"base", rich.base_name},
		{"property of the base", &rich.base_property.flags},
	};

	for (i = 0; i < MI_COUNT(changes); i++) {
		*(char *)changes[i].byte ^= 1;
		if (mtr_schema_proven(proofs, &some, &rich.decl))
			fail_msg("a changed %s went unnoticed", changes[i].what);
		*(char *)changes[i].byte ^= 1;
		assert_true(mtr_schema_proven(proofs, &some, &rich.decl));
	}
	mtr_schema_proofs_free(proofs);
}

static void memory_that_the_declaration_no_longer_leads_to_is_not_read(void **state)
{
	struct mtr_schema_proofs *proofs = mtr_schema_proofs_new();
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct rich rich;

	(void)state;
	make(&rich);
	memcpy(page, "Gone", 5);
	rich.property.origin = page;
	mtr_schema_prove(proofs, &some, &rich.decl);
	assert_true(mtr_schema_proven(proofs, &some, &rich.decl));
	rich.property.origin = rich.origin;
	munmap(page, 4096);
	assert_false(mtr_schema_proven(proofs, &some, &rich.decl));
	mtr_schema_proofs_free(proofs);
}

static void what_cannot_be_kept_is_never_proven(void **state)
{
	struct mtr_schema_proofs *proofs = mtr_schema_proofs_new();
	MI_Instance *instance = NULL;
	struct rich rich;
	char *large = calloc(1, 2 << 20);

	(void)state;
	make(&rich);
	rich.class_qualifier.type = MI_INSTANCE;
	rich.class_qualifier.value = &instance;
	mtr_schema_prove(proofs, &some, &rich.decl);
	assert_false(mtr_schema_proven(proofs, &some, &rich.decl));
	make(&rich);
	memset(large, 'x', (2 << 20) - 1);
	rich.string = large;
	mtr_schema_prove(proofs, &other, &rich.decl);
	assert_false(mtr_schema_proven(proofs, &other, &rich.decl));
	free(large);
	mtr_schema_proofs_free(proofs);
}

static void many_declarations_push_each_other_out_and_none_is_mistaken(void **state)
{
	enum {
		MANY = 2000
	};
	struct mtr_schema_proofs *proofs = mtr_schema_proofs_new();
	struct rich *rich = calloc(MANY, sizeof(*rich));
	unsigned i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		make(&rich[i]);
		mtr_schema_prove(proofs, &some, &rich[i].decl);
		assert_true(mtr_schema_proven(proofs, &some, &rich[i].decl));
	}
	for (i = 0; i < MANY; i++) {
		rich[i].text[0] ^= 1;
		assert_false(mtr_schema_proven(proofs, &some, &rich[i].decl));
	}
	free(rich);
	mtr_schema_proofs_free(proofs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_declaration_that_has_not_changed_is_known_again),
		cmocka_unit_test(a_change_of_anything_it_leads_to_is_noticed),
		cmocka_unit_test(memory_that_the_declaration_no_longer_leads_to_is_not_read),
		cmocka_unit_test(what_cannot_be_kept_is_never_proven),
		cmocka_unit_test(many_declarations_push_each_other_out_and_none_is_mistaken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
