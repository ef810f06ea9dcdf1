# Signal handlers that call MI wherever they come, and that end the process.
whole() { zstd -tq "$@" && for file; do mitrace show "$file" >/dev/null || fail "$file cannot be read"; done; }
probe=$BUILD/tests/shim/probe_signals
# Each cancel of a handler is there, also those that came in the middle of a call or of an event.
all_there() {
	expect_status 0 env LD_PRELOAD="$2" MITRACE_FILE="$1" "$probe"
	whole "$1"
	mitrace show "$1" >shown
	[ "$(grep -c 'MI_Operation_Cancel(' shown)" = "$(cat out)" ] ||
		fail "$(grep -c 'MI_Operation_Cancel(' shown) cancels in $1, $(cat out) in the client"
	expect_text shown 'MI_[A-Za-z_]+ of [0-9]+ returned'
}
all_there x.mitrace "$SHIM"
# A libmi that exports more than others may hold code of the client's, but that is not where this client's handlers are.
exports=$BUILD/tests/shim/exports/libmi.so
all_there exports.mitrace "$SHIM $exports"
mitrace show --json exports.mitrace >shown
expect_text shown "\"path\":\"$exports\""

expect_status 42 env LD_PRELOAD="$SHIM" MITRACE_FILE=y.mitrace "$probe" exit
mitrace show y.mitrace >shown
expect_text shown 'MI_Operation_Cancel.*MI_REASON_SHUTDOWN|MI_Operation_Cancel.*reason 2'
