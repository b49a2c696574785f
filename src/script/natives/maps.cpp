#include "script/natives/binding.hpp"
#include "script/natives/operators.hpp"

namespace bounce::script {

namespace {

[[nodiscard]] value shared(const map_object& m) {
    return value::share(const_cast<map_object*>(&m));
}

template <class Part>
[[nodiscard]] fallible<value> list(native_context& context, const map_object& m, Part&& part) {
    context.charge(m.size());
    if (auto fits = context.check_array(m.size()); !fits) return failure_of(fits);
    std::vector<value> items;
    items.reserve(m.size());
    for (std::size_t i = 0; i < m.size(); ++i) items.push_back(part(i));
    return make_array(context.owner(), std::move(items));
}

}  // namespace

// No `len` or other properties here: m.len is the value of the key "len".
void add_maps(native_registrar& l) {
    l.fn("len", [](const map_object& m) { return m.size(); });
    l.fn("is_empty", [](const map_object& m) { return m.size() == 0; });
    l.fn("contains",
         [](const map_object& m, std::string_view key) { return m.find(key) != nullptr; });
    l.fn("get", [](const map_object& m, std::string_view key) {
        const value* const found = m.find(key);
        return found != nullptr ? *found : value{};
    });
    l.fn("set",
         [](native_context& context, map_variable m, const string_value& key,
            const value& item) -> fallible<void> {
             if (auto fits = context.check_map(as<map_object>(m.v).size() + 1); !fits) return fits;
             own_map(context, m.v).set(key.v, item);
             return {};
         });
    l.fn("remove", [](native_context& context, map_variable m, std::string_view key) {
        return own_map(context, m.v).remove(key).value_or(value{});
    });
    l.fn("clear", [](native_context& context, map_variable m) { m.v = make_map(context.owner()); });
    l.fn("mixin", [](native_context& context, map_variable m, const map_object& other) {
        return binary_assign(context, binary_operator::add, m.v, shared(other));
    });
    l.fn("fill_with",
         [](native_context& context, map_variable m, const map_object& other) -> fallible<void> {
             const value from = shared(other);
             if (auto fits = context.check_map(as<map_object>(m.v).size() + other.size()); !fits) {
                 return fits;
             }
             context.charge(other.size());
             auto& to = own_map(context, m.v);
             for (std::size_t i = 0; i < other.size(); ++i) {
                 const value& key = as<map_object>(from).key_at(i);
                 if (to.find(key.text()) == nullptr) to.set(key, as<map_object>(from).value_at(i));
             }
             return {};
         });
    l.fn("keys", [](native_context& context, const map_object& m) {
        return list(context, m, [&](std::size_t i) { return m.key_at(i); });
    });
    l.fn("values", [](native_context& context, const map_object& m) {
        return list(context, m, [&](std::size_t i) { return m.value_at(i); });
    });
}

}  // namespace bounce::script
