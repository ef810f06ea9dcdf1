# Whatever happens to a client in the middle of its work: it behaves as it does bare, and its trace opens at once in
# every tool, with all that was committed and with the calls that were in flight.
client=$BUILD/tests/shim/death_client
ulimit -c 0

# run DIRECTORY WORDS...: status, standard output and standard error of a client
run() {
	local name=$1 got=0
	shift
	"$@" >"$name.out" 2>"$name.err" || got=$?
	echo "$got" >"$name.status"
}
same_as_bare() {
	for part in status out err; do
		cmp -s "bare.$part" "$1.$part" || {
			diff "bare.$part" "$1.$part" | sed -n 1,5p >&2 || :
			fail "$case: $part differs from the bare client's ($1)"
		}
	done
}
# Every trace that is there, in every tool, without a repair.
opens() {
	local trace
	for trace in "$@"; do
		mitrace show "$trace" >>shown || fail "$case: show cannot read $trace"
		mitrace info "$trace" >info || fail "$case: info cannot read $trace"
		mitrace verify "$trace" >>verified 2>&1 || { cat verified >&2; fail "$case: $trace is not complete"; }
	done
}
# As many results as the client has told of, at least: each was committed before.
nothing_lost() {
	local told kept
	told=$(grep -c '^result$' "$1.out" || :)
	kept=$(grep -c 'instanceResult(' shown || :)
	[ "$kept" -ge "$told" ] || fail "$case: $kept of $told results are in the trace ($1)"
}

# CASE: S: the bare client dies in flight; F: it has a folder for its traces
matrix='plain around-main kill:S segv:S abort:S _exit:S exit quick_exit:S oom:S exec:S close-all fork-both fork-child
	vfork spawn daemon exit-among-threads'
for entry in $matrix; do
	case=${entry%:*}
	run bare "$client" "$case"
	rm -rf shown verified traced
	mkdir traced
	# The shim alone: trace and spool side by side.
	run shim env LD_PRELOAD="$SHIM" MITRACE_FILE=traced/x.mitrace "$client" "$case"
	same_as_bare shim
	opens traced/*.mitrace
	nothing_lost shim
	if [ "${entry##*:}" = S ]; then
		expect_text verified 'remark: event [0-9]+: MI_Session_EnumerateInstances had not returned'
		expect_text verified 'remark: event [0-9]+: .*instanceResult had not returned'
	fi
	# With record: one finished file each.
	rm -rf shown verified traced
	mkdir traced
	run record mitrace record -q -o traced/x.mitrace -- "$client" "$case"
	same_as_bare record
	if [ "$case" = daemon ]; then # which outlives record
		spool_is_gone() { ! ls traced/*.spool >/dev/null 2>&1; }
		wait_until spool_is_gone
	fi
	opens traced/*.mitrace
	nothing_lost record
	! ls traced/*.spool >/dev/null 2>&1 || fail "$case: record left a spool: $(ls traced)"
	zstd -tq traced/*.mitrace
done

# A limit on the size of files: nothing more can be written, and the client goes on. What was committed before the
# limit stays readable.
case=file-limit
run bare "$client" $case
rm -rf shown verified traced
mkdir traced
run shim env LD_PRELOAD="$SHIM" MITRACE_LOG=log MITRACE_FILE=traced/x.mitrace "$client" $case
same_as_bare shim
mitrace show traced/x.mitrace >shown || fail "$case: the trace cannot be read"
[ "$(grep -c 'instanceResult(' shown)" -ge 3 ] || fail "$case: results from before the limit are missing"
# It opens at once, and verify says what is the matter: the client went on, its recording did not.
ended_early() {
	run verify mitrace verify "$1"
	[ "$(cat verify.status)" -eq 1 ] || fail "$case: verify answers $(cat verify.status)"
	expect_text verify.out "recording was ended early by a write error: $2"
	mitrace info "$1" >info
	expect_text info "ended early by a write error"
}
ended_early traced/x.mitrace '(File too large|No space left on device)'
# What is left can be put together, and still tells.
mitrace repack traced/x.mitrace -o repacked.mitrace
run verify mitrace verify repacked.mitrace
[ "$(cat verify.status)" -eq 1 ] || fail "$case: verify answers $(cat verify.status) after repack"
expect_text verify.out "recording was ended early by a write error"

# The folder with trace and spool goes away.
case=folder-gone
mkdir away
run bare "$client" $case away
mkdir away
run shim env LD_PRELOAD="$SHIM" MITRACE_LOG=log MITRACE_FILE=away/x.mitrace "$client" $case away
same_as_bare shim

# A disk that is full: a small one of its own, where that is allowed.
case=disk-full
cat >small-disk.sh <<'S'
set -eu
mkdir -p disk
mount -t tmpfs -o size=6m tmpfs disk
got=0
"$@" >"$name.out" 2>"$name.err" || got=$?
echo $got >"$name.status"
rm -f disk/full
[ ! -e disk/x.mitrace ] || mitrace show disk/x.mitrace >shown
[ ! -e disk/x.mitrace ] || mitrace verify disk/x.mitrace >verified || echo $? >verify.status
[ ! -e disk/x.mitrace ] || mitrace info disk/x.mitrace >info
S
export name=bare
if unshare -m --propagation private bash small-disk.sh "$client" $case disk 2>unshare.err; then
	rm -f shown verified verify.status
	name=shim unshare -m --propagation private bash small-disk.sh \
		env LD_PRELOAD="$SHIM" MITRACE_LOG="$PWD/log" MITRACE_FILE=disk/x.mitrace "$client" $case disk
	same_as_bare shim
	[ "$(grep -c 'instanceResult(' shown)" -ge 3 ] || fail "$case: results from before the disk was full are missing"
	[ "$(cat verify.status)" -eq 1 ] || fail "$case: verify answers $(cat verify.status)"
	expect_text verified 'recording was ended early by a write error: No space left on device'
else
	echo "SKIPPED: disk-full: no mount allowed here: $(cat unshare.err)" >&2
fi
