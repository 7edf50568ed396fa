# SPDX-License-Identifier: Apache-2.0

# A program of ours; it lies in the root of the build folder, where ./dev finds it.
function(steward_program target)
  add_executable(${target} ${ARGN})
  steward_compile(${target})
  target_compile_definitions(${target} PRIVATE STEWARD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()

# What the examples share. It is linked to nothing: examples take the library, its tests the library's objects.
file(GLOB portfolio CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/examples/portfolio/*.cpp" "${PROJECT_SOURCE_DIR}/examples/models/*.cpp")
if(portfolio AND NOT STEWARD_LAYERS)
  add_library(steward_portfolio OBJECT ${portfolio})
  steward_compile(steward_portfolio)
  target_include_directories(steward_portfolio PUBLIC "${PROJECT_SOURCE_DIR}/examples")
  target_include_directories(steward_portfolio PRIVATE "${PROJECT_SOURCE_DIR}/include")
  function(steward_portfolio_tests)
    if(TARGET test_examples)
      target_link_libraries(test_examples PRIVATE steward_portfolio)
    endif()
  endfunction()
  cmake_language(DEFER CALL steward_portfolio_tests)
endif()

# Examples see what a host sees: the public headers and the library, nothing of src.
if(STEWARD_EXAMPLES AND TARGET steward AND NOT STEWARD_LAYERS)
  file(GLOB examples CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.cpp")
  foreach(source IN LISTS examples)
    get_filename_component(stem "${source}" NAME_WE)
    set(target "example_${stem}")
    if(stem STREQUAL "demo")
      set(target steward_demo)
    endif()
    steward_program(${target} "${source}")
    target_link_libraries(${target} PRIVATE steward::steward steward_portfolio)
  endforeach()
  if(TARGET steward_c)
    file(GLOB examples CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.c")
    foreach(source IN LISTS examples)
      get_filename_component(stem "${source}" NAME_WE)
      steward_program(example_${stem}_c "${source}")
      target_link_libraries(example_${stem}_c PRIVATE steward::c)
    endforeach()
  endif()
endif()

# Writes the generated parts of docs/ from the library's own reflection.
file(GLOB docgen CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/docgen/*.cpp")
if(docgen AND steward_layers AND NOT STEWARD_LAYERS)
  steward_program(steward_docgen ${docgen})
  target_link_libraries(steward_docgen PRIVATE ${steward_layers} ${steward_link_needs})
endif()
