# Two recordings of one scenario on hostmi differ by nothing; of scenarios that look at live processes, by nothing but learned
# noise. What a quiet machine has not shown while it was learned is learned then: it must come to an end soon.
# DIFF_REPEATS is how often each is compared with its first recording.
. "$SOURCE/tests/conformance/same_log.sh"
repeats=${DIFF_REPEATS:-1}
learned=6 more=12 # recordings to learn from, and how many more may show something new
# All that name processes or count them.
live=" enumerate enumerate_manual enumerate_fetched enumerate_keys_only two_sessions processes os_processes "

# record NUMBER NAME COMMAND...
record() {
	local trace=$2.$1.mitrace name=$2
	shift 2
	set -- env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q --force -o "$trace" -- "$@"
	case "$*" in
	*conformance_client*) run "$name" "$@" ;;
	*) expect_status 0 "$@" ;;
	esac
}

# record_live NUMBER NAME COMMAND...: with more or fewer processes than the recording before.
record_live() {
	local pids=() i
	for ((i = 0; i < $1 % 3; i++)); do
		sleep 60 &
		pids+=($!)
	done
	record "$@"
	[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}"
}

# learn NAME NUMBER: from the recordings before that one.
learn() {
	expect_status 0 mitrace noise learn -o rules $(seq -f "$1.%g.mitrace" 0 $(($2 - 1)))
}

# compare_live NAME COMMAND...: recordings with the first, until as many as were asked for differ by nothing that is new.
compare_live() {
	local name=$1 same=0 status i
	for ((i = 0; i < learned; i++)); do record_live $i "$@"; done
	learn "$name" $i
	for (( ; same < repeats; i++)); do
		record_live $i "$@"
		status=0
		mitrace diff --noise=rules "$name.0.mitrace" "$name.$i.mitrace" >out || status=$?
		if [ $status -eq 0 ]; then
			expect_text out '^no differences$'
			same=$((same + 1))
			continue
		fi
		[ $status -eq 1 ] || fail "diff: status $status"
		[ $i -lt $((learned + more)) ] || { cat out >&2; fail "$name: always something new"; }
		learn "$name" $((i + 1))
		same=0
	done
	rm -f "$name".*
}

# compare NAME COMMAND...: each recording with the first.
compare() {
	local name=$1 i
	if [[ $live == *" $name "* ]]; then
		compare_live "$@"
		return
	fi
	record 0 "$@"
	for ((i = 1; i <= repeats; i++)); do
		record $i "$@"
		expect_status 0 mitrace diff "$name.0.mitrace" "$name.$i.mitrace"
		expect_text out '^no differences$'
	done
	rm -f "$name".*
}

for name in $(LD_LIBRARY_PATH=$HOSTMI conformance_client --list | cut -d ' ' -f 1); do
	[ "$name" = failed_application ] || compare "$name" conformance_client "$name" # which opens no library
done
compare processes micli ei root/cimv2 CIM_Process
compare os_processes micli ei root/cimv2 CIM_OSProcess
for class in CIM_OperatingSystem CIM_ComputerSystem CIM_NetworkPort; do
	compare $class micli ei root/cimv2 $class
	compare $class micli gc root/cimv2 $class
done
compare query micli wql root/cimv2 'select Name, Version from CIM_OperatingSystem where Name like "%"'
grep -Eq '^instances   CIM_(OS)?Process' rules || fail "nothing came or went: $(cat rules)"
