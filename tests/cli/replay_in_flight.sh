# A thousand operations in flight, recorded on hostmi and replayed: all are served, each with its own results.
expect_status 0 env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q -o t.mitrace -- conformance_load in-flight 1000
mv out live
expect_status 0 mitrace replay --no-network --stall=60s t.mitrace -- conformance_load in-flight 1000
expect_same live out
expect_text out '^1000 operations in flight, 0 wrong$'
expect_text err '^mitrace replay: 1000 operations replayed, 0 missed, 0 diverged$'
