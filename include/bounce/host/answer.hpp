#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/error.hpp"
#include "bounce/script/isolate.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace bounce::host {

/// What an effect gives back to the script that asked for it. It owns plain C++ data, since it may be
/// made on another thread than the isolate runs on; the value itself is made when it is delivered.
class answer {
public:
    using maker = std::move_only_function<script::value(script::heap_account& heap)>;

    /// What a script catches: `#{kind, message}`. The kind is for programs ("not_found",
    /// "connection_refused"), the message for people.
    struct failure {
        std::string kind;
        std::string message;
    };

    /// ().
    answer() = default;
    explicit answer(maker make) : content_{std::move(make)} {}
    answer(failure why) : content_{std::move(why)} {}  // NOLINT(google-explicit-constructor)
    /// The failure that an error of the library means; its kind is that of `kind_of`.
    answer(const error& why);  // NOLINT(google-explicit-constructor)

    [[nodiscard]] static answer of(std::string text);
    [[nodiscard]] static answer of(bytes content);
    [[nodiscard]] static answer of(std::int64_t number);
    [[nodiscard]] static answer of(bool yes);

    [[nodiscard]] const failure* why() const noexcept { return std::get_if<failure>(&content_); }
    /// The value, on that heap; of an answer that is no failure, once.
    [[nodiscard]] script::value make(script::heap_account& heap);
    /// The map that is thrown, on that heap; of a failure.
    [[nodiscard]] script::value thrown(script::heap_account& heap) const;

    /// Hands it to the operation that waits for it; on the isolate's thread.
    void deliver(script::isolate& to, std::uint64_t operation) &&;

private:
    std::variant<std::monostate, maker, failure> content_;
};

/// "not_found", "connection_refused", "timed_out" …: a stable name for what went wrong, "io" if there is
/// no better one.
[[nodiscard]] std::string kind_of(const error& why);

}  // namespace bounce::host
