// A program of its own, because it replaces operator new: what a request costs the server in memory.
#include "allocations.hpp"
#include "http_support.hpp"

#if !defined(BOUNCE_SANITIZE_ADDRESS) && !defined(BOUNCE_SANITIZE_THREAD)
namespace bounce::http_test {

namespace {

task<result<void>> ask(net::tcp_stream& stream, std::string_view request, std::string_view end) {
    std::array<std::byte, 4096> buffer;
    co_await co_await stream.write_all(as_bytes(request));
    for (;;) {
        const auto count = co_await co_await stream.read(buffer);
        if (count == 0) co_return errc::end_of_input;
        if (as_text(bytes_view(buffer).first(count)).ends_with(end)) co_return {};
    }
}

constexpr std::string_view hello =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n";

TEST(http_costs, a_request_on_a_kept_connection_needs_few_allocations) {
    run(runtime_options(), []() -> task<result<void>> {
        constexpr std::size_t rounds = 1000;
        auto serving = co_await http::server::start(simple_routes(), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        for (int warm_up = 0; warm_up < 10; ++warm_up) co_await co_await ask(stream, hello, "root");
        const auto before = allocations::of_all_threads.load();
        for (std::size_t i = 0; i < rounds; ++i) co_await co_await ask(stream, hello, "root");
        const auto each = static_cast<double>(allocations::of_all_threads.load() - before) / rounds;
        RecordProperty("allocations_per_request", std::to_string(each));
        std::printf("allocations per request: %.2f\n", each);
        EXPECT_LE(each, 3.0);
        co_return {};
    });
}

TEST(http_costs, an_idle_connection_has_no_buffer) {
    run(runtime_options(), []() -> task<result<void>> {
        constexpr std::size_t count = 200;
        auto serving = co_await http::server::start(simple_routes(), quiet());
        std::vector<net::tcp_stream> clients;
        clients.reserve(2 * count);
        const auto open = [&]() -> task<result<void>> {
            for (std::size_t i = 0; i < count; ++i) {
                clients.push_back(co_await co_await net::connect(serving.address()));
                co_await co_await ask(clients.back(), hello, "root");
            }
            co_return {};
        };
        co_await co_await open();
        const auto before = allocations::live_bytes.load();
        co_await co_await open();
        const auto each = (allocations::live_bytes.load() - before) / count;
        std::printf("bytes per idle connection, both ends: %zu\n", each);
        // Far less than any buffer: the tasks and registrations of both ends.
        EXPECT_LT(each, 4096u);
        co_return {};
    });
}

}  // namespace

}  // namespace bounce::http_test
#endif
