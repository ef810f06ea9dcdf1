# What is hard about standing between a client and its libmi, one function per demand (docs/design.md, "What is hard
# about standing in between"): the cases that it takes, and what must be in their traces besides. DEMAND names one.
. "$SOURCE/tests/transparency/compare.sh"

# No grep -q behind a pipe here: it closes the pipe early, and whoever writes to it then fails.

# has CASE FILE PATTERN [NUMBER]: so many lines of the case's file match, or at least one.
has() {
	local found
	found=$(grep -Ec -- "$3" "$1/$2") || :
	if [ $# -gt 3 ]; then
		[ "$found" -eq "$4" ] || fail "$1/$2: $found lines instead of $4 like: $3"
	else
		[ "$found" -gt 0 ] || fail "$1/$2 has no line like: $3"
	fi
}

# in_turn CASE FILE PATTERN...: lines that match come in this order, others may be between.
in_turn() {
	local file=$1/$2 at=0
	shift 2
	for pattern; do
		at=$(PATTERN=$pattern awk -v at="$at" \
			'NR > at && !found && $0 ~ ENVIRON["PATTERN"] { found = NR } END { print found + 0 }' "$file")
		[ "$at" -gt 0 ] || fail "$file: in its turn there is no line like: $pattern"
	done
}

# The packets of a trace as anybody can print them.
decode() {
	zstd -dc "$1" | protoc --decode=mitrace.Trace -I "$SOURCE/proto" mitrace.proto
}

# A client that is not reached leaves no trace, and that is not taken for a pass.
req_01_coverage_is_proved_by_the_trace() {
	compare slots_async
	has slots_async events 'call MI_Session_' 14
	words='' case_name=none
	mkdir none && cd none
	(SHIM= compare slots_sync) >/dev/null 2>said && fail "a run that recorded nothing passed"
	grep -q '0 traces instead of 1' said || fail "it failed for another reason: $(cat said)"
}

req_02_the_libmi_of_the_caller() {
	local trace
	compare two_libraries
	trace=two_libraries/traced/t.mitrace
	[ "$(decode $trace | grep -c 'is_library: true')" -eq 2 ] || fail "two libraries were called"
	[ "$(decode $trace | sed -n 's/^ *library: //p' | sort | uniq -c | awk '{print $1}' | sort -u | wc -l)" -eq 1 ] ||
		fail "both libraries were called alike"
	has two_libraries events 'call MI_Application_InitializeV1' 2
}

req_03_client_table_is_data() {
	readelf -rW "$(command -v transparency_client)" | grep 'R_X86_64_COPY.*mi_clientFT_V1' >/dev/null ||
		fail "the client has no copy of the pointer: the case tests nothing"
	nm -D --defined-only "$SHIM" | grep mi_clientFT_V1 >/dev/null && fail "the shim defines mi_clientFT_V1"
	compare slots_by_client_table
}

req_04_constructors_and_destructors() {
	compare constructor
	has constructor client 'call MI_Application_InitializeV1' 3
	compare atexit
	has atexit events 'call MI_Application_InitializeV1' 3
}

req_05_signal_handlers() {
	compare cancel_in_signal_handler
	in_turn cancel_in_signal_handler events 'callback instanceResult' 'call MI_Operation_Cancel' \
		'return MI_Operation_Cancel' 'leave instanceResult'
	compare signal_handler_exits
	has signal_handler_exits events 'call MI_Operation_Cancel' 1
}

req_06_whatever_ends_the_client() {
	compare crash_in_callback
	[ "$(cat crash_in_callback/traced/status)" -eq 139 ] || fail "it did not crash"
	in_turn crash_in_callback events 'call MI_Session_EnumerateInstances' 'callback instanceResult'
	has crash_in_callback events 'leave instanceResult' 0
	compare quick_exit
	has quick_exit events 'callback instanceResult' 1
	compare exit_on_another_thread
	compare hang_session_close # ends by SIGKILL
	has hang_session_close events 'return MI_Operation_Close' 0
}

req_07_forks() {
	compare fork_before 2
	compare fork_with_sessions 2
	has fork_with_sessions events '^child T1 call MI_Application_InitializeV1' 1
	has fork_with_sessions events '^T1 call MI_Application_InitializeV1' 1
	compare fork_without_mi
}

req_08_errno_signals_descriptors() {
	compare process_state
	has process_state client 'signals blocked 0x1000, SIGPIPE not ignored' 4
	# What each side set is what the other found.
	has process_state library 'Session.EnumerateInstances on=client errno=77'
	has process_state library 'returned errno=99' 2
	has process_state client 'instanceResult.* errno=88' 2
	has process_state client 'returned.* errno=[^6]' 0
}

req_09_tables_stay() {
	compare null_slots
	compare options_channels
	has options_channels client 'table is the client.s: 1'
	has options_channels library '__MI_OPERATIONOPTIONS_CHANNEL'
}

req_10_calls_of_the_library() {
	compare slots_async
	has slots_async library 'internal Session.GetApplication' 13
	has slots_async library 'internal Application.NewDestinationOptions' 1
	has slots_async events 'MI_Session_GetApplication' 0
	has slots_async events 'MI_Application_NewDestinationOptions' 0
}

req_11_words_of_handles_stay() {
	compare slots_application
	has slots_application client 'application=\{1,a001,table1\}'
	has slots_application client 'session=\{1,b001,'
	[ "$(decode slots_application/traced/t.mitrace | grep -c 'reserved2: 45057')" -gt 0 ] || fail "no session b001"
}

req_12_tables_without_handles() {
	compare slots_by_client_table
	has slots_by_client_table client 'TestConnection there: 0, in the handle.s: 1'
	has slots_by_client_table events 'call MI_Session_QueryInstances' 1
	has slots_by_client_table events 'call MI_Operation_GetSession' 1
	compare slots_serializers
	has slots_serializers client 'serializer=\{5e,71\} behind=1234'
	has slots_serializers client 'deserializer=\{de,5e\} behind=5678'
}

req_13_classes_are_left_alone() {
	compare callbacks_of_operations
	compare slots_sync
	# All that the client could read of a class, it reads, and none of that is a call.
	has slots_sync client 'class=class Fake_Small@"fakehost":"root/fake"<"Fake_Base"\{.*Count'
	has slots_sync events 'call MI_(Class|Instance|QualifierSet|ParameterSet)' 0
}

req_14_handles_are_not_written() {
	compare close_and_free_in_callback
	compare restart_in_callback
	compare close_before_start_returns
	has close_before_start_returns client 'final before the start returned: 1' 1
}

req_15_identity_is_not_words() {
	compare handles_recycled
	has handles_recycled client 'same place: 1, next version: 1'
	has handles_recycled fields 'call MI_Session_EnumerateInstances .*operation=[1234] ' 4
	# The old handle is the old operation still.
	has handles_recycled fields 'call MI_Operation_Cancel operation=1 handle_state=HANDLE_CLOSED' 1
	compare application_again
	has application_again client 'same words: 1' 2
	has application_again fields 'return MI_Application_InitializeV1 application=[123] ' 3
	has application_again fields 'return MI_Application_InitializeV1 application=3 ' 1
}

req_16_handles_are_copied() {
	compare handles_copied
	has handles_copied fields 'call MI_Operation_Cancel operation=1 reason=0' 1
	has handles_copied fields 'call MI_Operation_Close operation=1$' 1
	compare acknowledge_by_copy
	has acknowledge_by_copy fields 'call MI_Operation_ResultAcknowledgement answers=instanceResult operation=1' 3
	compare answers_on_another_thread
}

req_17_callbacks_inside_the_call() {
	compare inside_the_call
	in_turn inside_the_call events 'T1 call MI_Session_EnumerateInstances' 'T1 callback writeMessage' \
		'T1 callback instanceResult' 'T1 leave instanceResult' 'T1 return MI_Session_EnumerateInstances'
	has inside_the_call client 'handle is filled in: 1' 3
	compare before_the_start_returns
	in_turn before_the_start_returns events 'T1 call MI_Session_EnumerateInstances' 'T2 callback instanceResult' \
		'T1 return MI_Session_EnumerateInstances'
}

req_18_only_what_the_client_set() {
	compare callbacks_partial
	has callbacks_partial library 'Session.GetClass .*callbacks=\{ instanceResult indicationResult\}' 1
	has callbacks_partial library 'Session.EnumerateInstances .*callbacks=\{ indicationResult classResult\}' 1
	has callbacks_partial library 'Session.EnumerateClasses .*callbacks=\{ classResult\}' 1
	has callbacks_partial library 'Session.GetClass .*callbacks=\{\}' 1
	compare callbacks_only_extensions
	compare callbacks_reused
	has callbacks_reused client 'table still ours: 1' 3
	compare slots_sync
	has slots_sync library 'callbacks=\(null\)' 14
}

req_19_whatever_operation_a_callback_has() {
	compare callback_pointers
	has callback_pointers client 'instanceResult .*handle=mine' 1
	has callback_pointers fields 'callback instanceResult operation=1 .*handle=RELATION_CLIENTS' 1
	has callback_pointers fields 'callback .*operation=2 .*handle=RELATION_NULL' 5
	compare null_operation
	compare failure_tables
	has failure_tables fields 'callback instanceResult operation=[1-6] .*handle=RELATION_CLIENTS' 6
}

req_20_after_close() {
	compare after_close
	in_turn after_close events 'call MI_Operation_Close' 'callback writeMessage' 'callback instanceResult' \
		'callback instanceResult'
	compare close_in_first_callback
	in_turn close_in_first_callback events 'callback instanceResult' 'call MI_Operation_Close' \
		'return MI_Operation_Close' 'leave instanceResult' 'callback instanceResult'
	compare acknowledge_late
	has acknowledge_late fields 'call MI_Operation_ResultAcknowledgement answers=instanceResult operation=1' 2
	compare failure_tables
	has failure_tables client 'instanceResult .*acknowledge=set' 0
	has failure_tables fields 'callback instanceResult operation=[1-6] .*answerable=true' 0
}

req_21_acknowledged_twice_or_never() {
	compare acknowledge_twice
	has acknowledge_twice events 'call MI_Operation_ResultAcknowledgement' 6
	has acknowledge_twice fields 'return MI_Operation_ResultAcknowledgement result=0' 2
	has acknowledge_twice fields 'return MI_Operation_ResultAcknowledgement result=1' 4
	compare acknowledge_never
	has acknowledge_never events 'MI_Session_Close_completion' 0
	compare answers_twice
	has answers_twice events 'call MI_Operation_PromptUserResult' 3
	compare answers_null_handle
	compare acknowledge_functions
	compare answers_without_function
}

req_22_everything_nests() {
	compare nested_applications
	in_turn nested_applications events 'callback instanceResult' 'call MI_Application_InitializeV1' \
		'return MI_Application_Close' 'leave instanceResult'
	compare nested_operations
	in_turn nested_operations events 'call MI_Session_EnumerateInstances' 'callback instanceResult' \
		'call MI_Session_EnumerateInstances' 'callback instanceResult' 'call MI_Session_EnumerateInstances'
	compare session_close_in_callback
	compare longjmp_out_of_callback
}

req_23_one_callback_stalls_all() {
	compare slow_callback_stalls_others
	has slow_callback_stalls_others client 'results of the other meanwhile: 0' 1
	compare hang_getter_in_callback
	compare at_the_same_time
}

req_24_completion_on_any_thread() {
	compare session_close_idle
	in_turn session_close_idle events 'T1 call MI_Session_Close' 'T1 callback MI_Session_Close_completion' \
		'T1 return MI_Session_Close'
	compare session_close_completion_threads
	has session_close_completion_threads fields 'T[23] callback MI_Session_Close_completion completes=MI_Session_Close' 2
	compare session_close_by_last_close
	in_turn session_close_by_last_close events 'return MI_Session_Close' 'call MI_Operation_Close' \
		'return MI_Operation_Close' 'call MI_Operation_Close' 'callback MI_Session_Close_completion' \
		'return MI_Operation_Close'
	compare failed_session
	has failed_session client 'callback completion' 1
}

req_25_what_hangs_shows_where() {
	local case call
	for case in hang_application_close:MI_Application_Close hang_session_close:MI_Session_Close \
		hang_sync_close:MI_Operation_Close hang_getter_in_callback:MI_Operation_GetInstance; do
		call=${case#*:} case=${case%:*}
		compare $case
		grep -v ' leave ' $case/events | tail -n 1 | grep " call $call" >/dev/null || fail "$case: the last event is not the call that hangs"
	done
}

req_26_instances_are_read_as_they_are() {
	compare payload
	# Results as they came, and as they were passed in again; with NULL, empty, nested and array values.
	has payload fields '(return MI_Operation_GetInstance|callback instanceResult|call MI_Session_CreateInstance).*"Fake_All"' 3
	has payload fields '"Fake_All" .*"empty":13:2000000 .*string=""\}'
	has payload fields 'signed=-9223372036854775807'
	has payload fields 'unsigned=18364758544493064720'
	has payload fields 'string="text \\x22quoted\\x22\\x0a\\xff"'
	has payload fields 'utc=-330'
	has payload fields '"Fake_Bare"'
}

req_30_secrets_leave_nowhere() {
	local policy
	for policy in credentials secrets strict; do
		mkdir $policy && cd $policy
		export MITRACE_REDACT=$policy
		compare options_secrets
		compare options_of_subscriptions
		cd ..
		has $policy/options_secrets client 'clear text is sesame-1'
		for trace in $policy/*/traced/*.mitrace; do
			zstd -dc "$trace" | grep -a sesame >/dev/null && fail "$policy: a credential is in $trace"
			[ $policy = credentials ] || ! zstd -dc "$trace" | grep -a swordfish >/dev/null ||
				fail "$policy: a secret is in $trace"
		done
	done
	zstd -dc credentials/options_secrets/traced/t.mitrace | grep -a swordfish-2 >/dev/null ||
		fail "a parameter was to be kept by the policy of credentials: the test looks at nothing"
}

$DEMAND
