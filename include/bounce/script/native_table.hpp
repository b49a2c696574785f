#pragma once

#include "bounce/script/native.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// The natives of one name in one module.
class overload_set {
public:
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::span<const native* const> all() const noexcept { return all_; }
    /// Those that take `arity` arguments, in the order of registration.
    [[nodiscard]] std::span<const native* const> of_arity(std::size_t arity) const noexcept;
    /// The one that takes these arguments; null if none does. Exact types win over `any`.
    [[nodiscard]] const native* select(std::span<const value> args) const noexcept;
    /// Whether one of `arity` may change its first argument, so that a caller has to pass a variable.
    [[nodiscard]] bool may_mutate(std::size_t arity) const noexcept;
    /// The one that `x.name` calls for a receiver; null if there is none.
    [[nodiscard]] const native* property_of(const value& receiver) const noexcept;

private:
    friend class native_table;
    std::string name_;
    std::vector<const native*> all_;
    std::vector<std::vector<const native*>> by_arity_;
};

/// The natives of an engine by module and name. Filled while the engine is set up, read by many threads
/// afterwards.
class native_table {
public:
    native_table() = default;
    native_table(const native_table&) = delete;
    native_table& operator=(const native_table&) = delete;
    native_table(native_table&&) noexcept = default;
    native_table& operator=(native_table&&) noexcept = default;

    /// Adds a native; one with the same module, name and parameter types is replaced.
    void add(native n);

    /// The overloads of a name; null if there are none. The address stays good while the table lives.
    [[nodiscard]] const overload_set* find(std::string_view module,
                                           std::string_view name) const noexcept;
    [[nodiscard]] bool has_module(std::string_view module) const noexcept;
    /// All names of a module, ascending.
    [[nodiscard]] std::vector<std::string_view> names(std::string_view module) const;
    [[nodiscard]] std::vector<std::string_view> modules() const;
    [[nodiscard]] const native& at(std::uint32_t index) const noexcept { return *natives_[index]; }
    [[nodiscard]] std::size_t size() const noexcept { return natives_.size(); }

    /// The native that takes these arguments, called; ErrorFunctionNotFound "name (i64, string)" if there
    /// is none.
    [[nodiscard]] fallible<value> call(native_context& context, std::string_view name,
                                       native_arguments args) const;

private:
    std::vector<std::unique_ptr<native>> natives_;
    std::map<std::string, std::map<std::string, overload_set, std::less<>>, std::less<>> modules_;
};

/// ErrorFunctionNotFound: "pad (i64, string)".
[[nodiscard]] failure function_not_found(std::string_view name, std::span<const value> args);

/// Adds the standard library, which every script has without an import.
void add_standard_library(native_table& table);

}  // namespace bounce::script
