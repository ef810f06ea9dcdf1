/*
 * MI client API: class declarations (RTTI).
 *
 * Static descriptions of schemas, classes, properties, methods, parameters and qualifiers, as generated class headers
 * contain them and as a library attaches them to every instance. All members are borrowed: whoever made the outermost
 * declaration owns the memory of all of it, and declarations do not change once an instance points to them.
 *
 * "code" is a fast hash of a name: lower-cased first byte << 16 | lower-cased last byte << 8 | length.
 */
#ifndef MI_DECL_H
#define MI_DECL_H

#include <mi/mi_value.h>

typedef struct _MI_PropertyDecl MI_PropertyDecl;
typedef struct _MI_ParameterDecl MI_ParameterDecl;
typedef struct _MI_MethodDecl MI_MethodDecl;
typedef struct _MI_SchemaDecl MI_SchemaDecl;

/* A qualifier as it sits on a class, property, method or parameter. value points to a value of the type. */
struct _MI_Qualifier {
	MI_CONST MI_Char *name;
	MI_Uint32 type;
	MI_Uint32 flavor;
	MI_CONST void *value;
};

/* A qualifier as the schema declares it. scope and flavor are MI_FLAG_ bits, subscript bounds an array. */
typedef struct _MI_QualifierDecl {
	MI_CONST MI_Char *name;
	MI_Uint32 type;
	MI_Uint32 scope;
	MI_Uint32 flavor;
	MI_Uint32 subscript;
	MI_CONST void *value;
} MI_QualifierDecl;

/* What properties, parameters and methods begin with. */
typedef struct _MI_FeatureDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
} MI_FeatureDecl;

/* className is the class of a reference or embedded instance; offset is where the field lies in the instance. */
struct _MI_ParameterDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
	MI_Uint32 type;
	MI_CONST MI_Char *className;
	MI_Uint32 subscript;
	MI_Uint32 offset;
};

/* Begins as a parameter does. origin declared it first, propagator last; value points to the default or is NULL. */
struct _MI_PropertyDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
	MI_Uint32 type;
	MI_CONST MI_Char *className;
	MI_Uint32 subscript;
	MI_Uint32 offset;
	MI_CONST MI_Char *origin;
	MI_CONST MI_Char *propagator;
	MI_CONST void *value;
};

/* What classes and methods begin with: a thing with qualifiers and fields. size is that of one instance, in bytes. */
typedef struct _MI_ObjectDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
	MI_PropertyDecl MI_CONST *MI_CONST *properties;
	MI_Uint32 numProperties;
	MI_Uint32 size;
} MI_ObjectDecl;

/* properties lists inherited ones as well. A class declaration made at run time belongs to owningClass. */
struct _MI_ClassDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
	MI_PropertyDecl MI_CONST *MI_CONST *properties;
	MI_Uint32 numProperties;
	MI_Uint32 size;
	MI_CONST MI_Char *superClass;
	MI_ClassDecl MI_CONST *superClassDecl;
	MI_MethodDecl MI_CONST *MI_CONST *methods;
	MI_Uint32 numMethods;
	MI_SchemaDecl MI_CONST *schema;
	MI_CONST MI_ProviderFT *providerFT;
	MI_Class *owningClass;
};

/* How a provider's method is called; a client only meets it as the type of a member that is NULL. */
typedef void (*MI_MethodDecl_Invoke)(void *self, MI_Context *context, const MI_Char *nameSpace,
				     const MI_Char *className, const MI_Char *methodName,
				     const MI_Instance *instanceName, const MI_Instance *parameters);

/* The return value is the parameter named MIReturn, its type is repeated in returnType. */
struct _MI_MethodDecl {
	MI_Uint32 flags;
	MI_Uint32 code;
	MI_CONST MI_Char *name;
	MI_Qualifier MI_CONST *MI_CONST *qualifiers;
	MI_Uint32 numQualifiers;
	MI_ParameterDecl MI_CONST *MI_CONST *parameters;
	MI_Uint32 numParameters;
	MI_Uint32 size;
	MI_Uint32 returnType;
	MI_CONST MI_Char *origin;
	MI_CONST MI_Char *propagator;
	MI_SchemaDecl MI_CONST *schema;
	MI_MethodDecl_Invoke function;
};

struct _MI_SchemaDecl {
	MI_QualifierDecl MI_CONST *MI_CONST *qualifierDecls;
	MI_Uint32 numQualifierDecls;
	MI_ClassDecl MI_CONST *MI_CONST *classDecls;
	MI_Uint32 numClassDecls;
};

#endif /* MI_DECL_H */
