# A trace that is still being written reads like any other, and so does that of a killed client.
mkfifo hold
exec 3<>hold
mitrace record -q -o t.mitrace -- sh -c 'micli -q ei root/cimv2 CIM_Process; exec micli --sync sub root/cimv2 "select * from CIM_InstCreation where SourceInstance isa CIM_Process"' >/dev/null 2>&1 &
recorder=$!
wait_until sh -c 'mitrace show t*.mitrace 2>/dev/null | grep -q EnumerateInstances'
ls t.*mitrace >names
sub=$(ls t.*.mitrace 2>/dev/null | head -1)
[ -n "$sub" ] || sub=t.mitrace
wait_until sh -c "ls t.*.mitrace t.mitrace 2>/dev/null | while read -r f; do mitrace show \$f; done | grep -q MI_Session_Subscribe"
pkill -KILL -P $recorder || true
wait $recorder || true
found=
for trace in t.mitrace t.*.mitrace; do
	[ -e "$trace" ] || continue
	expect_status 0 mitrace show "$trace"
	if grep -q MI_Session_Subscribe out; then found=$trace; fi
done
[ -n "$found" ] || fail "the killed client's call is not in any trace"
zstd -q -t "$found" || fail "a folded trace is no zstd file"
expect_status 0 mitrace info "$found"
expect_text out 'after the process had died'
