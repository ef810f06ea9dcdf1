# Names of traces, and trouble with them: the client never notices.
probe() { env LD_PRELOAD="$SHIM" "$@" "$BUILD/tests/shim/probe_death" none; }

# Nothing asked for, nothing done.
expect_status 0 probe
[ -z "$(ls *.mitrace 2>/dev/null)" ] || fail "a trace nobody asked for"

expect_status 0 probe MITRACE_FILE=x-%e.mitrace
[ -s x-probe_death.mitrace ] || fail "%e was not expanded: $(ls)"
expect_status 0 probe MITRACE_FILE=x.mitrace
first=$(cksum <x.mitrace)
expect_status 0 probe MITRACE_FILE=x.mitrace
[ -s x.1.mitrace ] || fail "the next free number was not taken: $(ls)"
[ "$(cksum <x.mitrace)" = "$first" ] || fail "an existing trace was touched"
expect_status 0 probe MITRACE_FILE=x.mitrace MITRACE_FORCE=1
[ "$(cksum <x.mitrace)" != "$first" ] || fail "force did not replace the trace"
[ "$(stat -c %a x.mitrace)" = 600 ] || fail "others may read the trace"

# A link is not followed.
ln -s elsewhere.mitrace link.mitrace
expect_status 0 probe MITRACE_FILE=link.mitrace
[ ! -e elsewhere.mitrace ] || fail "a link was followed"

# No folder, no right to write, no space: one line, and the client is none the wiser.
expect_status 0 probe MITRACE_FILE=no/such/folder.mitrace
[ "$(wc -l <err)" = 1 ] || fail "not one line about a missing folder: $(cat err)"
expect_text err '^mitrace\[[0-9]+\]: .*no/such/folder'
expect_status 0 probe MITRACE_FILE=no/such/folder.mitrace MITRACE_LOG=log
[ ! -s err ] || fail "something on stderr beside the log: $(cat err)"
expect_text log 'no/such/folder'
expect_status 0 bash -c 'ulimit -f 4; LD_PRELOAD=$SHIM MITRACE_FILE=small.mitrace exec "$BUILD/tests/shim/probe_death" none'
[ "$(wc -l <err)" = 1 ] || fail "not one line about a file size limit: $(cat err)"

# What makes no sense is said, and protects more rather than less.
expect_status 0 probe MITRACE_FILE=odd.mitrace MITRACE_REDACT=everything
expect_text err 'MITRACE_REDACT=everything.*strict'
mitrace info odd.mitrace >info
expect_text info '^redaction +strict'
