#include "suite.hpp"

#include "bounce/durable/schema_version.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;

class views : public store_suite {
protected:
    std::vector<std::string> list(const run_filter& filter) {
        std::vector<std::string> ids;
        for (const auto& r : value_of(call().list_runs(filter))) ids.push_back(r.info.id);
        return ids;
    }
};

TEST_F(views, runs_are_listed_in_order_of_creation_by_filter_and_page) {
    for (const auto* id : {"order-2", "order-1", "mail-1"}) start(id);
    ASSERT_TRUE(call().control({{"order-1", control_request::action::kill, {}}}).value()[0]);
    EXPECT_THAT(list({}), ElementsAre("order-2", "order-1", "mail-1"));
    run_filter filter;
    filter.id_prefix = "order-";
    EXPECT_THAT(list(filter), ElementsAre("order-2", "order-1"));
    filter.status = run_status::killed;
    EXPECT_THAT(list(filter), ElementsAre("order-1"));
    run_filter page;
    page.limit = 2;
    EXPECT_THAT(list(page), ElementsAre("order-2", "order-1"));
    page.after = seen("order-1").info.number;
    EXPECT_THAT(list(page), ElementsAre("mail-1"));
    filter.id_prefix = "order%";
    EXPECT_THAT(list(filter), IsEmpty()) << "a prefix is no pattern";
}

TEST_F(views, what_is_not_there_is_named) {
    EXPECT_EQ(call().get_run("x").error(), errc::run_not_found);
    EXPECT_NE(call().get_run("x").error().message().find("run x"), std::string::npos);
    EXPECT_EQ(call().operations("x").error(), errc::run_not_found);
    EXPECT_EQ(call().history("x").error(), errc::run_not_found);
    EXPECT_EQ(call().output("x").error(), errc::run_not_found);
}

TEST_F(views, operations_are_listed_by_number_open_and_ended) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    auto slice = next(run, who);
    slice.commands = {step(2), step(3)};
    ASSERT_TRUE(commit(run, slice));
    auto got = claim_steps(who);
    ASSERT_EQ(got.size(), 3U);
    ASSERT_EQ(call().finish_steps({ended(got[1])}).value().size(), 1U);
    std::vector<std::pair<std::string, std::string>> seen_all;
    for (const auto& r : value_of(call().operations("a")))
        seen_all.emplace_back(r.name, to_string(r.state));
    using pair = std::pair<std::string, std::string>;
    EXPECT_THAT(seen_all, ElementsAre(pair{"step 1", "running"}, pair{"step 2", "succeeded"},
                                      pair{"step 3", "running"}));
}

TEST_F(views, ended_operations_are_bounded) {
    open(3);
    start("a");
    const auto who = worker();
    auto run = claim_one(who);
    auto slice = next(run, who);
    for (std::uint64_t i = 1; i <= 5; ++i) slice.commands.push_back(step(i));
    ASSERT_TRUE(commit(run, slice));
    std::vector<attempt_end> ends;
    for (const auto& s : claim_steps(who)) ends.push_back(ended(s));
    ASSERT_TRUE(call().finish_steps(ends).has_value());
    const auto kept = call().operations("a").value();
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].number, operation_number{3});
}

TEST_F(views, a_key_of_its_own_is_shown) {
    start("a");
    const auto who = worker();
    auto run = claim_one(who);
    auto slice = next(run, who);
    auto wanted = step(1);
    std::get<command::step>(wanted.what).key = "invoice 7";
    std::get<command::step>(wanted.what).body.what = operation_body::kind::host_call;
    slice.commands = {wanted};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_EQ(seen_operation("a", 1).key, "invoice 7");
    EXPECT_EQ(seen_operation("a", 1).what, operation_record::kind::host_call);
    EXPECT_EQ(claim_steps(who).at(0).step, std::get<command::step>(wanted.what));
}

TEST_F(views, changes_are_told_to_whoever_watches) {
    atomic<int> told{0};
    auto watching = the_store().watch([&] { told.fetch_add(1); });
    start("a");
    const auto after_start = told.load();
    EXPECT_GE(after_start, 1);
    signal("a", "x");
    EXPECT_GT(told.load(), after_start);
    watching.reset();
    const auto before = told.load();
    signal("a", "y");
    EXPECT_EQ(told.load(), before);
}

TEST_F(views, the_end_of_a_step_and_of_a_run_are_changes) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    const auto got = claim_steps(who);
    atomic<int> told{0};
    const auto watching = the_store().watch([&] { told.fetch_add(1); });
    ASSERT_TRUE(call().finish_steps({ended(got.at(0))}).has_value());
    EXPECT_GE(told.load(), 1);
    told = 0;
    auto slice = next(run, who);
    slice.status = run_status::completed;
    slice.result = outcome{};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_GE(told.load(), 1);
}

TEST_F(views, a_store_says_what_it_is) {
    EXPECT_EQ(the_store().info().schema_version, schema_version);
    EXPECT_NE(the_store().info().kind, "");
    EXPECT_NE(the_store().info().place, "");
}

}  // namespace bounce::durable
