# What doctor says of some fifty kinds of program, each of them real, and what comes of recording them: who is said to be
# recordable leaves a trace, who is said not to be leaves none.
stub=$BUILD/tests/shim
here=$PWD
flags="-O1 -I$SOURCE/include -I$SOURCE/tests/shim"
link="-L$stub -lmi"
chmod 755 "$here" "$(dirname "$here")"

cat >client.c <<'C'
#include "probe.h"
int main(void)
{
	struct probe probe;
	probe_open(&probe, "client");
	probe_enumerate(&probe, "2");
	probe_close(&probe);
	return 0;
}
C
cat >nothing.c <<'C'
int main(void) { return 0; }
C
# A host of plug-ins; FLAGS are dlopen()'s.
cat >host.c <<'C'
#include <dlfcn.h>
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		void *plugin = dlopen(argv[i], FLAGS);
		void (*run)(const char *) = plugin ? (void (*)(const char *))dlsym(plugin, "plugin_run") : 0;
		if (!run)
			return 3;
		run("plug-in");
	}
	return 0;
}
C
# A program that opens libmi by a name of its own.
cat >opener.c <<'C'
#include <dlfcn.h>
#include "probe.h"
int main(void)
{
	void *libmi = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	MI_Application application;
	MI_Result (*initialize)(MI_Uint32, const MI_Char *, MI_Instance **, MI_Application *) =
		(void *)(libmi ? dlsym(libmi, "MI_Application_InitializeV1") : NULL);
	CHECK(initialize && initialize(0, "opener", NULL, &application) == MI_RESULT_OK);
	return MI_Application_Close(&application);
}
C
sed 's/MI_Application_Initialize(/MI_Application_InitializeV1(/' client.c >own.c
cat "$SOURCE/tests/shim/stub_libmi.c" >>own.c

nr=0
# row STATUS INJECTION 'PATTERN of the reason' trace|none COMMAND...: what doctor says, and whether recording leaves a trace.
# "none" with a status after a colon: what record itself ends with.
row() {
	local status=$1 injection=$2 reason=$3 outcome=$4 got=0
	shift 4
	nr=$((nr + 1))
	expect_status "$status" mitrace doctor "$@"
	expect_text out "^record +$injection: .*$reason"
	cp out said
	expect_status "$status" mitrace doctor --json "$@"
	cat out >>all.json
	rm -f t.mitrace
	sh -c '"$@"; exit' sh mitrace record -o "$here/t.mitrace" -- "$@" >recorded.out 2>recorded.err </dev/null || got=$?
	case $outcome in
	trace) [ -e t.mitrace ] || { cat said recorded.err >&2; fail "no trace of: $*"; } ;;
	none*) [ ! -e t.mitrace ] || { cat said >&2; fail "a trace of: $*"; } ;;
	esac
	[ "$outcome" = "${outcome#*:}" ] || [ "$got" -eq "${outcome#*:}" ] || fail "record ended with $got instead of ${outcome#*:}: $*"
}

# Linked with libmi: both kinds of executable, and every way that the loader finds it.
gcc $flags -fPIE -pie client.c $link -Wl,-rpath,$stub -o pie
gcc $flags -fno-pie -no-pie client.c $link -Wl,-rpath,$stub -o fixed
gcc $flags client.c $link -s -Wl,-rpath,$stub -o stripped
gcc $flags client.c $link -Wl,--disable-new-dtags,-rpath,$stub -o rpath
gcc $flags client.c $link -o bare
mkdir beside && cp "$stub/libmi.so" beside/ && gcc $flags client.c $link -Wl,-rpath,'$ORIGIN' -o beside/origin
clang $flags client.c $link -Wl,-rpath,$stub -o clanged
row 0 preload 'pie imports MI_Application_InitializeV1' trace ./pie
expect_text said "^libmi +$stub/libmi.so \(RUNPATH, for ./pie\)"
expect_text said '^program +x86-64, position independent, glibc$'
row 0 preload 'fixed imports' trace ./fixed
expect_text said '^program +x86-64, at a fixed address, glibc$'
row 0 preload 'stripped imports' trace ./stripped
expect_text said ', stripped$'
row 0 preload 'rpath imports' trace ./rpath
expect_text said "^libmi +$stub/libmi.so \(RPATH, "
row 0 preload 'clanged imports' trace ./clanged
row 0 preload 'origin imports' trace beside/origin
expect_text said '^libmi +beside/libmi.so|^libmi +/.*/beside/libmi.so'
row 0 preload 'bare imports' trace env LD_LIBRARY_PATH="$stub" ./bare
expect_text said "^libmi +$stub/libmi.so \(LD_LIBRARY_PATH, "
LD_LIBRARY_PATH=$stub row 0 preload 'bare imports' trace ./bare
LD_LIBRARY_PATH="/nonexistent:$here/beside" row 0 preload 'rpath imports' trace ./rpath
expect_text said "^libmi +$stub/libmi.so \(RPATH, "
LD_LIBRARY_PATH="$here/beside" row 0 preload 'pie imports' trace ./pie
expect_text said "^libmi +$here/beside/libmi.so \(LD_LIBRARY_PATH, "
PATH=$here:$PATH row 0 preload "$here/pie imports" trace pie
ln -s pie link1 && ln -s link1 link2 && ln -s "$here/link2" link3
row 0 preload 'link3 imports' trace ./link3

# Through scripts and commands.
script() { printf '%s\n' "${@:2}" >"$1"; chmod +x "$1"; }
script direct "#!$here/pie argument"
row 0 preload 'pie imports' trace ./direct
script by-env '#!/usr/bin/env pie'
PATH=$here:$PATH row 0 preload 'pie imports' trace ./by-env
script by-env-s "#!/usr/bin/env -S LD_LIBRARY_PATH=$stub ./bare x"
row 0 preload 'bare imports' trace ./by-env-s
script wrapper '#!/bin/sh' '# Sets things up.' "LD_LIBRARY_PATH=$stub" 'export LD_LIBRARY_PATH' 'exec "$(dirname "$0")"/bare "$@"'
script wrapper2 '#!/bin/sh' "export LD_LIBRARY_PATH=$stub" 'exec "$(dirname "$0")/bare" "$@"'
row 0 preload 'bare imports' trace ./wrapper
row 0 preload 'bare imports' trace ./wrapper2
script unexported '#!/bin/sh' "LD_LIBRARY_PATH=$stub" 'exec ./bare'
row 1 nothing 'bare needs libmi.so' none ./unexported
row 0 preload 'pie imports' trace sh -c './pie --quiet'
row 0 preload 'pie imports' trace nice -n 1 ./pie
row 0 preload 'a shell runs what its script says' trace sh -c 'if true; then ./pie; fi'
row 0 preload 'a shell runs' none sh -c 'for i in 1 2; do echo $i; done'
printf './pie\n' >text && chmod +x text
row 0 preload 'pie imports' trace ./text
row 1 nothing 'clears the environment' none env -i "$here/pie"

# Languages.
cat >client.py <<P
import ctypes
mi = ctypes.CDLL("$stub/libmi.so")
application = (ctypes.c_uint64 * 3)()
mi.MI_Application_InitializeV1(ctypes.c_uint32(0), b"python", None, ctypes.byref(application))
P
row 0 preload 'python opens libmi itself: client.py speaks of it' trace /usr/bin/python3 client.py
expect_text said "^libmi +$stub/libmi.so"
script executable.py '#!/usr/bin/python3' "$(cat client.py)"
row 0 preload 'python opens libmi itself: ./executable.py' trace ./executable.py
row 0 preload 'python loads what its program says' none /usr/bin/python3 -c 'print(1)'
echo 'console.log(1)' >plain.js
row 0 preload 'node loads what its program says' none /usr/bin/node plain.js

# Plug-ins, opened with and without RTLD_DEEPBIND, linked with libmi or with one inside.
gcc $flags '-DFLAGS=RTLD_NOW|RTLD_LOCAL' host.c -o host
for compiler in gcc clang; do
	$compiler $flags '-DFLAGS=RTLD_NOW|RTLD_LOCAL|RTLD_DEEPBIND' host.c -o deep-$compiler
	row 0 audit "deep-$compiler opens with RTLD_DEEPBIND, and so .*plugin_linked.so binds" any ./deep-$compiler "$stub/plugin_linked.so"
	expect_text said "^libmi +$stub/libmi_second.so"
	row 0 audit "deep-$compiler opens plug-ins with RTLD_DEEPBIND" none ./deep-$compiler
done
gcc $flags -no-pie -fno-pie -fno-plt '-DFLAGS=RTLD_LAZY|RTLD_DEEPBIND' host.c -o deep-fixed
row 0 audit 'plugin_linked.so binds' any ./deep-fixed "$stub/plugin_linked.so"
row 0 preload 'plugin_linked.so imports' trace ./host "$stub/plugin_linked.so"
row 0 preload 'plugin_static.so has a copy of libmi' trace ./host "$stub/plugin_static.so"
row 0 preload 'host opens libraries at run time' none ./host
expect_status 0 mitrace doctor --plugins="$stub/plugin_linked.so" ./host
expect_text out 'plugin_linked.so imports MI_Application_InitializeV1 \(a plug-in\)'
gcc $flags "-DLIBRARY=\"$stub/libmi.so\"" opener.c -o opener
row 0 preload 'opener looks MI_Application_InitializeV1 up' trace ./opener
gcc $flags '-DLIBRARY="libmi.so.77"' opener.c -o lost
row 0 preload 'lost looks' none ./lost
expect_text said '^missing +libmi.so.77'

# A copy of libmi in the program.
gcc $flags own.c -o own
row 1 nothing 'own has a copy of libmi linked in, and no name leads to it' none ./own
expect_text said '^advice +link it with the shared libmi'

# Nothing can be loaded, or nothing that is asked for by the environment.
gcc $flags -static own.c -o static
row 1 nothing 'linked statically' none ./static
gcc $flags -static-pie own.c -o static-pie
row 1 nothing 'linked statically' none ./static-pie
musl-gcc nothing.c -o musl
row 1 nothing 'another C library than glibc' none ./musl
expect_text said '^program .* musl$'
musl-gcc -static nothing.c -o musl-static
row 1 nothing 'linked statically' none ./musl-static
if [ "$(id -u)" -eq 0 ]; then
	as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
	cp pie setuid && chown 65534 setuid && chmod u+s setuid
	row 1 nothing 'setuid is setuid \(to user 65534\)' none ./setuid
	cp pie setgid && chgrp 65534 setgid && chmod g+s setgid
	row 1 nothing 'setgid is setgid \(to group 65534\)' none ./setgid
	cp pie owners && chmod u+s owners
	row 0 preload 'owners imports' trace ./owners
	cp pie capable && setcap cap_net_raw+ep capable
	expect_status 1 as_nobody "$BUILD/bin/mitrace" doctor ./capable
	expect_text out 'capable has file capabilities'
	expect_status 1 as_nobody "$BUILD/bin/mitrace" doctor ./owners
	row 0 preload 'capable imports' trace ./capable
	cp "$(command -v env)" raised && chown 65534 raised && chmod u+s raised && mkdir -p r && mv raised r/env
	row 1 nothing 'env is setuid' none r/env ./pie
else
	echo "SKIPPED: programs of other users: not root" >&2
fi

# What does not run.
row 1 nothing 'missing is not there' none:127 ./missing
row 1 nothing 'in no folder of the PATH' none:127 no-such-program-anywhere
row 1 nothing 'is a directory' none:126 "$here"
cp pie not-executable && chmod -x not-executable
row 1 nothing 'is not executable' none:126 ./not-executable
printf '\001\002\003\000garbage' >garbage && chmod +x garbage
row 1 nothing 'neither an ELF file nor a script' none ./garbage
: >empty && chmod +x empty
row 1 nothing 'neither an ELF file nor a script' none ./empty
head -c 4000 pie >truncated && chmod +x truncated
row 1 nothing 'it breaks off' none ./truncated
head -c 40 pie >stump && chmod +x stump
row 1 nothing 'ELF header is damaged' none ./stump
gcc $flags nothing.c -Wl,--dynamic-linker=/nonexistent/ld.so -o no-loader
row 1 nothing 'wants the loader /nonexistent/ld.so, which is not there' none:127 ./no-loader
script no-interpreter '#!/nonexistent/sh'
row 1 nothing 'no-interpreter wants the interpreter /nonexistent/sh, which is not there' none:127 ./no-interpreter
printf '#!/bin/sh\r\necho\r\n' >dos && chmod +x dos
row 1 nothing 'dos wants the interpreter /bin/sh\?, which is not there' none:127 ./dos
script loop "#!$here/loop"
row 1 nothing 'deeper than the kernel follows' none:126 ./loop
row 1 nothing 'bare needs libmi.so, which is in none of the loader' none:127 ./bare
expect_text said '^advice +install the library'
echo 'void _start(void) { for (;;) ; }' >start.c
clang --target=aarch64-linux-gnu -c start.c -o start.o && aarch64-linux-gnu-ld start.o -o aarch64
row 1 nothing 'another kind of machine, aarch64' none ./aarch64
gcc -m32 -nostdlib -static -fno-pie -no-pie -fno-asynchronous-unwind-tables start.c -o i386
expect_status 1 mitrace doctor ./i386
expect_text out 'another kind of machine, i386'
row 1 nothing 'is a library, and no program' any "$stub/plugin_linked.so"
# A library of another machine on the way is passed over, as the loader does.
mkdir other && aarch64-linux-gnu-ld -shared start.o -o other/libmi.so
LD_LIBRARY_PATH=$here/other:$stub row 0 preload 'bare imports' trace ./bare
expect_text said "^libmi +$stub/libmi.so"

# What has nothing to do with MI.
gcc $flags nothing.c -o nothing
row 1 nothing 'nothing does not use MI, and opens or runs nothing that could' none ./nothing
row 0 preload 'runs other programs' none /usr/bin/xargs --version

[ $nr -ge 50 ] || fail "only $nr kinds of program"
python3 -c 'import json, sys; print(*(json.loads(line)["inject"] for line in sys.stdin))' <all.json >injections || fail "no JSON"
[ "$(wc -w <injections)" -eq $nr ] || fail "not one object for each program"
expect_status 2 mitrace doctor
expect_text err 'no command given'
expect_status 2 mitrace doctor --frobnicate
