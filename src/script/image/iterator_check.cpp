#include "script/image/iterator_check.hpp"

#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/map.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace bounce::script {

namespace {

/// The greatest `end` that the source allows; nothing if it is none for this kind of iteration.
std::optional<std::size_t> extent(const iterator_object& it) noexcept {
    const value& v = it.source;
    switch (it.over) {
        case iteration::array:
            if (v.is_array()) return as<array_object>(v).items.size();
            break;
        case iteration::characters:
            if (v.is_string()) return v.text().size();
            break;
        case iteration::bytes:
            if (v.is_string()) return v.text().size();
            if (v.is_blob()) return as<blob_object>(v).bytes.size();
            break;
        case iteration::bits:
            if (v.is_int()) return 64;
            break;
        case iteration::map_keys:
        case iteration::map_values:
            if (v.is_map()) return as<map_object>(v).size();
            break;
        default: break;
    }
    return std::nullopt;
}

bool is_inside(const iterator_object& it) noexcept {
    if (it.position < 0) return false;
    if (it.position >= it.end) return true;  // it is at its end, wherever that is
    const auto most = extent(it);
    if (!most || static_cast<std::uint64_t>(it.end) > *most) return false;
    if (it.over != iteration::characters) return true;
    const std::string_view text = it.source.text();
    return (static_cast<unsigned char>(text[static_cast<std::size_t>(it.position)]) & 0xc0U) !=
           0x80U;
}

}  // namespace

bool is_sound(const iterator_object& it) noexcept {
    // It is counted up, and never comes near.
    constexpr std::int64_t most_delivered = std::numeric_limits<std::int64_t>::max() / 2;
    if (it.delivered < 0 || it.delivered > most_delivered) return false;
    if (it.finished) return true;
    switch (it.over) {
        case iteration::numbers: return it.step != 0;
        case iteration::float_numbers: {
            const auto step = std::bit_cast<double>(it.step);
            return std::isfinite(step) && step != 0;
        }
        case iteration::channel: return it.source.is(kind::channel);
        default: return is_inside(it);
    }
}

}  // namespace bounce::script
