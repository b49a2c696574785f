#pragma once

#include "in_runtime.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the tests of the runtime share.
namespace bounce::runtime_test {

using namespace std::chrono_literals;

using test_support::mode;
using test_support::mode_name;
using test_support::options_for;
using test_support::settle;

inline constexpr mode every_mode[] = {
    {.name = "virtual_loop", .virtual_time = true},
    {.name = "loop"},
    {.name = "poll_thread", .poll_thread = true},
    {.name = "workers1", .kind = flavour::multi_thread, .workers = 1},
    {.name = "workers2", .kind = flavour::multi_thread, .workers = 2},
    {.name = "workers4", .kind = flavour::multi_thread, .workers = 4},
    {.name = "workers16", .kind = flavour::multi_thread, .workers = 16},
};
inline constexpr mode every_loop[] = {every_mode[0], every_mode[1], every_mode[2]};
inline constexpr mode every_worker_count[] = {every_mode[3], every_mode[4], every_mode[5],
                                              every_mode[6]};

[[nodiscard]] inline runtime make_runtime(const mode& m) {
    return runtime::create(options_for(m)).value();
}
/// A loop whose time stands still while there is work.
[[nodiscard]] inline runtime virtual_loop() { return make_runtime(every_mode[0]); }

/// Keeps the callable for as long as the task that it makes runs.
template <class F>
task<void> in_task(F body) {
    co_await body();
}
/// The same for a body that gives something.
template <class F>
auto in_scope(F body) -> std::invoke_result_t<F&> {
    co_return co_await body();
}
/// Runs `body()`, a task, to its end.
template <class F>
void run_in(runtime& rt, F body) {
    const result<void> done = rt.block_on(in_task(std::move(body)));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

/// A test that runs in every mode.
class in_every_mode : public ::testing::TestWithParam<mode> {
protected:
    [[nodiscard]] static runtime_options options() { return options_for(GetParam()); }
    template <class F>
    static void run(F body) {
        auto rt = make_runtime(GetParam());
        run_in(rt, std::move(body));
    }
};

/// Keeps the wakers that tasks leave with it.
class waiting_room {
public:
    [[nodiscard]] auto wait() {
        return suspend_with([this](waker w) { wakers_.push_back(std::move(w)); });
    }
    void wake_all() {
        for (const auto& w : std::exchange(wakers_, {})) w.wake();
    }
    void forget_all() { wakers_.clear(); }
    [[nodiscard]] std::size_t size() const { return wakers_.size(); }

private:
    std::vector<waker> wakers_;
};

/// A gate that jobs of the pool wait behind, so that a test decides when they end.
class gate {
public:
    void open() {
        {
            const lock_guard<os_mutex> guard{lock_};
            open_ = true;
        }
        opened_.notify_all();
    }
    void pass() {
        unique_lock<os_mutex> guard{lock_};
        opened_.wait(guard, [this] { return open_; });
    }

private:
    os_mutex lock_;
    os_condition opened_;
    bool open_ = false;
};

/// Exceptions that reached the hook: "where: what".
class unhandled_log {
public:
    void listen(runtime_options& options) {
        options.on_unhandled = [state = state_](const std::exception_ptr& thrown,
                                                std::string_view where) {
            std::string what = "unknown";
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& e) {
                what = e.what();
            } catch (...) {
            }
            const lock_guard<os_mutex> guard{state->lock};
            state->lines.push_back(std::string{where} + ": " + what);
        };
    }
    [[nodiscard]] std::vector<std::string> lines() const {
        const lock_guard<os_mutex> guard{state_->lock};
        return state_->lines;
    }

private:
    struct state {
        os_mutex lock;
        std::vector<std::string> lines;
    };
    std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// Sets a flag when it dies; a moved-from one does not.
class death_mark {
public:
    explicit death_mark(bool& dead) noexcept : dead_{&dead} {}
    death_mark(death_mark&& other) noexcept : dead_{std::exchange(other.dead_, nullptr)} {}
    death_mark& operator=(death_mark&&) = delete;
    ~death_mark() {
        if (dead_ != nullptr) *dead_ = true;
    }

private:
    bool* dead_;
};

}  // namespace bounce::runtime_test
