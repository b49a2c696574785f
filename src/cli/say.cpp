#include "cli/say.hpp"

#include <cstdio>

namespace bounce::cli {

int fail(std::string_view what) {
    std::fprintf(stderr, "bounce: %.*s\n", static_cast<int>(what.size()), what.data());
    return failure;
}

int fail(const error& why) { return fail(why.message()); }

int wrong_use(std::string_view what, std::string_view advice) {
    std::fprintf(stderr, "bounce: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(advice.size()), advice.data());
    return wrong_usage;
}

}  // namespace bounce::cli
