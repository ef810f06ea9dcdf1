# A warm thread of a recorded client locks nothing, allocates nothing, calls the system not once.
expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$BUILD/tests/shim/probe_warm"
# It did record all of that: 220 rounds of 3 starts, 6 results and more.
mitrace show x.mitrace >shown
[ "$(grep -c "instanceResult(" shown)" -ge 1100 ] || fail "too few results in the trace"
# The probe itself can fail: under a library that calls the system it must.
expect_status 11 env LD_PRELOAD="$BUILD/tests/shim/noisy.so" "$BUILD/tests/shim/probe_warm"
