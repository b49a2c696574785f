#include "bounce/runtime/print.hpp"

#include "bounce/base/error.hpp"
#include "bounce/base/threads.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace bounce {
namespace {

struct point {
    int x;
    int y;
    friend std::ostream& operator<<(std::ostream& out, const point& p) {
        return out << p.x << '/' << p.y;
    }
};

template <class... Args>
std::string printed(const Args&... args) {
    testing::internal::CaptureStdout();
    print(args...);
    return testing::internal::GetCapturedStdout();
}

TEST(print, puts_the_name_of_the_thread_in_front) {
    EXPECT_EQ(printed("hello"), "main: hello\n");
    EXPECT_EQ(printed(), "main: \n");
    std::string elsewhere;
    os_thread{[&] {
        set_current_thread_name("a thread with a long name");
        EXPECT_EQ(current(), "a thread with a long name");
        elsewhere = printed("hello");
    }}.join();
    EXPECT_EQ(elsewhere, "a thread with a long name: hello\n");
    EXPECT_EQ(current(), "main");
}

TEST(print, takes_everything_like_a_string) {
    const char array[] = "array";
    const char* pointer = "pointer";
    const char* null = nullptr;
    EXPECT_EQ(printed(array, pointer, std::string{"string"}, std::string_view{"view"}, 'c', null),
              "main: arraypointerstringviewc(null)\n");
    EXPECT_EQ(printed(std::string{"nul\0inside", 10}), std::string("main: nul\0inside\n", 17));
}

TEST(print, takes_numbers_of_every_type) {
    EXPECT_EQ(printed(true, ' ', false), "main: true false\n");
    EXPECT_EQ(printed(std::numeric_limits<std::int64_t>::min(), ' ',
                      std::numeric_limits<std::uint64_t>::max()),
              "main: -9223372036854775808 18446744073709551615\n");
    EXPECT_EQ(printed(std::int8_t{-5}, ' ', std::uint8_t{200}, ' ', short{-1}),
              "main: -5 200 -1\n");
    EXPECT_EQ(printed(0.1, ' ', 0.1F, ' ', 1e300, ' ', -2.5L), "main: 0.1 0.1 1e+300 -2.5\n");
    EXPECT_EQ(printed(std::numeric_limits<double>::infinity()), "main: inf\n");
}

TEST(print, takes_errors_and_whatever_can_be_streamed) {
    EXPECT_EQ(printed(error{errc::closed}.in("open", "x")),
              "main: " + error{errc::closed}.in("open", "x").message() + "\n");
    EXPECT_EQ(printed(point{1, 2}, ';'), "main: 1/2;\n");
}

TEST(print, refuses_what_it_has_no_words_for) {
    struct mute {};
    static_assert(!detail::printable<mute>);
    static_assert(detail::printable<point>);
}

TEST(print_content, is_a_block_between_two_lines) {
    testing::internal::CaptureStdout();
    print_content("/etc/hosts", "127.0.0.1 localhost\n::1 localhost");
    print_content("nothing", "");
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              "main: ----- /etc/hosts -----\n"
              "127.0.0.1 localhost\n"
              "::1 localhost\n"
              "main: ----- end of /etc/hosts -----\n"
              "main: ----- nothing -----\n"
              "main: ----- end of nothing -----\n");
}

TEST(print, never_mixes_the_lines_of_several_threads) {
    constexpr int lines_of_each = 300;
    testing::internal::CaptureStdout();
    std::vector<os_thread> threads;
    for (int n = 0; n < 4; ++n) {
        threads.emplace_back([n] {
            set_current_thread_name("t" + std::to_string(n));
            const std::string text(500, static_cast<char>('a' + n));
            for (int i = 0; i < lines_of_each; ++i) {
                print(i, text);
                print_content(text, text);
            }
        });
    }
    for (auto& t : threads) t.join();
    const std::string all = testing::internal::GetCapturedStdout();

    std::vector<int> next(4, 0);
    std::string_view rest = all;
    const auto line = [&] {
        const auto end = rest.find('\n');
        const std::string_view l = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        return l;
    };
    while (!rest.empty()) {
        const std::string first{line()};
        const auto n = static_cast<std::size_t>(first[1] - '0');
        ASSERT_LT(n, next.size()) << first;
        const std::string name = "t" + std::to_string(n) + ": ";
        const std::string text(500, static_cast<char>('a' + n));
        if (first.starts_with(name + "-----")) {
            ASSERT_EQ(first, name + "----- " + text + " -----");
            ASSERT_EQ(line(), text);
            ASSERT_EQ(line(), name + "----- end of " + text + " -----");
        } else {
            ASSERT_EQ(first, name + std::to_string(next[n]++) + text);
        }
    }
    for (const int n : next) EXPECT_EQ(n, lines_of_each);
}

}  // namespace
}  // namespace bounce
