# SPDX-License-Identifier: Apache-2.0

# The folders of src from the bottom up. tests/checks/tree.py holds which may include which.
set(steward_all_layers
    base model condition scoring store stores/memory stores/packed stores/sqlite columns rule access metrics calculation insight health risk analysis account
    engagement plan play meeting team blueprint adoption onboarding import touchpoint collaboration timeline engine)
if(STEWARD_LAYERS)
  set(steward_all_layers ${STEWARD_LAYERS})
endif()

set(steward_warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The stable_sort of libstdc++ 12 uses what that library itself deprecates, and clang blames our call.
  list(APPEND steward_warnings -Wno-deprecated-declarations)
endif()
if(STEWARD_WERROR)
  list(APPEND steward_warnings -Werror)
endif()

# What every target of ours is compiled with; set on the target, never globally.
function(steward_compile target)
  set_target_properties(${target} PROPERTIES
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE ${steward_warnings})
endfunction()

# Makes the object library of one folder and adds it to the named list; a folder without sources is skipped.
function(steward_layer name folder list)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_library(${name} OBJECT ${sources})
  steward_compile(${name})
  if(NOT name STREQUAL "steward_model")  # its instantiations must be the first of their source to be exported
    steward_batches(${name} 8)
  endif()
  target_include_directories(${name} PUBLIC
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/capi/include")
  target_link_libraries(${name} PRIVATE fmt::fmt-header-only)
  if(NOT name MATCHES "^steward_(base|model|condition|scoring|store|stores_.*|capi)$")
    steward_precompile(${name} steward_pch <algorithm> <fmt/format.h> <rule/tree.hpp> <steward/model.hpp>)
  endif()
  set(${list} ${${list}} ${name} PARENT_SCOPE)
endfunction()

set(steward_layers "")
foreach(folder IN LISTS steward_all_layers)
  string(REPLACE "/" "_" name "steward_${folder}")
  steward_layer(${name} "${PROJECT_SOURCE_DIR}/src/${folder}" steward_layers)
endforeach()

# Only these folders may see these libraries.
if(TARGET steward_base)
  target_link_libraries(steward_base PRIVATE nlohmann_json::nlohmann_json date::date-tz OpenSSL::Crypto)
endif()
if(TARGET steward_stores_packed)
  target_include_directories(steward_stores_packed PRIVATE "${STEWARD_XXHASH_INCLUDE}")
endif()
if(TARGET steward_stores_sqlite)
  target_link_libraries(steward_stores_sqlite PRIVATE SQLite::SQLite3)
endif()

set(steward_objects "")
foreach(layer IN LISTS steward_layers)
  list(APPEND steward_objects $<TARGET_OBJECTS:${layer}>)
endforeach()

# What the objects need at link time.
set(steward_link_needs SQLite::SQLite3 OpenSSL::Crypto date::date-tz Threads::Threads)
