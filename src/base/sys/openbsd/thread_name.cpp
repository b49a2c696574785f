#include "base/sys/thread_name.hpp"

#include <pthread.h>
#include <pthread_np.h>

namespace bounce::sys {

void set_thread_name(const std::string& name) noexcept {
    pthread_set_name_np(pthread_self(), name.c_str());
}

}  // namespace bounce::sys
