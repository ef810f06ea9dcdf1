# What is hard about taking libmi's place, one function per demand (docs/conformance.md, "The demands on replay"): clients
# that need it, live and replayed from that recording without the library, and what must be in their logs besides.
# DEMAND names one. Each case leaves the folder CASE with live and again, the two logs.
. "$SOURCE/tests/conformance/same_log.sh"

# No grep -q behind a pipe here: it closes the pipe early, and whoever writes to it then fails.

# conform CASE: a case of conformance_client, recorded on hostmi.
conform() {
	mkdir "$1"
	cd "$1"
	run recorded env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q --redact=credentials -o t.mitrace -- conformance_client "$1"
	run replayed mitrace replay --no-network t.mitrace -- conformance_client "$1"
	expect_same recorded.log replayed.log
	expect_same recorded.status replayed.status
	mv recorded.log live
	mv replayed.log again
	cd ..
}

# play CASE [SED]: a case of transparency_client, recorded on a libmi that does as the case's script says. SED takes out of the client's log what may differ.
play() {
	local how status unsure=${2:-}
	mkdir "$1"
	cd "$1"
	for how in live again; do
		status=0
		if [ $how = live ]; then
			CLIENT_LOG=$PWD/live.log FAKE_MI_LOG=$PWD/library.log timeout 60 mitrace record -q -o t.mitrace -- \
				transparency_client "$1" >live.out 2>live.err || status=$?
		else
			CLIENT_LOG=$PWD/again.log timeout 60 mitrace replay --stall=20s t.mitrace -- \
				transparency_client "$1" >again.out 2>again.err || status=$?
		fi
		echo "$status" >$how.status
		# Words of handles and errno are each library's own business.
		sed -E 's/[0-9a-f]+,[0-9a-f]+/N/g; s/errno=[0-9]+//' $how.log | sort -s -k1,1 | sed -E "$unsure" >$how
	done
	cmp -s live.status again.status || cat again.err >&2
	expect_same live.status again.status
	expect_same live.out again.out
	expect_same live again
	[ -s again ] || fail "$1: the client logged nothing"
	cd ..
}

# has CASE PATTERN [NUMBER]: so many lines of the replayed client's log match, or at least one.
has() {
	local found
	found=$(grep -Ec -- "$2" "$1/again") || :
	if [ $# -gt 2 ]; then
		[ "$found" -eq "$3" ] || fail "$1: $found lines instead of $3 like: $2"
	else
		[ "$found" -gt 0 ] || fail "$1 has no line like: $2"
	fi
}

# in_turn CASE PATTERN...: lines that match come in this order, others may be between.
in_turn() {
	local file=$1/again at=0
	shift
	for pattern; do
		at=$(PATTERN=$pattern awk -v at="$at" \
			'NR > at && !found && $0 ~ ENVIRON["PATTERN"] { found = NR } END { print found + 0 }' "$file")
		[ "$at" -gt 0 ] || fail "$file: in its turn there is no line like: $pattern"
	done
}

# The objects of a library, asked everything: the answers that are expected of any.
ask_objects() {
	local status=0
	env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q -o objects.mitrace -- micli test
	mitrace replay -q objects.mitrace -- "$BUILD/tests/objects_client" >objects 2>objects.err || status=$?
	# It asks no server anything, so that nothing is replayed is right.
	[ $status -eq 120 ] || { cat objects.err >&2; fail "objects_client on the replay library: status $status"; }
	expect_same "$SOURCE/tests/clients/objects_client.expected" objects
}

req_03_exports_as_data() {
	local library=$BUILD/lib/replay/libmi.so name
	for name in MI_Application_InitializeV1 MI_Version_Info; do
		[ "$(nm -D --defined-only "$library" | grep -c " T $name\$")" -eq 1 ] || fail "no function $name"
	done
	for name in mi_clientFT_V1 NITS_PRESENCE_STUB; do
		[ "$(nm -DS --defined-only "$library" | grep -Ec "^[0-9a-f]+ 0{15}8 [DBR] $name\$")" -eq 1 ] ||
			fail "$name is no object of 8 bytes"
	done
	[ "$(nm -DS --defined-only "$library" | grep -Ec '^[0-9a-f]+ 0{13}100 [DBR] NITS_STUB$')" -eq 1 ] ||
		fail "NITS_STUB is no object of 256 bytes"
	readelf -rW "$(command -v transparency_client)" | grep 'R_X86_64_COPY.*mi_clientFT_V1' >/dev/null ||
		fail "the client has no copy of the pointer: the case tests nothing"
	play slots_by_client_table
}

req_04_constructors_and_destructors() {
	play constructor
	has constructor 'call MI_Application_InitializeV1' 3
	play atexit
	has atexit 'call MI_Application_InitializeV1' 3
}

req_05_signal_handlers() {
	play cancel_in_signal_handler
	in_turn cancel_in_signal_handler 'callback instanceResult' 'call MI_Operation_Cancel' 'returned 0' \
		'callback instanceResult .*more=0'
	play signal_handler_exits
	[ "$(cat signal_handler_exits/again.status)" -eq 1 ] || fail "the handler's exit was not the end"
}

req_07_forks() {
	play fork_without_mi
	play fork_with_sessions
	has fork_with_sessions '^child call MI_Application_InitializeV1' 1
	has fork_with_sessions '^child-op callback instanceResult' 2
	has fork_with_sessions '^op2 callback instanceResult' 2
}

req_08_errno_signals_descriptors() {
	play process_state
	has process_state 'signals blocked 0x1000, SIGPIPE not ignored' 4
	[ "$(grep -o 'next descriptor [0-9]*' process_state/again | sort -u | wc -l)" -eq 1 ] ||
		fail "descriptors were taken or left open"
}

req_09_tables_stay() {
	play options_channels
	has options_channels 'table is the client.s: 1'
	ask_objects
}

req_12_tables_without_handles() {
	play slots_by_client_table
	has slots_by_client_table 'session table is the handle.s: 0' 1
	has slots_by_client_table 'TestConnection there: 0, in the handle.s: 1' 1
	has slots_by_client_table 'operation table is the handle.s: 0' 1
}

req_13_classes_have_hidden_slots() {
	ask_objects
	[ "$(grep -Ec 'GetClassFlagsExt|GetParentClassExt|GetElementAtExt|GetMethodAtExt|GetParameterAtExt' objects)" -eq 4 ] ||
		fail "nobody asked the hidden slots"
	conform classes
	has classes 'classResult .*class=class CIM_OperatingSystem'
}

req_14_handles_are_not_written() {
	play restart_in_callback
	play close_before_start_returns
	has close_before_start_returns 'final before the start returned: 1' 1
}

req_15_identity_is_not_words() {
	conform stale_handles
	in_turn stale_handles 'call MI_Session_Close\(&session' 'returned 0' 'call MI_Session_Close\(&stale' 'returned 4' \
		'call MI_Session_GetApplication\(&stale' 'returned 4' 'call MI_Session_EnumerateInstances\(&stale' \
		'callback instanceResult of stale inside .*code=4'
	conform restart_in_callback
	has restart_in_callback 'call MI_Session_EnumerateInstances' 4
}

req_16_handles_are_copied() {
	play handles_copied
	has handles_copied 'call MI_Operation_Cancel' 1
	conform prompt_answered_late
	has prompt_answered_late '^main call MI_Operation_PromptUserResult' 1
	play answers_on_another_thread
}

req_17_callbacks_inside_the_call() {
	play inside_the_call
	has inside_the_call 'callback instanceResult of op1 inside MI_Session_EnumerateInstances'
	has inside_the_call 'handle is filled in: 1' 3
	play before_the_start_returns
	has before_the_start_returns 'callback instanceResult .*on another thread'
}

req_18_the_callback_that_fits_decides() {
	play callbacks_partial
	play callbacks_only_extensions
	conform mixed_mode
	in_turn mixed_mode '^main call MI_Operation_GetInstance' '^main returned 0' '^main more=0 result=0'
	has mixed_mode 'callback writeProgress'
}

req_19_which_operation_a_callback_gets() {
	conform failed_starts
	has failed_starts 'callback instanceResult .*inside .*handle=mine'
	conform enumerate
	has enumerate 'callback instanceResult .*handle=other'
	has enumerate 'callback instanceResult .*handle=mine' 0
	play null_operation
}

req_20_after_close() {
	conform close_without_acknowledging
	has close_without_acknowledging '^processes callback instanceResult .*more=0 code=1 ' 1
	play after_close
	conform failed_starts
	has failed_starts 'callback instanceResult .*acknowledge=set' 0
}

req_21_acknowledged_late_twice_never() {
	play acknowledge_never
	play acknowledge_on_another_thread
	# What an answer to a closed operation gets depends on whether the library's thread is done with it by then.
	play answers_twice '/call MI_Operation_Close/,$ { /PromptUserResult/ { n; d; } }'
	play answers_null_handle
	play answers_without_function
}

req_22_everything_nests() {
	conform nested_application
	in_turn nested_application '^outer callback classResult' '^outer call MI_Application_InitializeV1' \
		'^outer call MI_Application_Close' '^outer returned 0'
	play nested_operations
	play longjmp_out_of_callback
}

req_23_one_callback_stalls_all() {
	play slow_callback_stalls_others
	has slow_callback_stalls_others 'results of the other meanwhile: 0' 1
}

req_24_completion_on_any_thread() {
	conform close_idle_session
	in_turn close_idle_session 'call MI_Session_Close' 'callback completion inside MI_Session_Close' 'returned 0'
	conform session_close_waits
	in_turn session_close_waits 'call MI_Session_Close' 'returned 0' 'call MI_Operation_Close' \
		'callback completion inside MI_Operation_Close' 'call MI_Session_Close' 'returned 4'
	has session_close_waits 'callback completion' 1
	conform failed_session
	has failed_session 'callback completion inside MI_Session_Close' 1
}

req_25_what_waits_can_be_ended() {
	play session_close_waits
	play sync_cancel
	conform subscribe_fetched
	has subscribe_fetched 'call MI_Operation_GetIndication'
}

req_26_values_as_they_are() {
	play payload
	has payload 'callback instanceResult.*Fake_All'
	conform enumerate
	has enumerate 'Description:13:22000004=\(null\)'
	conform associators
}

req_27_results_lie_as_libmis() {
	local case
	ask_objects
	for case in debug release; do
		env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q -o $case.mitrace -- base_client_$case >$case.live
		mitrace replay -q --no-network $case.mitrace -- base_client_$case >$case.again || fail "base_client_$case: status $?"
		expect_same $case.live $case.again
		expect_text $case.again '^all as it should be$'
	done
}

req_28_look_ahead_and_defaults() {
	conform enumerate_fetched
	has enumerate_fetched 'more=0 result=0'
	has enumerate_fetched 'more=1 result=0'
	conform options_defaults
	has options_defaults '__MI_OPERATIONOPTIONS_CHANNEL type=21 '
	has options_defaults 'main channel [012]$' 3
	conform failures
	has failures 'details=OMI_Error@'
	conform subscribe
	has subscribe 'callback indicationResult .*instance=\(null\).*more=0' 1
}

req_29_requests_are_matched() {
	local status=0
	conform two_sessions
	conform notes
	# What was never recorded is told, and ends; it does not hang.
	timeout 60 mitrace replay notes/t.mitrace -- micli gi root/cimv2 { CIM_OperatingSystem } >miss.out 2>miss.err || status=$?
	[ "$status" -eq 120 ] || fail "a miss: status $status"
	expect_text miss.err 'MISS: GetInstance'
}

$DEMAND
