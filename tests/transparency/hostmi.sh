# Clients of the library with live data, bare and recorded: another implementation, with threads and addresses of its
# own. It knows nothing of scripts, so these are cases that run to their end with whatever comes.
. "$SOURCE/tests/transparency/compare.sh"
LIBRARY=hostmi
for case in slots_async slots_sync callbacks_partial null_operation null_slots handles_null handles_zeroed \
	handles_stale handles_foreign handles_without_table application_again callbacks_reused options_channels \
	acknowledge_in_callback close_twice session_close_idle two_applications nested_applications \
	process_state constructor atexit thread_ends; do
	compare $case
	grep -q 'protocol="OMI_SOCKETS"' $case/fields || fail "$case opened no session"
done
