#pragma once

#include <source_location>
#include <string_view>

/// Assertions check the program, never the world: bytes from a peer, a disk or a script lead to errors,
/// not to assertions. BOUNCE_ASSERT stays on in release builds; BOUNCE_DEBUG_ASSERT is for checks that
/// cost something on a hot path and is off when NDEBUG is defined. A failed one prints what was
/// violated and where, and ends the process.
#define BOUNCE_ASSERT(condition, what)                                                             \
    do {                                                                                           \
        if (!(condition)) [[unlikely]]                                                             \
            ::bounce::detail::assertion_failed(#condition, what, std::source_location::current()); \
    } while (false)

#ifdef NDEBUG
#define BOUNCE_DEBUG_ASSERT(condition, what) \
    do {                                     \
    } while (false)
#else
#define BOUNCE_DEBUG_ASSERT(condition, what) BOUNCE_ASSERT(condition, what)
#endif

namespace bounce {

class error;

namespace detail {

[[noreturn]] void assertion_failed(const char* condition, std::string_view what,
                                   std::source_location where) noexcept;
[[noreturn]] void bad_result_access(const error& why) noexcept;

}  // namespace detail

/// Ends the process after printing "bounce: <what>" on standard error: for a misuse that cannot be
/// reported as a value, because there is nobody to receive one.
[[noreturn]] void fatal(std::string_view what,
                        std::source_location where = std::source_location::current()) noexcept;

}  // namespace bounce
