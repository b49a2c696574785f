// Ping-pong over loopback TCP: one server thread, one client thread, each with a current_thread
// runtime of its own. The client checks every byte.
#include "on_runtime.hpp"

#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/net/tcp_stream.hpp"

#include <array>
#include <future>
#include <thread>

namespace {

using bounce::result;
using bounce::task;
using bounce::minimio::socket_address;

constexpr std::size_t message_bytes = 64;

task<result<void>> echo(bounce::net::tcp_stream stream) {
    std::array<std::byte, 4096> buffer{};
    for (;;) {
        const std::size_t size = co_await co_await stream.read(buffer);
        if (size == 0) {
            co_return result<void>();
        }
        co_await co_await stream.write_all(std::span(buffer).first(size));
    }
}

task<result<void>> serve(std::uint64_t connections, std::promise<socket_address>& listening) {
    bounce::net::tcp_listener listener = co_await bounce::net::tcp_listener::bind("127.0.0.1:0");
    listening.set_value(listener.local_address());
    std::vector<bounce::join_handle<result<void>>> handles;
    for (std::uint64_t i = 0; i < connections; ++i) {
        handles.push_back(bounce::spawn(echo(co_await co_await listener.accept())));
    }
    for (bounce::join_handle<result<void>>& handle : handles) {
        co_await co_await handle;
    }
    co_return result<void>();
}

task<result<void>> exchange(bounce::net::tcp_stream stream, std::uint64_t connection,
                            std::uint64_t requests) {
    std::array<std::byte, message_bytes> message{};
    std::array<std::byte, message_bytes> answer{};
    std::memcpy(message.data() + sizeof requests, &connection, sizeof connection);
    for (std::uint64_t i = 0; i < requests; ++i) {
        std::memcpy(message.data(), &i, sizeof i);
        co_await co_await stream.write_all(message);
        co_await co_await stream.read_exactly(answer);
        bench::require(message == answer, "the echo differs");
    }
    co_return result<void>();
}

task<result<void>> drive(socket_address server, std::uint64_t connections, std::uint64_t requests) {
    std::vector<bounce::net::tcp_stream> streams;
    for (std::uint64_t i = 0; i < connections; ++i) {
        streams.push_back(co_await co_await bounce::net::connect(server));
    }
    const std::uint64_t each = requests / connections;
    const bench::stopwatch watch;
    std::vector<bounce::join_handle<result<void>>> handles;
    for (std::uint64_t i = 0; i < connections; ++i) {
        handles.push_back(bounce::spawn(exchange(std::move(streams[i]), i, each)));
    }
    for (bounce::join_handle<result<void>>& handle : handles) {
        co_await co_await handle;
    }
    watch.report_rate("tcp_echo", each * connections);
    co_return result<void>();
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments arguments(argc, argv);
    const std::uint64_t connections = arguments.number("connections", 20);
    std::promise<socket_address> listening;
    std::thread server([&] {
        bench::pin_this_thread(arguments.number("server-cpu", 0));
        bench_bounce::run(arguments, serve(connections, listening));
    });
    bench::pin_this_thread(arguments.number("client-cpu", 1));
    bench_bounce::run(arguments, drive(listening.get_future().get(), connections,
                                       arguments.number("requests", 200'000)));
    server.join();
}
