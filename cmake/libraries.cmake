# SPDX-License-Identifier: Apache-2.0

set(steward_targets "")

# An undefined symbol is an error in a shared library, except where a sanitizer brings its own at run time.
function(steward_link_script target script)
  target_link_options(${target} PRIVATE "LINKER:--version-script=${script}")
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE "LINKER:-z,defs")
  endif()
  set_target_properties(${target} PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS "${script}")
endfunction()

file(GLOB_RECURSE steward_public_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/steward/*.hpp")
add_library(steward_headers INTERFACE)
add_library(steward::headers ALIAS steward_headers)
target_sources(steward_headers INTERFACE FILE_SET HEADERS
  BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${steward_public_headers})
target_compile_features(steward_headers INTERFACE cxx_std_20)
set_target_properties(steward_headers PROPERTIES EXPORT_NAME headers)

if(steward_layers)
  add_library(steward_static STATIC ${steward_objects})
  set_target_properties(steward_static PROPERTIES OUTPUT_NAME steward LINKER_LANGUAGE CXX)
  target_compile_definitions(steward_static INTERFACE STEWARD_STATIC)
  target_link_libraries(steward_static PUBLIC steward_headers PRIVATE ${steward_link_needs})
  add_library(steward::steward_static ALIAS steward_static)

  if(STEWARD_SHARED)
    add_library(steward SHARED ${steward_objects})
    set_target_properties(steward PROPERTIES LINKER_LANGUAGE CXX)
    target_link_libraries(steward PUBLIC steward_headers PRIVATE ${steward_link_needs})
    steward_link_script(steward "${PROJECT_SOURCE_DIR}/cmake/steward.map")
  else()
    add_library(steward INTERFACE)
    target_link_libraries(steward INTERFACE steward_static)
  endif()
  add_library(steward::steward ALIAS steward)
endif()

# The C ABI holds the library inside itself, so that a host loads one file and sees nothing of its C++.
steward_layer(steward_capi "${PROJECT_SOURCE_DIR}/capi/src" steward_capi_layer)
if(TARGET steward_capi AND NOT STEWARD_LAYERS)
  target_include_directories(steward_capi PUBLIC "${PROJECT_SOURCE_DIR}/capi/src")
  add_library(steward_c SHARED $<TARGET_OBJECTS:steward_capi> ${steward_objects})
  set_target_properties(steward_c PROPERTIES EXPORT_NAME c LINKER_LANGUAGE CXX)
  target_sources(steward_c INTERFACE FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/capi/include" FILES "${PROJECT_SOURCE_DIR}/capi/include/steward.h")
  target_link_libraries(steward_c PRIVATE ${steward_link_needs})
  steward_link_script(steward_c "${PROJECT_SOURCE_DIR}/cmake/steward_c.map")
  add_library(steward::c ALIAS steward_c)
endif()
