#pragma once

#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/net/tcp_stream.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>
#include <utility>

// What the tests of net share: everything runs on the loopback interface, on ports that the system
// chooses.
namespace bounce::net_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Which runtime a test runs in.
struct mode {
    const char* name;
    flavour kind = flavour::current_thread;
    bool poll_thread = false;

    friend std::ostream& operator<<(std::ostream& out, const mode& m) { return out << m.name; }
};

inline constexpr mode every_mode[] = {
    {.name = "loop"},
    {.name = "poll_thread", .poll_thread = true},
    {.name = "workers4", .kind = flavour::multi_thread},
};

inline std::string mode_name(const ::testing::TestParamInfo<mode>& info) { return info.param.name; }

[[nodiscard]] inline runtime_options options_for(const mode& m) {
    runtime_options options;
    options.kind = m.kind;
    options.workers = m.kind == flavour::multi_thread ? 4 : 0;
    options.poll_thread = m.poll_thread;
    return options;
}

/// The call of a closure that its caller keeps alive meanwhile. It returns task<void>, or a task of a
/// result whose error fails the test.
template <class F>
task<result<void>> call(F* body) {
    using made = decltype((*body)());
    if constexpr (std::is_same_v<made, task<void>>) {
        co_await (*body)();
        co_return {};
    } else {
        co_return co_await (*body)();
    }
}

template <class F>
void run(const runtime_options& options, F body) {
    auto rt = runtime::create(options).value();
    const result<void> done = rt.block_on(call(&body));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

/// For tests that are the same in every mode.
class every_runtime : public ::testing::TestWithParam<mode> {
protected:
    template <class F>
    void run(F body) {
        net_test::run(options_for(GetParam()), std::move(body));
    }
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

/// A text in which every stretch is different from its neighbours.
inline std::string numbered_text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
    text.resize(size);
    return text;
}

/// Lets every other task of the loop run until it waits.
inline task<void> settle() {
    for (int i = 0; i < 20; ++i) co_await yield_now();
}

}  // namespace bounce::net_test
