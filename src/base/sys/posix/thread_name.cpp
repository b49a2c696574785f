#include "base/sys/thread_name.hpp"

#include <pthread.h>

namespace bounce::sys {

void set_thread_name(const std::string& name) noexcept {
    char cut[16] = {};  // Linux refuses names of more than 15 characters
    name.copy(cut, sizeof cut - 1);
    static_cast<void>(pthread_setname_np(pthread_self(), cut));
}

}  // namespace bounce::sys
