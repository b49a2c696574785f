#include "bounce/minimio/process_source.hpp"

#include "minimio/sys/kqueue/change.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/minimio/pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

namespace bounce::minimio {

namespace {

// Something that is readable for ever: a pipe that nobody can write to.
result<unique_source> already_ended() {
    result<pipe> made = pipe::create();
    if (!made) return std::move(made).error();
    return unique_source{made->reader.release()};
}

// A process has no descriptor here, but a queue has one, and is readable while it has something to tell.
// Nobody takes what this queue tells, so it stays readable from the end of the process on.
result<unique_source> watch_with_queue(int process) {
    unique_source queue{::kqueue()};
    // No child inherits a queue, so nothing can come between the two calls.
    if (!queue || ::fcntl(queue.get().fd, F_SETFD, FD_CLOEXEC) != 0)
        return error::last_system_error();
    const sys::kevent_record change =
        sys::change_of(process, sys::kevent_kind{EVFILT_PROC, NOTE_EXIT}, EV_ADD, 0);
    if (sys::make_change(queue.get().fd, change)) return queue;
    // Some systems know nothing of a zombie here, but signal 0 still reaches it.
    if (errno == ESRCH && (::kill(process, 0) == 0 || errno == EPERM)) return already_ended();
    return error::last_system_error();
}

}  // namespace

result<process_source> process_source::watch(int process) {
    // Signal 0 to such a number would go to a group of processes.
    result<unique_source> watched =
        process > 0 ? watch_with_queue(process) : error{std::errc::invalid_argument};
    if (!watched) return std::move(watched).error().in("watch process", std::to_string(process));
    return process_source{std::move(*watched)};
}

}  // namespace bounce::minimio
