# Exceptions that leave callbacks, and the library, and our functions in between.
[ -x "$BUILD/tests/shim/probe_throw" ] || { echo "no C++ compiler on this machine"; exit 0; }
expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$BUILD/tests/shim/probe_throw"
mitrace show --json x.mitrace >json
# No start is inside the callback that an earlier one was left from.
[ "$(grep -c '"function":"MI_Session_EnumerateInstances"' json)" -ge 100 ] || fail "starts are missing"
expect_no_text json '"inside_callback"'
