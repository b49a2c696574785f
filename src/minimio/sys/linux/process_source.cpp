#include "bounce/minimio/process_source.hpp"

#include "bounce/base/errc.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace bounce::minimio {

// A pidfd. The kernel closes it on exec without being asked.
result<process_source> process_source::watch(int process) {
    unique_source opened{static_cast<int>(::syscall(SYS_pidfd_open, process, 0))};
    if (opened) return process_source{std::move(opened)};
    const error why = errno == ENOSYS ? error{errc::unsupported} : error::last_system_error();
    return why.in("watch process", std::to_string(process));
}

}  // namespace bounce::minimio
