/*
 * The MI (Management Infrastructure) client API: the one header a client includes.
 *
 * Binary compatible with libmi of OMI on 64-bit Linux, usable from C and C++. Link with a libmi, or let mitrace's
 * replay or hostmi library take its place.
 */
#ifndef MI_H
#define MI_H

#include <mi/mi_base.h>
#include <mi/mi_callbacks.h>
#include <mi/mi_client.h>
#include <mi/mi_client_inline.h>
#include <mi/mi_decl.h>
#include <mi/mi_destination_inline.h>
#include <mi/mi_object.h>
#include <mi/mi_object_inline.h>
#include <mi/mi_operation_options_inline.h>
#include <mi/mi_options.h>
#include <mi/mi_session_inline.h>
#include <mi/mi_subscription_inline.h>
#include <mi/mi_value.h>

#endif /* MI_H */
