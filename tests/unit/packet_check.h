/*
 * Decoded messages against the MI objects they were made of, field by field. Differences fail the running CMocka test
 * and name the place.
 */
#ifndef PACKET_CHECK_H
#define PACKET_CHECK_H

#include <mi/mi.h>

#include "mitrace.pb-c.h"

/* Classes by number are looked up with mtr_schema_get(). */
void check_instance(const Mitrace__Instance *message, const MI_Instance *instance);
void check_value(const Mitrace__Value *message, MI_Type type, const MI_Value *value);
/* @of_instance: flags of elements follow the rule for classes of instances. */
void check_class(const Mitrace__Class *message, const MI_ClassDecl *decl, bool of_instance);

#endif
