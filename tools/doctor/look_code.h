/* What the machine code and the strings of a file tell: names looked up at run time, and RTLD_DEEPBIND. */
#ifndef DOCTOR_LOOK_CODE_H
#define DOCTOR_LOOK_CODE_H

struct elf_image;
struct look_object;
struct look_work;

/* Fills names_entry, names_libmi and deepbind. */
void look_code_read(struct look_work *work, struct elf_image *image, struct look_object *object);

#endif
