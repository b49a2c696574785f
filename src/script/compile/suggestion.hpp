#pragma once

#include <cstddef>
#include <string_view>

namespace bounce::script {

/// Looks for the name that somebody probably meant: feed it all there are.
class suggestion {
public:
    explicit suggestion(std::string_view written) noexcept;

    void offer(std::string_view name);

    /// The closest name offered; empty if none is close.
    [[nodiscard]] std::string_view best() const noexcept { return best_; }

private:
    std::string_view written_;
    std::string_view best_;
    std::size_t distance_;  // what a name must come below
};

}  // namespace bounce::script
