#include "script/natives/binding.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/operators.hpp"
#include "script/values/utf8.hpp"

#include <algorithm>
#include <bit>

namespace bounce::script {

namespace {

using byte_list = std::vector<std::uint8_t>;

constexpr std::size_t word_bytes = 8;

[[nodiscard]] auto at(byte_list& bytes, std::size_t i) noexcept {
    return bytes.begin() + static_cast<std::ptrdiff_t>(i);
}
[[nodiscard]] std::size_t size_of(blob_variable b) noexcept {
    return as<blob_object>(b.v).bytes.size();
}
[[nodiscard]] slice range_in(const blob_object& b, const range_object& r) noexcept {
    return slice_of(r.begin, r.end, r.inclusive, b.bytes.size());
}
[[nodiscard]] slice range_in(blob_variable b, const range_object& r) noexcept {
    return range_in(as<blob_object>(b.v), r);
}
[[nodiscard]] slice part_in(blob_variable b, std::int64_t start, std::int64_t length) noexcept {
    return slice_from(start, length, size_of(b));
}

[[nodiscard]] value copied(native_context& context, const blob_object& b, slice part) {
    context.charge(part.count);
    const auto first = b.bytes.begin() + static_cast<std::ptrdiff_t>(part.first);
    return make_blob(context.owner(), {first, first + static_cast<std::ptrdiff_t>(part.count)});
}

[[nodiscard]] value taken(native_context& context, blob_variable b, slice part) {
    value out = copied(context, as<blob_object>(b.v), part);
    auto& blob = own_blob(context, b.v);
    const auto first = at(blob.bytes, part.first);
    blob.bytes.erase(first, first + static_cast<std::ptrdiff_t>(part.count));
    blob.settle();
    return out;
}
[[nodiscard]] value taken_around(native_context& context, blob_variable b, slice part) {
    value kept = taken(context, b, part);
    b.v.swap(kept);
    return kept;
}

[[nodiscard]] fallible<value> filled(native_context& context, std::int64_t length,
                                     std::int64_t byte) {
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(length, 0));
    if (auto fits = context.check_blob(size); !fits) return failure_of(fits);
    context.charge(size);
    return make_blob(context.owner(), byte_list(size, static_cast<std::uint8_t>(byte)));
}

/// The first bytes of a part, at most a word of them, as an unsigned number.
template <std::endian Order>
[[nodiscard]] std::uint64_t word_in(const blob_object& b, slice part) noexcept {
    const std::size_t count = std::min(part.count, word_bytes);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t byte = b.bytes[part.first + i];
        // Big-endian bytes are the upper ones of the word, however few they are.
        word |= byte << 8 * (Order == std::endian::little ? i : word_bytes - 1 - i);
    }
    return word;
}

template <std::endian Order>
void put_word(native_context& context, blob_variable b, slice part, std::uint64_t word) {
    const std::size_t count = std::min(part.count, word_bytes);
    auto& bytes = own_blob(context, b.v).bytes;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t shift = 8 * (Order == std::endian::little ? i : word_bytes - 1 - i);
        bytes[part.first + i] = static_cast<std::uint8_t>(word >> shift);
    }
}

/// As much of the text as the part has room for; the last character may be cut.
void put_text(native_context& context, blob_variable b, slice part, std::string_view text,
              bool ascii_only) {
    auto& bytes = own_blob(context, b.v).bytes;
    std::size_t put = 0;
    for (const char c : text) {
        if (put == part.count) return;
        const auto byte = static_cast<std::uint8_t>(c);
        if (ascii_only && byte >= 0x80) continue;
        bytes[part.first + put++] = byte;
    }
}

/// Text of bytes, with U+FFFD for each that is no part of UTF-8.
[[nodiscard]] std::string lossy_text(const byte_list& bytes) {
    std::string all{bytes.begin(), bytes.end()};
    if (is_valid_utf8(all)) return all;
    std::string out;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t length = 1;
        while (length <= 4 && i + length <= all.size() &&
               !is_valid_utf8(std::string_view{all}.substr(i, length))) {
            ++length;
        }
        if (length > 4 || i + length > all.size()) {
            out += "\xEF\xBF\xBD";
            length = 1;
        } else {
            out += std::string_view{all}.substr(i, length);
        }
        i += length;
    }
    return out;
}

void add_reading(native_registrar& l) {
    l.fn("blob", [](native_context& context) { return make_blob(context.owner()); });
    l.fn("blob",
         [](native_context& context, std::int64_t length) { return filled(context, length, 0); });
    l.fn("blob", [](native_context& context, std::int64_t length, std::int64_t byte) {
        return filled(context, length, byte);
    });
    l.property("len", [](const blob_object& b) { return b.bytes.size(); });
    l.property("is_empty", [](const blob_object& b) { return b.bytes.empty(); });
    l.fn("get", [](const blob_object& b, std::int64_t index) {
        const auto position = position_of(index, b.bytes.size());
        return position ? std::int64_t{b.bytes[*position]} : 0;
    });
    l.fn("contains", [](native_context& context, const blob_object& b, std::int64_t byte) {
        context.charge(b.bytes.size());
        return std::ranges::any_of(b.bytes, [&](std::uint8_t x) { return x == byte; });
    });
    l.fn("to_array", [](native_context& context, const blob_object& b) -> fallible<value> {
        context.charge(b.bytes.size());
        if (auto fits = context.check_array(b.bytes.size()); !fits) return failure_of(fits);
        std::vector<value> items;
        items.reserve(b.bytes.size());
        for (const std::uint8_t byte : b.bytes) items.push_back(value::integer(byte));
        return make_array(context.owner(), std::move(items));
    });
    l.fn("as_string", [](const blob_object& b) { return lossy_text(b.bytes); });
    l.fn("extract", [](native_context& context, const blob_object& b, const range_object& r) {
        return copied(context, b, range_in(b, r));
    });
    l.fn("extract", [](native_context& context, const blob_object& b, std::int64_t start) {
        return copied(context, b, slice_from(start, range_object::open_end, b.bytes.size()));
    });
    l.fn("extract", [](native_context& context, const blob_object& b, std::int64_t start,
                       std::int64_t length) {
        return copied(context, b, slice_from(start, length, b.bytes.size()));
    });
}

void add_changes(native_registrar& l) {
    l.fn("set",
         [](native_context& context, blob_variable b, std::int64_t index, std::int64_t byte) {
             const auto position = position_of(index, size_of(b));
             if (!position) return;
             own_blob(context, b.v).bytes[*position] = static_cast<std::uint8_t>(byte);
         });
    for (const char* const name : {"push", "append"}) {
        l.fn(name, [](native_context& context, blob_variable b, const int_value& byte) {
            return binary_assign(context, binary_operator::add, b.v, byte.v);
        });
    }
    l.fn("append", [](native_context& context, blob_variable b, const blob_object& tail) {
        return binary_assign(context, binary_operator::add, b.v,
                             value::share(const_cast<blob_object*>(&tail)));
    });
    l.fn("append", [](native_context& context, blob_variable b, any_text tail) {
        return binary_assign(context, binary_operator::add, b.v, tail.v);
    });
    l.fn("insert",
         [](native_context& context, blob_variable b, std::int64_t index,
            std::int64_t byte) -> fallible<void> {
             if (auto fits = context.check_blob(size_of(b) + 1); !fits) return fits;
             const std::size_t place = slice_from(index, 0, size_of(b)).first;
             auto& blob = own_blob(context, b.v);
             context.charge(blob.bytes.size() - place);
             blob.bytes.insert(at(blob.bytes, place), static_cast<std::uint8_t>(byte));
             blob.settle();
             return {};
         });
    l.fn("pad",
         [](native_context& context, blob_variable b, std::int64_t length,
            std::int64_t byte) -> fallible<void> {
             if (length <= 0 || static_cast<std::uint64_t>(length) <= size_of(b)) return {};
             const auto size = static_cast<std::size_t>(length);
             if (auto fits = context.check_blob(size); !fits) return fits;
             context.charge(size - size_of(b));
             auto& blob = own_blob(context, b.v);
             blob.bytes.resize(size, static_cast<std::uint8_t>(byte));
             blob.settle();
             return {};
         });
    l.fn("truncate", [](native_context& context, blob_variable b, std::int64_t length) {
        const std::size_t keep = part_in(b, 0, length).count;
        (void)taken(context, b, {keep, size_of(b) - keep});
    });
    l.fn("chop", [](native_context& context, blob_variable b, std::int64_t length) {
        const std::size_t keep = part_in(b, 0, length).count;
        (void)taken(context, b, {0, size_of(b) - keep});
    });
    l.fn("reverse", [](native_context& context, blob_variable b) {
        context.charge(size_of(b));
        std::ranges::reverse(own_blob(context, b.v).bytes);
    });
    l.fn("clear",
         [](native_context& context, blob_variable b) { b.v = make_blob(context.owner()); });
}

[[nodiscard]] std::int64_t byte_taken(native_context& context, blob_variable b,
                                      std::int64_t index) {
    const auto position = position_of(index, size_of(b));
    if (!position) return 0;
    const value out = taken(context, b, {*position, 1});
    return as<blob_object>(out).bytes[0];
}

[[nodiscard]] fallible<void> splice(native_context& context, blob_variable b, slice part,
                                    const blob_object& by) {
    const byte_list replacement = by.bytes;
    const std::size_t size = size_of(b) - part.count + replacement.size();
    if (auto fits = context.check_blob(size); !fits) return fits;
    context.charge(size);
    auto& blob = own_blob(context, b.v);
    const auto first = at(blob.bytes, part.first);
    const auto place = blob.bytes.erase(first, first + static_cast<std::ptrdiff_t>(part.count));
    blob.bytes.insert(place, replacement.begin(), replacement.end());
    blob.settle();
    return {};
}

void add_taking(native_registrar& l) {
    l.fn("pop",
         [](native_context& context, blob_variable b) { return byte_taken(context, b, -1); });
    l.fn("shift",
         [](native_context& context, blob_variable b) { return byte_taken(context, b, 0); });
    l.fn("remove", [](native_context& context, blob_variable b, std::int64_t index) {
        return byte_taken(context, b, index);
    });
    l.fn("splice", [](native_context& context, blob_variable b, const range_object& r,
                      const blob_object& by) { return splice(context, b, range_in(b, r), by); });
    l.fn("splice",
         [](native_context& context, blob_variable b, std::int64_t start, std::int64_t length,
            const blob_object& by) { return splice(context, b, part_in(b, start, length), by); });
    l.fn("split", [](native_context& context, blob_variable b, std::int64_t index) {
        return taken(context, b, part_in(b, index, range_object::open_end));
    });
    l.fn("drain", [](native_context& context, blob_variable b, const range_object& r) {
        return taken(context, b, range_in(b, r));
    });
    l.fn("drain", [](native_context& context, blob_variable b, std::int64_t start,
                     std::int64_t length) { return taken(context, b, part_in(b, start, length)); });
    l.fn("retain", [](native_context& context, blob_variable b, const range_object& r) {
        return taken_around(context, b, range_in(b, r));
    });
    l.fn("retain",
         [](native_context& context, blob_variable b, std::int64_t start, std::int64_t length) {
             return taken_around(context, b, part_in(b, start, length));
         });
}

/// parse_le_int, parse_be_float, write_le ... for one byte order.
template <std::endian Order>
void add_numbers(native_registrar& l, const std::string& order) {
    l.fn("parse_" + order + "_int", [](const blob_object& b, const range_object& r) {
        return static_cast<std::int64_t>(word_in<Order>(b, range_in(b, r)));
    });
    l.fn("parse_" + order + "_int",
         [](const blob_object& b, std::int64_t start, std::int64_t length) {
             return static_cast<std::int64_t>(
                 word_in<Order>(b, slice_from(start, length, b.bytes.size())));
         });
    l.fn("parse_" + order + "_float", [](const blob_object& b, const range_object& r) {
        return std::bit_cast<double>(word_in<Order>(b, range_in(b, r)));
    });
    l.fn("parse_" + order + "_float", [](const blob_object& b, std::int64_t start,
                                         std::int64_t length) {
        return std::bit_cast<double>(word_in<Order>(b, slice_from(start, length, b.bytes.size())));
    });
    l.fn("write_" + order,
         [](native_context& context, blob_variable b, const range_object& r, std::int64_t i) {
             put_word<Order>(context, b, range_in(b, r), static_cast<std::uint64_t>(i));
         });
    l.fn("write_" + order, [](native_context& context, blob_variable b, std::int64_t start,
                              std::int64_t length, std::int64_t i) {
        put_word<Order>(context, b, part_in(b, start, length), static_cast<std::uint64_t>(i));
    });
    l.fn("write_" + order,
         [](native_context& context, blob_variable b, const range_object& r, double f) {
             put_word<Order>(context, b, range_in(b, r), std::bit_cast<std::uint64_t>(f));
         });
    l.fn("write_" + order, [](native_context& context, blob_variable b, std::int64_t start,
                              std::int64_t length, double f) {
        put_word<Order>(context, b, part_in(b, start, length), std::bit_cast<std::uint64_t>(f));
    });
}

void add_text(native_registrar& l) {
    l.fn("write_utf8",
         [](native_context& context, blob_variable b, const range_object& r,
            std::string_view text) { put_text(context, b, range_in(b, r), text, false); });
    l.fn("write_utf8", [](native_context& context, blob_variable b, std::int64_t start,
                          std::int64_t length, std::string_view text) {
        put_text(context, b, part_in(b, start, length), text, false);
    });
    l.fn("write_ascii",
         [](native_context& context, blob_variable b, const range_object& r,
            std::string_view text) { put_text(context, b, range_in(b, r), text, true); });
    l.fn("write_ascii", [](native_context& context, blob_variable b, std::int64_t start,
                           std::int64_t length, std::string_view text) {
        put_text(context, b, part_in(b, start, length), text, true);
    });
}

}  // namespace

void add_blobs(native_registrar& l) {
    add_reading(l);
    add_changes(l);
    add_taking(l);
    add_numbers<std::endian::little>(l, "le");
    add_numbers<std::endian::big>(l, "be");
    add_text(l);
}

}  // namespace bounce::script
