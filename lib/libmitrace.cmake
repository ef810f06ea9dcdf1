# libmitrace.so: the public reading API (include/mitrace/trace.h), nothing else exported.
add_library(libmitrace SHARED trace_api.c)
set_target_properties(libmitrace PROPERTIES OUTPUT_NAME mitrace EXPORT_NAME mitrace
	VERSION ${PROJECT_VERSION} SOVERSION 0
	LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/libmitrace.map)
target_compile_definitions(libmitrace PRIVATE MITRACE_VERSION="${PROJECT_VERSION}")
target_link_libraries(libmitrace PRIVATE mtr-read)
target_link_options(libmitrace PRIVATE -Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/libmitrace.map)
if(NOT MITRACE_SANITIZE)
	# A sanitizer's own functions come from the program.
	target_link_options(libmitrace PRIVATE -Wl,-z,defs)
endif()
target_include_directories(libmitrace PUBLIC
	$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/mitrace)
# Relative, so that the tree can be installed anywhere and moved.
file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(mitrace.pc.in mitrace.pc @ONLY)
configure_package_config_file(mitrace-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/mitrace-config.cmake
	INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/mitrace-config-version.cmake
	COMPATIBILITY SameMinorVersion)
install(TARGETS libmitrace EXPORT mitrace-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT mitrace-targets NAMESPACE mitrace:: DESTINATION ${package})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mitrace-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/mitrace-config-version.cmake
	DESTINATION ${package})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mitrace.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/include/mitrace/trace.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/mitrace)
