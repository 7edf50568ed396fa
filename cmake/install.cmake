# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)

set(steward_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/steward")

# One export set each, since only hosts of the archive need its dependencies.
function(steward_export set)
  install(TARGETS ${ARGN} EXPORT steward${set}Targets FILE_SET HEADERS)
  install(EXPORT steward${set}Targets NAMESPACE steward:: DESTINATION "${steward_cmake_dir}")
endfunction()

steward_export(Headers steward_headers)
if(TARGET steward)
  steward_export(Static steward_static)
  steward_export(Main steward)
endif()
if(TARGET steward_c)
  steward_export(C steward_c)
endif()

configure_package_config_file(cmake/stewardConfig.cmake.in stewardConfig.cmake
  INSTALL_DESTINATION "${steward_cmake_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(stewardConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/stewardConfig.cmake" "${PROJECT_BINARY_DIR}/stewardConfigVersion.cmake"
  DESTINATION "${steward_cmake_dir}")

# pkg-config files find their prefix from where they lie, so that the installed tree can be moved.
file(RELATIVE_PATH steward_pc_prefix
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" steward_pc_prefix "${steward_pc_prefix}")
file(RELATIVE_PATH steward_pc_libdir "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_LIBDIR}")
file(RELATIVE_PATH steward_pc_includedir "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
foreach(name steward steward-c)
  configure_file("cmake/${name}.pc.in" "${name}.pc" @ONLY)
endforeach()
if(TARGET steward)
  install(FILES "${PROJECT_BINARY_DIR}/steward.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
if(TARGET steward_c)
  install(FILES "${PROJECT_BINARY_DIR}/steward-c.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
