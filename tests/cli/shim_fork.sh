# Every process of a client that uses MI has a trace of its own, and those that do not leave nothing.
whole() { zstd -tq "$@" && for file; do mitrace show "$file" >/dev/null || fail "$file cannot be read"; done; }
probe=$BUILD/tests/shim/probe_fork
trace() { env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$probe" "$1"; }
traces() { ls *.mitrace | wc -l; }

expect_status 0 trace idle
[ "$(traces)" = 1 ] || fail "a child that never called MI left a trace"
whole x.mitrace
rm -f x*.mitrace

expect_status 0 trace uses
[ "$(traces)" = 2 ] || fail "parent and child should have left two traces: $(ls)"
child=$(ls x.*.mitrace)
whole x.mitrace "$child"
mitrace show x.mitrace >parent
mitrace show "$child" >child
expect_text parent 'application_id "parent"'
expect_no_text parent 'application_id "child"'
expect_text child 'application_id "child"'
expect_no_text child 'application_id "parent"'
# The child's trace names the parent's, and its numbers begin anew.
id() { mitrace show --json "$1" >json; grep -o "\"$2\":[^,]*" json | cut -d: -f2-; }
[ -n "$(id x.mitrace trace_id)" ] && [ "$(id "$child" parent_trace_id)" = "$(id x.mitrace trace_id)" ] ||
	fail "the child does not name its parent"
[ "$(awk 'NR == 1 { print $1 }' child)" = 1 ] || fail "the child's events do not begin with 1"
rm -f x*.mitrace

# The one in between does nothing with MI, and leaves nothing.
expect_status 0 trace grandchild
[ "$(traces)" = 2 ] || fail "two of three processes used MI: $(ls)"
rm -f x*.mitrace

# Forked in the middle of a callback: the child has not begun what it is in the middle of.
expect_status 0 trace callback
[ "$(traces)" = 2 ] || fail "parent and child should have left two traces: $(ls)"
whole x.mitrace x.*.mitrace
mitrace show x.*.mitrace >child
expect_no_text child 'instanceResult\('
rm -f x*.mitrace

# Other threads of the parent are in the middle of everything when the child comes into being.
expect_status 0 trace threads
[ "$(traces)" = 11 ] || fail "a parent and ten children should have left eleven traces: $(ls)"
whole *.mitrace
