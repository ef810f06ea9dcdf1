# Callers and callbacks have the names that addr2line and nm give their addresses: in executables of both kinds, in
# libraries, stripped ones with a separate debug file, and on a machine where the files lie elsewhere.
stub=$BUILD/tests/shim
cat >helper.c <<'C'
#include "probe.h"
__attribute__((noinline)) static void close_here(struct probe *probe) { probe_close(probe); __asm__ volatile(""); }
__attribute__((visibility("default"))) void helper_close(struct probe *probe) { close_here(probe); __asm__ volatile(""); }
C
cat >client.c <<'C'
#include "probe.h"
void helper_close(struct probe *probe);
static void MI_CALL on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
	MI_Result result, const MI_Char *message, const MI_Instance *details,
	MI_Result(MI_CALL *acknowledge)(MI_Operation *))
{
	if (acknowledge)
		acknowledge(operation);
	(void)context, (void)instance, (void)more, (void)result, (void)message, (void)details;
}
__attribute__((noinline)) static void enumerate(struct probe *probe)
{
	probe_enumerate(probe, "2");
	probe_enumerate_async(probe, "2", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, on_result, NULL);
	__asm__ volatile("");
}
int main(void)
{
	struct probe probe;
	probe_open(&probe, "named");
	enumerate(&probe);
	helper_close(&probe);
	return 0;
}
C
link="-L$stub -lmi -Wl,-rpath,$stub -Wl,-rpath,\$ORIGIN"

# build FOLDER COMPILER FLAG...: a client and its library in a folder.
build() {
	local folder=$1 compiler=$2
	shift 2
	mkdir "$folder"
	$compiler -O2 -Wl,--build-id -I"$SOURCE/include" -I"$SOURCE/tests/shim" -shared -fPIC -fvisibility=hidden -Wl,-soname,libhelper.so helper.c -o "$folder/libhelper.so"
	$compiler -O2 -Wl,--build-id -I"$SOURCE/include" -I"$SOURCE/tests/shim" "$@" client.c "$folder/libhelper.so" $link -o "$folder/client"
	mitrace record -q -o "$folder.mitrace" -- "$folder/client"
	mitrace show --json --symbols "$folder.mitrace" >"$folder.json"
}
# separate FOLDER: strips its files, symbols go to .build-id/xx/yyyy.debug below symbols/.
separate() {
	local file id
	for file in "$1"/*; do
		id=$(readelf -n "$file" | sed -n 's/.*Build ID: //p')
		mkdir -p "symbols/.build-id/${id:0:2}"
		objcopy --only-keep-debug "$file" "symbols/.build-id/${id:0:2}/${id:2}.debug"
		strip "$file"
	done
}

for compiler in gcc clang; do
	command -v $compiler >/dev/null || fail "no $compiler"
	build $compiler-pie $compiler -fPIE -pie
	build $compiler-fixed $compiler -fno-pie -no-pie
	for folder in $compiler-pie $compiler-fixed; do
		expect_status 0 python3 "$SOURCE/tests/cli/symbols_check.py" $folder.json 12
		for name in 'client!main\+' 'client!enumerate\+' 'client!on_result"' 'libhelper.so!close_here\+'; do
			expect_text $folder.json "$name"
		done
	done
done

# Stripped: what .dynsym has not is told by its place in the file; with the debug files it is as before.
cp -r gcc-pie whole
separate gcc-pie
mitrace show --json --symbols gcc-pie.mitrace >stripped.json
expect_no_text stripped.json '!enumerate|!on_result|!close_here'
expect_text stripped.json '"caller_symbol":"client\+0x[0-9a-f]+"'
mitrace show --json --debug-path="$PWD/symbols" gcc-pie.mitrace >separate.json
expect_same gcc-pie.json separate.json
# Elsewhere: the files are not where they were, but in a folder, by name or with their whole path below it.
rm -r gcc-pie
expect_status 0 mitrace show --json --debug-path="/nonexistent:$PWD/whole" gcc-pie.mitrace
expect_same gcc-pie.json out
mkdir -p "root$PWD" && cp -r whole "root$PWD/gcc-pie"
expect_status 0 mitrace show --json --debug-path="$PWD/root" gcc-pie.mitrace
expect_same gcc-pie.json out
# Another build of the same program is not believed.
cp gcc-fixed/client whole/client
mitrace show --json --debug-path="$PWD/whole" gcc-pie.mitrace >other.json
expect_no_text other.json 'client!'
expect_text other.json 'libhelper.so!close_here'

# A library that came after MI was initialised is known, too.
cat >late.c <<'C'
#include <dlfcn.h>
#include "probe.h"
int main(void)
{
	void (*helper)(struct probe *);
	struct probe probe;
	probe_open(&probe, "late");
	helper = (void (*)(struct probe *))dlsym(dlopen("./gcc-fixed/libhelper.so", RTLD_NOW), "helper_close");
	helper(&probe);
	return 0;
}
C
gcc -I"$SOURCE/include" -I"$SOURCE/tests/shim" late.c $link -o late
mitrace record -q -o late.mitrace -- ./late
mitrace show --symbols late.mitrace >late.text
expect_text late.text 'MI_Application_Close\(.*caller libhelper.so!close_here\+0x'

# In text; nothing of it unless it is asked for, and what is made of a trace is the same with it and without.
mitrace show gcc-fixed.mitrace >plain
expect_no_text plain 'client!|caller|callback_code'
mitrace show --symbols gcc-fixed.mitrace >named
expect_text named 'MI_Application_Close\(.*caller libhelper.so!close_here\+0x'
expect_text named 'MI_Session_EnumerateInstances\(.*callback_code client!on_result, '
expect_no_text named 'caller 0x|reserved1'
mitrace show --symbols --addresses gcc-fixed.mitrace >both
expect_text both 'caller 0x[0-9a-f]+=client!main\+0x'
mitrace show --symbols - <gcc-fixed.mitrace >piped
expect_same named piped
mitrace import -o imported.mitrace gcc-fixed.json
expect_status 0 mitrace diff gcc-fixed.mitrace imported.mitrace
mitrace show --json --symbols imported.mitrace >again.json
grep -o '"caller_symbol":"[^"]*"' gcc-fixed.json >names
grep -o '"caller_symbol":"[^"]*"' again.json >names.again
expect_same names names.again

# A second run lies elsewhere in memory, and has the same names.
mitrace record -q -o second.mitrace -- clang-pie/client
mitrace show --symbols second.mitrace >second
mitrace show --symbols clang-pie.mitrace >first
expect_same first second
