# Several clients, several traces: each process takes the next unused trace with its program and arguments.
cat >twice <<'X'
#!/bin/sh
micli ei root/cimv2 CIM_OperatingSystem
micli gc root/cimv2 CIM_Process
micli ei root/cimv2 CIM_OperatingSystem
X
chmod +x twice
mkdir traces
LD_LIBRARY_PATH=$HOSTMI mitrace record -o traces/t.mitrace -- ./twice >live.out
[ "$(ls traces/*.mitrace | wc -l)" -eq 3 ] || fail "not a trace for each process"
expect_status 0 mitrace replay --assert-all-used traces -- ./twice
expect_same live.out out
expect_text err '3 operations replayed, 0 missed'

# In another order: found by their arguments. The two that are alike are used as recorded.
sed -i '2{h;d};3{G}' twice
expect_status 0 mitrace replay --assert-all-used traces -- ./twice

# One more than recorded: no trace is left for it.
echo 'micli gc root/cimv2 CIM_Process' >>twice
expect_status 125 mitrace replay traces -- ./twice
expect_text err 'none of the 3 traces was recorded with micli and is unused'
# Other arguments: the next trace of the program is taken, and that is told.
expect_status 120 mitrace replay traces -- micli gc root/cimv2 CIM_OperatingSystem
expect_text err 'no unused trace has these arguments'

# A single trace is taken whatever it was recorded with; bare use needs no command.
LD_LIBRARY_PATH=$HOSTMI mitrace record -o one.mitrace -- micli gc root/cimv2 CIM_Process >live.out
cp "$(command -v micli)" renamed
expect_status 0 mitrace replay one.mitrace -- ./renamed gc root/cimv2 CIM_Process
expect_same live.out out
expect_status 0 env LD_LIBRARY_PATH="$BUILD/lib/replay" MITRACE_REPLAY=one.mitrace micli gc root/cimv2 CIM_Process
expect_same live.out out
expect_status 0 env LD_LIBRARY_PATH="$BUILD/lib/replay" MITRACE_REPLAY=none.mitrace:one.mitrace micli gc root/cimv2 CIM_Process
expect_same live.out out

# What a client that died left in its spool is replayed together with its trace.
bash -c 'LD_LIBRARY_PATH=$HOSTMI LD_PRELOAD=$SHIM MITRACE_FILE=$PWD/killed.mitrace exec micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 60000 "}"' &
pid=$!
started() { mitrace show killed.mitrace 2>/dev/null | grep MI_Session_Invoke >/dev/null; }
wait_until started
kill -KILL $pid
wait $pid || :
[ -s killed.mitrace.spool ] || fail "no spool is left"
! zstd -dcq killed.mitrace 2>/dev/null | grep -a MTR_Workbench >/dev/null || fail "the trace alone has the operation: this tests nothing"
expect_status 121 mitrace replay --stall=300ms killed.mitrace -- micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 60000 "}"
expect_text err '1 operation replayed, 0 missed, 0 diverged'
mitrace repack -o folded.mitrace killed.mitrace
expect_status 120 mitrace replay killed.mitrace -- micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 1 "}"
cp err unfolded.err
expect_status 120 mitrace replay folded.mitrace -- micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 1 "}"
expect_same unfolded.err err
# Without its spool the trace is what it is.
mkdir alone
cp killed.mitrace alone/
expect_status 120 mitrace replay alone/killed.mitrace -- micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 60000 "}"
