# Ways into a client: each call is recorded once and from the first on, whatever ways lead to it, and what the user had
# in the environment stays in front of nothing but ours.
lib=$BUILD/lib
shim=$BUILD/tests/shim
client=$BUILD/tests/clients/transparency_client

# calls TRACE: every function called, and how often.
calls() { mitrace show --json "$1" | sed -n 's/.*"call_begin":{"function":"\([^"]*\)".*/\1/p' | sort | uniq -c; }

# All of one program's calls are there by whatever way, and by several ways at once.
FAKE_MI_LOG=/dev/null CLIENT_LOG=/dev/null
export FAKE_MI_LOG CLIENT_LOG
record() { expect_status 0 mitrace record -q -o "$1.mitrace" --inject="$2" -- "$client" slots_async; calls "$1.mitrace" >"$1"; }
record preload preload
[ "$(wc -l <preload)" -gt 20 ] || fail "few functions: $(cat preload)"
for way in auto audit proxy; do
	record $way $way
	expect_same preload $way
done
LD_AUDIT=$lib/libmitrace-audit.so LD_PRELOAD=$SHIM record all proxy
expect_same preload all
# The same shim under another name, besides: the first one records.
cp "$SHIM" second.so
LD_PRELOAD=$PWD/second.so record second preload
LD_PRELOAD=$PWD/second.so record second_audit audit
expect_same preload second
expect_same preload second_audit
[ "$(ls ./*.mitrace | wc -l)" = 7 ] || fail "more than one trace of a run: $(ls)"

# Looked up by name, through both of libmi's names.
export LD_LIBRARY_PATH=$shim
for way in preload audit proxy; do
	for name in entry table; do
		expect_status 0 mitrace record -q -o looked.mitrace --force --inject=$way -- "$shim/probe_lookup" libmi.so $name
		calls looked.mitrace >$name.$way
		[ "$(awk '{ n += $1 } END { print n }' $name.$way)" = 8 ] || fail "$way, $name: $(cat $name.$way)"
	done
done
unset LD_LIBRARY_PATH

# Plug-ins that bind to their own libmi first, linked and inside: all by audit; by preload all that goes through
# tables from the moment they are loaded.
for way in audit preload; do
	expect_status 0 mitrace record -q -o deep.mitrace --force --inject=$way -- "$shim/probe_deepbind" \
		"$shim/plugin_linked.so" "$shim/plugin_static.so"
	calls deep.mitrace >deep
	mitrace show deep.mitrace >shown
	expect_text deep ' 4 MI_Session_EnumerateInstances$'
	expect_text deep ' 4 MI_Application_Close$'
	[ "$(mitrace show --json deep.mitrace | grep -o '"library":[0-9]*' | sort -u | wc -l)" = 2 ] ||
		fail "$way: two libraries should have been recorded"
	[ $way = preload ] || { expect_text deep ' 4 MI_Application_InitializeV1$' && expect_no_text shown HANDLE_; }
done
# auto sees the program's RTLD_DEEPBIND.
expect_status 0 mitrace record -q -o chosen.mitrace -- "$shim/probe_deepbind" "$shim/plugin_linked.so"
calls chosen.mitrace >deep
expect_text deep ' 2 MI_Application_InitializeV1$'

# Programs with a libmi inside that others can see, also where its tables are constant.
for program in shown fixed; do
	expect_status 0 mitrace record -q -o own.mitrace --force -- "$shim/probe_own_$program"
	calls own.mitrace >own
	expect_text own ' 2 MI_Session_EnumerateInstances$'
	expect_text own ' 2 MI_Application_Close$'
done

# The user's variables stay, behind ours.
cat >variables <<'END'
echo "$LD_PRELOAD|$LD_AUDIT|$LD_LIBRARY_PATH"
END
set_by() { LD_PRELOAD=$shim/noisy.so LD_AUDIT=$PWD/none.so LD_LIBRARY_PATH=/some/folder mitrace record -q --inject="$1" -- sh variables >"by-$1" 2>&1; }
set_by preload
grep -qx "$SHIM:$shim/noisy.so|$PWD/none.so|/some/folder" by-preload || fail "preload: $(cat by-preload)"
set_by audit
grep -qx "$SHIM:$shim/noisy.so|$lib/libmitrace-audit.so:$PWD/none.so|/some/folder" by-audit || fail "audit: $(cat by-audit)"
set_by proxy
grep -qx "$shim/noisy.so|$PWD/none.so|$lib/proxy:/some/folder" by-proxy || fail "proxy: $(cat by-proxy)"

# --no-children: those the program starts have the user's variables alone, and are not recorded.
cat >parent <<'END'
sh -c 'echo "$LD_PRELOAD|$LD_AUDIT|$LD_LIBRARY_PATH"'
micli ei root/cimv2 CIM_OperatingSystem >/dev/null
END
for way in preload audit proxy; do
	LD_PRELOAD=$shim/noisy.so LD_LIBRARY_PATH=/some/folder:/other expect_status 0 mitrace record -o child.mitrace --inject=$way \
		--no-children -- bash parent
	if [ $way = proxy ]; then # which is in no program that is not linked with libmi
		expect_text out "^$shim/noisy.so\|\|$lib/proxy:/some/folder:/other$"
	else
		expect_text out "^$shim/noisy.so\|\|/some/folder:/other$"
		expect_text err 'never called MI'
	fi
	rm -f child*.mitrace
done
# Without any of the user's, they are not there at all.
expect_status 0 mitrace record -q --inject=audit --no-children -- bash -c 'env | grep -c ^LD_ || :'
expect_text out '^0$'
expect_status 0 mitrace record -q -o itself.mitrace --no-children -- micli ei root/cimv2 CIM_OperatingSystem
[ -e itself.mitrace ] || fail "the program itself was not recorded"
