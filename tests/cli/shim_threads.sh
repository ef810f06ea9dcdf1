# Eight threads through one session and through many: nothing is lost, nothing out of order, and (in a build for it) the
# thread sanitizer finds nothing.
export TSAN_OPTIONS="halt_on_error=1 exitcode=66"
for sessions in one many; do
	expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=$sessions.mitrace \
		"$BUILD/tests/shim/probe_threads" $sessions
	zstd -tq $sessions.mitrace
	mitrace show $sessions.mitrace >shown
	# 8 threads, 200 rounds, in each 3 starts, 5 results and 2 acknowledgements of these.
	for want in 'MI_Session_EnumerateInstances(:4800' 'instanceResult(:8000' 'MI_Operation_ResultAcknowledgement(:3200' \
		'MI_Operation_GetInstance(:3200' 'MI_Operation_Close(:4800'; do
		got=$(grep -c " ${want%:*}" shown || :)
		[ "$got" = "${want#*:}" ] || fail "$got instead of ${want#*:} ${want%:*} in the trace of $sessions"
	done
	expect_no_text shown 'HANDLE_UNKNOWN'
	# Every acknowledgement names the result it answers.
	mitrace show --json $sessions.mitrace >json
	[ "$(grep -c '"answers":' json)" = 3200 ] || fail "acknowledgements without their result"
done
