#include "script/machine/places.hpp"

#include "script/machine/module.hpp"
#include "script/natives/indexing.hpp"
#include "script/values/map.hpp"

namespace bounce::script {

namespace detail {

fallible<value*> element(native_context& context, const place& p, value& container,
                         std::uint32_t step) {
    const value& key = p.key(step);
    return step_kind(step) == path_kind::property ? property_pointer(context, container, key)
                                                  : index_pointer(context, container, key);
}

fallible<value> read_step(native_context& context, const place& p, const value& container,
                          std::uint32_t step) {
    const value& key = p.key(step);
    return step_kind(step) == path_kind::property ? get_property(context, container, key.text())
                                                  : get_index(context, container, key);
}

fallible<void> write_step(native_context& context, const place& p, value& container,
                          std::uint32_t step, value item) {
    if (step_kind(step) == path_kind::index)
        return set_index(context, container, p.key(step), std::move(item));
    fallible<value*> at = element(context, p, container, step);
    if (!at) return std::unexpected{std::move(at.error())};
    **at = std::move(item);
    return {};
}

}  // namespace detail

fallible<value> read_property(native_context& context, const module& home, const value& container,
                              std::uint32_t constant) {
    const overload_set* natives = home.properties[constant];
    if (natives != nullptr && !container.is_map()) {
        if (const native* getter = natives->property_of(container)) {
            value receiver = container;
            return getter->call(context, {&receiver, 1}, getter->state.get());
        }
    }
    return get_property(context, container, home.code->constants[constant].text());
}

fallible<value> read_place(native_context& context, const module& home, const place& p) {
    const value* at = p.root;
    value held;
    for (const std::uint32_t step : p.path) {
        fallible<value> next = step_kind(step) == path_kind::property
                                   ? read_property(context, home, *at, step_operand(step))
                                   : get_index(context, *at, p.key(step));
        if (!next) return next;
        held = std::move(*next);
        at = &held;
    }
    return *at;
}

fallible<value*> find_element(native_context& context, const place& p) {
    fallible<value*> at = p.root;
    for (std::size_t n = 0; n < p.path.size() && at && *at != nullptr; ++n)
        at = detail::element(context, p, **at, p.path[n]);
    return at;
}

fallible<void> write_place(native_context& context, const place& p, value item) {
    if (p.path.empty()) {
        *p.root = std::move(item);
        return {};
    }
    return change_place(context, p.to_container(), [&](value& container) {
        return detail::write_step(context, p, container, p.path.back(), std::move(item));
    });
}

}  // namespace bounce::script
