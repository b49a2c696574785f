# bounce_warnings: every target of the project links it privately; it is never exported.

add_library(bounce_warnings INTERFACE)
target_compile_options(
  bounce_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast
            -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wundef -Wvla)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(
    bounce_warnings INTERFACE -Wshadow -Wimplicit-fallthrough -Wextra-semi -Wunreachable-code
                              -Wunused-lambda-capture -Wmissing-variable-declarations)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The plain -Wshadow of g++ also minds a parameter that is called like a function of its class.
  target_compile_options(bounce_warnings INTERFACE -Wshadow=local)
  # g++ 12 reports these about correct code of its own library once it has inlined it
  # (std::string's operator+, std::optional, std::expected, coroutine frames).
  target_compile_options(
    bounce_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow
                              -Wno-stringop-overread -Wno-array-bounds -Wno-dangling-pointer
                              -Wno-free-nonheap-object -Wno-mismatched-new-delete)
endif()

if(BOUNCE_WERROR)
  target_compile_options(bounce_warnings INTERFACE -Werror)
endif()
