#include "base/sys/thread_name.hpp"

#include <pthread.h>

namespace bounce::sys {

// The name is a format, and what it formats comes third.
void set_thread_name(const std::string& name) noexcept {
    char cut[PTHREAD_MAX_NAMELEN_NP] = {};
    name.copy(cut, sizeof cut - 1);
    static_cast<void>(pthread_setname_np(pthread_self(), "%s", cut));
}

}  // namespace bounce::sys
