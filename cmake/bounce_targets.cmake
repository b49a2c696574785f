# The functions with which every folder declares its targets. cmake/README.md explains them.

# bounce_add_folder(<folder> [NEEDS <folder>...] [PACKAGES <package>...])
# Adds the folder if it exists and if everything it needs is there; says so when it is left out.
function(bounce_add_folder folder)
  cmake_parse_arguments(arg "" "" "NEEDS;PACKAGES" ${ARGN})
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt")
    return()
  endif()
  if(BOUNCE_LAYERS AND folder MATCHES "^src/" AND NOT folder IN_LIST BOUNCE_LAYERS)
    return()
  endif()
  foreach(needed IN LISTS arg_NEEDS)
    get_property(added GLOBAL PROPERTY "bounce_folder_${needed}")
    if(NOT added)
      bounce_leave_out("${folder}" "${needed} is not built")
      return()
    endif()
  endforeach()
  foreach(package IN LISTS arg_PACKAGES)
    if(NOT BOUNCE_HAVE_${package})
      bounce_leave_out("${folder}" "${package} is not installed")
      return()
    endif()
  endforeach()
  add_subdirectory("${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_BINARY_DIR}/${folder}")
  set_property(GLOBAL PROPERTY "bounce_folder_${folder}" TRUE)
endfunction()

# What cannot be built is left out with a line, or ends the configuration with BOUNCE_REQUIRE_ALL.
function(bounce_leave_out what why)
  if(BOUNCE_REQUIRE_ALL)
    message(FATAL_ERROR "bounce: ${what} cannot be built: ${why}")
  endif()
  message(STATUS "bounce: ${what} is left out: ${why}")
endfunction()

# Sets <result> to the first of the named bounce:: targets that does not exist, or to nothing.
function(bounce_first_missing result)
  set(${result} "" PARENT_SCOPE)
  foreach(dep IN LISTS ARGN)
    if(dep MATCHES "^bounce::" AND NOT TARGET "${dep}")
      set(${result} "${dep}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# bounce_library(<name> LAYER <layer> SOURCES <file>... [DEPS <target>...] [PRIVATE_DEPS <target>...])
# A static archive bounce_<name>, alias bounce::<name>. DEPS are part of its interface, PRIVATE_DEPS
# (third-party libraries, mostly) only of its implementation.
function(bounce_library name)
  cmake_parse_arguments(arg "" "LAYER" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  if(NOT arg_LAYER OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "bounce_library(${name} LAYER .. SOURCES .. DEPS .. PRIVATE_DEPS ..)")
  endif()
  bounce_first_missing(missing ${arg_DEPS} ${arg_PRIVATE_DEPS})
  if(missing)
    bounce_leave_out("bounce_${name}" "${missing} is not built")
    return()
  endif()
  add_library(bounce_${name} STATIC ${arg_SOURCES})
  add_library(bounce::${name} ALIAS bounce_${name})
  target_include_directories(
    bounce_${name}
    PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:include>"
    PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_compile_features(bounce_${name} PUBLIC cxx_std_23)
  target_link_libraries(
    bounce_${name}
    PUBLIC ${arg_DEPS}
    PRIVATE ${arg_PRIVATE_DEPS} "$<BUILD_INTERFACE:bounce_warnings>")
  set_target_properties(
    bounce_${name} PROPERTIES EXPORT_NAME ${name} BOUNCE_LAYER ${arg_LAYER}
                              BOUNCE_DEPS "${arg_DEPS};${arg_PRIVATE_DEPS}")
  set_property(GLOBAL APPEND PROPERTY bounce_libraries bounce_${name})
endfunction()

# Which system back end an executable gets is decided when it is linked: minimio's link interface
# reads the property BOUNCE_SYS of the executable and falls back to BOUNCE_DEFAULT_SYS.
# bounce::sys_default names the default explicitly.
function(bounce_choose_sys)
  if(NOT TARGET bounce_minimio)
    return()
  endif()
  if(NOT TARGET bounce_sys_${BOUNCE_DEFAULT_SYS})
    message(FATAL_ERROR "bounce: the back end ${BOUNCE_DEFAULT_SYS} (BOUNCE_MINIMIO_BACKEND) is not built: "
                        "this system does not have it, or not where it was looked for")
  endif()
  set(chosen "$<TARGET_PROPERTY:BOUNCE_SYS>")
  target_link_libraries(
    bounce_minimio INTERFACE
    "$<$<STREQUAL:${chosen},>:$<TARGET_NAME:bounce_sys_${BOUNCE_DEFAULT_SYS}>>")
  get_property(libraries GLOBAL PROPERTY bounce_libraries)
  foreach(library IN LISTS libraries)
    if(library MATCHES "^bounce_sys_(.+)$")
      target_link_libraries(
        bounce_minimio INTERFACE
        "$<$<STREQUAL:${chosen},${CMAKE_MATCH_1}>:$<TARGET_NAME:${library}>>")
    endif()
  endforeach()
  add_library(bounce_sys_default INTERFACE)
  add_library(bounce::sys_default ALIAS bounce_sys_default)
  target_link_libraries(bounce_sys_default INTERFACE bounce_sys_${BOUNCE_DEFAULT_SYS})
  set_target_properties(bounce_sys_default PROPERTIES EXPORT_NAME sys_default BOUNCE_DEPS
                                                   bounce::sys_${BOUNCE_DEFAULT_SYS})
  set_property(GLOBAL APPEND PROPERTY bounce_libraries bounce_sys_default)
endfunction()

# The common part of tests, examples, benchmarks and tools. Without a dependency there is no target.
function(bounce_program name)
  cmake_parse_arguments(arg "" "SYS" "SOURCES;DEPS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${name}: unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_SOURCES)
    set(arg_SOURCES ${name}.cpp)
  endif()
  set(sys_target "")
  if(arg_SYS)
    set(sys_target bounce::sys_${arg_SYS})
  endif()
  bounce_first_missing(missing ${arg_DEPS} ${sys_target})
  if(missing)
    bounce_leave_out("${name}" "${missing} is not built")
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/include"
                                             "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} bounce_warnings)
  set_target_properties(${name} PROPERTIES BOUNCE_SYS "${arg_SYS}")
endfunction()

# bounce_executable(<name> [SOURCES <file>...] [DEPS <target>...] [SYS <back end>])
function(bounce_executable name)
  bounce_program(${name} ${ARGN})
endfunction()

# bounce_test(<name> [SOURCES <file>...] [DEPS <target>...] [SYS <back end>] [LABELS <label>...]
#             [TIMEOUT <seconds>] [ENVIRONMENT <VAR=value>...])
# A GoogleTest program; ctest knows each of its cases as <name>:<suite>.<case>.
function(bounce_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "LABELS;ENVIRONMENT" ${ARGN})
  if(NOT BOUNCE_TESTS)
    return()
  endif()
  bounce_program(${name} ${arg_UNPARSED_ARGUMENTS})
  if(NOT TARGET ${name})
    return()
  endif()
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support")
  target_compile_definitions(${name} PRIVATE
    BOUNCE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" BOUNCE_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  # An EXPECT_ in an if without braces is complete; g++ 12 takes the macro's else for a dangling one.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-else>)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  include(GoogleTest)
  gtest_discover_tests(
    ${name}
    TEST_PREFIX "${name}:"
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()

# bounce_example(<name> [SOURCES <file>...] [DEPS <target>...] [RUN_ARGS <argument>...] [RUN])
# With RUN (or RUN_ARGS) it is also a test, example:<name> (with [<back end>] if another system), that runs it and expects it to succeed.
function(bounce_example name)
  cmake_parse_arguments(arg "RUN" "" "RUN_ARGS" ${ARGN})
  bounce_program(${name} ${arg_UNPARSED_ARGUMENTS})
  if(TARGET ${name} AND BOUNCE_TESTS AND (arg_RUN OR arg_RUN_ARGS))
    set(test example:${name})
    if(CMAKE_CROSSCOMPILING)
      string(APPEND test "[${BOUNCE_DEFAULT_SYS}]")
    endif()
    add_test(NAME ${test} COMMAND ${name} ${arg_RUN_ARGS})
    set_tests_properties(${test} PROPERTIES TIMEOUT 60 LABELS example)
  endif()
endfunction()

# bounce_bench(<name> [SOURCES <file>...] [DEPS <target>...])
# A benchmark program. `./dev bench` runs every target that is declared with this function.
function(bounce_bench name)
  bounce_program(${name} ${ARGN})
  if(TARGET ${name})
    set_property(GLOBAL APPEND PROPERTY bounce_benches ${name})
  endif()
endfunction()

# bounce_fuzz(<name> [SOURCES <file>...] [DEPS <target>...])
# A libFuzzer target fuzz_<name>; `./dev fuzz` runs every program whose name starts with fuzz_.
function(bounce_fuzz name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    set(arg_SOURCES ${name}.cpp)
  endif()
  bounce_program(fuzz_${name} SOURCES ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
  if(TARGET fuzz_${name})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()
