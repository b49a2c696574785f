// Ping-pong over loopback TCP: one server thread, one client thread, each with its own io_context.
#include "rows.hpp"

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <array>
#include <exception>
#include <thread>
#include <vector>

namespace bench_asio {
namespace {

using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::size_t message_bytes = 64;

void rethrow(std::exception_ptr error) {
    if (error) {
        std::rethrow_exception(error);
    }
}

awaitable<void> echo(tcp::socket stream) {
    stream.set_option(tcp::no_delay(true));
    std::array<char, 4096> buffer{};
    for (;;) {
        asio::error_code error;
        const std::size_t size = co_await stream.async_read_some(
            asio::buffer(buffer), asio::redirect_error(use_awaitable, error));
        if (error) {
            bench::require(error == asio::error::eof, "read");
            co_return;
        }
        co_await asio::async_write(stream, asio::buffer(buffer.data(), size), use_awaitable);
    }
}

awaitable<void> serve(tcp::acceptor& acceptor, std::uint64_t connections) {
    for (std::uint64_t i = 0; i < connections; ++i) {
        tcp::socket stream = co_await acceptor.async_accept(use_awaitable);
        asio::co_spawn(acceptor.get_executor(), echo(std::move(stream)), rethrow);
    }
}

awaitable<void> exchange(tcp::socket& stream, std::uint64_t connection, std::uint64_t requests) {
    std::array<char, message_bytes> message{};
    std::array<char, message_bytes> answer{};
    std::memcpy(message.data() + sizeof requests, &connection, sizeof connection);
    for (std::uint64_t i = 0; i < requests; ++i) {
        std::memcpy(message.data(), &i, sizeof i);
        co_await asio::async_write(stream, asio::buffer(message), use_awaitable);
        co_await asio::async_read(stream, asio::buffer(answer), use_awaitable);
        bench::require(message == answer, "the echo differs");
    }
}

void drive(const tcp::endpoint& address, std::uint64_t connections, std::uint64_t requests) {
    asio::io_context context(1);
    std::vector<tcp::socket> streams;
    for (std::uint64_t i = 0; i < connections; ++i) {
        streams.emplace_back(context).connect(address);
        streams.back().set_option(tcp::no_delay(true));
    }
    const std::uint64_t each = requests / connections;
    for (std::uint64_t i = 0; i < connections; ++i) {
        asio::co_spawn(context, exchange(streams[i], i, each), rethrow);
    }
    const bench::stopwatch watch;
    context.run();
    watch.report_rate("tcp_echo", each * connections);
}

}  // namespace

void tcp_echo(const bench::arguments& arguments) {
    const std::uint64_t connections = arguments.number("connections", 20);
    asio::io_context context(1);
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::thread server([&] {
        bench::pin_this_thread(arguments.number("server-cpu", 0));
        asio::co_spawn(context, serve(acceptor, connections), rethrow);
        context.run();
    });
    bench::pin_this_thread(arguments.number("client-cpu", 1));
    drive(acceptor.local_endpoint(), connections, arguments.number("requests", 200'000));
    server.join();
}

}  // namespace bench_asio
