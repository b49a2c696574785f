# Language level, linker, launcher and sanitizers: what holds for every target.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

if(WIN32)
  # Windows 10 and later.
  add_compile_definitions(_WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX)
endif()

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
endif()

find_program(BOUNCE_CCACHE ccache)
if(BOUNCE_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${BOUNCE_CCACHE}")
endif()

# clang links with lld where it is installed: it is several times faster, and thin LTO needs it.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND PROJECT_IS_TOP_LEVEL)
  include(CheckLinkerFlag)
  check_linker_flag(CXX "-fuse-ld=lld" BOUNCE_HAVE_LLD)
  if(BOUNCE_HAVE_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

# Sanitizers apply to every object of the build, so that no report is lost at a library's border.
if(BOUNCE_SANITIZE)
  set(bounce_sanitize_flags -fsanitize=${BOUNCE_SANITIZE} -fno-omit-frame-pointer
                            -fno-sanitize-recover=all)
  if(BOUNCE_SANITIZE MATCHES "undefined")
    # This check opens a pipe to look at memory, and finds fault with any object when no descriptor is
    # left; what happens then is what several tests are about.
    list(APPEND bounce_sanitize_flags -fno-sanitize=vptr)
  endif()
  add_compile_options(${bounce_sanitize_flags})
  add_link_options(${bounce_sanitize_flags})
  string(REPLACE "," ";" bounce_sanitize_list "${BOUNCE_SANITIZE}")
  foreach(sanitizer IN LISTS bounce_sanitize_list)
    string(TOUPPER "BOUNCE_SANITIZE_${sanitizer}" macro)
    add_compile_definitions(${macro}=1)
  endforeach()
endif()
