#pragma once

#include "bounce/script/failure.hpp"
#include "bounce/script/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bounce::script {

/// Why a fiber, and with it perhaps the whole program, ended: an error of the machine or of a native, or a
/// value that the script threw; with the way that led there.
///
/// `thrown` belongs to the heap of the isolate and must not outlive it.
struct script_error {
    /// A place in a program. Lines and columns count from 1, columns in characters; 0 is unknown.
    struct place {
        std::string module;
        std::string function;  // "" at the top level, "closure" in one
        std::uint32_t line = 0;
        std::uint32_t column = 0;
        std::uint32_t offset = 0;  // bytes into the source
        std::uint32_t length = 0;
    };
    /// A fiber, and where it was spawned.
    struct origin {
        std::uint64_t fiber = 0;
        place at;
    };

    error_kind kind = error_kind::runtime;
    std::string message;
    value thrown;                 // what `throw` threw, as it was; unit for an error of the machine
    bool is_thrown = false;       // whether `thrown` counts
    std::vector<place> chain;     // innermost first; at most `chain_places` from either end
    std::vector<origin> spawned;  // the fiber it happened in first, then the one that spawned it, …

    static constexpr std::size_t chain_places = 32;

    [[nodiscard]] const place* where() const noexcept {
        return chain.empty() ? nullptr : &chain.front();
    }
};

/// The error for people, in the form of a diagnostic: the message, and the call chain below it.
///
///     error: cannot add `string` and `map`
///       in label() order.bounce:14:31  <  order() order.bounce:31:5  <  fiber 3, spawned at order.bounce:40:9
[[nodiscard]] std::string to_text(const script_error& e);

/// The same with the line of the source and a caret under the place.
[[nodiscard]] std::string to_text(const script_error& e, std::string_view source_of_innermost);

}  // namespace bounce::script
