#pragma once

#include <algorithm>
#include <cstdint>

namespace bounce::script {

/// What a slice may still burn, handed out in small pieces: between two pieces the interpreter looks at
/// everything that needs looking at now and then. Natives may burn more than there is; that is counted,
/// and the next piece is the smaller.
class fuel_meter {
public:
    static constexpr std::int64_t piece = 256;

    explicit fuel_meter(std::uint64_t slice) noexcept
        : left_{static_cast<std::int64_t>(std::min<std::uint64_t>(slice, INT64_MAX))} {}

    [[nodiscard]] bool empty() const noexcept { return left_ <= 0; }
    /// Counts what was burned of the last piece, of which `rest` (perhaps below 0) is left.
    void settle(std::int64_t rest) noexcept {
        const std::int64_t used = granted_ - rest;
        granted_ = 0;
        left_ -= used;
        burned_ += static_cast<std::uint64_t>(used);
    }
    /// The next piece, at most `most`.
    [[nodiscard]] std::int64_t grant(std::int64_t most = piece) noexcept {
        granted_ = std::clamp<std::int64_t>(left_, 0, most);
        return granted_;
    }
    [[nodiscard]] std::uint64_t burned() const noexcept { return burned_; }

private:
    std::int64_t left_;
    std::int64_t granted_ = 0;
    std::uint64_t burned_ = 0;
};

}  // namespace bounce::script
