#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bounce::detail {

/// The text of one trace event while it is put together, on the stack: a trace must not allocate for
/// every event. What does not fit is cut off.
class text_buffer {
public:
    [[nodiscard]] std::string_view text() const noexcept { return {chars_.data(), size_}; }

    text_buffer& add(std::string_view text) noexcept;
    text_buffer& add(std::uint64_t number) noexcept;
    /// Text that others chose, cut to `name_bytes`, so that there is room for what follows.
    text_buffer& add_name(std::string_view name) noexcept {
        return add(name.substr(0, name_bytes));
    }
    /// A number of nanoseconds as microseconds with three decimals.
    text_buffer& add_microseconds(std::int64_t nanoseconds) noexcept;
    /// The text as a JSON string with its quotes, whatever bytes it has, cut to `name_bytes`.
    text_buffer& add_json(std::string_view text) noexcept;

    static constexpr std::size_t name_bytes = 128;

private:
    void add_escaped(unsigned char c) noexcept;

    // An event of the file sink has at most three JSON strings, each byte of which takes at most six.
    std::array<char, 3 * 6 * name_bytes + 512> chars_;
    std::size_t size_ = 0;
};

}  // namespace bounce::detail
