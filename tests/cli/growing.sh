# A trace that is still being written reads like any other; so does that of a client that was killed.
subscribe='sub root/cimv2 "select * from CIM_InstCreation where SourceInstance isa CIM_Process"'
mitrace record -q -o t.mitrace -- sh -c "exec micli -q $subscribe" >/dev/null 2>&1 &
recorder=$!
shown() { mitrace show t.mitrace >shown 2>/dev/null && grep -q "$1" shown; }
wait_until shown MI_Session_Subscribe
expect_status 0 mitrace info t.mitrace
expect_text out '^state +being recorded'
mitrace show --follow t.mitrace >followed 2>follow.err &
follower=$!
wait_until shown indicationResult
wait_until grep -q indicationResult followed

pkill -KILL -P $recorder -x micli
status=0
wait $recorder || status=$?
[ $status -eq 137 ] || fail "status $status for a client killed by KILL"
wait $follower || fail "show --follow did not end with the recording: $(cat follow.err)"

zstd -q -t t.mitrace || fail "what was finished for the dead client is no zstd file"
expect_status 0 mitrace info t.mitrace
expect_text out 'after the process had died'
expect_status 0 mitrace show t.mitrace
expect_text out MI_Session_Subscribe
expect_status 0 mitrace verify t.mitrace
