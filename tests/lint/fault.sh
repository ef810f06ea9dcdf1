# One rule of mitrace lint, by the name in RULE: a client that commits the fault is found out, and one that does the same
# without it is found nothing against. Both are real programs, recorded.
id=${RULE//_/-}
# A callback that takes a third of a second is slow here; on a busy machine others may take long, too.
options=(--slow-callback=300)

run_client() {
	mkdir "$1"
	CLIENT_LOG=$PWD/$1/client.log FAKE_MI_LOG=$PWD/$1/library.log \
		timeout 60 mitrace record -q -o "$1/t.mitrace" -- lint_client "$RULE" "$1" >"$1/out" 2>"$1/err" ||
		fail "the client ended with status $?: $(head -3 "$1/err")"
}

run_client fault
expect_status 1 mitrace lint "${options[@]}" fault/*.mitrace
expect_text out "\\[$id\\]$"
# Where it happened, by name, in the client's code. Slow callbacks and the like are told of the callback, all else of the call.
expect_text out "(called from|callback) lint_client!(fault_|client_|on_|[a-z_]+)"
# With all else turned off it is found as well, and alone; turned off it is not.
expect_status 1 mitrace lint "${options[@]}" --disable=all --enable="$id" fault/*.mitrace
[ "$(grep -c '^[a-z]*: .*\[' out)" -eq 1 ] || fail "more than one rule: $(grep '\[' out)"
mitrace lint "${options[@]}" --disable="$id" fault/*.mitrace >out || :
expect_no_text out "\\[$id\\]$"
# As JSON: the same rule, and events that are there.
mitrace lint "${options[@]}" --json --disable=all --enable="$id" fault/*.mitrace >json || :
expect_text json "^\\{\"rule\":\"$id\",.*\"trace\":\"fault/[^\"]*\",\"event\":[1-9]"

run_client clean
expect_status 0 mitrace lint "${options[@]}" clean/*.mitrace
expect_text out '^0 errors, 0 warnings, 0 notes in [1-9][0-9]* events of [12] traces?$'
