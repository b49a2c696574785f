# Toolchain: clang 19 and lld for 64-bit Windows, with mingw-w64's C library and the libstdc++ of its
# posix flavour. `./dev setup --windows` installs them and makes the sysroot, a folder of links that
# shows the compiler no other flavour. Programs run under Wine, by tests/windows/run.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/../build/windows-sysroot")
if(NOT EXISTS "${CMAKE_SYSROOT}/x86_64-w64-mingw32")
  message(FATAL_ERROR "There is no ${CMAKE_SYSROOT}; './dev setup --windows' makes it")
endif()

set(CMAKE_C_COMPILER clang-19)
set(CMAKE_C_COMPILER_TARGET x86_64-w64-mingw32)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET x86_64-w64-mingw32)
set(CMAKE_AR /usr/bin/llvm-ar-19)
set(CMAKE_RANLIB /usr/bin/llvm-ranlib-19)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# Linked statically, so that a program is one file.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -static")
set(CMAKE_CXX_STANDARD_LIBRARIES "-lstdc++ -lpthread")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/../tests/windows/run")
