#include "http/files/content_type.hpp"

#include <algorithm>
#include <array>

namespace bounce::http::detail {

namespace {

struct known_type {
    std::string_view extension;
    std::string_view type;
};

// Sorted by extension. Types from the IANA registry; texts are UTF-8 nowadays.
constexpr std::array types{
    known_type{"7z", "application/x-7z-compressed"},
    known_type{"avif", "image/avif"},
    known_type{"bmp", "image/bmp"},
    known_type{"bounce", "text/plain; charset=utf-8"},
    known_type{"bz2", "application/x-bzip2"},
    known_type{"c", "text/plain; charset=utf-8"},
    known_type{"cpp", "text/plain; charset=utf-8"},
    known_type{"css", "text/css; charset=utf-8"},
    known_type{"csv", "text/csv; charset=utf-8"},
    known_type{"flac", "audio/flac"},
    known_type{"gif", "image/gif"},
    known_type{"gz", "application/gzip"},
    known_type{"h", "text/plain; charset=utf-8"},
    known_type{"hpp", "text/plain; charset=utf-8"},
    known_type{"htm", "text/html; charset=utf-8"},
    known_type{"html", "text/html; charset=utf-8"},
    known_type{"ico", "image/x-icon"},
    known_type{"jpeg", "image/jpeg"},
    known_type{"jpg", "image/jpeg"},
    known_type{"js", "text/javascript; charset=utf-8"},
    known_type{"json", "application/json"},
    known_type{"log", "text/plain; charset=utf-8"},
    known_type{"md", "text/markdown; charset=utf-8"},
    known_type{"mjs", "text/javascript; charset=utf-8"},
    known_type{"mp3", "audio/mpeg"},
    known_type{"mp4", "video/mp4"},
    known_type{"ogg", "audio/ogg"},
    known_type{"otf", "font/otf"},
    known_type{"pdf", "application/pdf"},
    known_type{"png", "image/png"},
    known_type{"py", "text/plain; charset=utf-8"},
    known_type{"sh", "text/plain; charset=utf-8"},
    known_type{"svg", "image/svg+xml"},
    known_type{"tar", "application/x-tar"},
    known_type{"toml", "application/toml"},
    known_type{"ttf", "font/ttf"},
    known_type{"txt", "text/plain; charset=utf-8"},
    known_type{"wasm", "application/wasm"},
    known_type{"wav", "audio/wav"},
    known_type{"webm", "video/webm"},
    known_type{"webmanifest", "application/manifest+json"},
    known_type{"webp", "image/webp"},
    known_type{"woff", "font/woff"},
    known_type{"woff2", "font/woff2"},
    known_type{"xml", "application/xml"},
    known_type{"xz", "application/x-xz"},
    known_type{"yaml", "application/yaml"},
    known_type{"yml", "application/yaml"},
    known_type{"zip", "application/zip"},
    known_type{"zst", "application/zstd"},
};
static_assert(std::ranges::is_sorted(types, {}, &known_type::extension));

constexpr std::string_view unknown = "application/octet-stream";
constexpr std::size_t longest_extension = 16;

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string_view content_type_of(std::string_view name) noexcept {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot - 1 > longest_extension) return unknown;
    std::array<char, longest_extension> text{};
    const auto end = std::ranges::transform(name.substr(dot + 1), text.begin(), lower).out;
    const std::string_view extension{text.begin(), end};
    const auto found = std::ranges::lower_bound(types, extension, {}, &known_type::extension);
    return found != types.end() && found->extension == extension ? found->type : unknown;
}

}  // namespace bounce::http::detail
