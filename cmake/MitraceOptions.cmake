# Compiler settings shared by everything: language, warnings, sanitizers.
option(MITRACE_TESTS "build the tests" ON)
option(MITRACE_WERROR "treat warnings as errors" OFF)
set(MITRACE_SANITIZE "" CACHE STRING "address (with undefined), thread, fuzzer, or empty")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "build type" FORCE)
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# -O2 keeps asserts of tests and code apart: NDEBUG is never set by us.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")

add_compile_definitions(_GNU_SOURCE)
add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wwrite-strings -Wformat=2 -Wundef -Wvla -fno-strict-aliasing)
if(MITRACE_WERROR)
	add_compile_options(-Werror)
endif()

if(MITRACE_SANITIZE STREQUAL "address")
	add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
elseif(MITRACE_SANITIZE STREQUAL "thread")
	add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
	add_link_options(-fsanitize=thread)
elseif(MITRACE_SANITIZE STREQUAL "fuzzer")
	# Needs clang: libFuzzer's coverage in everything, its main() in the fuzz targets alone.
	add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
elseif(NOT MITRACE_SANITIZE STREQUAL "")
	message(FATAL_ERROR "MITRACE_SANITIZE is '${MITRACE_SANITIZE}': say address, thread or fuzzer")
endif()
