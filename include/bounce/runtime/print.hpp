#pragma once

#include <concepts>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>

namespace bounce {

namespace detail {

template <class T>
concept text_like = std::is_convertible_v<const T&, std::string_view>;

/// Can be written to a stream. True only where the type's operator<< (and what it needs) was declared.
template <class T>
concept streamable = requires(std::ostream& out, const T& value) { out << value; };

template <class T>
concept with_message = requires(const T& value) {
    { value.message() } -> std::convertible_to<std::string>;
};

template <class T>
concept printable = text_like<T> || std::is_arithmetic_v<T> || with_message<T> || streamable<T>;

void append_signed(std::string& to, long long value);
void append_unsigned(std::string& to, unsigned long long value);
void append_floating(std::string& to, float value);
void append_floating(std::string& to, double value);
void append_floating(std::string& to, long double value);
void append_streamed(std::string& to, void (*write)(std::ostream&, const void*), const void* value);

template <printable T>
void append_text(std::string& to, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        to += value ? "true" : "false";
    } else if constexpr (std::is_same_v<T, char>) {
        to += value;
    } else if constexpr (std::is_pointer_v<T> && text_like<T>) {
        to += value != nullptr ? std::string_view{value} : "(null)";
    } else if constexpr (text_like<T>) {
        to += std::string_view{value};
    } else if constexpr (std::is_floating_point_v<T>) {
        append_floating(to, value);
    } else if constexpr (std::is_arithmetic_v<T> && std::is_signed_v<T>) {
        append_signed(to, value);
    } else if constexpr (std::is_arithmetic_v<T>) {
        append_unsigned(to, value);
    } else if constexpr (with_message<T>) {
        to += value.message();
    } else {
        append_streamed(
            to, [](std::ostream& out, const void* v) { out << *static_cast<const T*>(v); }, &value);
    }
}

/// "NAME: ", the name of the calling thread.
[[nodiscard]] std::string begin_line();
/// Adds a line end and writes the line to standard output.
void end_line(std::string& line);

/// Writes the text to standard output in one piece, so that no other thread's output gets in between,
/// and flushes it. Everything that Bounce prints goes through here. What cannot be written is dropped,
/// as it is with std::cout.
void write_to_standard_output(std::string_view text) noexcept;

}  // namespace detail

/// The name of the thread that calls: "main", "pool0", "worker1", or what was given to
/// `set_current_thread_name`. Valid until the thread ends or is renamed.
[[nodiscard]] std::string_view current() noexcept;

/// Prints one line on standard output: the name of the calling thread, a colon, and the arguments, one
/// directly after the other.
///
///     bounce::print("read ", text.size(), " bytes");   //  pool1: read 4711 bytes
///
/// Arguments: everything like a string, characters, bool ("true"), integers, floating-point numbers (as
/// short as they can be without losing anything), whatever has a `message()` (errors), and whatever has
/// an operator<< for streams.
/// Threads: any, at any time. The line is written as a whole and at once, so lines do not mix, and they
/// stand in one order with those of `terminal_trace`.
template <detail::printable... Args>
void print(const Args&... args) {
    std::string line = detail::begin_line();
    (detail::append_text(line, args), ...);
    detail::end_line(line);
}

/// Prints a text of several lines as one block that nothing gets into:
///
///     main: ----- /etc/hosts -----
///     127.0.0.1 localhost
///     main: ----- end of /etc/hosts -----
///
/// Threads: as `print`.
void print_content(std::string_view title, std::string_view text);

}  // namespace bounce
