#pragma once

#include "script/natives/own.hpp"
#include "script/values/fn.hpp"
#include "script/values/iterator.hpp"
#include "script/values/range.hpp"

#include "bounce/script/native_table.hpp"

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// Natives of the standard library are lambdas without captures, whose C++ parameters say which types of
// the language they take:
//
//     l.fn("sqrt", [](double x) { return std::sqrt(x); });
//     l.fn("push", [](native_context& context, array_variable a, const value& item) { ... });
//
// A parameter `..._variable` is the caller's variable, and makes the native a mutating one.

namespace bounce::script {

struct duration_ns {
    std::int64_t ns;
};
struct timestamp_ns {
    std::int64_t ns;
};
/// An int or a float, as a float.
struct any_number {
    double number;
};

/// A string, as a value, which knows how many characters it has.
struct string_value {
    const value& v;
};
struct int_value {
    const value& v;
};
/// A string or a char, as text.
struct any_text {
    const value& v;
};

template <kind K>
struct variable {
    value& v;
};
using array_variable = variable<kind::array>;
using map_variable = variable<kind::map>;
using blob_variable = variable<kind::blob>;
using string_variable = variable<kind::string>;
using char_variable = variable<kind::character>;
using int_variable = variable<kind::integer>;
/// A variable of any type.
using any_variable = variable<kind::unit>;

namespace detail {

/// How an argument becomes a parameter of type P.
template <class P>
struct argument;

template <parameter_type Type, bool ByReference = false>
struct typed {
    static constexpr parameter_type type = Type;
    static constexpr bool by_reference = ByReference;
};

template <>
struct argument<std::int64_t> : typed<parameter_type::integer> {
    static std::int64_t of(value& v) noexcept { return v.as_int(); }
};
template <>
struct argument<double> : typed<parameter_type::floating> {
    static double of(value& v) noexcept { return v.as_float(); }
};
template <>
struct argument<any_number> : typed<parameter_type::number> {
    static any_number of(value& v) noexcept {
        return {v.is_int() ? static_cast<double>(v.as_int()) : v.as_float()};
    }
};
template <>
struct argument<const string_value&> : typed<parameter_type::string> {
    static string_value of(value& v) noexcept { return {v}; }
};
template <>
struct argument<const int_value&> : typed<parameter_type::integer> {
    static int_value of(value& v) noexcept { return {v}; }
};
template <>
struct argument<any_text> : typed<parameter_type::text> {
    static any_text of(value& v) noexcept { return {v}; }
};
template <>
struct argument<bool> : typed<parameter_type::boolean> {
    static bool of(value& v) noexcept { return v.as_bool(); }
};
template <>
struct argument<char32_t> : typed<parameter_type::character> {
    static char32_t of(value& v) noexcept { return v.as_char(); }
};
template <>
struct argument<std::string_view> : typed<parameter_type::string> {
    static std::string_view of(value& v) noexcept { return v.text(); }
};
template <>
struct argument<duration_ns> : typed<parameter_type::duration> {
    static duration_ns of(value& v) noexcept { return {v.as_duration()}; }
};
template <>
struct argument<timestamp_ns> : typed<parameter_type::timestamp> {
    static timestamp_ns of(value& v) noexcept { return {v.as_timestamp()}; }
};
template <>
struct argument<const value&> : typed<parameter_type::any> {
    static const value& of(value& v) noexcept { return v; }
};
template <class T, parameter_type Type>
struct object_argument : typed<Type> {
    static const T& of(value& v) noexcept { return as<T>(v); }
};
template <>
struct argument<const array_object&> : object_argument<array_object, parameter_type::array> {};
template <>
struct argument<const map_object&> : object_argument<map_object, parameter_type::map> {};
template <>
struct argument<const blob_object&> : object_argument<blob_object, parameter_type::blob> {};
template <>
struct argument<const range_object&> : object_argument<range_object, parameter_type::range> {};
template <>
struct argument<const fn_object&> : object_argument<fn_object, parameter_type::fn> {};
template <kind K, parameter_type Type>
struct variable_argument : typed<Type, true> {
    static variable<K> of(value& v) noexcept { return {v}; }
};
template <>
struct argument<array_variable> : variable_argument<kind::array, parameter_type::array> {};
template <>
struct argument<map_variable> : variable_argument<kind::map, parameter_type::map> {};
template <>
struct argument<blob_variable> : variable_argument<kind::blob, parameter_type::blob> {};
template <>
struct argument<string_variable> : variable_argument<kind::string, parameter_type::string> {};
template <>
struct argument<char_variable> : variable_argument<kind::character, parameter_type::character> {};
template <>
struct argument<int_variable> : variable_argument<kind::integer, parameter_type::integer> {};
template <>
struct argument<any_variable> : variable_argument<kind::unit, parameter_type::any> {};

/// How a result becomes a value.
[[nodiscard]] inline fallible<value> returned(native_context&, value v) { return v; }
[[nodiscard]] inline fallible<value> returned(native_context&, fallible<value> v) { return v; }
[[nodiscard]] inline fallible<value> returned(native_context&, fallible<void> done) {
    if (!done) return failure_of(done);
    return value{};
}
[[nodiscard]] inline fallible<value> returned(native_context&, std::int64_t i) {
    return value::integer(i);
}
[[nodiscard]] inline fallible<value> returned(native_context&, std::size_t n) {
    return value::integer(static_cast<std::int64_t>(n));
}
[[nodiscard]] inline fallible<value> returned(native_context&, double f) {
    return value::floating(f);
}
[[nodiscard]] inline fallible<value> returned(native_context&, bool b) { return value::boolean(b); }
[[nodiscard]] inline fallible<value> returned(native_context&, char32_t c) {
    return value::character(c);
}
[[nodiscard]] inline fallible<value> returned(native_context&, duration_ns d) {
    return value::duration(d.ns);
}
[[nodiscard]] inline fallible<value> returned(native_context&, timestamp_ns t) {
    return value::timestamp(t.ns);
}
[[nodiscard]] inline fallible<value> returned(native_context& context, const std::string& text) {
    if (auto fits = context.check_string(text.size()); !fits) return failure_of(fits);
    context.charge(text.size());
    return make_string(context.owner(), text);
}
[[nodiscard]] inline fallible<value> returned(native_context& context, std::string_view text) {
    context.charge(text.size());
    return make_string(context.owner(), text);
}

/// One native: F with or without a context in front of its parameters P.
template <class F, bool WithContext, class... P>
struct bound {
    static_assert(std::is_empty_v<F>, "a native of the standard library captures nothing");

    static fallible<value> call(native_context& context, native_arguments args, const void*) {
        return call_with(context, args, std::index_sequence_for<P...>{});
    }
    static native make(std::string name) {
        native n;
        n.name = std::move(name);
        n.parameters = {argument<P>::type...};
        n.mutates = (false || ... || argument<P>::by_reference);
        n.call = &call;
        return n;
    }

private:
    template <std::size_t... I>
    static fallible<value> call_with(native_context& context,
                                     [[maybe_unused]] native_arguments args,
                                     std::index_sequence<I...>) {
        const auto run = [&]() -> decltype(auto) {
            if constexpr (WithContext) {
                return F{}(context, argument<P>::of(args[I])...);
            } else {
                return F{}(argument<P>::of(args[I])...);
            }
        };
        if constexpr (std::is_void_v<decltype(run())>) {
            run();
            return value{};
        } else {
            return returned(context, run());
        }
    }
};

template <class F, class Signature>
struct binding_of;
template <class F, class R, class... P>
struct binding_of<F, R (F::*)(P...) const> {
    using type = bound<F, false, P...>;
};
template <class F, class R, class... P>
struct binding_of<F, R (F::*)(native_context&, P...) const> {
    using type = bound<F, true, P...>;
};

}  // namespace detail

/// Adds natives to a table.
class native_registrar {
public:
    explicit native_registrar(native_table& table) noexcept : table_{table} {}

    /// f(x), x.f()
    template <class F>
    void fn(std::string name, F) {
        table_.add(made<F>(std::move(name)));
    }
    /// The same, and x.f without parentheses.
    template <class F>
    void property(std::string name, F) {
        native n = made<F>(std::move(name));
        n.property = true;
        table_.add(std::move(n));
    }

private:
    template <class F>
    static native made(std::string name) {
        return detail::binding_of<F, decltype(&F::operator())>::type::make(std::move(name));
    }

    native_table& table_;
};

// The parts of the standard library.
void add_math(native_registrar& l);
void add_text_of_values(native_registrar& l);
void add_strings(native_registrar& l);
void add_string_splitting(native_registrar& l);
void add_arrays(native_registrar& l);
void add_blobs(native_registrar& l);
void add_maps(native_registrar& l);
void add_ranges(native_registrar& l);
void add_times(native_registrar& l);
void add_functions(native_registrar& l);
void add_json(native_registrar& l);

}  // namespace bounce::script
