#pragma once

#include "bounce/script/failure.hpp"
#include "bounce/script/program.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace bounce::script {

class engine;
struct module;
struct linked_program;

/// A program linked with the natives of an engine: what an isolate runs. Never changes; copies share, and
/// threads may use it at the same time.
class executable {
public:
    /// Fails with a sentence that names what is missing: a module, or a native with its arity and version.
    /// The modules must have passed the verifier, or come from the compiler.
    [[nodiscard]] static fallible<executable> link(std::shared_ptr<const engine> natives,
                                                   const program& modules);

    /// The modules, each behind those that it imports, the main module last.
    [[nodiscard]] std::span<const std::unique_ptr<module>> modules() const noexcept;
    [[nodiscard]] const module& main() const noexcept;
    /// Number of parameters of a function of the main module; nothing if there is none of that name (the
    /// smallest, if there are several).
    [[nodiscard]] std::optional<std::size_t> parameters_of(
        std::string_view function) const noexcept;
    [[nodiscard]] const engine& natives() const noexcept;
    [[nodiscard]] const linked_program& linked() const noexcept { return *linked_; }

private:
    explicit executable(std::shared_ptr<const linked_program> linked) noexcept
        : linked_{std::move(linked)} {}

    std::shared_ptr<const linked_program> linked_;
};

}  // namespace bounce::script
