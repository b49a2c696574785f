#include "script/natives/arithmetic.hpp"
#include "script/natives/binding.hpp"
#include "script/natives/operators.hpp"

#include <string>

namespace bounce::script {

namespace {

constexpr double second_ns = 1e9;

[[nodiscard]] fallible<value> seconds_as_duration(double seconds) {
    if (const auto ns = nanoseconds_of(seconds)) return value::duration(*ns);
    return fail(error_kind::arithmetic, "overflow: a duration of that many seconds");
}

/// x times a unit.
template <std::int64_t UnitNs>
[[nodiscard]] fallible<value> of_units(native_context& context, const value& x) {
    return binary(context, binary_operator::multiply, value::duration(UnitNs), x);
}

/// nanoseconds(5), seconds(1.5), ...; and d.seconds: how many there are in a duration, as a float.
template <std::int64_t UnitNs>
void add_unit(native_registrar& l, const std::string& name) {
    l.fn(name, [](native_context& context, const int_value& n) {
        return of_units<UnitNs>(context, n.v);
    });
    l.fn(name, [](native_context& context, double n) {
        return of_units<UnitNs>(context, value::floating(n));
    });
    l.property(name, [](duration_ns d) {
        return static_cast<double>(d.ns) / static_cast<double>(UnitNs);
    });
}

}  // namespace

void add_times(native_registrar& l) {
    l.fn("timestamp", [](native_context& context) { return timestamp_ns{context.now}; });
    // Seconds since 1970, as a number; and back.
    l.property("unix_seconds",
               [](timestamp_ns t) { return static_cast<double>(t.ns) / second_ns; });
    l.fn("timestamp", [](any_number seconds) -> fallible<value> {
        if (const auto ns = nanoseconds_of(seconds.number)) return value::timestamp(*ns);
        return fail(error_kind::arithmetic, "overflow: a timestamp of that many seconds");
    });
    l.property("elapsed", [](native_context& context, timestamp_ns t) -> fallible<value> {
        if (t.ns > context.now) {
            return fail(error_kind::arithmetic, "the timestamp is later than now");
        }
        return binary(context, binary_operator::subtract, value::timestamp(context.now),
                      value::timestamp(t.ns));
    });
    add_unit<1>(l, "nanoseconds");
    add_unit<1'000>(l, "microseconds");
    add_unit<1'000'000>(l, "milliseconds");
    add_unit<1'000'000'000>(l, "seconds");
    add_unit<60'000'000'000>(l, "minutes");
    add_unit<3'600'000'000'000>(l, "hours");
    add_unit<86'400'000'000'000>(l, "days");
    l.property("is_zero", [](duration_ns d) { return d.ns == 0; });
    l.fn("abs", [](native_context& context, duration_ns d) -> fallible<value> {
        const value v = value::duration(d.ns);
        return d.ns < 0 ? unary(context, unary_operator::negate, v) : fallible<value>{v};
    });
    l.fn("max", [](duration_ns a, duration_ns b) { return a.ns > b.ns ? a : b; });
    l.fn("min", [](duration_ns a, duration_ns b) { return a.ns < b.ns ? a : b; });
    // What `sleep(2)` and `with_timeout(2, f)` mean: durations as they are, numbers as seconds.
    l.fn("to_duration", [](duration_ns d) { return d; });
    l.fn("to_duration", [](any_number seconds) { return seconds_as_duration(seconds.number); });
}

}  // namespace bounce::script
