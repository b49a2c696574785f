#pragma once

#include <cstdint>

namespace bounce::minimio {

/// The integer that names a source: a file descriptor on POSIX systems; on Windows the value of a
/// handle (a SOCKET, mostly), which is as wide as a pointer. The only type that differs by system.
#if defined(_WIN32)
using native_source = std::intptr_t;
#else
using native_source = int;
#endif

}  // namespace bounce::minimio
