# The installed library serves a program outside the tree, through pkg-config and through CMake.
cmake --install "$BUILD" --prefix "$PWD/root" >install.log 2>&1 || { cat install.log >&2; fail "cannot install"; }
library=$(dirname "$(find "$PWD/root" -name libmitrace.so.0)")
exported=$(nm -D --defined-only "$library/libmitrace.so.0" | awk '$2 == "T" { print $3 }')
[ -n "$exported" ] || fail "nothing is exported"
! echo "$exported" | grep -v '^mitrace_' || fail "something else than mitrace_* is exported"

export PKG_CONFIG_PATH=$library/pkgconfig LD_LIBRARY_PATH=$library
cc -std=c11 -Wall -Wextra -Werror "$SOURCE/docs/examples/slow_calls.c" $(pkg-config --cflags --libs mitrace) -o slow_calls
mitrace record -q -o t.mitrace -- micli ei root/cimv2 CIM_Process >live
expect_status 0 ./slow_calls t.mitrace 0
expect_text out '^[0-9]+ MI_Session_EnumerateInstances [0-9]+ us'
expect_text out '^[0-9]+ MI_Session_Close [0-9]+ us MI_RESULT_OK$'
expect_status 0 ./slow_calls t.mitrace 3600000
[ ! -s out ] || fail "a call took an hour"
expect_status 2 ./slow_calls "$SOURCE/LICENSE" 0
expect_text err 'not a mitrace trace'

mkdir project
cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.18)
project(user C)
find_package(mitrace 0.1 REQUIRED)
add_executable(user $ENV{SOURCE}/docs/examples/slow_calls.c)
target_link_libraries(user PRIVATE mitrace::mitrace)
END
cmake -G Ninja -S project -B project/build -DCMAKE_PREFIX_PATH="$PWD/root" >cmake.log && cmake --build project/build >>cmake.log ||
	{ cat cmake.log >&2; fail "find_package(mitrace) does not serve"; }
expect_status 0 project/build/user t.mitrace 0
