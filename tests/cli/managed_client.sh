# A client that keeps function tables by their address for ever, marshals them whole and copies handles for each call:
# it gets the same under each injection, and every operation is in the trace.
client=$BUILD/tests/shim/probe_managed

# run WAY OPERATIONS
run() {
	expect_status 0 "$client" "$2"
	mv out bare
	expect_text bare "results, $2 finals, [0-9]+ acknowledged, 3 tables$"
	expect_status 0 mitrace record -q -o "$1.mitrace" --inject="$1" -- "$client" "$2"
	expect_same bare out
	[ ! -s err ] || fail "$1: $(cat err)"
	# Starts, and how many were made with a handle that is not known.
	mitrace show --op=EnumerateInstances "$1.mitrace" | awk '/MI_Session_EnumerateInstances\(/ { n++ }
		/HANDLE_/ { unknown++ } END { print n + 0, unknown + 0 }' >counted
	[ "$(cat counted)" = "$2 0" ] || fail "$1: operations, unknown handles: $(cat counted)"
}
run preload 100000
run audit 10000
run proxy 10000
