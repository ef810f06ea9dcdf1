# A trace is what the format says, to the tools everybody has.
mitrace record -q -o t.mitrace -- micli ei root/cimv2 CIM_Process >live
zstd -q -t t.mitrace || fail "zstd does not take it"
expect_status 0 zstd -l t.mitrace
expect_status 0 sh -c 'zstd -q -dc t.mitrace | protoc --decode=mitrace.Trace -I "$SOURCE/proto" mitrace.proto'
expect_text out 'class_name: "CIM_Process"'
expect_text out 'reason: END_EXIT'
expect_no_text out '^  [0-9]+: '
[ "$(stat -c %a t.mitrace)" = 600 ] || fail "others can read the trace"
[ ! -e t.mitrace.spool ] || fail "the spool is still there"

# The schema it carries is the one it was written with.
zstd -q -dc t.mitrace | protoc --decode_raw >raw
protoc --descriptor_set_out=schema.desc -I "$SOURCE/proto" mitrace.proto
LC_ALL=C grep -qa mitrace.proto raw || fail "the header does not carry the schema"

# Torn anywhere, it reads up to there.
size=$(stat -c %s t.mitrace)
mitrace show t.mitrace >whole
for part in 70 80 90 99; do
	head -c $((size * part / 100)) t.mitrace >torn.mitrace
	status=0
	mitrace show torn.mitrace >out 2>err || status=$?
	[ $status -le 1 ] || { cat err >&2; fail "a trace torn at $part % gives status $status"; }
	head -n "$(wc -l <out)" whole | cmp -s - out || [ $part -lt 99 ] || fail "a torn trace shows something else"
done
expect_status 0 sh -c 'cat t.mitrace | mitrace show -'
expect_same out whole
