/*
 * What all of reading CIM-XML needs: see xml_reading.h.
 */
#include "xml_reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "batch.h"
#include "objects.h"

/* Documents in documents, classes above classes: more are no longer meant well. */
#define DEPTH_LIMIT 32

MI_Result dispatch_xml_refuse(struct dispatch_xml_reading *r, MI_Result result, const char *format, ...)
{
	va_list args;

	if (r->trouble[0])
		return result;
	va_start(args, format);
	vsnprintf(r->trouble, sizeof(r->trouble), format, args);
	va_end(args);
	return result;
}

MI_Result dispatch_xml_deeper(struct dispatch_xml_reading *r)
{
	if (r->depth == DEPTH_LIMIT)
		return dispatch_xml_refuse(r, MI_RESULT_SERVER_LIMITS_EXCEEDED,
					   "more than %d instances in each other, or classes above each other",
					   DEPTH_LIMIT);
	r->depth++;
	return MI_RESULT_OK;
}

MI_Result dispatch_xml_need(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
			    const MI_Char *name, const MI_Char **ret)
{
	*ret = dispatch_xml_get(element, name);
	if (*ret && **ret)
		return MI_RESULT_OK;
	return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "%.40s: attribute %s is missing", element->name,
				   name);
}

MI_Result dispatch_xml_keep(struct dispatch_xml_reading *r, MI_Instance *instance, MI_Class *class)
{
	struct dispatch_xml_kept *kept = dispatch_batch_zalloc(r->batch, sizeof(*kept));

	if (!kept) {
		dispatch_instance_free(instance);
		if (class)
			MI_Class_Delete(class);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	*kept = (struct dispatch_xml_kept){.next = r->kept, .instance = instance, .class = class};
	r->kept = kept;
	return MI_RESULT_OK;
}

void dispatch_xml_reading_end(struct dispatch_xml_reading *r)
{
	for (struct dispatch_xml_kept *kept = r->kept; kept; kept = kept->next) {
		dispatch_instance_free(kept->instance);
		if (kept->class)
			MI_Class_Delete(kept->class);
	}
	dispatch_batch_free(r->batch);
}
