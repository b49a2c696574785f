#include "bounce/fs/read_file.hpp"

#include "support.hpp"

#include "bounce/runtime/callbacks.hpp"

namespace bounce::fs_test {
namespace {

class read_file : public place {};

TEST_F(read_file, gives_all_of_it_as_text_and_as_bytes) {
    const std::string content = noise(300'000);
    put("a", content);
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::read_file(path("a"))).value(), content);
        EXPECT_EQ((co_await fs::read_file_bytes(path("a"))).value(), to_bytes(content));
    });
}

TEST_F(read_file, an_empty_file_is_an_empty_text) {
    put("a", "");
    run([&]() -> task<void> { EXPECT_EQ((co_await fs::read_file(path("a"))).value(), ""); });
}

TEST_F(read_file, a_file_that_does_not_know_its_size) {
    run([]() -> task<void> {
        const std::string status = (co_await fs::read_file("/proc/self/status")).value();
        EXPECT_TRUE(status.starts_with("Name:"));
        EXPECT_TRUE(status.ends_with('\n'));
    });
}

TEST_F(read_file, names_operation_and_object_in_errors) {
    run([&]() -> task<void> {
        const auto missing = co_await fs::read_file(path("nowhere"));
        EXPECT_EQ(missing.error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ(missing.error().message(),
                  "open " + path("nowhere") + ": No such file or directory");

        const auto directory = co_await fs::read_file(root());
        EXPECT_EQ(directory.error(), std::errc::is_a_directory);
        EXPECT_EQ(directory.error().message(), "read " + root() + ": Is a directory");

        const auto through_file = co_await fs::read_file("/proc/self/status/x");
        EXPECT_EQ(through_file.error(), std::errc::not_a_directory);
    });
}

TEST_F(read_file, a_path_with_a_zero_byte_does_not_lead_to_a_part_of_it) {
    put("a", "content");
    run([&]() -> task<void> {
        const auto odd = co_await fs::read_file(path("a") + std::string(1, '\0') + ".txt");
        EXPECT_EQ(odd.error(), errc::invalid_argument);
    });
}

TEST_F(read_file, the_limit_is_exact_and_the_error_says_both_sizes) {
    put("a", "12345");
    run([&]() -> task<void> {
        const fs::read_file_options five(5);
        EXPECT_EQ((co_await fs::read_file(path("a"), five)).value(), "12345");
        const fs::read_file_options four(4);
        const auto over = co_await fs::read_file(path("a"), four);
        EXPECT_EQ(over.error(), errc::limit_exceeded);
        EXPECT_EQ(over.error().message(),
                  "read " + path("a") + ": it has 5 bytes, and the limit is 4: limit exceeded");
        const fs::read_file_options none(0);
        EXPECT_EQ((co_await fs::read_file(path("a"), none)).error(), errc::limit_exceeded);
    });
}

TEST_F(read_file, the_limit_holds_for_a_file_that_does_not_know_its_size) {
    run([]() -> task<void> {
        const fs::read_file_options ten(10);
        const auto over = co_await fs::read_file("/proc/self/status", ten);
        EXPECT_EQ(over.error(), errc::limit_exceeded);
        const auto endless = co_await fs::read_file("/dev/zero", fs::read_file_options(100'000));
        EXPECT_EQ(endless.error(), errc::limit_exceeded);
    });
}

TEST_F(read_file, the_default_limit_is_reached) {
    // A file with a hole: it takes no room.
    put("large", "");
    std::filesystem::resize_file(path("large"), limits::read_file_bytes + 1);
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::read_file(path("large"))).error(), errc::limit_exceeded);
    });
}

TEST_F(read_file, in_callback_style_calls_back_once_and_later) {
    put("a", "text");
    auto rt = runtime::create().value();
    int calls = 0;
    bool inside = true;
    const result<void> ended = rt.run([&] {
        fs::read_file(path("a")).then([&](result<std::string> text) {
            EXPECT_FALSE(inside);
            EXPECT_EQ(text.value(), "text");
            ++calls;
        });
        fs::read_file(path("b")).then([&](result<std::string> text) {
            EXPECT_EQ(text.error(), std::errc::no_such_file_or_directory);
            ++calls;
        });
        inside = false;
    });
    EXPECT_TRUE(ended.has_value());
    EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace bounce::fs_test
