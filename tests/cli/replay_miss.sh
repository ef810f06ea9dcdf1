# What was not recorded completes with an error that names what was, and nothing else suffers from it.
record() {
	LD_LIBRARY_PATH=$HOSTMI mitrace record --force -o t.mitrace -- "$@" >live.out
}

record micli ei root/cimv2 CIM_OperatingSystem

# Another class: a miss, explained field by field, status 120.
expect_status 120 mitrace replay t.mitrace -- micli ei root/cimv2 CIM_Process
expect_text err 'MISS: EnumerateInstances\(.*class="CIM_Process"'
expect_text err 'never recorded'
expect_text err 'class: recorded "CIM_OperatingSystem", requested "CIM_Process"'
expect_no_text err 'namespace: recorded'

# Each field by its name.
expect_status 120 mitrace replay t.mitrace -- micli ei root/CIMv3 CIM_OperatingSystem
expect_text err 'namespace: recorded "root/cimv2", requested "root/CIMv3"'
expect_status 120 mitrace replay t.mitrace -- micli --keys-only ei root/cimv2 CIM_OperatingSystem
expect_text err 'keysOnly: recorded false, requested true'
expect_status 120 mitrace replay t.mitrace -- micli --shallow ei root/cimv2 CIM_OperatingSystem
expect_text err 'flags: recorded nothing, requested .*SHALLOW'
expect_status 120 mitrace replay t.mitrace -- micli gc root/cimv2 CIM_OperatingSystem
expect_text err 'operation: recorded EnumerateInstances, requested GetClass'

# The case of names, and how results are fetched, are no difference.
expect_status 0 mitrace replay t.mitrace -- micli ei ROOT/CIMV2 cim_operatingsystem
expect_status 0 mitrace replay t.mitrace -- micli --sync ei root/cimv2 CIM_OperatingSystem
expect_same out live.out
expect_status 0 mitrace replay t.mitrace -- micli --manual-ack ei root/cimv2 CIM_OperatingSystem
expect_same out live.out

# The error reaches the client, in its words.
expect_status 1 env LD_LIBRARY_PATH="$BUILD/lib/replay" MITRACE_REPLAY=t.mitrace micli ei root/cimv2 CIM_Process
expect_text err 'mitrace replay: not recorded'

# No trace, no such trace, nothing that is a trace.
expect_status 125 mitrace replay nowhere.mitrace -- micli test
echo nothing >nothing.mitrace
expect_status 125 mitrace replay nothing.mitrace -- micli test
# A client that never comes to MI has replayed nothing.
expect_status 120 mitrace replay t.mitrace -- true
expect_text err 'nothing was replayed'
