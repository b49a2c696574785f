// A module of one's own, from outside the tree.
//
// Everything that Bounce's own modules are made of is public: `submit` hands blocking work to the pool,
// `register_io` makes a descriptor wake its task, and `operation<T>` gives both faces, `co_await` and
// `.then`. This module sends messages through a pipe (register_io) and counts primes (submit).
//
//     custom_module

#include "bounce/base/bytes.hpp"
#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/print.hpp"
#include "bounce/runtime/register_io.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/submit.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace mailbox {

/// The end of a pipe that lines of text come out of.
class receiver {
public:
    static bounce::result<receiver> open(bounce::minimio::pipe_reader pipe) {
        auto io =
            bounce::register_io("mailbox", pipe.source(), bounce::minimio::interest::readable);
        if (!io) return std::move(io).error();
        return receiver{std::move(pipe), *std::move(io)};
    }

    /// The next line; `closed` when there will be none.
    bounce::operation<std::string> receive() {
        for (;;) {
            if (const auto end = text_.find('\n'); end != std::string::npos) {
                std::string line = text_.substr(0, end);
                text_.erase(0, end + 1);
                co_return line;
            }
            // Try the call first; only if it would block say so, and wait.
            const bounce::io_readiness seen = io_.current();
            std::array<std::byte, 4096> buffer;
            auto n = pipe_.read(buffer);
            if (n && *n == 0)
                co_return bounce::error{bounce::errc::closed}.in("receive from the mailbox");
            if (n) {
                text_.append(reinterpret_cast<const char*>(buffer.data()), *n);
                continue;
            }
            if (!(n.error() == bounce::errc::would_block)) co_return std::move(n).error();
            io_.would_block(bounce::minimio::interest::readable, seen);
            if (auto ready = co_await io_.ready(bounce::minimio::interest::readable); !ready)
                co_return std::move(ready).error();
        }
    }

private:
    receiver(bounce::minimio::pipe_reader pipe, bounce::io_handle io)
        : pipe_{std::move(pipe)}, io_{std::move(io)} {}

    bounce::minimio::pipe_reader pipe_;  // outlives its registration: io_ is destroyed first
    bounce::io_handle io_;
    std::string text_;
};

}  // namespace mailbox

namespace primes {

/// How many primes there are below n, counted on a thread of the pool.
auto count_below(std::uint32_t n) {
    auto count = [n] {
        std::uint32_t found = 0;
        for (std::uint32_t i = 2; i < n; ++i) {
            bool prime = true;
            for (std::uint32_t d = 2; d * d <= i && prime; ++d) prime = i % d != 0;
            found += prime ? 1U : 0U;
        }
        return found;
    };
    return bounce::submit("count primes", count);
}

}  // namespace primes

namespace {

bounce::task<bounce::result<int>> use_them() {
    bounce::minimio::pipe pipe = co_await bounce::minimio::pipe::create();
    auto box = co_await mailbox::receiver::open(std::move(pipe.reader));

    // The callback face of one, the awaitable face of the other, at the same time.
    primes::count_below(100'000).then(
        [w = std::move(pipe.writer)](bounce::result<std::uint32_t> n) mutable {
            const std::string line = std::to_string(n.value()) + " primes\n";
            static_cast<void>(w.write(bounce::as_bytes(line)));
        });
    const std::string line = co_await co_await box.receive();
    bounce::print("the mailbox says: ", line);

    const auto after = co_await box.receive();  // the callback, and with it the writer, is gone
    bounce::print("and then: ", after ? *after : after.error().message());
    co_return line == "9592 primes" && !after ? 0 : 1;
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
