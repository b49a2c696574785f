#include "base/sys/thread_name.hpp"

#include <pthread.h>

namespace bounce::sys {

// A thread can name itself only, which is all that is wanted.
void set_thread_name(const std::string& name) noexcept {
    static_cast<void>(pthread_setname_np(name.c_str()));
}

}  // namespace bounce::sys
