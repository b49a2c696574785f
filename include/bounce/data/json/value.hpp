#pragma once

#include "bounce/base/result.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bounce::json {

class value;
struct member;

/// What a JSON value is. A number is one of three kinds: `integer` if it is written without
/// fraction and exponent and fits std::int64_t, `unsigned_integer` if it is larger and fits
/// std::uint64_t, else `real`. Which of them it is does not matter to comparisons and to the
/// accessors of `value`.
enum class kind : std::uint8_t {
    null,
    boolean,
    integer,
    unsigned_integer,
    real,
    string,
    array,
    object
};

/// "null", "boolean", "number", "string", "array" or "object": the three kinds of numbers are
/// "number".
[[nodiscard]] std::string_view name_of(kind k) noexcept;

/// A JSON array.
using array = std::vector<value>;

/// A JSON object: members with distinct names, kept in the order in which they were first set.
/// Finding a member takes O(log n) steps, adding one at the end O(n) in the worst case but with a
/// tiny constant (4 bytes are moved for each member); objects made at once, by parsing or from a
/// list, are sorted once.
class object {
public:
    using iterator = member*;
    using const_iterator = const member*;

    object() noexcept;
    /// Of members with the same name the last one counts, at the place of the first.
    object(std::initializer_list<member> members);
    explicit object(std::vector<member> members);
    object(const object& other);
    object(object&& other) noexcept;
    object& operator=(const object& other);
    object& operator=(object&& other) noexcept;
    ~object();

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    /// The members in order. Do not change a name through the iterator.
    [[nodiscard]] iterator begin() noexcept;
    [[nodiscard]] iterator end() noexcept;
    [[nodiscard]] const_iterator begin() const noexcept;
    [[nodiscard]] const_iterator end() const noexcept;

    /// The value of the member, or nullptr. Valid until the object is changed or destroyed.
    [[nodiscard]] const value* find(std::string_view name) const noexcept;
    [[nodiscard]] value* find(std::string_view name) noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept {
        return find(name) != nullptr;
    }

    /// Sets a member: replaces the value of one that is there, otherwise adds it at the end.
    value& set(std::string_view name, value v);
    /// The value of a member, which is added (null) if it is not there.
    value& operator[](std::string_view name);
    /// Removes a member; false if there is none of that name.
    bool erase(std::string_view name);
    void clear() noexcept;

    /// Equal when they have the same names with equal values, in any order.
    friend bool operator==(const object& a, const object& b);

private:
    friend class value;

    [[nodiscard]] std::size_t position_of(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t rank_of(std::string_view name) const noexcept;
    void rebuild_index();
    void copy_names(const object& other);

    std::vector<member> members_;
    // Positions in members_ sorted by name; null while there are few members (see value.cpp).
    std::unique_ptr<std::vector<std::uint32_t>> index_;
};

/// A JSON value: owns everything in it, copies deeply, compares by content.
///
/// However deep values nest, copying, comparing, writing and destroying them needs no more stack
/// than a flat one. A value may be read by several threads while none changes it.
///
/// Accessors return a result whose error says where and what:
///
///     auto doc = json::parse(text);                            // {"steps": [{"name": 7}]}
///     auto name = doc->get<std::string_view>("steps", 0, "name");
///     name.error().message();   // member "steps[0].name": expected string, found number: wrong
///     type
class value {
public:
    value() noexcept = default;  ///< null
    value(std::nullptr_t) noexcept {}
    value(std::same_as<bool> auto v) noexcept : data_{v} {}
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    value(T v) noexcept;
    value(double v) noexcept : data_{v} {}
    /// Text is taken as it is; `write` replaces what is not UTF-8.
    value(std::string v) noexcept : data_{std::move(v)} {}
    value(std::string_view v) : data_{std::string{v}} {}
    value(const char* v) : data_{std::string{v}} {}
    value(json::array v) noexcept : data_{std::move(v)} {}
    value(json::object v) noexcept : data_{std::move(v)} {}

    value(const value& other);
    value(value&& other) noexcept;
    value& operator=(const value& other);
    value& operator=(value&& other) noexcept;
    ~value() {
        if (data_.index() >= first_container) dismantle();
    }

    [[nodiscard]] json::kind kind() const noexcept {
        return static_cast<json::kind>(data_.index());
    }
    [[nodiscard]] bool is_null() const noexcept { return kind() == json::kind::null; }
    [[nodiscard]] bool is_number() const noexcept {
        return kind() >= json::kind::integer && kind() <= json::kind::real;
    }

    /// The thing itself if the value is one, otherwise nullptr.
    [[nodiscard]] const std::string* if_string() const noexcept;
    [[nodiscard]] const json::array* if_array() const noexcept;
    [[nodiscard]] json::array* if_array() noexcept;
    [[nodiscard]] const json::object* if_object() const noexcept;
    [[nodiscard]] json::object* if_object() noexcept;

    /// Each fails with `errc::type_mismatch` if the value is something else. The integer accessors
    /// take every number that is a whole number of their range, so 5.0 too; `as_double` takes every
    /// number and rounds integers beyond 2^53. The views and pointers live as long as the value is
    /// unchanged.
    [[nodiscard]] result<bool> as_bool() const;
    [[nodiscard]] result<std::int64_t> as_int64() const;
    [[nodiscard]] result<std::uint64_t> as_uint64() const;
    [[nodiscard]] result<double> as_double() const;
    [[nodiscard]] result<std::string_view> as_string() const;
    [[nodiscard]] result<const json::array*> as_array() const;
    [[nodiscard]] result<const json::object*> as_object() const;

    /// `as_…` chosen by type: bool, std::int64_t, std::uint64_t, double, std::string_view,
    /// std::string, const json::array*, const json::object*.
    template <class T>
    [[nodiscard]] result<T> as() const;

    /// The member of that name, or nullptr if there is none or this is no object.
    [[nodiscard]] const value* find(std::string_view name) const noexcept;

    /// One step of a path: the name of a member, or a position in an array.
    class step {
    public:
        step(std::string_view name) noexcept : name_{name} {}
        step(const std::string& name) noexcept : name_{name} {}
        step(const char* name) noexcept : name_{name} {}
        step(std::integral auto position) noexcept
            : position_{static_cast<std::size_t>(position)} {}

    private:
        friend class value;
        std::string_view name_;
        std::optional<std::size_t> position_;
    };

    /// Follows a path of member names and array positions. Fails with `errc::not_found` where it
    /// ends early and with `errc::type_mismatch` where it leads through something that has no
    /// parts; the error names the path up to there.
    template <class... Steps>
    [[nodiscard]] result<const value*> at(const Steps&... steps) const {
        const std::array<step, sizeof...(Steps)> path{step{steps}...};
        return follow(path);
    }

    /// What is at the end of a path, read as T; the error names the path.
    template <class T, class... Steps>
    [[nodiscard]] result<T> get(const Steps&... steps) const {
        const std::array<step, sizeof...(Steps)> path{step{steps}...};
        auto found = follow(path);
        if (!found) return std::move(found).error();
        auto read = (*found)->template as<T>();
        if (read) return read;
        return with_path(std::move(read).error(), path);
    }

    /// Numbers are equal when they are the same number, of whatever kind.
    friend bool operator==(const value& a, const value& b);

private:
    using storage = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double,
                                 std::string, json::array, json::object>;
    static constexpr std::size_t first_container = static_cast<std::size_t>(json::kind::array);

    static storage integer(std::int64_t v) noexcept { return storage{v}; }
    static storage integer(std::uint64_t v) noexcept;

    [[nodiscard]] result<const value*> follow(std::span<const step> path) const;
    [[nodiscard]] static error with_path(const error& why, std::span<const step> path);

    friend class object;

    // Copying, comparing and destroying without recursion: see value_tree.cpp.
    struct copy_step;
    struct compare_step;
    static void copy(std::vector<copy_step>& pending);
    [[nodiscard]] static bool equal(std::vector<compare_step>& pending);
    friend bool operator==(const json::object& a, const json::object& b);
    [[nodiscard]] std::size_t part_count() const noexcept;
    [[nodiscard]] value& first_part() noexcept;
    [[nodiscard]] value take_last_part() noexcept;
    [[nodiscard]] bool has_nested_parts() const noexcept;
    void dismantle() noexcept;

    storage data_{nullptr};
};

/// A member of an object.
struct member {
    std::string name;
    json::value value;

    friend bool operator==(const member& a, const member& b) = default;
};

template <std::integral T>
    requires(!std::same_as<T, bool>)
value::value(T v) noexcept
    : data_{integer(
          static_cast<std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>(v))} {}

template <>
result<bool> value::as<bool>() const;
template <>
result<std::int64_t> value::as<std::int64_t>() const;
template <>
result<std::uint64_t> value::as<std::uint64_t>() const;
template <>
result<double> value::as<double>() const;
template <>
result<std::string_view> value::as<std::string_view>() const;
template <>
result<std::string> value::as<std::string>() const;
template <>
result<const array*> value::as<const array*>() const;
template <>
result<const object*> value::as<const object*>() const;

}  // namespace bounce::json
