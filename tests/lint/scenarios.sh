# Every scenario there is, recorded, and what lint finds in it: CLIENTS says which clients. Faults that cases commit on
# purpose are listed in scenarios.expected, with the rules that find them; in all else nothing may be found.
. "$SOURCE/tests/transparency/compare.sh"
. "$SOURCE/tests/conformance/same_log.sh"

# How busy the machine is decides nothing here.
lint() {
	mitrace lint --slow-callback=60000 --late-acknowledgement=60000 --loop-gap=60000 --json "$@"
}

# found NAME TRACE...: a line with the rules, if there are any.
found() {
	local name=$1 status=0
	shift
	lint "$@" >json 2>err || status=$?
	[ "$status" -le 1 ] || fail "$name: lint ended with status $status: $(head -3 err)"
	sed -n 's/^{"rule":"\([a-z-]*\)".*/\1/p' json | sort -u >rules
	[ ! -s rules ] || echo "$CLIENTS $name: $(tr '\n' ' ' <rules | sed 's/ $//')"
	[ "$status" -eq 0 ] || [ -s rules ] || fail "$name: status 1 without a finding"
}

# Names of the cases of a client's list.
names() {
	"$@" --list | cut -d' ' -f1
}

scenarios_transparency() {
	local name
	for name in $(names transparency_client); do
		words=$(words_of "$name")
		case_name=$name
		mkdir "$name"
		cd "$name"
		run_client traced "$name" 2>/dev/null
		cd ..
		found "$name" "$name"/traced/*.mitrace
	done
}

scenarios_conformance() {
	local name
	for name in $(LD_LIBRARY_PATH=$HOSTMI names conformance_client); do
		run "$name" env LD_LIBRARY_PATH="$HOSTMI" mitrace record -q -o "$name.mitrace" -- conformance_client "$name"
		found "$name" "$name.mitrace"
	done
}

# record_micli NAME ARGUMENT...: the status is the operation's result.
record_micli() {
	local name=$1
	shift
	mitrace record -q -o "$name.mitrace" -- micli -q "$@" >out 2>err || [ $? -le 28 ] || fail "micli $name: $(cat err)"
	found "$name" "$name.mitrace"
}

scenarios_micli() {
	local mode
	export LD_LIBRARY_PATH=$HOSTMI HOSTMI_STATE=$PWD/state
	for mode in callbacks --sync --manual-ack; do
		set -- $([ $mode = callbacks ] || echo $mode)
		record_micli "test$mode" "$@" test
		record_micli "ei$mode" "$@" ei root/cimv2 CIM_Process
		record_micli "ei-error$mode" "$@" ei root/cimv2 CIM_Nothing
		record_micli "ei-limit$mode" "$@" --limit=3 ei root/cimv2 CIM_Process
		record_micli "gi$mode" "$@" gi root/cimv2 "{ CIM_Process Handle 1 }"
		record_micli "ci$mode" "$@" ci root/cimv2 "{ MTR_Note Name a$mode Text b }"
		record_micli "mi$mode" "$@" mi root/cimv2 "{ MTR_Note Name a$mode *Text c }"
		record_micli "di$mode" "$@" di root/cimv2 "{ MTR_Note Name a$mode }"
		record_micli "wql$mode" "$@" wql root/cimv2 "select * from CIM_Process where Handle = '1'"
		record_micli "wql-error$mode" "$@" wql root/cimv2 "select"
		record_micli "iv$mode" "$@" iv root/cimv2 MTR_Workbench ScanDirectory "{ Path $PWD }"
		record_micli "iv-prompt$mode" "$@" --answer=no iv root/cimv2 MTR_Workbench RemoveFile "{ Path $PWD/out }"
		record_micli "a$mode" "$@" a root/cimv2 "{ CIM_Process Handle 1 }"
		record_micli "r$mode" "$@" r root/cimv2 "{ CIM_Process Handle 1 }"
		record_micli "gc$mode" "$@" gc root/cimv2 CIM_Process
		record_micli "ec$mode" "$@" ec root/cimv2
	done
}

# Clients made by chance close operations twice and go on using them where their plan says so; they may acknowledge late
# where they do so by hand, and close in a callback inside the start. Else they are clean.
scenarios_random() {
	local library seed name twice found
	export HOSTMI_STATE=$PWD/state FAKE_MI_LOG=$PWD/library.log CLIENT_LOG=$PWD/client.log
	for library in fake hostmi; do
		[ $library = fake ] || export LD_LIBRARY_PATH=$HOSTMI
		for seed in {1..15}; do
			name=$library-$seed
			random_client $seed $library --plan >plan
			mitrace record -q -o $name.mitrace -- random_client $seed $library >out 2>err
			found $name $name.mitrace >/dev/null
			twice=$(grep ' twice' plan | grep -vc refused || :)
			found=$(grep -c '^closed-twice$\|^use-after-close$' rules || :)
			[ "$((twice > 0))" -eq "$((found == 2))" ] || echo "random $name: $(cat rules), $twice to be found"
			grep -q ' manual' plan || ! grep '^acknowledge-late$' rules
			grep -q ' closes in final.*: in ' plan || ! grep '^closed-inside-start$' rules
			grep -v '^closed-twice$\|^use-after-close$\|^acknowledge-late$\|^closed-inside-start$' rules || :
		done
	done
}

scenarios_$CLIENTS >findings
grep "^$CLIENTS " "$SOURCE/tests/lint/scenarios.expected" >expected || :
expect_same expected findings
