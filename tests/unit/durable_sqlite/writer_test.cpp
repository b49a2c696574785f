#include "durable/store/sqlite/writer.hpp"

#include "store_support.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

namespace {

// What happened, in order, on whatever thread.
class diary {
public:
    void write(std::string what) {
        const lock_guard<os_mutex> lock{mutex_};
        lines_.push_back(std::move(what));
        more_.notify_all();
    }
    void wait_for(const std::string& what) {
        unique_lock<os_mutex> lock{mutex_};
        more_.wait(lock, [&] { return std::ranges::find(lines_, what) != lines_.end(); });
    }
    [[nodiscard]] std::vector<std::string> lines() {
        const lock_guard<os_mutex> lock{mutex_};
        return lines_;
    }

private:
    os_mutex mutex_;
    os_condition more_;
    std::vector<std::string> lines_;
};

// Stores a piece of code under its first letter, part by part; a part that holds a '!' then fails.
class noted_call final : public write_call {
public:
    noted_call(std::string name, std::vector<std::string> parts, diary& into)
        : name_{std::move(name)}, parts_{std::move(parts)}, diary_{into} {}

    std::size_t parts() const noexcept override { return parts_.size(); }
    void run(session& in, std::size_t part) override {
        diary_.write("run " + name_);
        in.run(sql::id::insert_code, parts_[part], to_bytes("content"));
        if (parts_[part].find('!') != std::string::npos)
            in.fail(error{bounce::errc::invalid_argument}.in("part " + parts_[part]));
        if (hold_ != nullptr) hold_->wait_for("go");
    }
    void refuse(std::size_t part, error why) override {
        diary_.write("refused " + parts_[part] + ": " + why.message());
    }
    void answer() override { diary_.write("answer " + name_); }
    void fail(error why) override { diary_.write("fail " + name_ + ": " + why.message()); }

    void hold(diary& until) { hold_ = &until; }

private:
    std::string name_;
    std::vector<std::string> parts_;
    diary& diary_;
    diary* hold_ = nullptr;
};

struct merging : testing::Test {
    // The first call is held in its transaction until the others wait.
    void submit_behind(std::vector<std::vector<std::string>> calls) {
        auto first = std::make_unique<noted_call>("first", std::vector<std::string>{"f"}, events);
        first->hold(signs);
        out->submit(std::move(first));
        events.wait_for("run first");
        for (std::size_t i = 0; i < calls.size(); ++i)
            out->submit(std::make_unique<noted_call>(std::to_string(i), calls[i], events));
        signs.write("go");
        out->wait_until_settled(calls.size() + 1);
    }

    [[nodiscard]] std::string stored() {
        auto file = sqlite::connection::open(path).value();
        return file
            .text(
                "SELECT coalesce(group_concat(hash, ' '), '') FROM "
                "(SELECT hash FROM code ORDER BY hash)")
            .value();
    }

    temporary_folder folder = temporary_folder::in_memory();
    std::string path = folder.path("bounce.db");
    diary events;
    diary signs;
    std::unique_ptr<writer> out = std::make_unique<writer>(
        database::open_to_write(path, sqlite_store_options{}).value(), sqlite_store_options{});
};

TEST_F(merging, calls_that_wait_share_a_commit_and_are_answered_after_it) {
    submit_behind({{"a"}, {"b", "c"}, {"d"}});
    EXPECT_THAT(events.lines(),
                testing::ElementsAre("run first", "answer first", "run 0", "run 1", "run 1",
                                     "run 2", "answer 0", "answer 1", "answer 2"));
    EXPECT_EQ(stored(), "a b c d f");
}

TEST_F(merging, a_bad_part_is_taken_out_and_fails_alone) {
    submit_behind({{"a"}, {"b", "x!", "c"}, {"d"}});
    EXPECT_THAT(
        events.lines(),
        testing::ElementsAre("run first", "answer first",
                             // Together, until the bad one shows.
                             "run 0", "run 1", "run 1",
                             // Each alone.
                             "run 0", "run 1", "run 1", "refused x!: part x!: invalid argument",
                             "run 1", "run 2", "answer 0", "answer 1", "answer 2"));
    EXPECT_EQ(stored(), "a b c d f");
}

TEST_F(merging, everything_submitted_is_answered_before_the_end) {
    for (int i = 0; i < 50; ++i)
        out->submit(std::make_unique<noted_call>(
            std::to_string(i), std::vector<std::string>{std::to_string(i)}, events));
    out.reset();
    EXPECT_THAT(events.lines(), testing::Contains("answer 49"));
    EXPECT_EQ(events.lines().size(), 100U);
}

}  // namespace

}  // namespace bounce::durable::sqlite_store_detail
