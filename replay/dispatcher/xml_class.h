/*
 * CIM-XML of classes, as stock libmi's serializer writes it.
 */
#ifndef DISPATCH_XML_CLASS_H
#define DISPATCH_XML_CLASS_H

#include <mi/mi_extended.h>

#include "xml_out.h"

/* Flags of the stock serializer beyond the public ones. */
#define DISPATCH_XML_CLASS_ORIGIN          0x100
#define DISPATCH_XML_INHERITANCE_HIERARCHY 0x200
#define DISPATCH_XML_INHERITED_ELEMENTS    0x400
#define DISPATCH_XML_QUALIFIERS            0x800
#define DISPATCH_XML_FLAGS                                                                                  \
	(DISPATCH_XML_CLASS_ORIGIN | DISPATCH_XML_INHERITANCE_HIERARCHY | DISPATCH_XML_INHERITED_ELEMENTS | \
	 DISPATCH_XML_QUALIFIERS)

/* CLASS. The names say where references in default values are known to lie; they may be NULL. */
void dispatch_xml_class(struct dispatch_xml_out *out, MI_Uint32 flags, const MI_ClassDecl *decl,
			const MI_Char *name_space, const MI_Char *server_name);

#endif
