# The client's exit status, its fatal signal and its streams come through `record` as they are.
expect_status 0 mitrace record -o t.mitrace -- true
expect_text err 'never called MI'
[ ! -e t.mitrace ] || fail "a client without MI left a trace"
# A recorder that cannot write has said so; that its client never called MI would be wrong.
expect_status 0 bash -c 'ulimit -f 4; exec mitrace record -o t.mitrace -- micli test'
expect_text err '^mitrace\[[0-9]+\]: nothing is recorded: .*File too large'
expect_text err 'Unless a line above says why nothing could be recorded'
expect_status 125 mitrace record -o nowhere/t.mitrace -- touch ran
expect_text err 'cannot make a trace in .*/nowhere/: No such file'
[ ! -e ran ] || fail "the client ran, although its trace could not be made"
expect_status 7 mitrace record -o t.mitrace -- sh -c 'exit 7'
expect_status 127 mitrace record -o t.mitrace -- ./no-such-command
expect_text err 'no-such-command: No such file'
: >plain
expect_status 126 mitrace record -o t.mitrace -- ./plain
expect_text err 'plain: Permission denied'
for signal in TERM KILL SEGV ABRT INT; do
	status=0
	bash -c 'ulimit -c 0; exec mitrace record -o t.mitrace -- sh -c "kill -'$signal' \$\$"' >out 2>err || status=$?
	[ $status -eq $((128 + $(kill -l $signal))) ] || fail "status $status for a client killed by $signal"
done

printf 'a\0b\n' >input
mitrace record -q -o t.mitrace -- cat <input >output 2>err
expect_same input output
[ ! -s err ] || fail "record --quiet wrote to standard error: $(cat err)"

# The environment: the user's own preloads stay, behind ours.
LD_PRELOAD=$BUILD/lib/libmitrace-shim.so expect_status 0 mitrace record -q -o t.mitrace -- sh -c 'echo "$LD_PRELOAD"'
[ "$(cat out)" = "$SHIM" ] || fail "the shim is preloaded twice: $(cat out)"

# Without room for a trace the client runs as ever, and it is told what the matter is.
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	mkdir full
	expect_status 0 unshare -m sh -c 'mount -t tmpfs -o size=8k none full && head -c 8192 /dev/zero >full/big
		mitrace record -o full/t.mitrace -- micli ei root/cimv2 CIM_OperatingSystem; status=$?
		ls full >names; exit $status'
	expect_text out '^instance of CIM_OperatingSystem'
	expect_text err 'nothing is recorded: .*/full/t.mitrace.spool: .*No space left'
	expect_text err 'Unless a line above says why'
	[ "$(cat names)" = big ] || fail "left behind: $(cat names)"
fi
