// Two tasks at once on an event loop, and one awaited in place: its end resumes this file's coroutine from
// the library, which another compiler may have built.
#include <bounce/runtime/runtime.hpp>
#include <bounce/runtime/sleep.hpp>
#include <bounce/runtime/when_all.hpp>

#include <chrono>
#include <cstdio>

namespace {

using namespace std::chrono_literals;

bounce::task<int> after(std::chrono::milliseconds delay, int value) {
    (void)co_await bounce::sleep(delay);
    co_return value;
}

bounce::task<int> both() {
    auto first = bounce::spawn(after(20ms, 40));
    auto second = bounce::spawn(after(10ms, 1));
    const int here = co_await after(1ms, 1);
    const bounce::result<int> a = co_await first;
    const bounce::result<int> b = co_await second;
    co_return a.value() + b.value() + here;
}

}  // namespace

int main() {
    auto loop = bounce::runtime::create();
    if (!loop) {
        std::printf("%s\n", loop.error().message().c_str());
        return 1;
    }
    const bounce::result<int> sum = loop->block_on(both());
    std::printf("%d\n", sum.value());
    return *sum == 42 ? 0 : 1;
}
