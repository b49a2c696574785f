// Copies a directory with everything in it, many files at once.
//
//     copy_tree SOURCE TARGET [--at-once N]     TARGET must not exist; N: 1 to 1000, default 16
//
// Files, directories and symbolic links (as links) are copied with their modes; sockets, devices and the
// like are left out with a line. What cannot be copied is reported and the rest goes on; then the exit
// status is 1. Wrong usage: 2.
#include "bounce/fs/fs.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sync/semaphore.hpp"
#include "bounce/runtime/with_group.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace bounce;

namespace {

struct totals {
    std::uint64_t files = 0;
    std::uint64_t directories = 0;
    std::uint64_t links = 0;
    std::uint64_t bytes = 0;
    std::uint64_t failures = 0;
};

/// One tree on its way. All tasks of it run on one loop, one at a time, so they share the totals freely.
class tree_copy {
public:
    explicit tree_copy(std::size_t at_once) : slots_{at_once} {}

    task<result<void>> run(std::string from, std::string to) {
        const result<fs::metadata> source = co_await fs::stat(from);
        if (!source) co_return source.error();
        if (!source->is_directory()) co_return error{std::errc::not_a_directory}.in("copy", from);
        co_await co_await fs::create_directory(to);
        modes_.emplace_back(to, source->mode);
        target_ = co_await co_await fs::stat(to);

        auto body = [&](task_group& group) -> task<result<void>> {
            co_await co_await copy_directory(group, std::move(from), std::move(to));
            co_return result<void>{};
        };
        co_await co_await with_group(std::ref(body));
        co_await set_modes();
        co_return result<void>{};
    }

    [[nodiscard]] const totals& done() const noexcept { return done_; }

private:
    /// Walks down and starts a task for each file; directories are made on the way, so that every file
    /// finds its place. At most as many files as there are slots are open at a time, however many tasks
    /// wait for one.
    task<result<void>> copy_directory(task_group& group, std::string from, std::string to) {
        auto names = co_await fs::list_directory(from);
        if (!names) {
            report(names.error());
            co_return result<void>{};
        }
        ++done_.directories;
        for (const fs::directory_entry& entry : *names) {
            std::string source = from + "/" + entry.name;
            std::string target = to + "/" + entry.name;
            if (entry.type == fs::file_type::directory) {
                co_await co_await make_directory(group, std::move(source), std::move(target));
            } else if (entry.type == fs::file_type::symlink) {
                co_await co_await copy_link(std::move(source), std::move(target));
            } else if (entry.type == fs::file_type::regular) {
                semaphore_permits slot = co_await co_await slots_.acquire();
                group
                    .spawn(copy_file(std::move(slot), std::move(source), std::move(target)), "copy")
                    .detach();
            } else {
                std::fprintf(stderr, "left out: %s\n", source.c_str());
            }
        }
        co_return result<void>{};
    }

    task<result<void>> make_directory(task_group& group, std::string from, std::string to) {
        const auto info = co_await fs::stat(from);
        if (!info) {
            report(info.error());
            co_return result<void>{};
        }
        // Who copies a tree into itself does not want the copy to hold itself, and that itself, and so on.
        if (info->same_file(target_)) co_return result<void>{};
        const auto made = co_await fs::create_directory(to);
        if (!made) {
            report(made.error());
            co_return result<void>{};
        }
        modes_.emplace_back(to, info->mode);
        co_return co_await copy_directory(group, std::move(from), std::move(to));
    }

    task<result<void>> copy_link(std::string from, std::string to) {
        const auto target = co_await fs::read_symlink(std::move(from));
        if (!target) {
            report(target.error());
            co_return result<void>{};
        }
        const auto made = co_await fs::create_symlink(std::move(to), *target);
        if (made) ++done_.links;
        if (!made) report(made.error());
        co_return result<void>{};
    }

    task<void> copy_file(semaphore_permits slot, std::string from, std::string to) {
        const auto copied = co_await fs::copy_file(std::move(from), std::move(to));
        slot.release();
        if (!copied) {
            report(copied.error());
            co_return;
        }
        ++done_.files;
        done_.bytes += *copied;
        if (done_.files % 1000 == 0)
            std::printf("%llu files…\n", static_cast<unsigned long long>(done_.files));
    }

    /// Last, and from the bottom up: a directory that may not be written could not have been filled.
    task<void> set_modes() {
        for (; !modes_.empty(); modes_.pop_back()) {
            const auto set = co_await fs::set_mode(modes_.back().first, modes_.back().second);
            if (!set) report(set.error());
        }
    }

    void report(const error& why) {
        if (why == errc::cancelled) return;
        ++done_.failures;
        std::fprintf(stderr, "%s\n", why.message().c_str());
    }

    semaphore slots_;
    totals done_;
    fs::metadata target_;
    std::deque<std::pair<std::string, fs::file_mode>> modes_;
};

struct arguments {
    std::string from;
    std::string to;
    std::size_t at_once = 16;
};

std::optional<arguments> read_arguments(int argc, char** argv) {
    arguments read;
    std::deque<std::string> places;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--at-once" && i + 1 < argc) {
            const std::string_view number = argv[++i];
            const auto [end, failure] =
                std::from_chars(number.data(), number.data() + number.size(), read.at_once);
            if (failure != std::errc{} || end != number.data() + number.size()) return std::nullopt;
        } else if (argument.starts_with("-")) {
            return std::nullopt;
        } else {
            places.emplace_back(argument);
        }
    }
    if (places.size() != 2 || read.at_once < 1 || read.at_once > 1000) return std::nullopt;
    read.from = places[0];
    read.to = places[1];
    return read;
}

int fail(const error& why) {
    std::fprintf(stderr, "copy_tree: %s\n", why.message().c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::optional<arguments> wanted = read_arguments(argc, argv);
    if (!wanted) {
        std::fputs("usage: copy_tree SOURCE TARGET [--at-once N]\n", stderr);
        return 2;
    }
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    tree_copy copy{wanted->at_once};
    const auto outcome = rt->block_on(copy.run(std::move(wanted->from), std::move(wanted->to)));
    if (!outcome) return fail(outcome.error());

    const totals& done = copy.done();
    const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::printf("%llu files in %llu directories, %llu links, %llu bytes; %llu failed\n",
                number(done.files), number(done.directories), number(done.links),
                number(done.bytes), number(done.failures));
    return done.failures == 0 ? 0 : 1;
}
