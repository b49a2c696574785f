#include "script/natives/binding.hpp"
#include "script/natives/json.hpp"
#include "script/values/children.hpp"
#include "script/values/walks.hpp"

#include <cmath>
#include <vector>

namespace bounce::script {

namespace {

constexpr double second_ns = 1e9;

void append_json_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20) {
                    out += c;
                } else {
                    out += "\\u00";
                    out += hex[static_cast<unsigned char>(c) >> 4U];
                    out += hex[static_cast<unsigned char>(c) & 0xFU];
                }
        }
    }
    out += '"';
}

class json_writer {
public:
    json_writer(native_context& context, json_style style) noexcept
        : context_{context}, style_{style} {}

    [[nodiscard]] fallible<std::string> write(const value& v) {
        if (auto begun = begin(v); !begun) return failure_of(begun);
        while (!open_.empty()) {
            const object& in = *open_.back().in;
            const std::size_t i = open_.back().next++;
            const bool is_map = in.tag == kind::map;
            if (i == child_count(in)) {
                out_ += is_map ? '}' : ']';
                open_.pop_back();
                continue;
            }
            if (i > 0) out_ += ',';
            if (is_map) {
                append_json_text(out_, static_cast<const map_object&>(in).key_at(i).text());
                out_ += ':';
            }
            if (auto begun = begin(child_at(in, i)); !begun) return failure_of(begun);
            // What is shared is written each time, so only the length bounds the work.
            if (auto fits = context_.check_string(out_.size()); !fits) return failure_of(fits);
        }
        context_.charge(out_.size());
        return std::move(out_);
    }

private:
    [[nodiscard]] fallible<void> begin(const value& v) {
        switch (v.tag()) {
            case kind::array:
            case kind::map:
                out_ += v.is_map() ? '{' : '[';
                open_.push_back({v.as_object()});
                return {};
            case kind::unit: out_ += "null"; return {};
            case kind::boolean:
            case kind::integer: append_debug_text_of(out_, v); return {};
            case kind::floating: return put_float(v);
            case kind::duration:
                append_float(out_, static_cast<double>(v.as_duration()) / second_ns);
                return {};
            case kind::character:
            case kind::short_string:
            case kind::string:
            case kind::timestamp: append_json_text(out_, to_text(v)); return {};
            case kind::blob: {
                const auto& bytes = as<blob_object>(v).bytes;
                out_ += '"';
                append_base64(out_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                out_ += '"';
                return {};
            }
            case kind::range:
            case kind::fn:
                if (style_ == json_style::strict) break;
                append_json_text(out_, v.is_fn() ? as<fn_object>(v).name.text() : to_text(v));
                return {};
            default: break;
        }
        return refused(v);
    }

    [[nodiscard]] fallible<void> put_float(const value& v) {
        if (std::isfinite(v.as_float())) {
            append_float(out_, v.as_float());
            return {};
        }
        if (style_ == json_style::strict) return refused(v);
        out_ += "null";
        return {};
    }

    [[nodiscard]] std::unexpected<failure> refused(const value& v) const {
        std::string path;
        for (const walk_frame& frame : open_) {
            const std::size_t i = frame.next - 1;
            if (frame.in->tag == kind::map) {
                if (!path.empty()) path += '.';
                path += static_cast<const map_object&>(*frame.in).key_at(i).text();
            } else {
                path += '[' + std::to_string(i) + ']';
            }
        }
        if (!path.empty()) path += ": ";
        path += v.is_float() ? to_text(v) : "a value of type " + std::string{type_name(v)};
        return fail(error_kind::mismatch_data_type, path + " has no form in JSON");
    }

    native_context& context_;
    json_style style_;
    std::string out_;
    std::vector<walk_frame> open_;
};

}  // namespace

fallible<std::string> write_json(native_context& context, const value& v, json_style style) {
    return json_writer{context, style}.write(v);
}

void append_base64(std::string& out, std::string_view bytes) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            bits = bits << 8U | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= group.size() ? alphabet[bits >> (18 - 6 * k) & 0x3FU] : '=';
        }
    }
}

void add_json(native_registrar& l) {
    const auto write = [](native_context& context, const value& v) -> fallible<value> {
        auto text = write_json(context, v, json_style::script);
        if (!text) return failure_of(text);
        return detail::returned(context, *text);
    };
    l.fn("to_json", write);
    l.fn("parse_json",
         [](native_context& context, std::string_view text) { return parse_json(context, text); });
}

}  // namespace bounce::script
