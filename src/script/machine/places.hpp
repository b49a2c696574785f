#pragma once

#include "script/code/operands.hpp"
#include "script/values/cell.hpp"

#include "bounce/script/failure.hpp"
#include "bounce/script/native_context.hpp"
#include "bounce/script/value.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace bounce::script {

struct module;

/// A place as an instruction names it: a root and the way from there to an element. The steps' keys are
/// read when it is used, so it is good as long as registers and constants are where they were.
struct place {
    value* root = nullptr;  ///< the variable, or the content of `cell`
    cell_object* cell = nullptr;
    std::span<const std::uint32_t> path{};
    const value* registers = nullptr;
    const value* constants = nullptr;

    [[nodiscard]] const value& key(std::uint32_t step) const noexcept {
        return step_kind(step) == path_kind::property ? constants[step_operand(step)]
                                                      : registers[step_operand(step)];
    }
    [[nodiscard]] place to_container() const noexcept {
        place container = *this;
        container.path = path.first(path.size() - 1);
        return container;
    }
};

/// The value at a place. `properties` finds natives that are properties (`x.len`).
[[nodiscard]] fallible<value> read_place(native_context& context, const module& home,
                                         const place& p);
/// place = item.
[[nodiscard]] fallible<void> write_place(native_context& context, const place& p, value item);

/// One step from a container: `x.name`, natives that are properties included.
[[nodiscard]] fallible<value> read_property(native_context& context, const module& home,
                                            const value& container, std::uint32_t constant);

/// The element itself, everything on the way made unique; null if it, or something on the way, has no
/// address.
[[nodiscard]] fallible<value*> find_element(native_context& context, const place& p);

/// Calls change(element) -> fallible<void> with the element itself, everything on the way made unique.
/// What has no address (a char, a bit, a slice) is read before and written afterwards, also if `change`
/// fails.
template <class Change>
[[nodiscard]] fallible<void> change_place(native_context& context, const place& p,
                                          const Change& change);

// --- implementation ------------------------------------------------------------------------------

namespace detail {

/// The element of `container` at a step; null if it has no address.
[[nodiscard]] fallible<value*> element(native_context& context, const place& p, value& container,
                                       std::uint32_t step);
[[nodiscard]] fallible<value> read_step(native_context& context, const place& p,
                                        const value& container, std::uint32_t step);
[[nodiscard]] fallible<void> write_step(native_context& context, const place& p, value& container,
                                        std::uint32_t step, value item);

}  // namespace detail

template <class Change>
fallible<void> change_place(native_context& context, const place& p, const Change& change) {
    value* at = p.root;
    for (std::size_t n = 0; n < p.path.size(); ++n) {
        const std::uint32_t step = p.path[n];
        fallible<value*> next = detail::element(context, p, *at, step);
        if (!next) return std::unexpected{std::move(next.error())};
        if (*next != nullptr) {
            at = *next;
            continue;
        }
        fallible<value> copy = detail::read_step(context, p, *at, step);
        if (!copy) return std::unexpected{std::move(copy.error())};
        place rest = p;
        rest.root = &*copy;
        rest.path = p.path.subspan(n + 1);
        fallible<void> changed = change_place(context, rest, change);
        fallible<void> written = detail::write_step(context, p, *at, step, std::move(*copy));
        return changed ? std::move(written) : std::move(changed);
    }
    return change(*at);
}

}  // namespace bounce::script
