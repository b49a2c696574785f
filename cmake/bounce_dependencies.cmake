# Looks once for every library that some layer uses. Each sets BOUNCE_HAVE_<package>; which folder
# needs which is written in the root CMakeLists.txt. base, minimio and runtime need only threads.

find_package(Threads REQUIRED)

# bounce_find(<package> <arguments of find_package>...)
macro(bounce_find package)
  find_package(${package} ${ARGN} QUIET)
  set(BOUNCE_HAVE_${package} ${${package}_FOUND})
  if(NOT BOUNCE_HAVE_${package})
    message(STATUS "bounce: ${package} is not installed")
  endif()
endmacro()

if(BOUNCE_MODULES)
  bounce_find(Boost 1.81 COMPONENTS json url)
  bounce_find(OpenSSL 3)
  bounce_find(ZLIB)
  bounce_find(CLI11)
endif()
if(BOUNCE_TESTS)
  bounce_find(GTest)
endif()
if(BOUNCE_BENCH)
  bounce_find(benchmark)
endif()
if(BOUNCE_TESTS OR BOUNCE_BENCH)
  bounce_find(Python3 COMPONENTS Interpreter)
endif()
