// Linked with the suite where kqueue is a library on top of another queue, not the kernel's own: the cases
// that such a library fails whatever minimio does. They run on the systems that have kqueue.
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <string_view>

namespace {

struct skip {
    std::string_view name;
    std::string_view reason;
};

constexpr std::string_view takes_the_error =
    "the library reads SO_ERROR to fill fflags, and the system gives a socket's error only once";

[[maybe_unused]] constexpr std::string_view counts_too_much =
    "under a sanitizer the allocations of the library are counted, too";

constexpr skip skips[] = {
#if defined(BOUNCE_SANITIZE_ADDRESS) || defined(BOUNCE_SANITIZE_THREAD)
    {"allocation.none_for_would_block", counts_too_much},
    {"allocation.none_for_waiting_waking_and_re_arming", counts_too_much},
#endif
    {"tcp.a_refused_connection", takes_the_error},
    {"tcp.reset_by_the_peer", takes_the_error},
    {"tcp.the_kept_error_is_taken_once", takes_the_error},
    {"udp.a_port_where_nobody_listens_is_told_later", takes_the_error},
    {"descriptors.are_all_given_back",
     "a thread of the library closes the descriptors behind a queue some time after the queue was "
     "closed"},
};

class skipper : public ::testing::EmptyTestEventListener {
    // A case is not run if it was skipped before it began.
    void OnTestStart(const ::testing::TestInfo& test) override {
        for (const skip& s : skips)
            if (std::string{test.test_suite_name()} + "." + test.name() == s.name) leave_out(s);
    }
    void OnTestProgramEnd(const ::testing::UnitTest& unit) override {
        if (unit.skipped_test_count() == 0) return;
        std::cout << "skipped, because kqueue is a library here:\n";
        for (const skip& s : skips) std::cout << "  " << s.name << ": " << s.reason << '\n';
    }
    static void leave_out(const skip& s) { GTEST_SKIP() << s.reason; }
};

[[maybe_unused]] const bool listening = [] {
    ::testing::UnitTest::GetInstance()->listeners().Append(new skipper);  // NOLINT: owned by gtest
    return true;
}();

}  // namespace
