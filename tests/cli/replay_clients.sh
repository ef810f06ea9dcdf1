# Clients that do what clients do, each replayed from its own recording: the client's log of every call, argument, result and callback
# is the same, and so is the canonical trace of the replay. The library they were recorded with does as a script says, so this
# holds for more than one library's manners.
#
# Cases that are left out ask for what no trace can have (wild handles, hangs, several processes), or depend on the recorded
# library's own ways where it departs from the real one: at_the_same_time waits in one callback of an operation for another one of
# the same operation, and in a replay, as with the stock library, the callbacks of an operation come one after the other.
cases=(slots_async slots_sync slots_application slots_by_client_table callbacks_of_operations callbacks_of_sessions result_codes payload
	failed_application failed_session null_operation null_slots handles_copied handles_recycled handles_without_table callbacks_reused
	callbacks_partial callbacks_only_extensions context_null options_deleted_early options_channels options_secrets
	options_of_subscriptions acknowledge_in_callback acknowledge_on_another_thread acknowledge_never
	answers_in_callback answers_null_handle answers_on_another_thread answers_twice answers_without_function
	inside_the_call before_the_start_returns close_in_callback close_in_first_callback restart_in_callback
	cancel_states sync_cancel session_close_idle session_close_waits two_applications nested_applications
	signal_handler_exits
	nested_operations longjmp_out_of_callback slow_callback_stalls_others)

# The client's log, each thread's lines together, without handles' words and errno.
normal() {
	sed -E 's/[0-9a-f]+,[0-9a-f]+/N/g; s/errno=[0-9]+//' "$1" | sort -s -k1,1
}

for name in "${cases[@]}"; do
	mkdir "$name"
	pushd "$name" >/dev/null
	live=0 again=0
	FAKE_MI_LOG=$PWD/library.log CLIENT_LOG=$PWD/live.log \
		mitrace record -o t.mitrace -- transparency_client "$name" >live.out 2>live.err || live=$?
	CLIENT_LOG=$PWD/again.log timeout 60 mitrace replay --stall=20s t.mitrace -- \
		mitrace record -o again.mitrace -- transparency_client "$name" >again.out 2>again.err || again=$?
	[ "$live" -eq "$again" ] || {
		cat again.err >&2
		fail "$name: status $live live, $again replayed"
	}
	expect_same live.out again.out
	normal live.log >live
	normal again.log >again
	expect_same live again
	mitrace show --canonical t.mitrace >t.canonical
	mitrace show --canonical again.mitrace >again.canonical
	expect_same t.canonical again.canonical
	popd >/dev/null
done
