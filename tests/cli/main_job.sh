# The main job: record a live client, show, replay it offline, the same output.
# (What runs on this machine may have secrets on its command line, which is another test's business.)
for mode in "" --sync --manual-ack; do
	for request in "ei root/cimv2 CIM_OperatingSystem" "ei root/cimv2 CIM_Process" "test" "ei root/cimv2 CIM_NoSuchClass"; do
		rm -f t.mitrace
		live=0
		mitrace record -q --redact=credentials -o t.mitrace -- micli $mode $request >live 2>live.err || live=$?
		[ -s t.mitrace ] || fail "no trace of: micli $mode $request"
		replayed=0
		mitrace replay -q --no-network t.mitrace -- micli $mode $request >replayed 2>replayed.err || replayed=$?
		[ $live -eq $replayed ] || { cat replayed.err >&2; fail "status $replayed instead of $live replaying: micli $mode $request"; }
		expect_same live replayed
		expect_same live.err replayed.err
	done
done

# Get, by keys.
mitrace record -q -o gi.mitrace -- micli gi root/cimv2 { CIM_Process Handle $$ } >live
expect_text live "Handle = \"$$\""
mitrace replay -q gi.mitrace -- micli gi root/cimv2 { CIM_Process Handle $$ } >replayed
expect_same live replayed

# What is shown.
mitrace record -q -o os.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >live
expect_status 0 mitrace show os.mitrace
expect_text out 'MI_Application_InitializeV1'
expect_text out 'MI_Session_EnumerateInstances\(.*CIM_OperatingSystem'
expect_text out 'instanceResult'
expect_text out 'MI_Operation_Close'
expect_status 0 mitrace show --payload os.mitrace
expect_text out 'CSName = "'
expect_status 0 mitrace info os.mitrace
expect_text out '^program .*micli'
expect_text out '^state .*finished'
expect_status 0 mitrace show --json os.mitrace
expect_text out '"class_name":"CIM_OperatingSystem"'

# A client that asks for something else: a miss, told, with status 120; and it ends.
expect_status 120 mitrace replay os.mitrace -- micli ei root/cimv2 CIM_Process
expect_text err 'MISS: .*CIM_Process'
expect_text err 'nearest'
# A client that does nothing of what was recorded: nothing replayed is not success.
expect_status 120 mitrace replay os.mitrace -- true
expect_text err 'nothing was replayed'
