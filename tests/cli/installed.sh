# From an installed tree, somewhere else than where it was meant to go, everything still finds each other: the main job, by each way in.
cmake --install "$BUILD" --prefix "$PWD/first" >install.log 2>&1 || { cat install.log >&2; fail "cannot install"; }
mv first root
export PATH=$PWD/root/bin:$PATH
[ "$(command -v mitrace)" = "$PWD/root/bin/mitrace" ] || fail "not the installed command"
ask="micli ei root/cimv2 CIM_OperatingSystem"
[[ "$(ldd root/bin/micli)" == *"$PWD/root/"*/hostmi/libmi.so* ]] || fail "micli finds another libmi: $(ldd root/bin/micli)"

for way in auto preload audit proxy; do
	expect_status 0 mitrace record -q --inject=$way -o $way.mitrace -- $ask
	mv out $way.live
	expect_status 0 mitrace verify $way.mitrace
done
expect_status 0 mitrace replay --no-network auto.mitrace -- $ask
expect_same auto.live out
expect_status 0 mitrace diff auto.mitrace preload.mitrace
expect_status 0 mitrace doctor micli
for library in "$PWD"/root/lib*/mitrace/libmitrace-replay.so "$PWD"/root/lib*/*/mitrace/libmitrace-replay.so; do
	[ ! -L "$library" ] || [ -e "$library" ] || fail "$library leads nowhere"
done
