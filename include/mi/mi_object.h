/*
 * MI client API: instances, classes and what is read from them.
 *
 * Objects with a function table of their own at a fixed place. The functions are described at their wrappers in
 * mi_object_inline.h; here is only the binary layout, each table in slot order. The reserved words belong to the
 * library; what they hold in practice is in mi_extended.h.
 */
#ifndef MI_OBJECT_H
#define MI_OBJECT_H

#include <mi/mi_decl.h>

typedef struct _MI_InstanceFT MI_InstanceFT;
typedef struct _MI_ClassFT MI_ClassFT;
typedef struct _MI_ParameterSetFT MI_ParameterSetFT;
typedef struct _MI_QualifierSetFT MI_QualifierSetFT;
typedef struct _MI_PropertySetFT MI_PropertySetFT;
typedef struct _MI_FilterFT MI_FilterFT;

struct _MI_InstanceFT {
	/* 0 */ MI_Result (*Clone)(const MI_Instance *self, MI_Instance **newInstance);
	/* 1 */ MI_Result (*Destruct)(MI_Instance *self);
	/* 2 */ MI_Result (*Delete)(MI_Instance *self);
	/* 3 */ MI_Result (*IsA)(const MI_Instance *self, const MI_ClassDecl *classDecl, MI_Boolean *flag);
	/* 4 */ MI_Result (*GetClassName)(const MI_Instance *self, const MI_Char **className);
	/* 5 */ MI_Result (*SetNameSpace)(MI_Instance *self, const MI_Char *nameSpace);
	/* 6 */ MI_Result (*GetNameSpace)(const MI_Instance *self, const MI_Char **nameSpace);
	/* 7 */ MI_Result (*GetElementCount)(const MI_Instance *self, MI_Uint32 *count);
	/* 8 */ MI_Result (*AddElement)(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
					MI_Uint32 flags);
	/* 9 */ MI_Result (*SetElement)(MI_Instance *self, const MI_Char *name, const MI_Value *value, MI_Type type,
					MI_Uint32 flags);
	/* 10 */ MI_Result (*SetElementAt)(MI_Instance *self, MI_Uint32 index, const MI_Value *value, MI_Type type,
					   MI_Uint32 flags);
	/* 11 */ MI_Result (*GetElement)(const MI_Instance *self, const MI_Char *name, MI_Value *value, MI_Type *type,
					 MI_Uint32 *flags, MI_Uint32 *index);
	/* 12 */ MI_Result (*GetElementAt)(const MI_Instance *self, MI_Uint32 index, const MI_Char **name,
					   MI_Value *value, MI_Type *type, MI_Uint32 *flags);
	/* 13 */ MI_Result (*ClearElement)(MI_Instance *self, const MI_Char *name);
	/* 14 */ MI_Result (*ClearElementAt)(MI_Instance *self, MI_Uint32 index);
	/* 15 */ MI_Result (*GetServerName)(const MI_Instance *self, const MI_Char **name);
	/* 16 */ MI_Result (*SetServerName)(MI_Instance *self, const MI_Char *name);
	/* 17 */ MI_Result (*GetClass)(const MI_Instance *self, MI_Class **instanceClass);
};

struct _MI_Instance {
	const MI_InstanceFT *ft;
	const MI_ClassDecl *classDecl;
	const MI_Char *serverName;
	const MI_Char *nameSpace;
	ptrdiff_t reserved[4];
};

/* The instance at the beginning of a generated class struct. */
#define MI_InstanceOf(object) (&(object)->__instance)

/* The table in real class handles is four slots longer: struct mtr_mi_class_ft in mi_extended.h. */
struct _MI_ClassFT {
	/* 0 */ MI_Result (*GetClassName)(const MI_Class *self, const MI_Char **className);
	/* 1 */ MI_Result (*GetNameSpace)(const MI_Class *self, const MI_Char **nameSpace);
	/* 2 */ MI_Result (*GetServerName)(const MI_Class *self, const MI_Char **serverName);
	/* 3 */ MI_Result (*GetElementCount)(const MI_Class *self, MI_Uint32 *count);
	/* 4 */ MI_Result (*GetElement)(const MI_Class *self, const MI_Char *name, MI_Value *value,
					MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
					MI_QualifierSet *qualifierSet, MI_Uint32 *flags, MI_Uint32 *index);
	/* 5 */ MI_Result (*GetElementAt)(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
					  MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
					  MI_QualifierSet *qualifierSet, MI_Uint32 *flags);
	/* 6 */ MI_Result (*GetClassQualifierSet)(const MI_Class *self, MI_QualifierSet *qualifierSet);
	/* 7 */ MI_Result (*GetMethodCount)(const MI_Class *self, MI_Uint32 *count);
	/* 8 */ MI_Result (*GetMethodAt)(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
					 MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet);
	/* 9 */ MI_Result (*GetMethod)(const MI_Class *self, const MI_Char *name, MI_QualifierSet *qualifierSet,
				       MI_ParameterSet *parameterSet, MI_Uint32 *index);
	/* 10 */ MI_Result (*GetParentClassName)(const MI_Class *self, const MI_Char **name);
	/* 11 */ MI_Result (*GetParentClass)(const MI_Class *self, MI_Class **parentClass);
	/* 12 */ MI_Result (*Delete)(MI_Class *self);
	/* 13 */ MI_Result (*Clone)(const MI_Class *self, MI_Class **newClass);
};

struct _MI_Class {
	const MI_ClassFT *ft;
	MI_CONST MI_ClassDecl *classDecl;
	MI_CONST MI_Char *namespaceName;
	MI_CONST MI_Char *serverName;
	ptrdiff_t reserved[4];
};

/* The table in real parameter sets is one slot longer: struct mtr_mi_parameter_set_ft in mi_extended.h. */
struct _MI_ParameterSetFT {
	/* 0 */ MI_Result (*GetMethodReturnType)(const MI_ParameterSet *self, MI_Type *returnType,
						 MI_QualifierSet *qualifierSet);
	/* 1 */ MI_Result (*GetParameterCount)(const MI_ParameterSet *self, MI_Uint32 *count);
	/* 2 */ MI_Result (*GetParameterAt)(const MI_ParameterSet *self, MI_Uint32 index, const MI_Char **name,
					    MI_Type *parameterType, MI_Char **referenceClass,
					    MI_QualifierSet *qualifierSet);
	/* 3 */ MI_Result (*GetParameter)(const MI_ParameterSet *self, const MI_Char *name, MI_Type *parameterType,
					  MI_Char **referenceClass, MI_QualifierSet *qualifierSet, MI_Uint32 *index);
};

/* Filled in by value in the caller's memory; valid as long as the class it came from. Nothing to free. */
struct _MI_ParameterSet {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_ParameterSetFT *ft;
};

struct _MI_QualifierSetFT {
	/* 0 */ MI_Result (*GetQualifierCount)(const MI_QualifierSet *self, MI_Uint32 *count);
	/* 1 */ MI_Result (*GetQualifierAt)(const MI_QualifierSet *self, MI_Uint32 index, const MI_Char **name,
					    MI_Type *qualifierType, MI_Uint32 *qualifierFlags,
					    MI_Value *qualifierValue);
	/* 2 */ MI_Result (*GetQualifier)(const MI_QualifierSet *self, const MI_Char *name, MI_Type *qualifierType,
					  MI_Uint32 *qualifierFlags, MI_Value *qualifierValue, MI_Uint32 *index);
};

/* Filled in by value in the caller's memory; valid as long as the class it came from. Nothing to free. */
struct _MI_QualifierSet {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_QualifierSetFT *ft;
};

struct _MI_PropertySetFT {
	/* 0 */ MI_Result (*GetElementCount)(const MI_PropertySet *self, MI_Uint32 *count);
	/* 1 */ MI_Result (*ContainsElement)(const MI_PropertySet *self, const MI_Char *name, MI_Boolean *flag);
	/* 2 */ MI_Result (*AddElement)(MI_PropertySet *self, const MI_Char *name);
	/* 3 */ MI_Result (*GetElementAt)(const MI_PropertySet *self, MI_Uint32 index, const MI_Char **name);
	/* 4 */ MI_Result (*Clear)(MI_PropertySet *self);
	/* 5 */ MI_Result (*Destruct)(MI_PropertySet *self);
	/* 6 */ MI_Result (*Delete)(MI_PropertySet *self);
	/* 7 */ MI_Result (*Clone)(const MI_PropertySet *self, MI_PropertySet **newPropertySet);
};

struct _MI_PropertySet {
	const MI_PropertySetFT *ft;
	ptrdiff_t reserved[3];
};

struct _MI_FilterFT {
	/* 0 */ MI_Result (*Evaluate)(const MI_Filter *self, const MI_Instance *instance, MI_Boolean *result);
	/* 1 */ MI_Result (*GetExpression)(const MI_Filter *self, const MI_Char **queryLang, const MI_Char **queryExpr);
};

struct _MI_Filter {
	const MI_FilterFT *ft;
	ptrdiff_t reserved[3];
};

#endif /* MI_OBJECT_H */
