#include "bounce/minimio/pipe.hpp"

#include "minimio/sys/posix/descriptor.hpp"
#include "minimio/sys/posix/fresh.hpp"
#include "minimio/sys/posix/sigpipe.hpp"

#include "bounce/base/errc.hpp"

#include <unistd.h>

#include <csignal>
#include <utility>

namespace bounce::minimio {

namespace {

// Holds SIGPIPE back from the calling thread. A signal that the write in between raised is thrown away;
// one that was waiting before stays.
class sigpipe_guard {
public:
    sigpipe_guard() noexcept {
        // Macros on some systems, so without a scope.
        sigemptyset(&only_sigpipe_);
        sigaddset(&only_sigpipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &only_sigpipe_, &mask_before_);
        ::sigset_t pending;
        ::sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    }
    ~sigpipe_guard() { ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr); }
    sigpipe_guard(const sigpipe_guard&) = delete;
    sigpipe_guard& operator=(const sigpipe_guard&) = delete;

    void discard_raised() const noexcept {
        if (!was_pending_) sys::discard_sigpipe(only_sigpipe_);
    }

private:
    ::sigset_t only_sigpipe_;
    ::sigset_t mask_before_;
    bool was_pending_ = false;
};

}  // namespace

result<pipe> pipe::create() {
    int ends[2];
    if (sys::fresh_pipe(ends) != 0) return error::last_system_error().in("open a pipe");
    pipe made;
    made.reader = pipe_reader{unique_source{ends[0]}};
    made.writer = pipe_writer{unique_source{ends[1]}};
    return made;
}

result<pipe_reader> pipe_reader::from_raw(raw_source owned) {
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return pipe_reader{unique_source{owned}};
}

result<std::size_t> pipe_reader::read(bytes_span into) {
    const ssize_t count =
        sys::uninterrupted([&] { return ::read(source().fd, into.data(), into.size()); });
    return sys::transferred(count, "read", source());
}

result<pipe_writer> pipe_writer::from_raw(raw_source owned) {
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return pipe_writer{unique_source{owned}};
}

result<std::size_t> pipe_writer::write(bytes_view from) {
    const sigpipe_guard guard;
    const ssize_t count =
        sys::uninterrupted([&] { return ::write(source().fd, from.data(), from.size()); });
    if (count < 0 && errno == EPIPE) {
        guard.discard_raised();
        errno = EPIPE;
    }
    return sys::transferred(count, "write", source());
}

}  // namespace bounce::minimio
