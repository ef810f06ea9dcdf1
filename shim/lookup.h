/* dlsym() and dlopen() in front of the C library's. */
#ifndef SHIM_LOOKUP_H
#define SHIM_LOOKUP_H

typedef void *(*shim_dlsym_fn)(void *handle, const char *name);
typedef void *(*shim_dlopen_fn)(const char *path, int mode);

/* For lookup_entry.S: the function that the call goes on to by a jump. Both may be called before anything is set up. */
shim_dlsym_fn shim_dlsym_target(void *handle, const char *name);
shim_dlopen_fn shim_dlopen_target(const char *path, int mode);

/* dlsym() as the C library has it, for ourselves. */
void *shim_dlsym_real(void *handle, const char *name);

#endif
