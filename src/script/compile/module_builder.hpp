#pragma once

#include "script/code/module_code.hpp"
#include "script/compile/module_names.hpp"
#include "script/compile/scopes.hpp"

#include "bounce/script/diagnostic.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::script {

/// A module while its functions are generated: the tables they share, without anything twice.
class module_builder {
public:
    module_builder(module_code& out, const module_names& names_there, const scopes& meaning_there,
                   std::vector<diagnostic>& found)
        : names{names_there}, meaning{meaning_there}, problems{found}, out_{out} {}

    const module_names& names;
    const scopes& meaning;
    std::vector<diagnostic>& problems;

    // Their numbers.
    std::uint32_t constant_of(std::int64_t i);
    std::uint32_t constant_of(double f);
    std::uint32_t constant_of(char32_t c);
    std::uint32_t constant_of(std::string_view text);
    std::uint32_t duration_constant(std::int64_t nanoseconds);
    std::uint32_t keys_constant(const std::vector<std::string_view>& keys);
    std::uint32_t reference_to(std::uint32_t import, std::uint32_t function);
    std::uint32_t reference_to(std::uint32_t own_function) {
        return reference_to(function_reference::own_module, own_function);
    }
    std::uint32_t native_of(const native& n, std::size_t arity);

    /// The number of a function that will be set later.
    std::uint32_t reserve_function();
    /// Finishes the code of a function (moves instead of copies, safepoints) and puts it in its place.
    void set_function(std::uint32_t index, function_code code, source_span where);

private:
    std::uint32_t constant_of(std::string key, const value& v);

    module_code& out_;
    std::map<std::string, std::uint32_t, std::less<>> constants_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> references_;
    std::map<std::pair<std::string, std::size_t>, std::uint32_t> natives_;
};

/// A copy whose source nobody needs any more becomes a move, so that what only one variable holds stays
/// unique and is changed in place.
void move_last_uses(function_code& f);

}  // namespace bounce::script
