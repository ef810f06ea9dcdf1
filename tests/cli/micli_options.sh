# What micli makes of its options.
export LD_LIBRARY_PATH=$HOSTMI

# destination WORD...: the options a session is made with, recorded.
destination() {
	expect_status 0 mitrace record -q -o destination.mitrace -- micli "$@" test
	expect_status 0 mitrace show --canonical destination.mitrace
	grep '^MI_Application_NewSession' out | tr '{' '\n' >session
	rm destination.mitrace
}
transport='"__MI_DESTINATIONOPTIONS_TRANSPORT","value":'
privacy='"__MI_DESTINATIONOPTIONS_PACKET_PRIVACY","value":'

# A library that is told no transport speaks TLS, to which a port for HTTP says nothing.
one_session() { tr -d '\n' <session >joined; expect_text joined "$1"; }
for row in ":HTTP:0" "--encryption=none:HTTP:0" "--encryption=http:HTTP:1" "--encryption=https:HTTPS:1"; do
	IFS=: read -r option name private <<<"$row"
	destination --hostname=localhost --port=5985 -u someone -p secret $option
	one_session "$transport\"type\":13,\"string\":\"$name\"}"
	one_session "$privacy\"type\":5,\"unsigned\":$private}"
	one_session '"authentication_type":"Basic"'
done
destination
tr -d '\n' <session >joined
expect_no_text joined TRANSPORT

# refused PATTERN WORD...: status 4, MI_RESULT_INVALID_PARAMETER, and how to get help.
refused() {
	local pattern=$1
	shift
	expect_status 4 micli "$@" test
	expect_text err "^micli: $pattern"
	expect_text err "^Try 'micli --help'\\.$"
}
refused '--encryption is none of http, https, none: h$' --hostname=localhost --encryption=h
refused '--answer is none of yes, no, yes-to-all, no-to-all: maybe$' --answer=maybe
refused '--port is no number up to 65535: 65536$' --hostname=localhost --port=65536
refused '--port is no number up to 65535: http$' --hostname=localhost --port=http
refused '--limit is no number up to 9223372036854775807: -1$' --limit=-1
refused '--limit is no number .*: 99999999999999999999$' --limit=99999999999999999999
refused '--timeout is no number up to 1000000: 1000001$' --timeout=1000001
refused '--timeout is no number up to 1000000: $' --timeout=
refused '--port and --encryption are for a --hostname' --port=5985
refused '--password and --auth are for a --user' -p secret
refused 'unknown option, or one without its value: --colour$' --colour
refused 'unknown option, or one without its value: -x$' -x
