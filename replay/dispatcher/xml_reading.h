/*
 * Reading CIM-XML: from elements to values, instances and classes. One call to a deserializer is one reading.
 *
 * What the functions answer lies in the reading's batch, or is let go of with the reading, unless they say otherwise:
 * whoever keeps a value or object copies it. Functions answer MI_RESULT_OK or, with trouble said, why not.
 */
#ifndef DISPATCH_XML_READING_H
#define DISPATCH_XML_READING_H

#include <mi/mi_extended.h>

#include "xml_tree.h"

/* Objects made on the way, or handed over by the client. */
struct dispatch_xml_kept {
	struct dispatch_xml_kept *next;
	MI_Instance *instance; /* one of these */
	MI_Class *class;
};

struct dispatch_xml_reading {
	struct mtr_mi_batch *batch;
	unsigned depth; /* of documents in documents, and of classes that wait for the one above them */
	const struct dispatch_xml_element *declarations; /* DECLGROUP, with classes in it; NULL: none */
	const MI_Char *name_space, *server_name;         /* where what is read lies; NULL: not said */
	struct dispatch_xml_kept *kept;
	/* What the client gave to find classes with. */
	MI_Class **given;
	MI_Uint32 nr_given;
	MI_Deserializer_ClassObjectNeeded class_needed;
	void *context;
	MI_Char trouble[256]; /* the first thing that was wrong; empty: nothing */
};

/* Lets go of all that was read. */
void dispatch_xml_reading_end(struct dispatch_xml_reading *r);

/* Says what is wrong, unless something is already, and answers @result. */
MI_Result dispatch_xml_refuse(struct dispatch_xml_reading *r, MI_Result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Before what reads itself again; one level up after it is depth--. */
MI_Result dispatch_xml_deeper(struct dispatch_xml_reading *r);
/* The value of an attribute that must be there. */
MI_Result dispatch_xml_need(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
			    const MI_Char *name, const MI_Char **ret);

/* The instance or class lives until the end of the reading. Whoever keeps loses it when memory runs out. */
MI_Result dispatch_xml_keep(struct dispatch_xml_reading *r, MI_Instance *instance, MI_Class *class);

/* --- values (xml_read_value.c) ------------------------------------------------------------------------------ */

/* The type that the element's TYPE names: a scalar. */
MI_Result dispatch_xml_read_type(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				 MI_Type *ret);
/*
 * The value in an element: that of its VALUE, VALUE.ARRAY or VALUE.REFERENCE. *ret_exists says whether it has one.
 */
MI_Result dispatch_xml_read_value(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				  MI_Type type, MI_Value *ret, bool *ret_exists);
/* A scalar as text, @length bytes and a zero. */
MI_Result dispatch_xml_read_scalar(struct dispatch_xml_reading *r, MI_Char *text, size_t length, MI_Type type,
				   MI_Value *ret);

/* --- instances (xml_read_instance.c) ------------------------------------------------------------------------ */

/* INSTANCE. The instance is the caller's, and does not know yet where it lies. */
MI_Result dispatch_xml_read_instance(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				     MI_Instance **ret);
/* VALUE.REFERENCE: an instance with nothing but its keys, the caller's. */
MI_Result dispatch_xml_read_reference(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				      MI_Instance **ret);
/* The reading's names from now on: those of the NAMESPACEPATH or LOCALNAMESPACEPATH in the element. */
MI_Result dispatch_xml_read_path(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element);
/* Gives the instance those names. */
MI_Result dispatch_xml_place(const struct dispatch_xml_reading *r, MI_Instance *instance);

/* --- classes (xml_read_class.c) ----------------------------------------------------------------------------- */

/* CLASS. @parent may be NULL: then it is looked for, and the class goes without when it is not found. The caller's. */
MI_Result dispatch_xml_read_class(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				  const MI_Class *parent, MI_Class **ret);
/*
 * The class called so: one of the document's, one that was given, or one the client has when asked. *ret is NULL
 * when there is none.
 */
MI_Result dispatch_xml_find_class(struct dispatch_xml_reading *r, const MI_Char *name, const MI_Class **ret);

#endif
