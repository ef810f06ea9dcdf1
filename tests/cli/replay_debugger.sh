# A client is stopped by the debugger just before it is given an event, and the debugger can tell which.
export LD_LIBRARY_PATH=$HOSTMI
query=(micli ei root/cimv2 CIM_OperatingSystem)
mitrace record -q -o t.mitrace -- "${query[@]}" >live.out 2>live.err
mitrace show --json t.mitrace >json
seq=$(grep -m1 instanceResult json | sed 's/^{"seq":\([0-9]*\).*/\1/')
unset LD_LIBRARY_PATH

# Without a debugger it ends there, having been given nothing.
for what in --break-at="$seq" --break-on=class=CIM_OperatingSystem --break-on="op=EnumerateInstances,seq=$seq"; do
	expect_status 133 mitrace replay "$what" t.mitrace -- "${query[@]}"
	[ ! -s out ] || fail "delivered in spite of $what"
done
expect_status 125 mitrace replay --break-on=class=CIM_Nothing t.mitrace -- "${query[@]}"
expect_text err 'class=CIM_Nothing: no event that goes to the client is like that'
expect_status 125 mitrace replay --break-on=klass=X t.mitrace -- "${query[@]}"
expect_text err '"klass" is none of seq, time, thread, session, op, class'
expect_status 125 mitrace replay --break-on=CIM_X t.mitrace -- "${query[@]}"
expect_text err 'expected NAME=VALUE'

# Two traces have each their own places.
mitrace record -q -o u.mitrace -- micli gc root/cimv2 CIM_Process >class.out 2>class.err
expect_status 133 mitrace replay --break-on=op=GetClass t.mitrace u.mitrace -- micli gc root/cimv2 CIM_Process
expect_status 0 mitrace replay --break-on=op=GetClass t.mitrace u.mitrace -- "${query[@]}"
expect_same live.out out

# gdb runs up to there, on the thread that delivers; then the client goes on as if nothing had been.
gdb_says() { mitrace replay --gdb "$@" t.mitrace -- "${query[@]}" >out 2>err; }
printf '%s\n' mitrace-point 'echo events\n' mitrace-events backtrace continue | gdb_says --break-at="$seq" || fail "gdb failed: $(cat err)"
expect_text out 'received signal SIGTRAP'
expect_text out 'operation [0-9]+, started by event [0-9]+: EnumerateInstances\(class="CIM_OperatingSystem"'
expect_text out "event $seq: MI_OperationCallbacks_instanceResult, operation [0-9]+, CIM_OperatingSystem, MI_RESULT_OK, the last one"
expect_text out 'in replay_break_point '
expect_text out 'dispatch_op_deliver \('
expect_text out 'exited normally'
expect_text out 'instance of CIM_OperatingSystem'
expect_text err '1 operation replayed, 0 missed, 0 diverged'
# Where nothing stops it, it is the user who starts the client; the last events are known wherever it is stopped.
printf '%s\n' 'break MI_Application_InitializeV1' run mitrace-events 'tbreak exit' continue mitrace-events | gdb_says || fail "gdb failed: $(cat err)"
expect_text out "event $seq: MI_OperationCallbacks_instanceResult, operation [0-9]+, CIM_OperatingSystem"
