/* A trace in a file, indexed with keys, for tests of what replay makes of it. */
#ifndef REPLAY_TRACE_H
#define REPLAY_TRACE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trace_build.h"
#include "trace_keys.h"

struct replay_trace {
	char path[64];
	struct replay_index index;
	struct replay_store *store;
};

static inline void replay_trace_open(struct replay_trace *t, const struct trace_build *build)
{
	struct replay_key_maker maker;
	struct replay_index_keys keys = replay_trace_keys(&maker);
	int fd;

	snprintf(t->path, sizeof(t->path), "/tmp/replay-trace.XXXXXX");
	fd = mkstemp(t->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, build->data, build->size), build->size);
	close(fd);
	replay_key_maker_begin(&maker, true);
	assert_int_equal(replay_index_open(t->path, &keys, &t->index, &t->store), 0);
	replay_key_maker_end(&maker);
}

static inline void replay_trace_close(struct replay_trace *t)
{
	replay_index_close(&t->index);
	replay_store_close(t->store);
	unlink(t->path);
}

#endif
