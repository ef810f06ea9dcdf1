# One case of conformance_client, by the name in CASE. Its log must be the same alone, recorded, and replayed from that
# recording, without hostmi; the replay's own recording has the same canonical form. Where CONFORMANCE_LIBMI names another libmi, portable cases run on that, too.
. "$SOURCE/tests/conformance/same_log.sh"
# What runs on this machine may have secrets on its command line, which is another test's business.
record="mitrace record -q --redact=credentials"
words=$(LD_LIBRARY_PATH=$HOSTMI conformance_client --list | sed -n "s/^$CASE //p" | tr ',' ' ')

run recorded env LD_LIBRARY_PATH="$HOSTMI" $record -o t.mitrace -- conformance_client "$CASE"
[ -s t.mitrace ] || fail "no trace"
expect_status 0 mitrace verify t.mitrace
run replayed mitrace replay -q --no-network t.mitrace -- $record -o again.mitrace -- conformance_client "$CASE"
if [[ " $words " == *" unserved "* && $(cat replayed.status) -eq 120 ]]; then
	expect_text replayed.err 'nothing was replayed'
	expect_no_text replayed.err 'UNUSED|MISS'
else
	expect_same recorded.status replayed.status
fi
expect_same recorded.log replayed.log
mitrace show --canonical t.mitrace >t.canonical
mitrace show --canonical again.mitrace >again.canonical
expect_same t.canonical again.canonical
# A replay acts on nothing: what the live run left alone or removed is as it was made.
[ -e files/victim ] || fail "the replay removed a file"

if [[ " $words " == *" portable "* ]]; then
	run alone env LD_LIBRARY_PATH="$HOSTMI" conformance_client "$CASE"
	expect_same alone.log recorded.log
	if [ -n "${CONFORMANCE_LIBMI:-}" ]; then
		[ -e "$CONFORMANCE_LIBMI" ] || fail "no such file: $CONFORMANCE_LIBMI"
		run other env LD_LIBRARY_PATH="$(dirname "$CONFORMANCE_LIBMI")" conformance_client "$CASE"
		expect_same other.log alone.log
	fi
fi
