// The floor of the TCP echo row: one server thread and one client thread, each an epoll loop with
// one read and one write per message and nothing else.
#include "../common/posix_sockets.hpp"

#include <array>
#include <thread>
#include <unordered_map>

namespace {

constexpr std::size_t message_bytes = 64;

void send_all(int descriptor, const char* data, std::size_t size) {
    bench::require(write(descriptor, data, size) == static_cast<ssize_t>(size), "write");
}

void serve(int listening, std::uint64_t connections) {
    const bench::epoll_set ready;
    ready.add(listening);
    std::array<char, 4096> buffer{};
    while (connections != 0) {
        ready.wait([&](int descriptor) {
            if (descriptor == listening) {
                const int accepted = bench::accept_one(listening);
                if (accepted >= 0) {
                    ready.add(accepted);
                }
                return;
            }
            const ssize_t size = read(descriptor, buffer.data(), buffer.size());
            if (size > 0) {
                send_all(descriptor, buffer.data(), static_cast<std::size_t>(size));
            } else if (size == 0) {
                close(descriptor);
                --connections;
            } else {
                bench::require(errno == EAGAIN, "read");
            }
        });
    }
}

struct conversation {
    std::uint64_t left;
    std::array<char, message_bytes> message;
    std::size_t received = 0;

    void ask(int descriptor) {
        std::memcpy(message.data(), &left, sizeof left);
        received = 0;
        send_all(descriptor, message.data(), message.size());
    }
};

void drive(std::uint16_t port, std::uint64_t connections, std::uint64_t requests) {
    const bench::epoll_set ready;
    std::unordered_map<int, conversation> conversations;
    const std::uint64_t each = requests / connections;
    for (std::uint64_t i = 0; i < connections; ++i) {
        const int descriptor = bench::connect_to_loopback(port);
        ready.add(descriptor);
        conversation fresh{each, {}, 0};
        std::memcpy(fresh.message.data() + sizeof fresh.left, &i, sizeof i);
        conversations.emplace(descriptor, fresh);
    }
    const bench::stopwatch watch;
    for (auto& [descriptor, one] : conversations) {
        one.ask(descriptor);
    }
    while (!conversations.empty()) {
        ready.wait([&](int descriptor) {
            conversation& one = conversations.at(descriptor);
            std::array<char, message_bytes> answer{};
            const ssize_t size = read(descriptor, answer.data(), message_bytes - one.received);
            bench::require(size > 0, "the server closed or failed");
            bench::require(std::memcmp(answer.data(), one.message.data() + one.received,
                                       static_cast<std::size_t>(size)) == 0,
                           "the echo differs");
            one.received += static_cast<std::size_t>(size);
            if (one.received < message_bytes) {
                return;
            }
            if (--one.left != 0) {
                one.ask(descriptor);
            } else {
                conversations.erase(descriptor);
                close(descriptor);
            }
        });
    }
    watch.report_rate("tcp_echo", each * connections);
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments arguments(argc, argv);
    const std::uint64_t connections = arguments.number("connections", 20);
    const bench::listener listening = bench::listen_on_loopback();
    std::thread server([&] {
        bench::pin_this_thread(arguments.number("server-cpu", 0));
        serve(listening.descriptor, connections);
    });
    bench::pin_this_thread(arguments.number("client-cpu", 1));
    drive(listening.port, connections, arguments.number("requests", 200'000));
    server.join();
}
