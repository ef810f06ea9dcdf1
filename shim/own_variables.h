/* The variables that brought us here, taken back: for `mitrace record --no-children`. */
#ifndef SHIM_OWN_VARIABLES_H
#define SHIM_OWN_VARIABLES_H

/*
 * When MITRACE_CHILDREN is "no": takes what is ours out of LD_PRELOAD, LD_AUDIT and LD_LIBRARY_PATH, so that programs
 * that this one starts are not recorded. Before the client's main(): its environment is changed in place.
 */
void shim_variables_take_back(void);

#endif
