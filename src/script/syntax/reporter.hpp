#pragma once

#include "bounce/script/diagnostic.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace bounce::script {

/// Collects what the lexer and the parser have to say, up to a number of errors. Only the first complaint
/// about a place is kept: what follows from it would puzzle.
class reporter {
public:
    explicit reporter(std::size_t most_errors) noexcept : room_{most_errors} {}

    diagnostic& error(source_span where, std::string message, std::string help = {}) {
        if (!is_full() && (all_.empty() || !(last_ == where.offset))) {
            last_ = where.offset;
            --room_;
            all_.push_back({.message = std::move(message),
                            .where = where,

                            .help = std::move(help)});
            return all_.back();
        }
        dropped_ = {};
        return dropped_;  // what is added to it goes nowhere
    }

    [[nodiscard]] bool is_full() const noexcept { return room_ == 0; }
    [[nodiscard]] std::vector<diagnostic> take() noexcept { return std::move(all_); }

private:
    std::vector<diagnostic> all_;
    diagnostic dropped_;
    std::size_t room_;
    std::size_t last_ = 0;  // offset of the newest; looked at if there is one
};

}  // namespace bounce::script
