#include "bounce/runtime/print.hpp"

#include "bounce/base/threads.hpp"

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <ostream>
#include <sstream>

namespace bounce {

namespace detail {

namespace {

// Enough for every number of every type in its shortest form.
constexpr std::size_t number_chars = 128;

template <class N>
void append_number(std::string& to, N value) {
    char digits[number_chars];
    const auto end = std::to_chars(digits, digits + number_chars, value).ptr;
    to.append(digits, end);
}

}  // namespace

void append_signed(std::string& to, long long value) { append_number(to, value); }
void append_unsigned(std::string& to, unsigned long long value) { append_number(to, value); }
void append_floating(std::string& to, float value) { append_number(to, value); }
void append_floating(std::string& to, double value) { append_number(to, value); }
void append_floating(std::string& to, long double value) { append_number(to, value); }

void append_streamed(std::string& to, void (*write)(std::ostream&, const void*),
                     const void* value) {
    std::ostringstream out;
    write(out, value);
    to += out.view();
}

std::string begin_line() {
    std::string line = current_thread_name();
    line += ": ";
    return line;
}

void end_line(std::string& line) {
    line += '\n';
    write_to_standard_output(line);
}

void write_to_standard_output(std::string_view text) noexcept {
    // The stream has a lock of its own, which each of the two calls takes: the text stays in one piece.
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
    (void)std::fflush(stdout);
}

}  // namespace detail

std::string_view current() noexcept { return current_thread_name(); }

void print_content(std::string_view title, std::string_view text) {
    const std::string name = detail::begin_line();
    std::string block;
    block.reserve(2 * (name.size() + title.size()) + text.size() + 64);
    block.append(name).append("----- ").append(title).append(" -----\n");
    block.append(text);
    if (!text.empty() && text.back() != '\n') block += '\n';
    block.append(name).append("----- end of ").append(title).append(" -----\n");
    detail::write_to_standard_output(block);
}

}  // namespace bounce
