#include "bounce/base/error.hpp"

#include "allocations.hpp"

#include "bounce/base/bytes.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <utility>

namespace bounce {
namespace {

TEST(error, says_what_was_being_done_to_what) {
    const error e = error{EACCES, std::generic_category()}.in("open", "/etc/shadow");
    EXPECT_EQ(e.message(), "open /etc/shadow: Permission denied");
    EXPECT_EQ(e.context(), "open /etc/shadow");
}

TEST(error, outer_context_comes_first) {
    const error e = error{errc::closed}.in("read", "socket").in("GET", "http://localhost/");
    EXPECT_EQ(e.message(), "GET http://localhost/: read socket: closed");
}

TEST(error, compares_with_the_conditions_of_the_standard) {
    EXPECT_EQ((error{ECONNREFUSED, std::generic_category()}), std::errc::connection_refused);
    EXPECT_EQ(error{errc::cancelled}, std::errc::operation_canceled);
    EXPECT_EQ(error{errc::timed_out}, std::errc::timed_out);
    EXPECT_EQ(error{errc::would_block}, std::errc::operation_would_block);
    EXPECT_FALSE(error{errc::closed} == std::errc::timed_out);
}

TEST(error, context_does_not_count_in_comparisons) {
    EXPECT_EQ(error{errc::closed}.in("a"), error{errc::closed}.in("b"));
    EXPECT_EQ(error{errc::closed}.in("a"), errc::closed);
    EXPECT_FALSE(error{errc::closed} == error{errc::cancelled});
}

TEST(error, frequent_errors_never_allocate) {
    const auto before = allocations::of_this_thread;
    for (const errc code : {errc::cancelled, errc::closed, errc::would_block, errc::timed_out}) {
        error e{code};
        error copy{e};
        error moved{std::move(e)};
        copy = moved;
        EXPECT_EQ(copy, code);
    }
    EXPECT_EQ(allocations::of_this_thread, before);
}

TEST(error, context_is_one_shared_allocation) {
    const error e =
        error{errc::closed}.in("read a file with a rather long name", "/var/lib/something");
    const auto before = allocations::of_this_thread;
    error copy{e};
    error another{errc::cancelled};
    another = copy;
    EXPECT_EQ(another.context(), e.context());
    EXPECT_EQ(allocations::of_this_thread, before);
}

TEST(error, a_moved_from_error_keeps_its_code) {
    error e = error{errc::closed}.in("x");
    const error taken{std::move(e)};
    EXPECT_EQ(e, errc::closed);  // NOLINT(bugprone-use-after-move): this is the promise
    EXPECT_EQ(taken.context(), "x");
}

TEST(error, keeps_errno_of_the_last_failed_call) {
    errno = ENOENT;
    EXPECT_EQ(error::last_system_error(), std::errc::no_such_file_or_directory);
}

TEST(error, numbers_are_frozen) {
    EXPECT_EQ(static_cast<int>(errc::cancelled), 1);
    EXPECT_EQ(static_cast<int>(errc::stalled), 5);
    EXPECT_EQ(static_cast<int>(errc::malformed), 13);
    EXPECT_EQ(static_cast<int>(errc::type_mismatch), 16);
    EXPECT_EQ(static_cast<int>(errc::exception), 17);
}

TEST(bytes, hex_is_two_lower_case_digits_a_byte) {
    EXPECT_EQ(to_hex(as_bytes(std::string_view{"\x00\x7f\xff", 3})), "007fff");
    EXPECT_EQ(as_text(to_bytes("abc")), "abc");
}

}  // namespace
}  // namespace bounce
