#include "durable/worker/sys/child_process.hpp"

#include "bounce/runtime/readiness.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

extern char** environ;  // NOLINT(readability-redundant-declaration): not every system declares it

namespace bounce::durable {

namespace {

/// How the program begins: its input and output, no signal blocked, each with its default action.
class beginnings {
public:
    beginnings() {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
    }
    beginnings(const beginnings&) = delete;
    beginnings& operator=(const beginnings&) = delete;
    ~beginnings() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }

    int set(int input, int output) {
        ::sigset_t none{};
        ::sigset_t all{};
        ::sigemptyset(&none);
        ::sigfillset(&all);
        constexpr int flags =
            POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        int failed = ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        if (failed == 0) failed = ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        if (failed == 0) failed = ::posix_spawnattr_setsigmask(&attributes, &none);
        if (failed == 0) failed = ::posix_spawnattr_setsigdefault(&attributes, &all);
        if (failed == 0) failed = ::posix_spawnattr_setflags(&attributes, flags);
        return failed;
    }

    ::posix_spawn_file_actions_t files{};
    ::posix_spawnattr_t attributes{};
};

}  // namespace

result<child_process> child_process::start(std::span<const std::string> command) {
    BOUNCE_ASSERT(!command.empty(), "a child process is started without the name of its program");
    auto input = minimio::pipe::create();
    if (!input) return std::move(input).error().in("start", command[0]);
    auto output = minimio::pipe::create();
    if (!output) return std::move(output).error().in("start", command[0]);
    std::vector<std::string> words{command.begin(), command.end()};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    beginnings how;
    ::pid_t pid = 0;
    int failed = how.set(input->reader.source().fd, output->writer.source().fd);
    if (failed == 0)
        failed = ::posix_spawn(&pid, command[0].c_str(), &how.files, &how.attributes,
                               arguments.data(), environ);
    if (failed != 0) return error(failed, std::system_category()).in("start", command[0]);
    return child_process{pid, std::move(input->writer), std::move(output->reader)};
}

child_process::child_process(std::int64_t pid, minimio::pipe_writer lifeline,
                             minimio::pipe_reader output) noexcept
    : pid_{pid}, lifeline_{std::move(lifeline)}, output_{std::move(output)} {}

child_process::child_process(child_process&& other) noexcept
    : pid_{std::exchange(other.pid_, 0)},
      lifeline_{std::move(other.lifeline_)},
      output_{std::move(other.output_)} {}

child_process::~child_process() {
    if (pid_ == 0) return;
    ::kill(static_cast<::pid_t>(pid_), SIGKILL);
    static_cast<void>(reap());
}

task<result<child_process::end>> child_process::wait() {
    // What it prints is nobody's: the end of it says that the program has ended.
    for (std::array<std::byte, 256> lost{};;) {
        const result<std::size_t> count = output_.read(lost);
        if (count && *count == 0) break;
        if (count) continue;
        if (count.error() != bounce::errc::would_block) co_return count.error();
        const auto ready = co_await readiness(output_.source(), minimio::interest::readable);
        if (!ready) co_return ready.error();
    }
    co_return reap();
}

// The program is at its end: this waits no longer than the system takes to bury it.
result<child_process::end> child_process::reap() {
    int status = 0;
    const auto pid = static_cast<::pid_t>(std::exchange(pid_, 0));
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return error::last_system_error().in("wait for", std::to_string(pid));
    }
    end found;
    if (WIFSIGNALED(status)) {
        found.signal = WTERMSIG(status);
    } else {
        found.code = WEXITSTATUS(status);
    }
    return found;
}

task<result<void>> parent_ended() {
    const minimio::raw_source input{STDIN_FILENO};
    const auto ended = co_await readiness(input, minimio::interest::readable);
    if (!ended) co_return ended.error();
    co_return {};
}

}  // namespace bounce::durable
