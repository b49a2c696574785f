#pragma once

#include "in_runtime.hpp"

#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/net/tcp_stream.hpp"
#include "bounce/runtime/sleep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

// What the tests of net share: everything runs on the loopback interface, on ports that the system
// chooses.
namespace bounce::net_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using namespace test_support;

inline constexpr mode every_mode[] = {
    {.name = "loop"},
    {.name = "poll_thread", .poll_thread = true},
    {.name = "workers4", .kind = flavour::multi_thread, .workers = 4},
};

/// Both ends of a connection.
struct pair_of_streams {
    net::tcp_stream client;
    net::tcp_stream server;
};

inline task<result<pair_of_streams>> connected_pair() {
    auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
    pair_of_streams both;
    both.client = co_await co_await net::connect(listener.local_address());
    both.server = co_await co_await listener.accept();
    co_return std::move(both);
}

/// Everything up to the end of the stream.
inline task<result<std::string>> read_to_end(net::tcp_stream& from) {
    std::string all;
    std::array<std::byte, 4096> buffer;
    for (;;) {
        const auto count = co_await co_await from.read(buffer);
        if (count == 0) co_return all;
        all += as_text(bytes_view(buffer).first(count));
    }
}

}  // namespace bounce::net_test
