// Runs the contract against the back end this program is linked with, and says how many cases that is.
#include "system.hpp"

#include "bounce/minimio/poll.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <string_view>

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    const std::string_view back_end = bounce::minimio::poll::backend_name();
    constexpr std::string_view option = "--back-end=";
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(option) && argument.substr(option.size()) != back_end) {
            std::cerr << "linked with " << back_end << ", not " << argument.substr(option.size())
                      << '\n';
            return 1;
        }
    }
    // Cases that the system has no answer for are not run, and named with the reason.
    const auto missing = bounce::minimio::testing::left_out_here();
    std::string& filter = ::testing::GTEST_FLAG(filter);
    for (const auto& [cases, reason] : missing)
        filter.append(filter.find('-') == std::string::npos ? "-" : ":").append(cases);
    const int outcome = RUN_ALL_TESTS();
    const auto& unit = *::testing::UnitTest::GetInstance();
    if (!::testing::GTEST_FLAG(list_tests))
        std::cout << "minimio contract on " << back_end << ": " << unit.test_to_run_count()
                  << " cases, " << unit.failed_test_count() << " failed, "
                  << unit.skipped_test_count() << " skipped, " << missing.size() << " left out\n";
    if (!::testing::GTEST_FLAG(list_tests))
        for (const auto& [cases, reason] : missing)
            std::cout << "left out: " << cases << ": " << reason << '\n';
    return outcome;
}
