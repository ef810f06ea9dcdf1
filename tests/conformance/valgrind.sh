# Clients under valgrind's memcheck, on hostmi and on the replay of what was recorded there: no error, nothing lost. Slower than
# the sanitizers, but it sees whole processes, also clients with base code of their own. A selection; all cases, micli's commands and
# more operations with
#
#	VALGRIND=all ctest --test-dir build-gcc -R conformance/valgrind
. "$SOURCE/tests/conformance/same_log.sh"
memcheck="valgrind -q --leak-check=full --num-callers=30"
cases="enumerate_manual_elsewhere errors_yes_to_all close_without_acknowledging subscribe_fetched"
operations=300 in_flight=30
CLIENT_SECONDS=300
if [ "${VALGRIND:-}" = all ]; then
	cases=$(LD_LIBRARY_PATH=$HOSTMI conformance_client --list | cut -d ' ' -f 1)
	operations=5000 in_flight=200
fi

# clean NAME COMMAND...: valgrind, which is quiet where all is well, has nothing to say.
clean() {
	play_client "$@"
	expect_no_text "$1.err" '^==[0-9]+=='
}

# both NAME COMMAND...: a client under memcheck on hostmi, and on the replay of what it does there.
both() {
	local name=$1
	shift
	LD_LIBRARY_PATH=$HOSTMI play_client recorded mitrace record -q --force --redact=credentials -o t.mitrace -- "$@"
	LD_LIBRARY_PATH=$HOSTMI clean "$name.live" $memcheck "$@"
	clean "$name.replayed" mitrace replay -q --no-network t.mitrace -- $memcheck "$@"
	expect_same recorded.status "$name.live.status"
}

for case in $cases; do both "$case" conformance_client "$case"; done
for flavour in debug release; do both $flavour base_client_$flavour; done
both many conformance_load many $operations
both in_flight conformance_load in-flight $in_flight

# micli ends with its thread for signals still there, and what glibc keeps for a thread that lives looks possibly lost.
memcheck="$memcheck --show-leak-kinds=definite"
both ei micli ei root/cimv2 CIM_Process

if [ "${VALGRIND:-}" = all ]; then
	both test micli test
	both gi micli gi root/cimv2 '{' CIM_Process Handle $$ '}'
	both no_keys micli gi root/cimv2 '{' CIM_OperatingSystem '}'
	both ci micli ci root/cimv2 '{' MTR_Note Id one Tags '[' a b ']' '}'
	both sync micli --sync ei root/cimv2 CIM_Process
	both manual micli --manual-ack --json ei root/cimv2 CIM_Process
	both scan micli iv root/cimv2 MTR_Workbench ScanDirectory '{' Path "$PWD/files" '}'
	both remove micli --answer=yes iv root/cimv2 MTR_Workbench RemoveFile '{' Path "$PWD/files/victim" '}'
	both wql micli wql root/cimv2 'select Name from CIM_OperatingSystem where Name like "%"'
	both a micli a root/cimv2 '{' CIM_Process Handle $$ '}'
	both r micli r root/cimv2 '{' CIM_Process Handle $$ '}'
	both gc micli gc root/cimv2 CIM_Process
	both ec micli ec root/cimv2
	both unknown micli gc root/cimv2 CIM_Nothing
fi
