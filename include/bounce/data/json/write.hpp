#pragma once

#include "bounce/data/json/value.hpp"

#include <string>

namespace bounce::json {

/// How `write` lays a text out.
struct write_options {
    write_options() noexcept = default;

    /// Spaces for each level, one member or element on a line; 0 writes everything on one line
    /// without white space. More than 16 count as 16.
    unsigned indent = 0;
};

/// The JSON text of a value, always valid JSON in UTF-8: bytes of a string that are not UTF-8
/// become U+FFFD; a double that is no number or infinite, which JSON cannot express, becomes null.
/// A double has the fewest digits that read back as the same double, and a fraction or an exponent,
/// so that it reads back as a double.
[[nodiscard]] std::string write(const value& v, const write_options& options = {});

}  // namespace bounce::json
