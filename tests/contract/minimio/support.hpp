#pragma once

#include "local_pair.hpp"
#include "system.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/base/errc.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/pipe.hpp"
#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/tcp_listener.hpp"
#include "bounce/minimio/tcp_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::minimio::testing {

using namespace std::chrono_literals;

/// The value; a failure ends the test program with the error's message.
template <class T>
T must(result<T> outcome) {
    return std::move(outcome).value();
}
inline void must(const result<void>& outcome) { outcome.value(); }

#define EXPECT_OK(expression)                                                       \
    do {                                                                            \
        const auto& outcome_ = (expression);                                        \
        EXPECT_TRUE(outcome_.has_value())                                           \
            << #expression << ": "                                                  \
            << (outcome_.has_value() ? std::string{} : outcome_.error().message()); \
    } while (false)

#define EXPECT_FAILS(expression, code)                                             \
    do {                                                                           \
        const auto& outcome_ = (expression);                                       \
        if (outcome_.has_value())                                                  \
            ADD_FAILURE() << #expression << " should have failed";                 \
        else                                                                       \
            EXPECT_TRUE(outcome_.error() == (code)) << outcome_.error().message(); \
    } while (false)

/// A poll with a buffer.
struct queue {
    poll waiter = must(poll::create());
    events ready{64};

    [[nodiscard]] const registrator& registry() const { return waiter.registry(); }

    registration add(raw_source source, std::uint64_t name, interest what, mode how = mode::edge) {
        return must(registry().add(source, token{name}, what, how));
    }

    /// The events of one wait, in whatever order they came.
    std::vector<event> wait(std::optional<nanoseconds> timeout = std::nullopt) {
        must(waiter.wait(ready, timeout));
        return {ready.begin(), ready.end()};
    }
    /// Their tokens, sorted.
    std::vector<std::uint64_t> wait_tokens(std::optional<nanoseconds> timeout = std::nullopt) {
        std::vector<std::uint64_t> tokens;
        for (event e : wait(timeout)) tokens.push_back(e.token().value);
        std::ranges::sort(tokens);
        return tokens;
    }
    /// What is ready now, without blocking.
    std::vector<std::uint64_t> ready_now() { return wait_tokens(0ns); }

    /// Waits until all of `expected` has been reported for `name` (by several events if need be) and
    /// gives what was reported.
    readiness wait_for(std::uint64_t name, readiness expected) {
        readiness seen;
        while (!seen.contains(expected))
            for (event e : wait())
                if (e.token().value == name) seen |= e.ready();
        return seen;
    }
};

/// Writes the text whole; small enough for any buffer.
template <class Writer>
void write_text(Writer& to, std::string_view text) {
    ASSERT_EQ(must(to.write(as_bytes(text))), text.size());
}

/// Reads until nothing is there: the text, and how it ended.
struct drained {
    std::string text;
    bool at_end = false;
    std::optional<error> failure;  // would_block, unless at_end
};
template <class Reader>
drained drain(Reader& from) {
    drained got;
    std::array<std::byte, 4096> buffer;
    for (;;) {
        result<std::size_t> count = from.read(buffer);
        if (!count) {
            got.failure = count.error();
            return got;
        }
        if (*count == 0) {
            got.at_end = true;
            return got;
        }
        got.text += as_text(bytes_view{buffer}.first(*count));
    }
}

/// Reads until there is something, or the end, or an error other than would_block. For a peer that is
/// in the same process, and whose bytes are under way.
template <class Reader>
drained read_something(Reader& from) {
    for (;;) {
        drained got = drain(from);
        if (!got.text.empty() || got.at_end || *got.failure != errc::would_block) return got;
    }
}

/// Writes until the system takes no more.
template <class Writer>
void fill(Writer& to) {
    const std::vector<std::byte> block(64 * 1024);
    for (;;) {
        result<std::size_t> count = to.write(block);
        if (count) continue;
        ASSERT_EQ(count.error(), errc::would_block);
        return;
    }
}

/// Both ends of a TCP connection over loopback.
struct tcp_pair {
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    tcp_stream client = must(tcp_stream::connect(must(listener.local_address())));
    tcp_stream server = accept_one(listener);

    static tcp_stream accept_one(tcp_listener& from) {
        queue q;
        const registration r = q.add(from.source(), 1, interest::readable, mode::level);
        q.wait();
        return must(from.accept());
    }
};

/// The same pipe with its reader moved to the descriptor `number`, which was just given back. (Make the
/// pipe before: it needs descriptors itself.)
inline pipe with_reader_at(raw_source number, pipe made) {
    // Systems give the lowest number that is free; the others are kept until it comes.
    std::vector<pipe_reader> others;
    while (made.reader.source() != number && others.size() < 100) {
        others.push_back(std::move(made.reader));
        made.reader = must(pipe_reader::from_raw(duplicate(others.back().source())));
    }
    EXPECT_EQ(made.reader.source(), number);
    return made;
}

}  // namespace bounce::minimio::testing
