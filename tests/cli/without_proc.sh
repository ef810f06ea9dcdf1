# A root without /proc, as small containers have: a client is recorded and replayed, with one trace or a folder of them,
# which are taken in their order there, as arguments cannot be read.
cat >recorded.sh <<'S'
set -eu
mount -t tmpfs none /proc
mkdir traces
for class in CIM_OperatingSystem CIM_ComputerSystem; do
	micli ei root/cimv2 $class >bare
	mitrace record -q -o traces/$class.mitrace -- micli ei root/cimv2 $class >$class
	sed 's/[0-9].*//' bare >bare.names
	sed 's/[0-9].*//' $class | cmp - bare.names
	mitrace verify -q traces/$class.mitrace
	mitrace replay --no-network traces/$class.mitrace -- micli ei root/cimv2 $class 2>summary | cmp - $class
	cat summary
done
mitrace replay --no-network traces -- sh -c 'micli ei root/cimv2 CIM_OperatingSystem; micli ei root/cimv2 CIM_ComputerSystem' \
	>folder 2>summary || { cat summary; exit 1; }
cat summary
cat CIM_OperatingSystem CIM_ComputerSystem | cmp - folder
S
if ! unshare -m --propagation private mount -t tmpfs none /proc 2>unshare.err; then
	echo "SKIPPED: no mount allowed here: $(cat unshare.err)" >&2
elif ! unshare -m --propagation private bash -c 'mount -t tmpfs none /proc; exec mitrace --version' >out 2>err; then
	echo "SKIPPED: not a build that runs without /proc (sanitizers read it): $(head -n 1 err)" >&2
else
	expect_status 0 unshare -m --propagation private bash recorded.sh
	[ "$(grep -c '1 operation replayed, 0 missed, 0 diverged' out)" -eq 2 ] || fail "not replayed: $(cat out)"
	expect_text out '2 operations replayed, 0 missed, 0 diverged'
fi

# And where a replay cannot keep what it needs, it says what to do.
mitrace record -q -o t.mitrace -- micli test >/dev/null
TMPDIR=$PWD/none expect_status 125 mitrace replay t.mitrace -- micli test
expect_text err '/none: No such file or directory; TMPDIR names another'
