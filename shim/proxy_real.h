/* Which libmi would the client have got without the proxy? */
#ifndef SHIM_PROXY_REAL_H
#define SHIM_PROXY_REAL_H

/*
 * Opens it: the one that MITRACE_LIBMI names, else the first libmi.so in the search paths of the loaded objects that is
 * not the file which @own is in. NULL: there is none. For a constructor.
 */
void *proxy_open_real(const void *own);

#endif
