# A client in another language, CLIENT, opens hostmi's libmi by its path and enumerates, called back by threads that its
# runtime did not make. It prints the same recorded by `auto` as bare, with nothing set by hand, and all it did is there.
case $CLIENT in
python) command=(python3 "$SOURCE/tests/languages/python_client.py") ;;
node)
	command=(node "$SOURCE/tests/languages/node_client.js")
	[ -d "$SOURCE/tests/languages/node_modules/koffi" ] || fail "the package koffi is missing: scripts/deps installs it"
	;;
esac
command+=("$HOSTMI/libmi.so" CIM_OperatingSystem CIM_Process CIM_None)
expect_status 0 "${command[@]}"
expect_text out '^CIM_Process: some.*CIM_Process.*result 0'
expect_text out '^CIM_None: none.*result 5'
mv out bare
expect_status 0 mitrace record -q -o t.mitrace -- "${command[@]}"
expect_same bare out
[ ! -s err ] || fail "standard error: $(cat err)"
expect_status 0 mitrace verify t.mitrace

mitrace show t.mitrace >shown
expect_no_text shown HANDLE_
# calls PATTERN NUMBER
calls() { [ "$(grep -Ec -- "$1" shown)" = "$2" ] || fail "$(grep -Ec -- "$1" shown) lines instead of $2 like: $1"; }
calls "MI_Application_InitializeV1\(.*application_id \"$CLIENT\"" 1
calls 'MI_Application_NewSession\(' 1
calls 'MI_Session_EnumerateInstances\(' 3
calls 'MI_Operation_Close\(' 3
calls 'MI_Session_Close\(' 1
calls 'MI_Application_Close\(' 1
# Callbacks came on the library's threads, and all instances are there.
mitrace show --json t.mitrace >json
[ "$(mitrace show --payload t.mitrace | grep -c 'class_name "CIM_Process"\|CIM_Process\.')" -gt 2 ] || fail "no instances"
starts=$(sed -n 's/.*"thread":\([0-9]*\).*MI_Session_EnumerateInstances.*/\1/p' json | sort -u)
results=$(sed -n 's/.*"thread":\([0-9]*\).*"callback_begin".*/\1/p' json | sort -u)
[ -n "$results" ] || fail "no callbacks"
[ -z "$(comm -12 <(echo "$starts") <(echo "$results"))" ] || fail "callbacks on the threads that started: $starts, $results"
