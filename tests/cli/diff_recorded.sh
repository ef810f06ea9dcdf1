# Recorded traces, changed in one place at a time: each change is found, with its kind and severity, and nothing else is said.
. "$SOURCE/tests/conformance/same_log.sh"
for name in prompt_answered prompt_modes errors_asked errors_yes_to_all progress_and_messages channels streamed notes classes failures \
	query get enumerate_manual_elsewhere; do
	run "$name" env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q -o "$name.mitrace" -- conformance_client "$name"
done
expect_status 0 python3 "$SOURCE/tests/cli/mutate_recorded.py" "${DIFF_SEED:-1}" "${DIFF_CHANGES:-100}" ./*.mitrace
expect_text out ' 0 spurious$'
