#include "bounce/data/json/value.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace bounce::json {

namespace {

std::string_view described(const value& v) noexcept { return name_of(v.kind()); }

error mismatch(std::string_view expected, const value& found) {
    return error{errc::type_mismatch}.in(
        std::string{"expected "}.append(expected).append(", found ").append(described(found)));
}

error out_of_range(std::string_view range) {
    return error{errc::type_mismatch}.in(
        std::string{"expected "}.append(range).append(", found a number outside of it"));
}

// 2^63 and 2^64 as doubles; both are exact.
constexpr double two_63 = 9223372036854775808.0;
constexpr double two_64 = 18446744073709551616.0;

std::optional<std::int64_t> whole_int64(double d) noexcept {
    if (!(d >= -two_63 && d < two_63) || std::trunc(d) != d) return std::nullopt;
    return static_cast<std::int64_t>(d);
}

std::optional<std::uint64_t> whole_uint64(double d) noexcept {
    if (!(d >= 0 && d < two_64) || std::trunc(d) != d) return std::nullopt;
    return static_cast<std::uint64_t>(d);
}

}  // namespace

std::string_view name_of(kind k) noexcept {
    switch (k) {
        case kind::null: return "null";
        case kind::boolean: return "boolean";
        case kind::integer:
        case kind::unsigned_integer:
        case kind::real: return "number";
        case kind::string: return "string";
        case kind::array: return "array";
        case kind::object: return "object";
    }
    return "null";
}

value::storage value::integer(std::uint64_t v) noexcept {
    if (v <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return storage{static_cast<std::int64_t>(v)};
    return storage{v};
}

const std::string* value::if_string() const noexcept { return std::get_if<std::string>(&data_); }
const json::array* value::if_array() const noexcept { return std::get_if<json::array>(&data_); }
json::array* value::if_array() noexcept { return std::get_if<json::array>(&data_); }
const json::object* value::if_object() const noexcept { return std::get_if<json::object>(&data_); }
json::object* value::if_object() noexcept { return std::get_if<json::object>(&data_); }

const value* value::find(std::string_view name) const noexcept {
    const auto* o = if_object();
    return o != nullptr ? o->find(name) : nullptr;
}

// --- reading
// ---------------------------------------------------------------------------------------

result<bool> value::as_bool() const {
    if (const auto* b = std::get_if<bool>(&data_)) return *b;
    return mismatch("boolean", *this);
}

result<std::int64_t> value::as_int64() const {
    if (const auto* i = std::get_if<std::int64_t>(&data_)) return *i;
    if (const auto* d = std::get_if<double>(&data_)) {
        if (const auto whole = whole_int64(*d)) return *whole;
    }
    if (is_number()) return out_of_range("a whole number from -2^63 to 2^63-1");
    return mismatch("number", *this);
}

result<std::uint64_t> value::as_uint64() const {
    if (const auto* u = std::get_if<std::uint64_t>(&data_)) return *u;
    if (const auto* i = std::get_if<std::int64_t>(&data_); i != nullptr && *i >= 0)
        return static_cast<std::uint64_t>(*i);
    if (const auto* d = std::get_if<double>(&data_)) {
        if (const auto whole = whole_uint64(*d)) return *whole;
    }
    if (is_number()) return out_of_range("a whole number from 0 to 2^64-1");
    return mismatch("number", *this);
}

result<double> value::as_double() const {
    if (const auto* d = std::get_if<double>(&data_)) return *d;
    if (const auto* i = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*i);
    if (const auto* u = std::get_if<std::uint64_t>(&data_)) return static_cast<double>(*u);
    return mismatch("number", *this);
}

result<std::string_view> value::as_string() const {
    if (const auto* s = if_string()) return std::string_view{*s};
    return mismatch("string", *this);
}

result<const json::array*> value::as_array() const {
    if (const auto* a = if_array()) return a;
    return mismatch("array", *this);
}

result<const json::object*> value::as_object() const {
    if (const auto* o = if_object()) return o;
    return mismatch("object", *this);
}

template <>
result<bool> value::as<bool>() const {
    return as_bool();
}
template <>
result<std::int64_t> value::as<std::int64_t>() const {
    return as_int64();
}
template <>
result<std::uint64_t> value::as<std::uint64_t>() const {
    return as_uint64();
}
template <>
result<double> value::as<double>() const {
    return as_double();
}
template <>
result<std::string_view> value::as<std::string_view>() const {
    return as_string();
}
template <>
result<std::string> value::as<std::string>() const {
    return as_string().transform([](std::string_view s) { return std::string{s}; });
}
template <>
result<const array*> value::as<const array*>() const {
    return as_array();
}
template <>
result<const object*> value::as<const object*>() const {
    return as_object();
}

// --- paths
// -----------------------------------------------------------------------------------------

result<const value*> value::follow(std::span<const step> path) const {
    const value* here = this;
    for (const auto& s : path) {
        const auto up_to = [&](const step* end) {
            return path.first(static_cast<std::size_t>(end - path.data()));
        };
        if (s.position_) {
            const auto* a = here->if_array();
            if (a == nullptr) return with_path(mismatch("array", *here), up_to(&s));
            if (*s.position_ >= a->size()) return with_path(error{errc::not_found}, up_to(&s + 1));
            here = &(*a)[*s.position_];
        } else {
            const auto* o = here->if_object();
            if (o == nullptr) return with_path(mismatch("object", *here), up_to(&s));
            here = o->find(s.name_);
            if (here == nullptr) return with_path(error{errc::not_found}, up_to(&s + 1));
        }
    }
    return here;
}

error value::with_path(const error& why, std::span<const step> path) {
    if (path.empty()) return why;
    std::string text;
    for (const auto& s : path) {
        if (s.position_) {
            text.append("[").append(std::to_string(*s.position_)).append("]");
        } else {
            if (!text.empty()) text += '.';
            text += s.name_;
        }
    }
    return why.in("member", std::string{"\""}.append(text).append("\""));
}

}  // namespace bounce::json
