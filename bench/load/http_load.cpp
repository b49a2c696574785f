// The load generator of the HTTP rows: a fixed number of requests over N keep-alive connections,
// one in flight on each, every response checked.
//
//     http_load --port P [--pid SERVER] [--connections 64] [--requests 200000] [--warm-up 20000]
//
// Prints `http_hello_rate X req/s` and, given the server's process id, `http_hello_cpu X us`: the
// processor time of the whole server process, all its threads, per request. The kernel's clock of
// that process is read when the warm-up is over and again after the last response.
#include "../common/http_hello.hpp"
#include "../common/posix_sockets.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <optional>
#include <unordered_map>

namespace {

// Reads the processor time that another process of this machine has used.
class process_clock {
public:
    explicit process_clock(std::uint64_t pid) {
        require_zero(clock_getcpuclockid(static_cast<pid_t>(pid), &clock_));
    }

    [[nodiscard]] double microseconds() const {
        timespec time{};
        require_zero(clock_gettime(clock_, &time));
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
    }

private:
    static void require_zero(int result) {
        bench::require(result == 0, "read the processor time of the server (is --pid right?)");
    }

    clockid_t clock_{};
};

bool same_ignoring_case(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

// The value of the one Content-Length line of a head.
std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
         at = head.find("\r\n", at + 2)) {
        std::string_view line = head.substr(at + 2);
        if (!same_ignoring_case(line.substr(0, name.size()), name)) {
            continue;
        }
        line.remove_prefix(name.size());
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        std::size_t value = 0;
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), value);
        bench::require(parsed.ec == std::errc(), "the Content-Length is not a number");
        return value;
    }
    bench::fail("a response has no Content-Length");
}

class connection {
public:
    explicit connection(std::uint16_t port) : descriptor_(bench::connect_to_loopback(port)) {}

    [[nodiscard]] int descriptor() const { return descriptor_; }

    void ask() const {
        bench::require(
            write(descriptor_, bench::hello_request.data(), bench::hello_request.size()) ==
                static_cast<ssize_t>(bench::hello_request.size()),
            "write a request");
    }

    // Reads what has come; true when that completes a response, which is then checked.
    bool receive() {
        const ssize_t size = read(descriptor_, input_.data() + held_, input_.size() - held_);
        if (size < 0 && errno == EAGAIN) {
            return false;
        }
        bench::require(size > 0, "the server closed a connection or sent too much");
        held_ += static_cast<std::size_t>(size);
        const std::string_view response(input_.data(), held_);
        const std::size_t end = response.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            return false;
        }
        const std::size_t expected = end + 4 + content_length(response.substr(0, end));
        if (held_ < expected) {
            return false;
        }
        bench::require(response.starts_with("HTTP/1.1 200"), "a response is not 200");
        bench::require(response.substr(end + 4) == bench::hello_body, "a body differs");
        held_ = 0;
        return true;
    }

private:
    int descriptor_;
    std::size_t held_ = 0;
    std::array<char, 2048> input_{};
};

// Keeps one request in flight on every connection until a number of responses has come.
class load {
public:
    load(std::uint16_t port, std::uint64_t connections) {
        for (std::uint64_t i = 0; i < connections; ++i) {
            const connection opened(port);
            ready_.add(opened.descriptor());
            connections_.emplace(opened.descriptor(), opened);
        }
    }

    // Sends exactly `requests` and returns when all are answered.
    void run(std::uint64_t requests) {
        std::uint64_t to_send = requests;
        std::uint64_t to_receive = requests;
        for (auto& [descriptor, each] : connections_) {
            if (to_send != 0) {
                each.ask();
                --to_send;
            }
        }
        while (to_receive != 0) {
            ready_.wait([&](int descriptor) {
                connection& one = connections_.at(descriptor);
                if (!one.receive()) {
                    return;
                }
                --to_receive;
                if (to_send != 0) {
                    one.ask();
                    --to_send;
                }
            });
        }
    }

private:
    bench::epoll_set ready_;
    std::unordered_map<int, connection> connections_;
};

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments arguments(argc, argv);
    const std::uint64_t requests = arguments.number("requests", 200'000);
    const std::uint64_t port = arguments.number("port", 0);
    const std::uint64_t pid = arguments.number("pid", 0);
    bench::require(port != 0 && port <= std::numeric_limits<std::uint16_t>::max(),
                   "--port takes the port of the server");
    std::optional<process_clock> server;
    if (pid != 0) {
        server.emplace(pid);
    }

    load all(static_cast<std::uint16_t>(port), arguments.number("connections", 64));
    all.run(arguments.number("warm-up", 20'000));
    const double used_before = server ? server->microseconds() : 0;
    const bench::stopwatch watch;
    all.run(requests);
    const double seconds = watch.seconds();
    const auto count = static_cast<double>(requests);
    bench::report("http_hello_rate", count / seconds, "req/s");
    if (server) {
        bench::report("http_hello_cpu", (server->microseconds() - used_before) / count, "us");
    }
}
