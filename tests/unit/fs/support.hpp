#pragma once

#include "in_runtime.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace bounce::fs_test {

/// Runs `body()`, a task, on a loop of its own with a pool of `pool_threads`.
template <class F>
void run(F body, unsigned pool_threads = 2) {
    runtime_options options;
    options.pool_threads = pool_threads;
    test_support::run(options, std::move(body));
}

/// Gives each test a directory of its own. It is looked at with the standard library, so that the
/// operations are not tested against themselves.
class place : public testing::Test {
protected:
    place() {
        std::string name = (std::filesystem::temp_directory_path() / "bounce-fs-test-").string();
        name += std::to_string(::testing::UnitTest::GetInstance()->random_seed());
        name += testing::UnitTest::GetInstance()->current_test_info()->name();
        name += std::to_string(reinterpret_cast<std::uintptr_t>(this));
        std::filesystem::remove_all(name);
        std::filesystem::create_directory(name);
        root_ = std::filesystem::canonical(name);
    }
    ~place() override { std::filesystem::remove_all(root_); }

    [[nodiscard]] std::string path(const std::string& name) const {
        return (root_ / name).string();
    }
    [[nodiscard]] std::string root() const { return root_.string(); }

    void put(const std::string& name, const std::string& content) const {
        std::ofstream{path(name), std::ios::binary} << content;
    }
    [[nodiscard]] std::string get(const std::string& name) const {
        std::ifstream in{path(name), std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    [[nodiscard]] bool is_there(const std::string& name) const {
        return std::filesystem::exists(std::filesystem::symlink_status(path(name)));
    }
    [[nodiscard]] unsigned mode(const std::string& name) const {
        return static_cast<unsigned>(std::filesystem::status(path(name)).permissions()) & 07777U;
    }
    [[nodiscard]] std::size_t count(const std::string& name = ".") const {
        const std::filesystem::directory_iterator all{root_ / name};
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

private:
    std::filesystem::path root_;
};

/// Bytes that repeat only after a long while, so that a mixed-up order shows.
inline std::string noise(std::size_t size) {
    std::string text(size, '\0');
    std::uint32_t state = 12345;
    for (char& c : text) {
        state = state * 1664525U + 1013904223U;
        c = static_cast<char>(state >> 24U);
    }
    return text;
}

}  // namespace bounce::fs_test
