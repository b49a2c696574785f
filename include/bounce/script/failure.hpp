#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bounce::script {

/// The kinds of errors that a script can see in `err.error`, with Rhai's names where Rhai has them. The
/// numbers are stored in images: frozen, new ones go to the end.
enum class error_kind : std::uint8_t {
    runtime = 1,               ///< ErrorRuntime: `throw`, and what has no kind of its own
    function_not_found = 2,    ///< ErrorFunctionNotFound
    mismatch_data_type = 3,    ///< ErrorMismatchDataType
    mismatch_output_type = 4,  ///< ErrorMismatchOutputType
    arithmetic = 5,            ///< ErrorArithmetic
    index_out_of_bounds = 6,   ///< ErrorIndexOutOfBounds
    indexing_type = 7,         ///< ErrorIndexingType
    index_not_found = 8,       ///< ErrorIndexNotFound
    variable_not_found = 9,    ///< ErrorVariableNotFound
    property_not_found = 10,   ///< ErrorPropertyNotFound
    module_not_found = 11,     ///< ErrorModuleNotFound
    data_race = 12,            ///< ErrorDataRace
    assign_to_constant = 13,   ///< ErrorAssignmentToConstant
    non_pure_method = 14,      ///< ErrorNonPureMethodCallOnConstant
    not_iterable = 15,         ///< ErrorFor
    unbound_this = 16,         ///< ErrorUnboundThis
    parsing = 17,              ///< ErrorParsing
    data_too_large = 18,       ///< ErrorDataTooLarge; like every limit, not catchable
    too_many_operations = 19,  ///< ErrorTooManyOperations
    stack_overflow = 20,       ///< ErrorStackOverflow
    cancelled = 21,            ///< ErrorCancelled
    deadlock = 22,             ///< ErrorDeadlock
    channel_closed = 23,       ///< ErrorChannelClosed
    timed_out = 24,            ///< ErrorTimedOut
    not_storable = 25,         ///< ErrorNotStorable
    out_of_memory = 26,        ///< ErrorOutOfMemory: the heap limit
};

/// "ErrorArithmetic". Never empty.
[[nodiscard]] std::string_view error_name(error_kind k) noexcept;
/// Whether `catch` may have it: limits are not the script's to ignore.
[[nodiscard]] bool is_catchable(error_kind k) noexcept;

/// Why an operation on values failed: a kind and a sentence. One pointer, so that what returns a value
/// or a failure stays small.
class [[nodiscard]] failure {
public:
    failure(error_kind kind, std::string message)
        : content_{std::make_unique<content>(kind, std::move(message))} {}

    [[nodiscard]] error_kind kind() const noexcept { return content_->kind; }
    [[nodiscard]] const std::string& message() const noexcept { return content_->message; }

private:
    struct content {
        error_kind kind;
        std::string message;
        content(error_kind k, std::string m) : kind{k}, message{std::move(m)} {}
    };
    std::unique_ptr<content> content_;
};

/// A T, or why there is none.
template <class T>
using fallible = std::expected<T, failure>;

/// `return fail(error_kind::arithmetic, "division by zero");`
[[nodiscard]] inline std::unexpected<failure> fail(error_kind kind, std::string message) {
    return std::unexpected<failure>{failure{kind, std::move(message)}};
}

/// The failure of `failed`, on its way up: `if (!x) return failure_of(x);`
template <class T>
[[nodiscard]] std::unexpected<failure> failure_of(fallible<T>& failed) {
    return std::unexpected<failure>{std::move(failed.error())};
}

}  // namespace bounce::script
