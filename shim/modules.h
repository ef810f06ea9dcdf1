/*
 * The objects mapped into the process, written to the trace so that code addresses can be named later.
 * Everything here asks the loader: for cold places only.
 */
#ifndef SHIM_MODULES_H
#define SHIM_MODULES_H

#include <stdint.h>

struct mtr_recorder;

/* Module.id of the object that @address lies in; 0: there is none, or there are too many. */
uint32_t shim_module_of(const void *address);

/* Writes the modules that the recording @generation has not had yet, copies of libmi again once they are known as such. */
void shim_modules_write(struct mtr_recorder *recorder, uint32_t generation);

#endif
