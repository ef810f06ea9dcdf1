# How micli ends operations: --limit, ^C, a server that is lost; whether results come in callbacks, are acknowledged by
# hand, or fetched. The library is as forgetful as the stock one, where a cancel at the wrong moment crashes or hangs.
export LD_LIBRARY_PATH=$BUILD/tests/fake FAKE_MI_LOG=$PWD/log
enumerate=(ei root/cimv2 Any_Class)
subscribe=(sub root/cimv2 "select * from Any_Class")

# play STATUS SCRIPT WORD...: micli with the library that does as the script says.
play() {
	local status=$1
	export FAKE_MI_SCRIPT="op*: forgetful $2"
	shift 2
	: >log
	expect_status "$status" timeout 60 micli "$@"
}

# expect_results NUMBER: printed.
expect_results() {
	[ "$(grep -c '^instance of' out)" -eq "$1" ] || fail "$(grep -c '^instance of' out) results instead of $1"
}

# start OUTPUT SCRIPT WORD...: the same in the background, with ^C as a terminal has it.
start() {
	local output=$1
	export FAKE_MI_SCRIPT="op*: forgetful $2"
	shift 2
	: >log
	env --default-signal=INT micli "$@" >&"$output" 2>err & # a file or a descriptor
	started=$!
}

# expect_end STATUS: of what was started.
expect_end() {
	local status=0
	wait "$started" || status=$?
	[ "$status" -eq "$1" ] || fail "status $status instead of $1: $(cat err)"
}

# logged PATTERN NUMBER: so many times at least.
logged() {
	[ "$(grep -Ec -- "$1" log)" -ge "$2" ]
}

# A library that does not heed a cancel is left after a while. Meanwhile:
mkdir unheeded
cd unheeded
export FAKE_MI_LOG=$PWD/log
start out "result hang" "${subscribe[@]}"
unheeded=$started
wait_until test -s out
kill -INT "$unheeded"
cd ..
export FAKE_MI_LOG=$PWD/log

# A limit that is reached is no failure, and what comes beyond it is not shown.
endless="result result result result result cancelled result cancelled final=1"
for mode in '' --manual-ack --sync; do
	for verb in enumerate subscribe; do
		declare -n words=$verb
		for _ in {1..4}; do
			play 0 "$endless" $mode --limit=3 "${words[@]}"
			expect_results 3
			expect_text log Operation.Cancel
			[ ! -s err ] || fail "a limit that was reached is remarked on: $(cat err)"
		done
	done
	# One that is not reached, or not before the end, changes nothing.
	play 1 "result final=1" $mode --limit=2 "${enumerate[@]}"
	play 0 "result last" $mode --limit=2 "${enumerate[@]}"
	expect_results 2
	expect_no_text log Operation.Cancel
done

# Fetched results that come without a pause are read to their end: a cancel could overtake any of them.
play 0 "result result result result last" --sync --limit=2 "${enumerate[@]}"
expect_results 2
expect_no_text log Operation.Cancel

# ^C cancels, however the results come: the status is the operation's.
for mode in '' --manual-ack --sync; do
	for verb in enumerate subscribe; do
		declare -n words=$verb
		start out "result result cancelled final=1" $mode "${words[@]}"
		if [ "$mode" = --sync ]; then
			wait_until logged 'getter waits' 1
		else
			wait_until logged 'result returned' 2
		fi
		kill -INT "$started"
		expect_end 1
		expect_results 2
		expect_text err '^micli: cancelled: MI_RESULT_FAILED$'
	done

	# The second one ends micli when the cancel does not.
	start out "result hang" $mode "${enumerate[@]}"
	wait_until logged 'Operation.Get|result returned' 1
	kill -INT "$started"
	wait_until logged Operation.Cancel 1
	kill -INT "$started"
	expect_end 130
done

# Where nobody reads any more, that is as ^C is, and said.
mkfifo gone
exec 3<>gone 4>gone 3>&-
for mode in '' --manual-ack --sync; do
	start 4 "result result cancelled final=1" $mode "${subscribe[@]}"
	expect_end 1
	expect_text err '^micli: cancelled: MI_RESULT_FAILED$'
	expect_text err '^micli: cannot write to standard output$'
done
exec 4>&-

# The end of time, where the library lets it pass.
for mode in '' --manual-ack --sync; do
	play 1 "result cancelled final=1" --timeout=1 $mode "${enumerate[@]}"
	expect_results 1
	expect_text err '^micli: timed out: MI_RESULT_FAILED$'
done

# A pipe that nobody reads keeps micli printing until it is drained.
mkfifo pipe
exec 3<>pipe
start_printing() {
	dd if=/dev/zero of=pipe bs=4096 oflag=nonblock 2>/dev/null || :
	start pipe "$@" "${subscribe[@]}"
}
drain() {
	timeout 60 cat <&3 >printed &
	reader=$!
}

# A cancel waits for what is printed and acknowledged.
start_printing "result cancelled final=1" --manual-ack
wait_until logged 'result returned' 1
kill -INT "$started"
drain
expect_end 1
kill "$reader"
expect_no_text err session

# The server is lost: its final result overtakes what is printed, and there is one acknowledgement for both.
start_printing "result ungated final=1" --manual-ack
wait_until logged 'result on=' 2
drain
expect_end 1
kill "$reader"
expect_text err '^micli: MI_RESULT_FAILED: what went wrong$'
[ "$(grep -c ' acknowledge ' log)" -eq 2 ] || expect_text err '^micli: the library does not close the session'

# A cancel that can wait no longer overtakes what was fetched: that the session never closes is no hang.
start_printing "result cancelled final=1" --sync
wait_until logged Operation.GetIndication 1
kill -INT "$started"
wait_until logged Operation.Cancel 1
drain
expect_end 1
kill "$reader"
expect_text err '^micli: cancelled: MI_RESULT_FAILED$'
expect_text err '^micli: the library does not close the session'

started=$unheeded
expect_end 1
expect_text unheeded/err '^micli: the library does not end what was cancelled; ending without$'
[ "$(grep -c '^instance of' unheeded/out)" -eq 1 ] || fail "what was printed got lost"
