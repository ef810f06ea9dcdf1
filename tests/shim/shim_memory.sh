# What is kept of objects under way is given back: a client that goes on for ever does not grow for being recorded.
expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$BUILD/tests/shim/probe_memory"
zstd -tq x.mitrace
