#pragma once

#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

// Tests inside a runtime, and the same test inside runtimes of several kinds.
namespace bounce::test_support {

/// Which runtime a test runs in.
struct mode {
    const char* name;
    flavour kind = flavour::current_thread;
    unsigned workers = 0;
    bool poll_thread = false;
    bool virtual_time = false;

    friend std::ostream& operator<<(std::ostream& out, const mode& m) { return out << m.name; }
};

inline std::string mode_name(const ::testing::TestParamInfo<mode>& info) { return info.param.name; }

[[nodiscard]] inline runtime_options options_for(const mode& m) {
    runtime_options options;
    options.kind = m.kind;
    options.workers = m.workers;
    options.poll_thread = m.poll_thread;
    if (m.virtual_time) options.time = time_source::virtual_time;
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

/// Runs `body()` to its end in a runtime of its own.
template <class F>
void run(const runtime_options& options, F body) {
    auto rt = runtime::create(options).value();
    const result<void> done = rt.block_on(call(&body));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

/// In virtual time nothing waits for a clock: what tasks do depends on their order alone.
template <class F>
void run_in_virtual_time(F body) {
    const mode virtual_loop{.name = "virtual_loop", .virtual_time = true};
    run(options_for(virtual_loop), std::move(body));
}

/// For tests that are the same in every mode they are instantiated with.
class every_runtime : public ::testing::TestWithParam<mode> {
protected:
    template <class F>
    void run(F body) {
        test_support::run(options_for(GetParam()), std::move(body));
    }
};

/// Lets every other task of the loop run until it waits.
inline task<void> settle() {
    for (int i = 0; i < 20; ++i) co_await yield_now();
}

/// A text in which every stretch is different from its neighbours.
inline std::string numbered_text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
    text.resize(size);
    return text;
}

}  // namespace bounce::test_support
