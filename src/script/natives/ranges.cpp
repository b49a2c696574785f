#include "script/natives/binding.hpp"
#include "script/natives/bits.hpp"
#include "script/natives/indexing.hpp"

#include <limits>

namespace bounce::script {

namespace {

[[nodiscard]] fallible<void> check_step(bool zero) {
    if (!zero) return {};
    return fail(error_kind::arithmetic, "the step of a range is zero");
}

[[nodiscard]] fallible<value> bits_from(native_context& context, const value& i, std::int64_t first,
                                        std::int64_t count) {
    const auto position = position_of(first, int_bits);
    if (!position) {
        return fail(error_kind::index_out_of_bounds,
                    "bit index " + std::to_string(first) + " is out of bounds: there are 64 bits");
    }
    const slice part = slice_from(static_cast<std::int64_t>(*position), count, int_bits);
    return make_part_iterator(context.owner(), iteration::bits, i, part.first,
                              part.first + part.count);
}

}  // namespace

void add_ranges(native_registrar& l) {
    l.property("start", [](const range_object& r) { return r.begin; });
    l.property("end", [](const range_object& r) { return r.end; });
    l.property("is_inclusive", [](const range_object& r) { return r.inclusive; });
    l.property("is_exclusive", [](const range_object& r) { return !r.inclusive; });
    l.property("is_empty", [](const range_object& r) { return r.is_empty(); });
    l.fn("contains", [](const range_object& r, std::int64_t i) { return r.contains(i); });

    l.fn("range", [](native_context& context, std::int64_t begin, std::int64_t end) {
        return make_range(context.owner(), begin, end, false);
    });
    l.fn("range",
         [](native_context& context, std::int64_t begin, std::int64_t end,
            std::int64_t step) -> fallible<value> {
             if (auto good = check_step(step == 0); !good) return failure_of(good);
             return make_number_iterator(context.owner(), begin, end, step, false);
         });
    l.fn("range",
         [](native_context& context, const range_object& r, std::int64_t step) -> fallible<value> {
             if (auto good = check_step(step == 0); !good) return failure_of(good);
             return make_number_iterator(context.owner(), r.begin, r.end, step, r.inclusive);
         });
    l.fn("range",
         [](native_context& context, any_number begin, any_number end,
            any_number step) -> fallible<value> {
             if (auto good = check_step(step.number == 0); !good) return failure_of(good);
             return make_float_iterator(context.owner(), begin.number, end.number, step.number);
         });

    constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
    l.property("bits", [](native_context& context, const int_value& i) {
        return bits_from(context, i.v, 0, all);
    });
    l.fn("bits", [](native_context& context, const int_value& i, std::int64_t first) {
        return bits_from(context, i.v, first, all);
    });
    l.fn("bits", [](native_context& context, const int_value& i, std::int64_t first,
                    std::int64_t count) { return bits_from(context, i.v, first, count); });
    l.fn("bits", [](native_context& context, const int_value& i, const range_object& r) {
        const slice part = slice_of(r.begin, r.end, r.inclusive, int_bits);
        return make_part_iterator(context.owner(), iteration::bits, i.v, part.first,
                                  part.first + part.count);
    });
}

}  // namespace bounce::script
