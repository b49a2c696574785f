// Two tasks at the same time, and one that takes too long.
#include "bounce/runtime/print.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/timeout.hpp"

#include <chrono>
#include <string>

using namespace bounce;
using namespace std::chrono_literals;

task<result<std::string>> brew(std::string what, std::chrono::milliseconds time) {
    co_await co_await sleep(time);  // an error, such as `cancelled`, would end the task here
    print(what, " is ready");
    co_return what;
}

task<result<void>> breakfast() {
    auto tea = spawn(brew("tea", 60ms));  // both run from here on
    auto eggs = spawn(brew("eggs", 30ms));
    const std::string first = co_await co_await tea;
    const std::string second = co_await co_await eggs;
    print("served: ", first, " and ", second);

    const auto porridge = co_await timeout(50ms, brew("porridge", 10min));
    print("porridge: ", porridge.error());
    co_return {};
}

int main() {
    auto loop = runtime::create();
    const auto ended = loop ? loop->block_on(breakfast()) : result<void>{loop.error()};
    if (!ended) print(ended.error());
    return ended ? 0 : 1;
}
