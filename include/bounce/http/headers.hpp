#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::http {

/// One header field. The views belong to the `headers` it came from.
struct header_field {
    std::string_view name;
    std::string_view value;

    friend bool operator==(const header_field&, const header_field&) = default;
};

/// Header fields in the order in which they were added. Names are compared without regard to (ASCII)
/// case and may repeat. All text lies in one buffer: adding a field allocates only when that grows, and
/// `clear` keeps it.
///
/// Nothing is checked here: `write_head` refuses names and values that cannot be sent, which is where
/// an injected line break would do its harm.
///
///     http::headers h{{"Content-Type", "text/plain"}, {"Vary", "Accept"}};
///     h.set("content-type", "text/html");
///     h.find("Content-Type");           // "text/html"
class headers {
public:
    class const_iterator {
    public:
        using value_type = header_field;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;

        const_iterator() noexcept = default;
        header_field operator*() const noexcept { return (*of_)[position_]; }
        const_iterator& operator++() noexcept {
            ++position_;
            return *this;
        }
        const_iterator operator++(int) noexcept {
            auto before = *this;
            ++position_;
            return before;
        }
        friend bool operator==(const const_iterator&, const const_iterator&) = default;

    private:
        friend class headers;
        const_iterator(const headers* of, std::size_t position) noexcept
            : of_{of}, position_{position} {}

        const headers* of_ = nullptr;
        std::size_t position_ = 0;
    };

    headers() noexcept = default;
    headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
    /// The views of a field are valid until the headers are changed, moved or destroyed.
    [[nodiscard]] header_field operator[](std::size_t position) const noexcept;
    [[nodiscard]] const_iterator begin() const noexcept { return {this, 0}; }
    [[nodiscard]] const_iterator end() const noexcept { return {this, size()}; }

    /// The value of the first field of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept {
        return find(name).has_value();
    }
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
    /// The values of all fields of that name, joined by ", ": what they mean together for every field
    /// but Set-Cookie. Empty if there is none.
    [[nodiscard]] std::string joined(std::string_view name) const;
    /// Is the token (compared without regard to case) an element of one of the comma-separated lists
    /// of that name? `has_token("Connection", "close")`.
    [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;

    /// Adds a field at the end. The arguments may be views into these headers.
    void add(std::string_view name, std::string_view value);
    /// Replaces all fields of that name by one at the place of the first, or adds it at the end.
    /// The arguments may be views into these headers.
    void set(std::string_view name, std::string_view value);
    /// Removes all fields of that name and returns how many there were.
    std::size_t erase(std::string_view name);
    /// Removes everything and keeps the memory.
    void clear() noexcept;

    /// The same fields (values compared exactly) in the same order.
    friend bool operator==(const headers& a, const headers& b) noexcept;

private:
    struct place {
        std::uint32_t name_at;
        std::uint32_t name_size;
        std::uint32_t value_at;
        std::uint32_t value_size;
    };

    [[nodiscard]] place store(std::string_view name, std::string_view value);
    [[nodiscard]] bool is_named(const place& p, std::string_view name) const noexcept;

    std::string text_;
    std::vector<place> fields_;
};

}  // namespace bounce::http
