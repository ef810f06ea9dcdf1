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

# A recording that was cut short and not folded is not taken for a whole one.
bash -c 'LD_LIBRARY_PATH=$HOSTMI LD_PRELOAD=$SHIM MITRACE_FILE=$PWD/killed.mitrace exec micli iv root/cimv2 MTR_Workbench Wait "{" Milliseconds 60000 "}"' &
pid=$!
wait_until test -s killed.mitrace
wait_until sh -c 'ls -A | grep -q spool'
kill -KILL $pid
wait $pid || :
expect_status 125 mitrace replay killed.mitrace -- micli test
expect_text err 'its recording is not finished.*mitrace repack'
