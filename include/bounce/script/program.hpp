#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace bounce::script {

struct module_code;

/// A compiled program: its modules, each behind those that it imports. The prelude is the first, the
/// module that was asked for the last. Immutable, and shared by threads.
struct program {
    std::vector<std::shared_ptr<const module_code>> modules;

    [[nodiscard]] const module_code& main() const noexcept { return *modules.back(); }
};

}  // namespace bounce::script
