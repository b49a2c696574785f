// Futures in the style of Rust, built on `suspend_with` and `waker`: a future is polled with a context,
// and either has its output or keeps the context's waker and uses it when polling again makes sense.
//
//     custom_future

#include "bounce/runtime/print.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/task.hpp"

#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace futures {

/// What a future gets when it is polled.
class context {
public:
    explicit context(const bounce::waker& w) noexcept : waker_{&w} {}
    [[nodiscard]] const bounce::waker& waker() const noexcept { return *waker_; }

private:
    const bounce::waker* waker_;
};

template <class F>
concept future = requires(F f, context& cx) {
    typename F::output;
    { f.poll(cx) } -> std::same_as<std::optional<typename F::output>>;
};

/// Runs a future as a task: polls it, and again each time its waker is used.
template <future F>
bounce::task<bounce::result<typename F::output>> run(F f) {
    std::optional<typename F::output> output;
    auto poll_once = [&](const bounce::waker& w) {
        context cx{w};
        output = f.poll(cx);
        if (output) w.wake();
    };
    while (!output) {
        auto woken = co_await bounce::suspend_with(std::ref(poll_once));
        if (!woken) co_return std::move(woken).error();
    }
    co_return *std::move(output);
}

}  // namespace futures

namespace {

/// Is pending as often as it was told, and wakes itself each time.
class countdown {
public:
    using output = std::string;
    explicit countdown(int from) : left_{from} {}

    std::optional<std::string> poll(futures::context& cx) {
        bounce::print("countdown is polled: ", left_);
        if (left_ == 0) return "lift-off";
        --left_;
        cx.waker().wake();
        return std::nullopt;
    }

private:
    int left_;
};

/// The outcome of a computation on a thread of its own, which wakes whoever polled last.
class from_thread {
public:
    using output = int;
    explicit from_thread(std::function<int()> compute)
        : shared_{std::make_shared<state>()},
          thread_{[shared = shared_, compute = std::move(compute)] {
              const int value = compute();
              bounce::waker w;
              {
                  const std::lock_guard guard{shared->lock};
                  shared->value = value;
                  w = shared->waker;
              }
              w.wake();
          }} {}
    from_thread(from_thread&&) = default;
    ~from_thread() {
        if (thread_.joinable()) thread_.join();
    }

    std::optional<int> poll(futures::context& cx) {
        const std::lock_guard guard{shared_->lock};
        if (!shared_->value) shared_->waker = cx.waker();
        return shared_->value;
    }

private:
    struct state {
        std::mutex lock;
        std::optional<int> value;
        bounce::waker waker;
    };
    std::shared_ptr<state> shared_;
    std::thread thread_;
};

/// Two futures at once: futures compose without the runtime knowing.
template <futures::future A, futures::future B>
class both {
public:
    using output = std::pair<typename A::output, typename B::output>;
    both(A a, B b) : a_{std::move(a)}, b_{std::move(b)} {}

    std::optional<output> poll(futures::context& cx) {
        if (!first_) first_ = a_.poll(cx);
        if (!second_) second_ = b_.poll(cx);
        if (!first_ || !second_) return std::nullopt;
        return output{*std::move(first_), *std::move(second_)};
    }

private:
    A a_;
    B b_;
    std::optional<typename A::output> first_;
    std::optional<typename B::output> second_;
};

bounce::task<bounce::result<int>> use_them() {
    auto answer = [] { return 6 * 7; };
    both<countdown, from_thread> future{countdown{3}, from_thread{answer}};
    const auto [word, number] = co_await co_await futures::run(std::move(future));
    bounce::print(word, " and ", number);
    co_return word == "lift-off" && number == 42 ? 0 : 1;
}

}  // namespace

int main() {
    auto rt = bounce::runtime::create();
    if (!rt) {
        bounce::print(rt.error().message());
        return 1;
    }
    const auto code = rt->block_on(use_them());
    if (!code) bounce::print(code.error().message());
    return code.value_or(1);
}
