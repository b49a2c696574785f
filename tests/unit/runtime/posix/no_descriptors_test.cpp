// What a runtime says that cannot have the descriptors it needs.
#include "bounce/runtime/runtime.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

namespace bounce {
namespace {

TEST(runtime_options_test, without_descriptors_it_is_an_error_that_says_so) {
    // In a child process, whose limit is lowered.
    const auto in_child = [] {
        rlimit none{};
        none.rlim_cur = none.rlim_max = 3;
        setrlimit(RLIMIT_NOFILE, &none);
        const auto rt = runtime::create();
        if (rt) std::_Exit(1);
        std::fprintf(stderr, "%s\n", rt.error().message().c_str());
        std::_Exit(rt.error() == std::errc::too_many_files_open ? 42 : 2);
    };
    EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(42),
                "make a runtime: make the .*: Too many open files");
}

TEST(runtime_options_test, without_descriptors_for_all_workers_nothing_is_left_behind) {
    const auto in_child = [] {
        rlimit few{};
        few.rlim_cur = few.rlim_max = 12;
        setrlimit(RLIMIT_NOFILE, &few);
        runtime_options options;
        options.kind = flavour::multi_thread;
        options.workers = 32;
        if (runtime::create(options)) std::_Exit(1);
        // What the attempt had opened is closed again.
        std::_Exit(runtime::create().has_value() ? 42 : 2);
    };
    EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(42), "");
}

}  // namespace
}  // namespace bounce
