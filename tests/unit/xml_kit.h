/* What tests of deserializers share: a backend that lets them be, and shorter calls. Failures end the test. */
#ifndef XML_KIT_H
#define XML_KIT_H

#include <stdbool.h>

#include <mi/mi.h>

/* Does the backend read XML; set before a deserializer is asked for. */
extern bool xml_kit_reads;

MI_Deserializer xml_kit_deserializer(void);
/* NUL-terminated, to be freed. */
char *xml_kit_instance_text(const MI_Instance *instance, MI_Uint32 flags);
char *xml_kit_class_text(const MI_Class *class, MI_Uint32 flags);

/* NULL and *ret_result where it is refused; all of the text must be read. Names and classes may be NULL. */
MI_Class *xml_kit_class(const char *text, MI_Class *parent, MI_Result *ret_result);
MI_Instance *xml_kit_instance(const char *text, MI_Class *class, MI_Result *ret_result);

/* How often objects are refused, and why: what the error details of the last refusal said. */
extern char xml_kit_message[512];

#endif
