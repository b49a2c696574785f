#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/script/kind.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace bounce::script {

class heap_account;

/// What every object on the heap of an isolate starts with. The count is plain: an isolate runs on one
/// thread at a time. An object without an account is immortal (a constant of a module, which threads
/// share): it is never counted, never changed and outlives every value that refers to it.
struct object {
    heap_account* account = nullptr;
    std::uint64_t stored = 0;  ///< id of the stored segment that holds this very content, or 0; a
                               ///< change of the object clears it
    std::uint32_t count = 1;
    kind tag = kind::unit;
    std::uint8_t flags = 0;
    std::uint16_t spare = 0;

    object(heap_account* owner, kind k) noexcept : account{owner}, tag{k} {}
    object(const object&) = delete;
    object& operator=(const object&) = delete;

    [[nodiscard]] bool immortal() const noexcept { return account == nullptr; }
    /// Whether nobody else can see a change of this object.
    [[nodiscard]] bool unique() const noexcept { return account != nullptr && count == 1; }
    void retain() noexcept {
        if (account != nullptr) ++count;
    }
    void release() noexcept {
        if (account != nullptr && --count == 0) drop();
    }

protected:
    ~object() = default;

private:
    void drop() noexcept;  // through the account's list of dead objects, so never deep
};
static_assert(sizeof(object) == 24);

/// A value of the language, in 16 bytes. Numbers, chars, times and strings of at most 14 bytes are
/// inside it; everything else is a counted reference to an object of one isolate's heap. Copies are
/// cheap and share; whoever changes an object makes it unique first (copy on write), so that to a
/// script arrays and maps are values. Not for use by two threads at a time.
///
/// `as_…` of another kind than the value has is a mistake of the caller and checked only in debug
/// builds; ask `is_…` first.
class value {
public:
    static constexpr std::uint8_t heap_bit = 16;
    static constexpr std::size_t short_string_bytes = 14;

    constexpr value() noexcept = default;
    value(const value& other) noexcept : head_{other.head_}, payload_{other.payload_} {
        if (is_heap()) as_object()->retain();
    }
    value(value&& other) noexcept : head_{other.head_}, payload_{other.payload_} {
        other.head_ = 0;
        other.payload_ = 0;
    }
    value& operator=(const value& other) noexcept {
        if (other.is_heap()) other.as_object()->retain();
        const value old = adopt_words(head_, payload_);
        head_ = other.head_;
        payload_ = other.payload_;
        return *this;
    }
    value& operator=(value&& other) noexcept {
        const std::uint64_t head = std::exchange(other.head_, 0);
        const std::uint64_t payload = std::exchange(other.payload_, 0);
        const value old = adopt_words(head_, payload_);
        head_ = head;
        payload_ = payload;
        return *this;
    }
    ~value() {
        if (is_heap()) as_object()->release();
    }

    [[nodiscard]] static value boolean(bool b) noexcept { return inline_of(kind::boolean, b); }
    [[nodiscard]] static value integer(std::int64_t i) noexcept {
        return inline_of(kind::integer, static_cast<std::uint64_t>(i));
    }
    [[nodiscard]] static value floating(double f) noexcept {
        return inline_of(kind::floating, std::bit_cast<std::uint64_t>(f));
    }
    [[nodiscard]] static value character(char32_t c) noexcept {
        return inline_of(kind::character, c);
    }
    [[nodiscard]] static value duration(std::int64_t nanoseconds) noexcept {
        return inline_of(kind::duration, static_cast<std::uint64_t>(nanoseconds));
    }
    [[nodiscard]] static value timestamp(std::int64_t nanoseconds_since_1970) noexcept {
        return inline_of(kind::timestamp, static_cast<std::uint64_t>(nanoseconds_since_1970));
    }
    /// `text` is UTF-8 and has at most `short_string_bytes` bytes. For any text: `make_string`.
    [[nodiscard]] static value short_string(std::string_view text) noexcept {
        BOUNCE_DEBUG_ASSERT(text.size() <= short_string_bytes, "the text needs an object");
        value v;
        v.head_ = static_cast<std::uint64_t>(kind::short_string) |
                  (static_cast<std::uint64_t>(text.size()) << 8U);
        if (!text.empty()) std::memcpy(v.inline_text(), text.data(), text.size());
        return v;
    }
    /// Takes over one reference that the caller owns.
    [[nodiscard]] static value adopt(object* o) noexcept {
        return adopt_words(static_cast<std::uint64_t>(o->tag), std::bit_cast<std::uint64_t>(o));
    }
    /// A further reference to `o`.
    [[nodiscard]] static value share(object* o) noexcept {
        o->retain();
        return adopt(o);
    }

    [[nodiscard]] kind tag() const noexcept { return static_cast<kind>(head_ & 0xFFU); }
    [[nodiscard]] bool is(kind k) const noexcept { return tag() == k; }
    [[nodiscard]] bool is_heap() const noexcept { return (head_ & heap_bit) != 0; }
    [[nodiscard]] bool is_unit() const noexcept { return is(kind::unit); }
    [[nodiscard]] bool is_bool() const noexcept { return is(kind::boolean); }
    [[nodiscard]] bool is_int() const noexcept { return is(kind::integer); }
    [[nodiscard]] bool is_float() const noexcept { return is(kind::floating); }
    [[nodiscard]] bool is_char() const noexcept { return is(kind::character); }
    [[nodiscard]] bool is_duration() const noexcept { return is(kind::duration); }
    [[nodiscard]] bool is_timestamp() const noexcept { return is(kind::timestamp); }
    [[nodiscard]] bool is_short_string() const noexcept { return is(kind::short_string); }
    [[nodiscard]] bool is_string() const noexcept {
        return is(kind::short_string) || is(kind::string);
    }
    [[nodiscard]] bool is_array() const noexcept { return is(kind::array); }
    [[nodiscard]] bool is_blob() const noexcept { return is(kind::blob); }
    [[nodiscard]] bool is_map() const noexcept { return is(kind::map); }
    [[nodiscard]] bool is_range() const noexcept { return is(kind::range); }
    [[nodiscard]] bool is_fn() const noexcept { return is(kind::fn); }
    [[nodiscard]] bool is_cell() const noexcept { return is(kind::cell); }

    [[nodiscard]] bool as_bool() const noexcept { return checked(kind::boolean) != 0; }
    [[nodiscard]] std::int64_t as_int() const noexcept {
        return static_cast<std::int64_t>(checked(kind::integer));
    }
    [[nodiscard]] double as_float() const noexcept {
        return std::bit_cast<double>(checked(kind::floating));
    }
    [[nodiscard]] char32_t as_char() const noexcept {
        return static_cast<char32_t>(checked(kind::character));
    }
    [[nodiscard]] std::int64_t as_duration() const noexcept {
        return static_cast<std::int64_t>(checked(kind::duration));
    }
    [[nodiscard]] std::int64_t as_timestamp() const noexcept {
        return static_cast<std::int64_t>(checked(kind::timestamp));
    }
    [[nodiscard]] object* as_object() const noexcept {
        BOUNCE_DEBUG_ASSERT(is_heap(), "the value has no object");
        return std::bit_cast<object*>(payload_);
    }
    /// The UTF-8 of a string of either kind. It may lie inside this value: it lives as long as the
    /// value stays where and what it is.
    [[nodiscard]] std::string_view text() const noexcept {
        if (is_short_string()) return {inline_text(), (head_ >> 8U) & 0xFFU};
        return long_text();
    }

    /// Whether both are the same bits: the same inline value, or the same object.
    [[nodiscard]] bool identical(const value& other) const noexcept {
        return head_ == other.head_ && payload_ == other.payload_;
    }
    void swap(value& other) noexcept {
        std::swap(head_, other.head_);
        std::swap(payload_, other.payload_);
    }
    friend void swap(value& a, value& b) noexcept { a.swap(b); }

private:
    static value inline_of(kind k, std::uint64_t payload) noexcept {
        return adopt_words(static_cast<std::uint64_t>(k), payload);
    }
    static value adopt_words(std::uint64_t head, std::uint64_t payload) noexcept {
        value v;
        v.head_ = head;
        v.payload_ = payload;
        return v;
    }
    [[nodiscard]] std::uint64_t checked([[maybe_unused]] kind k) const noexcept {
        BOUNCE_DEBUG_ASSERT(is(k), "a value is read as what it is not");
        return payload_;
    }
    // Text starts behind tag and length and runs on into the payload.
    [[nodiscard]] const char* inline_text() const noexcept {
        return reinterpret_cast<const char*>(this) + 2;
    }
    [[nodiscard]] char* inline_text() noexcept { return reinterpret_cast<char*>(this) + 2; }
    [[nodiscard]] std::string_view long_text() const noexcept;

    // Byte 0 is the tag, byte 1 the length of a short string. Unused bytes are zero, so that short
    // strings are equal when their words are.
    std::uint64_t head_ = 0;
    std::uint64_t payload_ = 0;
};
static_assert(sizeof(value) == 16);
static_assert(std::endian::native == std::endian::little, "the tag is the first byte of a word");

/// The name that `type_of` gives.
[[nodiscard]] std::string_view type_name(const value& v) noexcept;

}  // namespace bounce::script
