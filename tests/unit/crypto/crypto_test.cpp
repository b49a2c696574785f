#include "bounce/base/limits.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/crypto/digest_sha256.hpp"
#include "bounce/crypto/generate_random_bytes.hpp"
#include "bounce/crypto/pbkdf2_sha256.hpp"
#include "bounce/fs/chunk_reader.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace bounce::crypto {
namespace {

template <class F>
task<void> call(std::reference_wrapper<F> body) {
    co_await body();
}

template <class F>
void run(F body, unsigned pool_threads = 2) {
    runtime_options options;
    options.pool_threads = pool_threads;
    auto rt = runtime::create(options).value();
    const result<void> done = rt.block_on(call(std::ref(body)));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

// RFC 7914, section 11.
constexpr const char* known_key =
    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc";

TEST(pbkdf2_sha256, gives_the_known_key) {
    run([]() -> task<void> {
        const pbkdf2_options once(1, 32);
        const result<secret> key = co_await pbkdf2_sha256(secret("passwd"), to_bytes("salt"), once);
        EXPECT_EQ(to_hex(key.value().view()), known_key);
    });
}

TEST(pbkdf2_sha256, refuses_what_is_out_of_range) {
    run([]() -> task<void> {
        const pbkdf2_options never(0, 32);
        const pbkdf2_options empty(1, 0);
        const pbkdf2_options for_ever(limits::pbkdf2_iterations + 1, 32);
        const pbkdf2_options huge(1, limits::derived_key_bytes + 1);
        const auto zero = co_await pbkdf2_sha256(secret("p"), to_bytes("s"), never);
        EXPECT_EQ(zero.error(), errc::invalid_argument);
        const auto none = co_await pbkdf2_sha256(secret("p"), to_bytes("s"), empty);
        EXPECT_EQ(none.error(), errc::invalid_argument);
        const auto many = co_await pbkdf2_sha256(secret("p"), to_bytes("s"), for_ever);
        EXPECT_EQ(many.error(), errc::limit_exceeded);
        const auto large = co_await pbkdf2_sha256(secret("p"), to_bytes("s"), huge);
        EXPECT_EQ(large.error(), errc::limit_exceeded);
    });
}

TEST(pbkdf2_sha256, works_on_the_pool_and_calls_back_on_the_loop) {
    auto rt = runtime::create().value();
    int calls = 0;
    const thread_id here = this_thread_id();
    const result<void> ended = rt.run([&] {
        pbkdf2_sha256(secret("passwd"), to_bytes("salt"), pbkdf2_options{1, 32})
            .then([&](result<secret> key) {
                EXPECT_EQ(this_thread_id(), here);
                EXPECT_EQ(key.value().size(), 32U);
                ++calls;
            });
    });
    EXPECT_TRUE(ended.has_value());
    EXPECT_EQ(calls, 1);
}

/// Occupies the pool until it is told to go.
struct gate {
    atomic<bool> open{false};
    void wait() {
        while (!open.load()) thread_yield();
    }
};

task<void> hold(gate& closed) {
    const auto job = [&closed] { closed.wait(); };
    (co_await submit("gate", job)).value();
}

TEST(pbkdf2_sha256, a_cancelled_job_in_the_queue_never_runs) {
    const auto body = []() -> task<void> {
        gate closed;
        auto busy = spawn(hold(closed));
        co_await yield_now();
        // It would take a minute, and nobody waits for it.
        const pbkdf2_options long_work(limits::pbkdf2_iterations, 32);
        auto working = spawn(pbkdf2_sha256(secret{"p"}, to_bytes("s"), long_work));
        co_await yield_now();
        working.abort();
        const auto outcome = co_await working;
        EXPECT_EQ(outcome.error(), errc::cancelled);
        closed.open.store(true);
        EXPECT_TRUE((co_await busy).has_value());
    };
    run(body, 1);
}

TEST(digest_sha256, of_bytes_and_texts) {
    run([]() -> task<void> {
        const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        const auto of_text = co_await digest_sha256(std::string("abc"));
        EXPECT_EQ(to_hex(of_text.value()), abc);
        const auto of_bytes = co_await digest_sha256(to_bytes("abc"));
        EXPECT_EQ(to_hex(of_bytes.value()), abc);
        const auto of_nothing = co_await digest_sha256(bytes());
        EXPECT_EQ(to_hex(of_nothing.value()),
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    });
}

TEST(digest_sha256, of_a_file_piece_by_piece) {
    const std::string path =
        (std::filesystem::temp_directory_path() / "bounce-digest-test").string();
    const std::string content(1'000'000, 'a');
    std::ofstream{path} << content;
    run([&]() -> task<void> {
        const auto digest = co_await digest_sha256(fs::read_chunks(path));
        EXPECT_EQ(to_hex(digest.value()),
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        const auto missing = co_await digest_sha256(fs::read_chunks(path + ".no"));
        EXPECT_EQ(missing.error().message(), "open " + path + ".no: No such file or directory");
    });
    std::filesystem::remove(path);
}

TEST(generate_random_bytes, gives_as_many_as_asked_for_and_never_the_same) {
    run([]() -> task<void> {
        const auto one = co_await generate_random_bytes(100'000);
        const auto two = co_await generate_random_bytes(100'000);
        EXPECT_EQ(one.value().size(), 100'000U);
        EXPECT_NE(one.value(), two.value());
        const auto over = co_await generate_random_bytes(limits::random_bytes + 1);
        EXPECT_EQ(over.error(), errc::limit_exceeded);
    });
}

}  // namespace
}  // namespace bounce::crypto
