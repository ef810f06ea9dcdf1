# Recording a replay gives what was replayed: output, status and the canonical trace, in every mode of every verb.

# What runs on this machine may have secrets on its command line, which is another test's business.
record="mitrace record --redact=credentials"

# fixed_point NAME COMMAND...: records it live, records its replay, compares the two.
fixed_point() {
	local name=$1 live=0 again=0
	shift
	LD_LIBRARY_PATH=$HOSTMI $record -o "$name.mitrace" -- "$@" >"$name.out" 2>"$name.err" || live=$?
	env -u LD_LIBRARY_PATH mitrace replay --no-network "$name.mitrace" -- \
		$record -o "$name.again.mitrace" -- "$@" >"$name.again.out" 2>"$name.again.err" || again=$?
	[ "$live" -eq "$again" ] || {
		cat "$name.again.err" >&2
		fail "$name: status $live live, $again replayed: $*"
	}
	expect_same "$name.out" "$name.again.out"
	mitrace show --canonical "$name.mitrace" >"$name.canonical"
	mitrace show --canonical "$name.again.mitrace" >"$name.again.canonical"
	[ -s "$name.canonical" ] || fail "$name: an empty trace proves nothing"
	expect_same "$name.canonical" "$name.again.canonical"
}

for mode in "" --sync --manual-ack "--limit=2" "--limit=1 --sync"; do
	n=$(tr -d ' =-' <<<"$mode")
	fixed_point "test$n" micli $mode test
	fixed_point "ei$n" micli $mode ei root/cimv2 CIM_OperatingSystem
	fixed_point "many$n" micli $mode ei root/cimv2 CIM_Process
	fixed_point "keys$n" micli $mode --keys-only ei root/cimv2 CIM_Process
	fixed_point "gi$n" micli $mode gi root/cimv2 '{' CIM_Process Handle $$ '}'
	fixed_point "gone$n" micli $mode gi root/cimv2 '{' CIM_Process Handle nobody '}'
	fixed_point "class$n" micli $mode gc root/cimv2 CIM_Process
	fixed_point "classes$n" micli $mode ec root/cimv2
	fixed_point "names$n" micli $mode --names-only ec root/cimv2
	fixed_point "query$n" micli $mode wql root/cimv2 'select * from CIM_OperatingSystem'
	fixed_point "noclass$n" micli $mode ei root/cimv2 No_Such_Class
	fixed_point "nospace$n" micli $mode ei root/nowhere CIM_Process
	fixed_point "method$n" micli $mode iv root/cimv2 CIM_Process NoSuchMethod
	fixed_point "assoc$n" micli $mode a root/cimv2 '{' CIM_Process Handle $$ '}'
	fixed_point "refs$n" micli $mode r root/cimv2 '{' CIM_Process Handle $$ '}'
	fixed_point "create$n" micli $mode ci root/cimv2 '{' CIM_Process Handle 1 '}'
	fixed_point "modify$n" micli $mode mi root/cimv2 '{' CIM_Process Handle 1 '*Name' x '}'
	fixed_point "delete$n" micli $mode di root/cimv2 '{' CIM_Process Handle 1 '}'
done
# Methods with every callback: prompts, messages, progress, streamed parameters, errors to go on after.
export HOSTMI_STATE=$PWD/notes
mkdir many
touch many/{1,2,3,4,5} there doomed
for mode in "" --sync --manual-ack; do
	n=$(tr -d ' =-' <<<"$mode")
	fixed_point "scan$n" micli $mode iv root/cimv2 MTR_Workbench ScanDirectory '{' Path "$PWD/many" '}'
	fixed_point "list$n" micli $mode iv root/cimv2 MTR_Workbench ListDirectory '{' Path "$PWD/many" '}'
	fixed_point "check$n" micli $mode --answer=yes iv root/cimv2 MTR_Workbench CheckFiles \
		'{' Paths '[' "$PWD/there" "$PWD/not" "$PWD/neither" ']' '}'
	fixed_point "stop$n" micli $mode --answer=no iv root/cimv2 MTR_Workbench CheckFiles \
		'{' Paths '[' "$PWD/not" "$PWD/there" ']' '}'
	fixed_point "keep$n" micli $mode --answer=no iv root/cimv2 MTR_Workbench RemoveFile '{' Path "$PWD/doomed" '}'
	fixed_point "wait$n" micli $mode iv root/cimv2 MTR_Workbench Wait '{' Milliseconds 20 '}'
	fixed_point "note$n" micli $mode ci root/cimv2 '{' MTR_Note Id "a$n" Text hello '}'
	fixed_point "change$n" micli $mode mi root/cimv2 '{' MTR_Note Id "a$n" '*Text' changed '}'
	fixed_point "get$n" micli $mode gi root/cimv2 '{' MTR_Note Id "a$n" '}'
	fixed_point "drop$n" micli $mode di root/cimv2 '{' MTR_Note Id "a$n" '}'
done
# The answer is the client's: another one than recorded is told, and served what was recorded.
LD_LIBRARY_PATH=$HOSTMI mitrace record -o answer.mitrace -- micli --answer=no iv root/cimv2 MTR_Workbench RemoveFile \
	'{' Path "$PWD/doomed" '}' >answer.out
expect_status 120 mitrace replay answer.mitrace -- micli --answer=yes iv root/cimv2 MTR_Workbench RemoveFile \
	'{' Path "$PWD/doomed" '}'
expect_text err 'DIVERGED at event [0-9]+: another answer to a prompt or an error: recorded No, now Yes'
[ -e doomed ] || fail "a replay did something"

# A session that fails to open is no operation: nothing is replayed, and said to be.
fixed_point options micli --timeout=7 -u someone -p hidden --auth=Basic --hostname=localhost --port=5985 test
