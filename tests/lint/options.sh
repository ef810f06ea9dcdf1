# mitrace lint as a command: which rules, which findings, how they are told, and what it says of traces that have no
# ordinary end.
client() {
	CLIENT_LOG=$PWD/client.log FAKE_MI_LOG=$PWD/library.log mitrace record -q -o "$1.mitrace" -- lint_client "$1" "$2" >out 2>err
}
client closed_twice fault          # an error
client session_never_closed fault  # a warning and a note
client application_never_closed fault # a note
client wrong_result_callback fault # a warning
rules_of() {
	sed -n 's/^\(error\|warning\|note\): .*\[\(.*\)\]$/\2/p' "$1" | tr '\n' ' '
}

# Exit status by severity; errors come first.
expect_status 1 mitrace lint application_never_closed.mitrace
expect_status 0 mitrace lint --fail-on=warning application_never_closed.mitrace
expect_status 1 mitrace lint --fail-on=warning session_never_closed.mitrace
expect_status 0 mitrace lint --fail-on=error session_never_closed.mitrace
expect_status 1 mitrace lint --fail-on=error session_never_closed.mitrace closed_twice.mitrace
[ "$(rules_of out)" = "closed-twice session-never-closed application-never-closed " ] || fail "rules: $(rules_of out)"
expect_text out '^1 error, 1 warning, 1 note in [0-9]+ events of 2 traces$'

# Which rules.
expect_status 1 mitrace lint --disable=session-never-closed session_never_closed.mitrace
[ "$(rules_of out)" = "application-never-closed " ] || fail "rules: $(rules_of out)"
expect_status 0 mitrace lint --disable=session-never-closed,application-never-closed session_never_closed.mitrace
expect_status 1 mitrace lint --disable=all --enable=session-never-closed session_never_closed.mitrace closed_twice.mitrace
[ "$(rules_of out)" = "session-never-closed " ] || fail "rules: $(rules_of out)"
expect_status 0 mitrace lint --rules --disable=all --enable=bad-handle
expect_text out '^bad-handle \(warning\)$'
expect_text out '^closed-twice \(error, off\)$'

# Whose findings: everything is looked at, or the rest would look like misuse.
expect_status 1 mitrace lint --op=1 closed_twice.mitrace
expect_status 0 mitrace lint --op=2 closed_twice.mitrace
expect_status 1 mitrace lint --op=EnumerateInstances closed_twice.mitrace
expect_status 0 mitrace lint --seq=-5 closed_twice.mitrace
expect_text out '^0 errors, 0 warnings, 0 notes in 5 events of 1 trace$'

# The same fault at the same places: a few are listed, all are counted.
CLIENT_LOG=$PWD/client.log FAKE_MI_LOG=$PWD/library.log mitrace record -q -o getters.mitrace -- transparency_client slots_sync >out 2>err
expect_status 1 mitrace lint --limit=2 getters.mitrace
listed=$(grep -c 'getters.mitrace: event' out)
more=$(sed -n 's/.*and \([0-9]*\) more at the same places.*/\1/p' out)
expect_status 1 mitrace lint --limit=0 getters.mitrace
all=$(grep -c 'getters.mitrace: event' out)
[ "$listed" -lt "$all" ] && [ $((listed + more)) -eq "$all" ] || fail "$listed listed, $more more, $all in all"
expect_text out "^$all errors, "
expect_no_text out 'more at the same places'

# What is slow, late, a loop.
client repeated_query fault
expect_status 1 mitrace lint --loop-count=30 repeated_query.mitrace
expect_text out 'was asked 30 times in a row'
expect_status 0 mitrace lint --loop-count=31 repeated_query.mitrace
client slow_callback fault
expect_status 0 mitrace lint --slow-callback=100000 slow_callback.mitrace
expect_status 1 mitrace lint --slow-callback=400 slow_callback.mitrace
expect_text out ': the callback took [0-9.]+ s$'

# A client that is killed while it hangs: what it never did is not held against it, what it did is.
CLIENT_LOG=$PWD/client.log FAKE_MI_LOG=$PWD/hang.log LD_PRELOAD=$SHIM MITRACE_FILE=$PWD/hang.mitrace \
	transparency_client hang_session_close >out 2>err &
pid=$!
wait_until grep -qs 'Session.Close waits' hang.log
kill -KILL $pid
wait $pid 2>/dev/null || :
expect_status 1 mitrace lint hang.mitrace
[ "$(rules_of out)" = "session-closed-with-operations " ] || fail "rules: $(rules_of out)"
expect_text out '^hang.mitrace: the process was killed.*open at the end: 1 operations, 0 sessions, 1 applications'
expect_text out '^hang.mitrace: it ends inside MI_Session_Close, event [0-9]+, thread 1$'
mitrace lint --json hang.mitrace >json || :
expect_text json '"ordinary_end":false,"all_events":true,"open_operations":1,.*"inside_function":"MI_Session_Close"'

# Of an excerpt nothing is known that counts on having seen all.
expect_status 0 mitrace cut -o cut.mitrace --class=Fake_None session_never_closed.mitrace
expect_status 0 mitrace cut -o cut.mitrace --force --seq=1-8 closed_twice.mitrace
expect_status 0 mitrace lint cut.mitrace
expect_text out '^cut.mitrace: .*what never happened was not judged'
# Nor of a torn trace, which is trouble besides.
head -c $(($(stat -c %s closed_twice.mitrace) / 2)) closed_twice.mitrace >torn.mitrace
status=0
mitrace lint torn.mitrace >out 2>err || status=$?
[ $status -gt 0 ] || fail "nothing is wrong with a torn trace"
expect_text out '^torn.mitrace: the process was killed, left without a word, or is still running'

# Standard input; the same text twice; JSON that parses.
expect_status 1 mitrace lint - <closed_twice.mitrace
mitrace lint closed_twice.mitrace session_never_closed.mitrace >first || :
mitrace lint closed_twice.mitrace session_never_closed.mitrace >second || :
expect_same first second
mitrace lint --json closed_twice.mitrace session_never_closed.mitrace >json || :
python3 - <<'END' || fail "the JSON is not as it should be"
import json
told = json.load(open('json'))
assert told['format'] == 1 and [t['path'] for t in told['traces']] == ['closed_twice.mitrace', 'session_never_closed.mitrace']
assert told['counts'] == {'error': 1, 'warning': 1, 'note': 1}
assert told['rules'] == {'closed-twice': 1, 'session-never-closed': 1, 'application-never-closed': 1}
first = told['findings'][0]
assert first['rule'] == 'closed-twice' and first['trace'] == 'closed_twice.mitrace' and first['thread'] == 1
assert [r['what'] for r in first['related']] == ['close before'] and 0 < first['related'][0]['event'] < first['event']
assert first['place'].startswith('lint_client!fault_closed_twice') and first['place_kind'] == 'caller' and first['address'] > 0
END

# What makes no sense.
expect_status 2 mitrace lint
expect_text err 'no trace given'
expect_status 2 mitrace lint --enable=nonsense closed_twice.mitrace
expect_text err "there is no rule 'nonsense'; 'mitrace lint --rules' lists them"
expect_status 2 mitrace lint --fail-on=all closed_twice.mitrace
expect_status 2 mitrace lint --limit=few closed_twice.mitrace
expect_text err 'limit=few: not a number'
expect_status 2 mitrace lint nowhere.mitrace
expect_text err 'nowhere.mitrace'
