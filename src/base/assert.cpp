#include "bounce/base/assert.hpp"

#include "bounce/base/error.hpp"

#include <cstdio>
#include <cstdlib>

namespace bounce {

namespace detail {

void assertion_failed(const char* condition, std::string_view what,
                      std::source_location where) noexcept {
    std::fprintf(stderr, "bounce: %.*s\n  violated: %s\n  at %s:%u in %s\n",
                 static_cast<int>(what.size()), what.data(), condition, where.file_name(),
                 static_cast<unsigned>(where.line()), where.function_name());
    std::abort();
}

void bad_result_access(const error& why) noexcept {
    std::fprintf(stderr, "bounce: the value of a failed result was used; the failure was: %s\n",
                 why.message().c_str());
    std::abort();
}

}  // namespace detail

void fatal(std::string_view what, std::source_location where) noexcept {
    std::fprintf(stderr, "bounce: %.*s\n  at %s:%u in %s\n", static_cast<int>(what.size()),
                 what.data(), where.file_name(), static_cast<unsigned>(where.line()),
                 where.function_name());
    std::abort();
}

}  // namespace bounce
