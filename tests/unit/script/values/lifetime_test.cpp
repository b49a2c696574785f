#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/cell.hpp"
#include "script/values/channel.hpp"
#include "script/values/fn.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/immortal.hpp"
#include "script/values/iterator.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/task.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/heap_account.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace bounce::script {
namespace {

TEST(heap_account, every_kind_gives_back_what_it_took) {
    heap_account account;
    {
        const value long_text = make_string(&account, "a string on the heap");
        std::vector<value> all{long_text,
                               make_array(&account, {long_text}),
                               make_blob(&account, std::vector<std::uint8_t>(100)),
                               make_map(&account),
                               make_range(&account, 1, 2, false),
                               make_named_fn(&account, nullptr, long_text),
                               make_cell(&account, long_text),
                               make_iterator(&account, long_text),
                               make_channel(&account, 3),
                               make_semaphore(&account, 3),
                               make_task(&account, 7),
                               make_host_handle(&account, "fs::file", nullptr)};
        auto& channel = as<channel_object>(all[8]);
        channel.buffer.push_back(long_text);
        channel.senders.push_back({1, 0, long_text});
        channel.settle();
        as<task_object>(all[10]).outcome = long_text;
        as<map_object>(all[3]).set(long_text, long_text);
        EXPECT_EQ(account.objects(), all.size());
        EXPECT_GT(account.used_bytes(), 0U);
    }
    EXPECT_EQ(account.objects(), 0U);
    EXPECT_EQ(account.used_bytes(), 0U);
    EXPECT_GT(account.peak_bytes(), 0U);
}

TEST(heap_account, knows_its_limit) {
    heap_account account{1'000};
    EXPECT_TRUE(account.has_room(1'000));
    EXPECT_FALSE(account.has_room(1'001));
    const value a = make_array(&account, std::vector<value>(100));
    EXPECT_TRUE(account.over_limit());
    EXPECT_FALSE(account.has_room(0));
    account.set_limit(10'000);
    EXPECT_FALSE(account.over_limit());
}

TEST(heap_account, an_array_that_grows_is_charged_as_it_does) {
    heap_account account;
    value a = make_array(&account);
    const std::size_t empty = account.used_bytes();
    for (int i = 0; i < 1'000; ++i) as<array_object>(a).push(value::integer(i));
    EXPECT_GE(account.used_bytes(), empty + 1'000 * sizeof(value));
}

TEST(heap_account, cycles_are_broken_at_the_end) {
    auto resource = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = resource;
    {
        heap_account account;
        const value cell = make_cell(&account, {});
        const value channel = make_channel(&account, 1);
        const value task = make_task(&account, 1);
        const value handle = make_host_handle(&account, "fs::file", std::move(resource));
        as<cell_object>(cell).content = make_array(&account, {cell, channel, handle});
        as<channel_object>(channel).buffer.push_back(make_array(&account, {channel, task}));
        as<channel_object>(channel).senders.push_back({1, 0, cell});
        as<task_object>(task).outcome = make_array(&account, {task, cell});
    }
    EXPECT_TRUE(watched.expired());
}

TEST(heap_account, breaking_cycles_leaves_what_somebody_still_holds) {
    heap_account account;
    const value cell = make_cell(&account, {});
    as<cell_object>(cell).content = make_array(&account, {cell});
    account.break_cycles();
    EXPECT_TRUE(as<cell_object>(cell).content.is_unit());
    EXPECT_EQ(account.objects(), 1U);
}

TEST(heap_account_death, values_do_not_outlive_it) {
    EXPECT_DEATH(
        {
            value v;
            heap_account account;
            v = make_array(&account);
        },
        "heap ends before");
}

TEST(immortal, constants_are_not_counted_and_freed_once) {
    immortal_values constants;
    heap_account account;
    const value name = make_string(&account, "a string on the heap");
    value map = make_map(&account);
    as<map_object>(map).set(name, make_array(&account, {name, name}));
    const value constant = immortal_copy(make_array(&account, {map, map, name}));
    constants.add(constant);
    constants.add(as<array_object>(constant).items[0]);
    {
        const value copy = constant;
        EXPECT_TRUE(copy.as_object()->immortal());
        EXPECT_EQ(copy.as_object()->count, 1U);
        EXPECT_FALSE(copy.as_object()->unique());
    }
    EXPECT_EQ(to_text(as<array_object>(constant).items[2]), "a string on the heap");
}

}  // namespace
}  // namespace bounce::script
