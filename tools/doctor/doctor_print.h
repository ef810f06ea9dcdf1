/* What `mitrace doctor` says, for people and as JSON. */
#ifndef DOCTOR_PRINT_H
#define DOCTOR_PRINT_H

#include <stdio.h>

#include "look.h"

void doctor_print_text(const struct look *look, const struct look_choice *choice, FILE *out);
/* One object on one line; the last failure of writing, or 0. */
int doctor_print_json(const struct look *look, const struct look_choice *choice, FILE *out);

#endif
