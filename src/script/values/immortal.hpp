#pragma once

#include "bounce/script/value.hpp"

#include <vector>

namespace bounce::script {

/// Owns immortal objects: the constants of a module. They were created without an account and must
/// outlive every value that refers to them; values are not counted against them.
class immortal_values {
public:
    immortal_values() noexcept = default;
    immortal_values(immortal_values&& other) noexcept = default;
    immortal_values& operator=(immortal_values&& other) noexcept;
    ~immortal_values();

    /// Takes over `v` and everything in it, which nothing else owns. Inline values need no owner.
    void add(const value& v);

private:
    void free_all() noexcept;

    std::vector<value> owned_;
};

/// A copy of `v` without an account, for `immortal_values`.
[[nodiscard]] value immortal_copy(const value& v);

}  // namespace bounce::script
