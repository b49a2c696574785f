// A loop of one's own on the event queue: a byte through a pipe, and a wake-up from another thread.
#include <bounce/minimio/events.hpp>
#include <bounce/minimio/pipe.hpp>
#include <bounce/minimio/poll.hpp>

#include <cstdio>
#include <thread>

namespace {

using namespace bounce;

int fail(const char* what, const error& why) {
    std::printf("%s: %s\n", what, why.message().c_str());
    return 1;
}

}  // namespace

int main() {
    auto queue = minimio::poll::create();
    if (!queue) return fail("poll", queue.error());
    auto waker = queue->registry().make_waker(minimio::token{7});
    if (!waker) return fail("waker", waker.error());
    std::thread other{[&] { waker->wake(); }};
    minimio::events ready;
    auto waited = queue->wait(ready, std::nullopt);
    other.join();
    if (!waited) return fail("wait", waited.error());
    for (minimio::event e : ready) {
        const std::string_view name = minimio::poll::backend_name();
        std::printf("%.*s: token %llu\n", static_cast<int>(name.size()), name.data(),
                    static_cast<unsigned long long>(e.token().value));
    }
}
