/* The class of notes, which clients can create, change and delete. */
#ifndef HOSTMI_NOTE_H
#define HOSTMI_NOTE_H

#include "provider.h"

extern const struct hostmi_provider hostmi_note;

#endif
