#pragma once

#include "bounce/script/failure.hpp"
#include "bounce/script/heap_account.hpp"
#include "bounce/script/value_limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bounce::script {

struct fn_object;
struct module;

/// How much a line of a log matters.
enum class log_level : std::uint8_t { debug, info, warning, error };

/// What a native or an operator may use of the isolate that runs it. One lives in each isolate.
class native_context {
public:
    native_context(heap_account& heap, const value_limits& limits) noexcept
        : heap_{&heap}, limits_{limits} {}
    native_context(const native_context&) = delete;
    native_context& operator=(const native_context&) = delete;
    virtual ~native_context() = default;

    [[nodiscard]] heap_account& heap() const noexcept { return *heap_; }
    [[nodiscard]] heap_account* owner() const noexcept { return heap_; }
    [[nodiscard]] const value_limits& limits() const noexcept { return limits_; }

    /// Counts work in proportion to what is touched: bytes or elements. The machine takes the fuel that
    /// this makes at its next safepoint.
    void charge(std::size_t touched) noexcept { work_ += touched; }
    /// The fuel that was used since the last call: one for every 16 bytes or elements.
    [[nodiscard]] std::uint64_t take_fuel() noexcept {
        const std::uint64_t fuel = work_ / 16;
        work_ %= 16;
        return fuel;
    }

    /// To be asked before something of a size that a script chose is allocated: the failure names the
    /// limit that it would break.
    [[nodiscard]] fallible<void> check_string(std::size_t bytes) const {
        return check(bytes, limits_.string_bytes, 1, "string");
    }
    [[nodiscard]] fallible<void> check_blob(std::size_t bytes) const {
        return check(bytes, limits_.blob_bytes, 1, "blob");
    }
    [[nodiscard]] fallible<void> check_array(std::size_t items) const {
        return check(items, limits_.array_items, sizeof(value), "array");
    }
    [[nodiscard]] fallible<void> check_map(std::size_t keys) const {
        return check(keys, limits_.map_keys, 2 * sizeof(value), "map");
    }

    /// The wall clock of this slice, in nanoseconds since 1970: the machine sets it when it is run.
    std::int64_t now = 0;
    /// The module whose code calls: `Fn("name")` looks its name up there.
    const module* caller = nullptr;

    /// Whether the function `f`, resolved or found by name, can be called with `arguments` further ones
    /// behind those that it has curried. The machine knows; without one only resolved functions.
    [[nodiscard]] virtual bool accepts(const fn_object& f, std::size_t arguments) const;

    /// The same among functions of scripts only, not those of the library.
    [[nodiscard]] virtual bool is_scripted(const fn_object& f, std::size_t arguments) const;

    /// Writes a line to the log. The machine keeps it in order with what is printed; without one it is
    /// dropped.
    virtual void log(log_level level, std::string text);

private:
    [[nodiscard]] fallible<void> check(std::size_t count, std::size_t most, std::size_t unit_bytes,
                                       const char* what) const;

    heap_account* heap_;
    value_limits limits_;
    std::uint64_t work_ = 0;
};

}  // namespace bounce::script
