# What a replay can be told: orders, repetition, time, faults, reports.
LD_LIBRARY_PATH=$HOSTMI mitrace record -o t.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >live.out
query=(micli ei root/cimv2 CIM_OperatingSystem)

for order in strict session operation any; do
	expect_status 0 mitrace replay --order=$order t.mitrace -- "${query[@]}"
	expect_same out live.out
done
# The same question with other flags: only where the order says so.
expect_status 120 mitrace replay --order=operation t.mitrace -- micli --shallow "${query[@]:1}"
expect_status 0 mitrace replay --order=any t.mitrace -- micli --shallow "${query[@]:1}"
expect_same out live.out

expect_status 120 mitrace replay --on-miss=empty t.mitrace -- micli ei root/cimv2 CIM_Process
expect_status 120 mitrace replay --on-miss=nearest t.mitrace -- micli ei root/cimv2 CIM_Process
expect_same out live.out
expect_text err 'class: recorded "CIM_OperatingSystem", requested "CIM_Process"'

# Unused recordings.
expect_status 120 mitrace replay --assert-all-used t.mitrace -- micli test
expect_status 0 mitrace replay --assert-all-used t.mitrace -- "${query[@]}"

# A client that asks for nothing, as recorded, is fine.
LD_LIBRARY_PATH=$HOSTMI mitrace record -o none.mitrace -- micli gi root/cimv2 '{ CIM_Process' >out 2>err || :
expect_status 4 mitrace replay none.mitrace -- micli gi root/cimv2 '{ CIM_Process'

# Faults: each is told, and does what it says.
fault() { expect_status "$1" mitrace replay --inject-fault="$2" t.mitrace -- "${query[@]}"; expect_text err "FAULT at event [0-9]+: $3"; }
fault 2 fail=ACCESS_DENIED 'the operation failed'
fault 1 cut 'the connection was lost'
fault 0 duplicate 'a result came twice'
[ "$(grep -c '^instance of' out)" -eq 2 ] || fail "not twice"
fault 0 'prompt=Are you sure?' 'the client was asked'
expect_text err 'Are you sure\?'
fault 0 'set=Caption=Changed' 'a property was changed'
expect_text out 'Caption = "Changed";'
fault 0 'class=cim_operating*,op=Enumerate*:delay=1ms' 'a result was delayed'
printf '# rules\n\nset=Caption=From a file\n' >rules
fault 0 @rules 'a property was changed'
expect_text out 'Caption = "From a file";'
expect_status 0 mitrace replay --inject-fault='op=GetClass:fail=2' t.mitrace -- "${query[@]}"
expect_no_text err FAULT
expect_status 125 mitrace replay --inject-fault='explode' t.mitrace -- "${query[@]}"
expect_text err 'fault "explode": expected'

# What hangs is named, and ended.
for rule in hang no-final; do
	expect_status 121 mitrace replay --stall=200ms --inject-fault=$rule t.mitrace -- "${query[@]}"
	expect_text err 'STALLED at event [0-9]+: MI_Session_EnumerateInstances.* waits because of an injected fault'
done

# Time: what was recorded with a pause has it, unless it is capped.
expect_status 0 mitrace replay --timing=recorded t.mitrace -- "${query[@]}"
expect_status 0 mitrace replay --timing=x10 --max-gap=10ms --seed=7 t.mitrace -- "${query[@]}"
expect_same out live.out
expect_status 125 mitrace replay --timing=fast t.mitrace -- "${query[@]}"
expect_text err 'timing=fast: expected none, recorded, or xN'
expect_status 125 mitrace replay --order=random t.mitrace -- "${query[@]}"

# Reports.
expect_status 120 mitrace replay --report=r.json t.mitrace -- micli ei root/cimv2 CIM_Process
expect_text r.json '"status":"diverged"'
expect_text r.json '"field":"class","recorded":"\\"CIM_OperatingSystem\\"","requested":"\\"CIM_Process\\""'
expect_text r.json '"unused":\['
expect_status 0 mitrace replay --report=r.xml t.mitrace -- "${query[@]}"
expect_text r.xml '<testsuite name="mitrace replay micli .*tests="1" failures="0" errors="0">'
expect_status 120 mitrace replay --report=r.xml t.mitrace -- micli ei root/cimv2 CIM_Process
expect_text r.xml 'failures="1"'
# One that cannot be written leaves what there was, and no part of itself.
mkdir full
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	expect_status 125 unshare -m sh -c 'mount -t tmpfs -o size=8k none full && head -c 4096 /dev/zero >full/big &&
		echo before >full/r.json
		mitrace replay --report=full/r.json t.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
		status=$?
		ls full; cat full/r.json; exit $status'
	expect_text out '^before$'
	[ "$(wc -l <out)" = 3 ] || fail "something is left of the report"
	expect_text err 'full/r.json: No space left'
fi
cp t.mitrace kept.mitrace
expect_status 125 mitrace replay --report=t.mitrace t.mitrace -- "${query[@]}"
expect_text err 't.mitrace is a trace and is left alone'
expect_same t.mitrace kept.mitrace

# A client that was killed is not only one that did something else.
expect_status 120 mitrace replay t.mitrace -- sh -c 'ulimit -c 0; kill -SEGV $$'
expect_text err 'the client was killed by signal 11 \(Segmentation fault\)'
