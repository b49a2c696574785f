#include "system.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace bounce::minimio::testing {

std::vector<left_out> left_out_here() { return {}; }

raw_source duplicate(raw_source of) { return ::dup(of.fd); }

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur - 100;
}

}  // namespace bounce::minimio::testing
