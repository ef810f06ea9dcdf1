# Two recordings of one scenario on hostmi differ by nothing; of scenarios that look at live processes, by nothing but learned
# noise. DIFF_REPEATS is how often each is compared with its first recording.
. "$SOURCE/tests/conformance/same_log.sh"
repeats=${DIFF_REPEATS:-1}
learned=6
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

# compare NAME COMMAND...: each recording with the first.
compare() {
	local name=$1 rules='' first=1
	if [[ $live == *" $name "* ]]; then
		for ((i = 0; i < learned; i++)); do record $i "$@"; done
		expect_status 0 mitrace noise learn -o rules $(seq -f "$name.%g.mitrace" 0 $((learned - 1)))
		rules=--noise=rules first=$learned
	else
		record 0 "$@"
	fi
	for ((i = first; i < first + repeats; i++)); do
		record $i "$@"
		expect_status 0 mitrace diff $rules "$name.0.mitrace" "$name.$i.mitrace"
		expect_text out '^no differences$'
	done
	rm -f "$name".*
}

# Processes that come and go, so that there is something to learn.
(while sleep 0.02 && kill -0 $$; do sh -c 'sleep 0.03' & done) 2>/dev/null &

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
