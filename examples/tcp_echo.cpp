// A TCP server that sends back what it receives.
//
//     tcp_echo [--listen ADDRESS:PORT]     default 127.0.0.1:7007; port 0: the system chooses
//     tcp_echo --self-test                 serves itself, talks to itself over many connections, and ends
#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/when_all.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

using namespace bounce;

namespace {

task<result<void>> echo(net::tcp_stream stream) {
    std::array<std::byte, 4096> buffer;
    for (;;) {
        const std::size_t count = co_await co_await stream.read(buffer);
        if (count == 0) co_return {};  // the client has said everything
        co_await co_await stream.write_all(bytes_view(buffer).first(count));
    }
}

/// One task for each connection. What a client does wrong ends its task only.
task<result<void>> serve(net::tcp_listener listener) {
    for (;;) {
        auto stream = co_await co_await listener.accept();
        spawn(echo, std::move(stream)).detach();
    }
}

/// Sends its name a few times and expects it back.
task<result<void>> talk(minimio::socket_address to, std::string name) {
    auto stream = co_await co_await net::connect(to);
    std::string answer(name.size(), ' ');
    for (int i = 0; i < 10; ++i) {
        co_await co_await stream.write_all(as_bytes(name));
        co_await co_await stream.read_exactly(std::as_writable_bytes(std::span(answer)));
        if (answer != name)
            co_return error{errc::malformed}.in("expect " + name + ", got " + answer);
    }
    co_return stream.shutdown_write();
}

task<result<void>> test_itself() {
    constexpr int clients = 100;
    auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
    const auto address = listener.local_address();
    auto serving = spawn(serve, std::move(listener));
    std::vector<task<result<void>>> talks;
    for (int i = 0; i < clients; ++i) talks.push_back(talk(address, "client " + std::to_string(i)));
    for (auto& ended : co_await when_all(std::move(talks))) co_await ended;
    serving.abort();
    std::printf("%d clients got back what they sent\n", clients);
    co_return {};
}

task<result<void>> listen(minimio::socket_address address) {
    auto listener = co_await net::tcp_listener::bind(address);
    std::printf("listening on %s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    co_return co_await serve(std::move(listener));
}

int fail(std::string_view why) {
    std::fprintf(stderr, "tcp_echo: %.*s\n", static_cast<int>(why.size()), why.data());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    auto address = minimio::socket_address::loopback_ipv4(7007);
    bool self_test = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--self-test") {
            self_test = true;
        } else if (argument == "--listen" && i + 1 < argc) {
            auto parsed = minimio::socket_address::parse(argv[++i]);
            if (!parsed) return fail(parsed.error().message());
            address = *parsed;
        } else {
            std::fputs("usage: tcp_echo [--listen ADDRESS:PORT | --self-test]\n", stderr);
            return 2;
        }
    }
    auto rt = runtime::create();
    if (!rt) return fail(rt.error().message());
    auto ended = rt->block_on(self_test ? test_itself() : listen(address));
    return ended ? 0 : fail(ended.error().message());
}
