# The examples of docs/examples/cassette, built as a user would from an installed mitrace; and handlers that do not serve.
cmake --install "$BUILD" --prefix "$PWD/root" >install.log 2>&1 || { cat install.log >&2; fail "cannot install"; }
library=$(dirname "$(find "$PWD/root" -name libmitrace-reinject.so.0)")
! nm -D --defined-only "$library/libmitrace-reinject.so.0" | awk '$2 ~ /[TBD]/ { print $3 }' | grep -v '^mitrace_replay_' ||
	fail "something else than mitrace_replay_* is exported"
export PKG_CONFIG_PATH=$library/pkgconfig
cp "$SOURCE"/docs/examples/cassette/*.[ch] .
flags="-std=gnu11 -Wall -Wextra -Werror $(pkg-config --cflags mitrace-reinject)"
cc $flags inventory.c inventory_main.c -L"$HOSTMI" -lmi -pthread -o inventory
cc $flags inventory.c test_inventory.c $(pkg-config --libs mitrace-reinject) $(pkg-config --cflags --libs cmocka) -o test_inventory
cc $flags -shared -fPIC inventory.c inventory_handler.c -o inventory_handler.so

# Without a server and without a cassette there is nothing to replay, and nothing is left behind.
expect_status 1 env LD_LIBRARY_PATH="$library" ./test_inventory
expect_text err 'inventory ended with status'
[ ! -e inventory.mitrace ] || fail "a cassette without a recording"
# Recorded the first time, replayed from then on, whatever became of the program.
expect_status 0 env LD_LIBRARY_PATH="$library:$HOSTMI" ./test_inventory
cp inventory.mitrace first.mitrace
mv inventory gone
expect_status 0 env LD_LIBRARY_PATH="$library" ./test_inventory
cmp first.mitrace inventory.mitrace
mv gone inventory

# The same callbacks as a handler: what the program printed.
expect_status 0 mitrace replay inventory.mitrace --handler=inventory_handler.so
expect_text out '^[0-9]+ processes, the largest is .'
expect_text err '^mitrace replay: 1 operation replayed, 0 missed, 0 diverged'
expect_status 0 mitrace replay --handler=./inventory_handler.so --only=op=EnumerateInstances --report=r.json inventory.mitrace
expect_text r.json '"status":"fine"'
# The result of end() is the status; with a fault the code fails.
expect_status 1 mitrace replay --inject-fault=fail=ACCESS_DENIED@1 inventory.mitrace --handler=inventory_handler.so
expect_text out '^1 processes'
expect_text err 'FAULT at event'
expect_status 133 mitrace replay --break-on=class=CIM_Process inventory.mitrace --handler=inventory_handler.so

# handler NAME SOURCE: builds a library from a few lines
handler() {
	printf '#include <mitrace/replay.h>\n%s\n' "$2" | cc $flags -shared -fPIC -x c - -o "$1" ${3-}
}
# Other callbacks do otherwise.
result='static void on(MI_Operation *o, void *c, const MI_Instance *i, MI_Boolean m, MI_Result r, const MI_Char *t, const MI_Instance *d, MI_Result (*ack)(MI_Operation *)) { (void)c; (void)i; (void)m; (void)r; (void)t; (void)d; ACT; } static const MI_OperationCallbacks cb = {.instanceResult = on};'
export='const struct mitrace_handler mitrace_handler = {.version = MITRACE_HANDLER_VERSION, .callbacks = &cb};'
handler lazy.so "${result/ACT/(void)o, (void)ack} $export"
expect_status 121 mitrace replay --stall=200ms inventory.mitrace --handler=lazy.so
expect_text err "STALLED at event [0-9]+: MI_Session_EnumerateInstances.* waits for the client's acknowledgement"
handler hasty.so "${result/ACT/MI_Operation_Cancel(o, MI_REASON_NONE), ack(o)} $export"
expect_status 120 mitrace replay inventory.mitrace --handler=hasty.so
expect_text err 'DIVERGED at event [0-9]+: the client cancelled or closed the operation'
handler crash.so "${result/ACT/(void)ack, *(volatile int *)0 = !o} $export"
expect_status 139 mitrace replay inventory.mitrace --handler=crash.so

# One that asks by itself, with a libmi it is linked with: answered from the trace, or not at all.
asking='if (!m) { MI_Application a = MI_APPLICATION_NULL; MI_Session s = MI_SESSION_NULL; MI_Operation p; MI_OperationCallbacks n = {0};
	if (MI_Application_Initialize(0, NULL, NULL, \&a) || MI_Application_NewSession(\&a, NULL, NULL, NULL, NULL, NULL, \&s)) __builtin_trap();
	MI_Session_GetClass(\&s, 0, NULL, "root/cimv2", "CIM_Nothing", \&n, \&p); const MI_Class *k; MI_Boolean more; MI_Result got;
	(void)k; (void)more; (void)got; } ack(o)'
handler asking.so "${result/ACT/$asking} $export" "-L$HOSTMI -lmi"
expect_status 120 mitrace replay inventory.mitrace --handler=asking.so
expect_text err 'MISS: GetClass\(class="CIM_Nothing"'

# Libraries that are none.
expect_status 125 mitrace replay inventory.mitrace --handler=nowhere.so
expect_text err '^mitrace replay: --handler: ./nowhere.so: cannot open shared object file'
echo no library >text.so
expect_status 125 mitrace replay inventory.mitrace --handler=text.so
expect_text err 'text.so: file too short|invalid ELF header'
handler empty.so 'int nothing;'
expect_status 125 mitrace replay inventory.mitrace --handler=empty.so
expect_text err 'empty.so does not export "mitrace_handler"'
handler newer.so 'const struct mitrace_handler mitrace_handler = {.version = 7};'
expect_status 125 mitrace replay inventory.mitrace --handler=newer.so
expect_text err 'has version 7, this mitrace knows version 1'
handler none.so 'const struct mitrace_handler mitrace_handler = {.version = 1};'
expect_status 125 mitrace replay inventory.mitrace --handler=none.so
expect_text err 'has no callbacks'
handler deaf.so 'static const MI_OperationCallbacks cb; const struct mitrace_handler mitrace_handler = {.version = 1, .callbacks = &cb};'
expect_status 125 mitrace replay inventory.mitrace --handler=deaf.so
expect_text err 'instanceResult is not set'
expect_status 125 mitrace replay inventory.mitrace --handler=inventory_handler.so --only=op=Invoke
expect_text err 'no operation to run is chosen'
expect_status 125 mitrace replay inventory.mitrace --handler=inventory_handler.so -- micli
expect_text err 'takes the place of a command'
expect_status 125 mitrace replay --only=op=1 inventory.mitrace -- micli
expect_text err 'only is for --handler'

# Through CMake, too.
mkdir project
cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.18)
project(user C)
find_package(mitrace 0.1 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
add_executable(user ../inventory.c ../test_inventory.c)
target_link_libraries(user PRIVATE mitrace::reinject PkgConfig::CMOCKA)
END
cmake -G Ninja -S project -B project/build -DCMAKE_PREFIX_PATH="$PWD/root" >cmake.log && cmake --build project/build >>cmake.log ||
	{ cat cmake.log >&2; fail "find_package(mitrace) does not serve"; }
expect_status 0 project/build/user
