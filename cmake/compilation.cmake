# SPDX-License-Identifier: Apache-2.0

# What makes the development build quick. None of it changes what a source must include: the fuzz preset compiles
# each source alone.

# Sources of one target are compiled a few at a time, so that headers and templates are read once for all of them.
option(STEWARD_UNITY "Compile sources in batches" ${PROJECT_IS_TOP_LEVEL})
mark_as_advanced(STEWARD_UNITY)

# Makes `target` compile its sources in batches of `size`: small enough that a changed source is soon rebuilt.
function(steward_batches target size)
  if(STEWARD_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
  endif()
endfunction()

# What nearly every source of the upper layers includes, and what every rule test includes, compiled once. A
# convenience of development builds: each source still includes what it uses, which builds without this show.
option(STEWARD_PCH "Precompile common headers (GCC)" ${PROJECT_IS_TOP_LEVEL})
mark_as_advanced(STEWARD_PCH)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(STEWARD_PCH OFF)
endif()

# Makes `target` compile with the headers that the object library `name` precompiles; the first call makes it.
function(steward_precompile target name)
  if(NOT STEWARD_PCH)
    return()
  endif()
  if(NOT TARGET ${name})
    set(source "${CMAKE_BINARY_DIR}/${name}.cpp")
    if(NOT EXISTS "${source}")
      file(WRITE "${source}" "")
    endif()
    add_library(${name} OBJECT "${source}")
    steward_compile(${name})
    target_include_directories(${name} PRIVATE
      "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
    get_target_property(libraries ${target} LINK_LIBRARIES)
    if(libraries MATCHES "fmt")  # its definitions, as they are those of `target`
      target_link_libraries(${name} PRIVATE fmt::fmt-header-only)
    endif()
    target_precompile_headers(${name} PRIVATE ${ARGN})
  endif()
  # Programs would get -fPIE where the object library has -fPIC, and the two must be compiled alike.
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    set_target_properties(${name} ${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${name})
endfunction()
