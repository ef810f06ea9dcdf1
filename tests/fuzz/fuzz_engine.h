/* The replay engine's way through a trace, without a client. */
#ifndef FUZZ_ENGINE_H
#define FUZZ_ENGINE_H

/* Indexes the trace with keys, and makes of every step what a client would be given. */
void fuzz_engine(const char *path);

#endif
