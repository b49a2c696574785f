#pragma once

#include "script/code/module_code.hpp"

#include "bounce/script/native_table.hpp"

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

class suggestion;

/// What every module may call without an import: intrinsics of the machine, functions of the prelude and
/// natives of the core library.
class library {
public:
    /// Either may be null. They must outlive it.
    library(const native_table* natives, const module_code* prelude);

    [[nodiscard]] const native_table* natives() const noexcept { return natives_; }

    [[nodiscard]] bool knows(std::string_view name) const;
    /// The same with so many arguments, a receiver included.
    [[nodiscard]] bool knows(std::string_view name, std::size_t arguments) const;
    /// Whether one of the functions of that name may change its receiver or first argument. False if
    /// there are none.
    [[nodiscard]] bool may_mutate(std::string_view name) const;
    /// The asynchronous native that a plain call of that name means; null if an intrinsic or a function
    /// of the prelude comes first, or if the native is an ordinary one.
    [[nodiscard]] const native* operation(std::string_view name, std::size_t arguments) const;

    void offer_names(suggestion& to) const;

private:
    [[nodiscard]] const overload_set* core(std::string_view name) const;
    [[nodiscard]] bool in_prelude(std::string_view name, std::size_t arguments) const;

    const native_table* natives_;
    std::unordered_map<std::string_view, std::vector<const function_code*>> prelude_;
};

}  // namespace bounce::script
