# The shim, between a library and a recorder that are all test. The library's tables must be found by name.
add_library(shim-kit OBJECT unit/shim_kit.c unit/shim_client.c)
target_include_directories(shim-kit PUBLIC unit)
target_link_libraries(shim-kit PUBLIC mitrace-shim-objects mtr-record mitrace-proto-structs PkgConfig::CMOCKA)
foreach(name calls starts operations handles callbacks records sessions late tables)
	mtr_unit_test(shim_${name} LIBS shim-kit mitrace-shim-objects mtr-record mitrace-proto-structs Threads::Threads)
	set_target_properties(test_shim_${name} PROPERTIES ENABLE_EXPORTS ON)
endforeach()

# Its parts alone.
foreach(name identity pool frames config)
	mtr_unit_test(shim_${name} LIBS mitrace-shim-objects mtr-record Threads::Threads)
endforeach()
mtr_unit_test(trace_name LIBS mitrace-shim-objects trace-fixture)

set_tests_properties(unit/shim_identity unit/shim_pool PROPERTIES LABELS "unit;threads")

add_subdirectory(shim)

add_test(NAME structure/shim-tests
	COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/structure/shim_tests.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
set_tests_properties(structure/shim-tests PROPERTIES LABELS structure TIMEOUT 300)
