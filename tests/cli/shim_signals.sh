# Signal handlers that call MI wherever they come, and that end the process.
whole() { zstd -tq "$@" && for file; do mitrace show "$file" >/dev/null || fail "$file cannot be read"; done; }
probe=$BUILD/tests/shim/probe_signals
expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$probe"
whole x.mitrace
mitrace show x.mitrace >shown
# Each cancel of a handler is there, also those that came in the middle of a call or of an event.
[ "$(grep -c 'MI_Operation_Cancel(' shown)" = "$(cat out)" ] ||
	fail "$(grep -c 'MI_Operation_Cancel(' shown) cancels in the trace, $(cat out) in the client"

expect_status 42 env LD_PRELOAD="$SHIM" MITRACE_FILE=y.mitrace "$probe" exit
mitrace show y.mitrace >shown
expect_text shown 'MI_Operation_Cancel.*MI_REASON_SHUTDOWN|MI_Operation_Cancel.*reason 2'
