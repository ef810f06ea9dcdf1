/*
 * MI beyond its public API: longer tables and private memory that clients reach all the same.
 *
 * Programs built with OMI's own base code (omicli, libpsrpclient) call hidden slots of class tables and read, extend
 * and copy instances with their own compiled-in copies of the allocator. A library that takes libmi's place must lay
 * memory out as described here; a shim that looks into memory may rely on it. Nothing of this is for clients.
 *
 * Every fact here is measured on OMI 1.0.8 for x86-64. The names are ours: a client never sees any.
 */
#ifndef MI_EXTENDED_H
#define MI_EXTENDED_H

#include <mi/mi.h>

/*
 * Results that libmi makes up itself and hands to clients, although they are not members of MI_Result.
 */
#define MTR_MI_RESULT_CANCELED                1000
#define MTR_MI_RESULT_OPEN_FAILED             1001
#define MTR_MI_RESULT_INVALID_CLASS_HIERARCHY 1002
#define MTR_MI_RESULT_WOULD_BLOCK             1003
#define MTR_MI_RESULT_TIME_OUT                1004
#define MTR_MI_RESULT_IN_PROGRESS             1005

/*
 * The table in real class handles: struct _MI_ClassFT and four more slots, called through MI_Class.ft by the XML and
 * MOF serializers. All out arguments of GetElementAtExt may be NULL, and those of GetMethodAtExt but name.
 */
struct mtr_mi_class_ft {
	MI_ClassFT base;
	/* 14: the MI_FLAG_ bits of the class */
	MI_Result (*GetClassFlagsExt)(const MI_Class *self, MI_Uint32 *flags);
	/* 15: fills in the caller's parentClass, borrowed from self; not to be deleted */
	MI_Result (*GetParentClassExt)(const MI_Class *self, MI_Class *parentClass);
	/* 16 */
	MI_Result (*GetElementAtExt)(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Value *value,
				     MI_Boolean *valueExists, MI_Type *type, MI_Uint32 *subscript, MI_Uint32 *offset,
				     MI_Char **referenceClass, MI_Char **originClass, MI_Char **propagatorClass,
				     MI_QualifierSet *qualifierSet, MI_Uint32 *flags);
	/* 17 */
	MI_Result (*GetMethodAtExt)(const MI_Class *self, MI_Uint32 index, const MI_Char **name, MI_Char **originClass,
				    MI_Char **propagatorClass, MI_QualifierSet *qualifierSet,
				    MI_ParameterSet *parameterSet, MI_Uint32 *flags);
};

/* The table in real parameter sets: struct _MI_ParameterSetFT and one more slot. */
struct mtr_mi_parameter_set_ft {
	MI_ParameterSetFT base;
	/* 4 */
	MI_Result (*GetParameterAtExt)(const MI_ParameterSet *self, MI_Uint32 index, const MI_Char **name,
				       MI_Type *parameterType, MI_Uint32 *subscript, MI_Char **referenceClass,
				       MI_QualifierSet *qualifierSet, MI_Uint32 *flags);
};

/*
 * The reserved words of the sets that are filled in by value: reserved1 is the number of entries, reserved2 points to
 * the array of declarations (MI_Qualifier *const *, MI_ParameterDecl *const *).
 */

/* Why class declarations differ in ownership: MI_ClassDecl.owningClass is NULL, this, or a class to be counted. */
#define MTR_MI_OWNING_CLASS_DYNAMIC ((MI_Class *)-1)

/*
 * The head of one piece of batch memory; the piece follows it directly. A shared page holds many pieces and is
 * MTR_MI_PAGE_BYTES long, head included, or of any size where it was received from a server. A piece of more than
 * MTR_MI_BLOCK_BYTES, or one asked for when the batch has maxPages already, lies alone in an independent page, which
 * may be freed before the batch is. All sizes are multiples of 8.
 */
struct mtr_mi_page {
	struct mtr_mi_page *next;
	unsigned int independent : 1;
	unsigned int size : 31; /* bytes behind the head */
};

#define MTR_MI_BLOCK_BYTES 512
#define MTR_MI_PAGE_BYTES  1024

/*
 * Memory that is freed all at once. avail and end delimit what is left of the newest shared page. A batch that the
 * allocator made lies in one of its own pages; that of a received instance lies elsewhere. Base code compiled into a
 * client adds pages with its own malloc() and frees independent ones with its own free(). The library that deletes
 * the batch in the end therefore meets pages of the client's: one from a debug build has MTR_MI_DEBUG_BLOCK_MAGIC 8
 * bytes before it, and must not be given to free().
 */
struct mtr_mi_batch {
	char *avail;
	char *end;
	struct mtr_mi_page *pages;
	size_t numPages; /* shared pages only */
	size_t maxPages;
};

/*
 * What debug builds of the base code put before every heap block of theirs. magic lies 8 bytes before the block and
 * repeats behind its size bytes.
 */
struct mtr_mi_debug_block {
	struct mtr_mi_debug_block *prev;
	struct mtr_mi_debug_block *next;
	const char *file;
	unsigned int line;
	unsigned int id;
	unsigned int magic;
	unsigned int size;
};

#define MTR_MI_DEBUG_BLOCK_MAGIC 0x89abcdefu

/* Lies directly before every instance that the base code allocates; dynamic instances are moved together with it. */
struct mtr_mi_instance_head {
	MI_Uint32 magic;
	MI_Uint64 refs;
};

#define MTR_MI_INSTANCE_HEAD_MAGIC 0xb26aea60u

/*
 * MI_Instance with its reserved words named. self points to the instance that has the fields: the instance itself
 * when it is of a declared class, another one when it is dynamic, so that adding elements can move the fields while
 * the client's pointer stays. A zero self means the instance itself. releaseBatch says that the last owner frees the
 * batch; it is not set in what an operation brings. Fields lie behind it at the offsets of the class declaration.
 */
struct mtr_mi_instance {
	const MI_InstanceFT *ft;
	const MI_ClassDecl *classDecl;
	const MI_Char *serverName;
	const MI_Char *nameSpace;
	struct mtr_mi_batch *batch;
	struct mtr_mi_instance *self;
	MI_Boolean releaseBatch;
};

/*
 * Fields of a dynamic instance are slots of MTR_MI_DYNAMIC_FIELD_BYTES, the first at sizeof(MI_Instance). Slots and
 * the class declaration's properties array have room for MTR_MI_DYNAMIC_CAPACITY elements, beyond that for the next
 * power of two: base code reallocates both only when the number of properties equals that room.
 */
#define MTR_MI_DYNAMIC_FIELD_BYTES 40
#define MTR_MI_DYNAMIC_CAPACITY    32

/* Bits of the flags byte of typed fields. */
#define MTR_MI_FIELD_BORROWED 0x01 /* the value is the client's memory, never to be freed */
#define MTR_MI_FIELD_MODIFIED 0x02 /* clear: reported as MI_FLAG_NOT_MODIFIED */

/*
 * MI_Class with its reserved words named. Deleting drops refcount, cloning raises it and returns the same address; at
 * zero the batch is freed, which holds the class, its declaration and all strings. A class that an operation brought,
 * or that GetParentClassExt filled in, has neither batch nor count: deleting it does nothing, cloning it makes a full
 * copy.
 */
struct mtr_mi_class {
	const MI_ClassFT *ft;
	const MI_ClassDecl *classDecl;
	const MI_Char *namespaceName;
	const MI_Char *serverName;
	struct mtr_mi_batch *batch;
	ptrdiff_t refcount;
	ptrdiff_t reserved3;
	ptrdiff_t reserved4;
};

#endif /* MI_EXTENDED_H */
