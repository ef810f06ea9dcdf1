# mitrace stats over recorded clients: what they did is counted, in groups as asked, as text and as JSON.
export LD_LIBRARY_PATH=$HOSTMI

for i in 1 2; do
	expect_status 0 mitrace record -q -o os$i.mitrace -- micli --manual-ack ei root/cimv2 CIM_OperatingSystem
done
expect_status 0 mitrace record -q -o sync.mitrace -- micli --sync ei root/cimv2 CIM_OperatingSystem
expect_status 5 mitrace record -q -o none.mitrace -- micli ei root/cimv2 CIM_Nothing

expect_status 0 mitrace stats os1.mitrace os2.mitrace sync.mitrace none.mitrace
expect_text out '^4 traces, [0-9]+ events in .*; 4 operations, 1 failed$'
expect_text out '^ +3 +0 +3 .* MI_Session_EnumerateInstances CIM_OperatingSystem$'
expect_text out '^ +1 +1 +0 .* MI_Session_EnumerateInstances CIM_Nothing$'
expect_text out '^ +4 +0 +0 .* MI_Application_Close$'

# What times are made of. A synchronous client acknowledges nothing and is not called back.
expect_status 0 mitrace stats --times --by=op --op=EnumerateInstances os1.mitrace os2.mitrace sync.mitrace none.mitrace
expect_text out '^    errors: 1 MI_RESULT_INVALID_CLASS$'
expect_text out '^    first result +4 '
expect_text out '^    in callback +3 '
expect_text out '^    acknowledged +2 '
expect_text out '^    total +4 '
expect_status 0 mitrace stats --histogram --class='CIM_Op*' os1.mitrace
expect_text out '^ +[0-9.]+ [num]?s +1 #+$'

# Groups, their order, and how many.
expect_status 0 mitrace stats --by=thread os1.mitrace os2.mitrace
expect_text out ' thread 1 in os1.mitrace$'
expect_text out ' thread 1 in os2.mitrace$'
expect_status 0 mitrace stats --by=class --sort=errors --top=1 os1.mitrace none.mitrace
expect_text out ' CIM_Nothing$'
expect_no_text out 'OperatingSystem'
expect_text out '^and [0-9]+ more; --top=0 shows them$'
expect_status 0 mitrace stats --by=op --sort=name os1.mitrace
[ "$(grep -c MI_ out)" -ge 7 ] || fail "not all functions are there"
sed -n 's/.* \(MI_.*\)/\1/p' out >order
expect_text order '^MI_Application_InitializeV1$'
grep -oE '^[[:space:]]MI_[A-Za-z0-9_]+ = ' "$SOURCE/proto/mitrace.proto" | tr -d ' =\t' | grep -xFf order >as_listed
expect_same as_listed order

# The same text every time, and JSON whose numbers are the text's.
mitrace stats -t os1.mitrace none.mitrace >first
mitrace stats -t os1.mitrace none.mitrace >second
expect_same first second
expect_status 0 mitrace stats --json os1.mitrace none.mitrace
expect_text out '^\{"format":1,"traces":\["os1.mitrace","none.mitrace"\],"events":[0-9]+,"lost":0,'
expect_text out '"operation":"MI_Session_EnumerateInstances","class":"CIM_Nothing","count":1,"errors":1,"cancelled":0,"unfinished":0,"results":0,'
expect_text out '"codes":\[\{"code":5,"name":"MI_RESULT_INVALID_CLASS","count":1\}\],"other_codes":0,"times":\{"first_result":\{"count":1,'
mitrace stats --json - <os1.mitrace >piped
expect_text piped '"traces":\["-"\]'

# A client that was killed in the middle; damage; what makes no sense.
head -c 3000 os1.mitrace >torn.mitrace
expect_status 1 mitrace stats torn.mitrace
expect_text err 'torn.mitrace: offset'
expect_status 2 mitrace stats
expect_text err 'no trace given'
expect_status 2 mitrace stats --by=colour os1.mitrace
expect_text err "'colour' is none of op, class"
expect_status 2 mitrace stats --sort=colour os1.mitrace
expect_text err 'expected one of time\|count'
expect_status 2 mitrace stats os1.mitrace nowhere.mitrace
expect_text err 'nowhere.mitrace'
