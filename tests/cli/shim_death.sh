# However a client ends in the middle of a callback, what it did until then is in the trace.
whole() { zstd -tq "$@" && for file; do mitrace show "$file" >/dev/null || fail "$file cannot be read"; done; }
probe=$BUILD/tests/shim/probe_death
last_words() {
	mitrace show "$1" >shown
	[ "$(grep -c "instanceResult(" shown)" = 3 ] || {
		cat shown >&2
		fail "the last result before $2 is missing"
	}
}

# Without `mitrace record`: trace and spool together.
for kind in kill abort segv _exit exit exec; do
	(ulimit -c 0; LD_PRELOAD=$SHIM MITRACE_FILE=$kind.mitrace "$probe" $kind) >/dev/null 2>&1 || :
	last_words $kind.mitrace $kind
done
# exit() is an ordinary end, that leaves no spool.
[ ! -e exit.mitrace.spool ] || fail "a client that called exit() left a spool"
whole exit.mitrace

# With it: one finished file, and the client's own status.
for case in kill:137 abort:134 segv:139 _exit:7 exit:7 exec:0; do
	kind=${case%:*}
	got=0
	(ulimit -c 0; mitrace record -q -o record-$kind.mitrace -- "$probe" $kind) >/dev/null 2>&1 || got=$?
	[ $got = ${case#*:} ] || fail "record of $kind ended with $got"
	[ ! -e record-$kind.mitrace.spool ] || fail "the spool of $kind was not folded in"
	last_words record-$kind.mitrace $kind
	whole record-$kind.mitrace
done
