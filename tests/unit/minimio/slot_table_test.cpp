// The slots of a loop and the map of its sources.
#include "minimio/slot_table.hpp"

#include "minimio/source_map.hpp"

#include "bounce/base/errc.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bounce::minimio::detail {
namespace {

TEST(key, packs_and_unpacks) {
    const registration_key key = make_key(generation_mask, 0xabcdef);
    EXPECT_EQ(index_of(key), 0xabcdefU);
    EXPECT_EQ(generation_of(key), generation_mask);
    EXPECT_NE(make_key(1, 0), 0U);
}

TEST(slot_table, slots_stay_where_they_are) {
    slot_table table{100'000};
    std::set<const slot*> places;
    const slot* first = nullptr;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        const std::uint32_t index = table.take().value();
        EXPECT_EQ(index, i);
        places.insert(&table.at(index));
        if (i == 0) first = &table.at(0);
    }
    EXPECT_EQ(places.size(), 10'000U);
    EXPECT_EQ(&table.at(0), first);
}

TEST(slot_table, gives_back_and_takes_again) {
    slot_table table{3};
    EXPECT_EQ(table.take().value(), 0U);
    EXPECT_EQ(table.take().value(), 1U);
    EXPECT_EQ(table.take().value(), 2U);
    EXPECT_EQ(table.take().error(), errc::limit_exceeded);
    table.give_back(1);
    table.give_back(0);
    EXPECT_EQ(table.take().value(), 0U);
    EXPECT_EQ(table.take().value(), 1U);
    EXPECT_EQ(table.take().error(), errc::limit_exceeded);
}

TEST(slot_table, finds_only_the_present_generation) {
    slot_table table{10};
    const std::uint32_t index = table.take().value();
    table.at(index).generation.store(5, memory_order_release);
    EXPECT_EQ(table.find(make_key(5, index)), &table.at(index));
    EXPECT_EQ(table.find(make_key(3, index)), nullptr);
    EXPECT_EQ(table.find(make_key(7, index)), nullptr);
}

TEST(source_map, holds_many_and_forgets) {
    slot_table table{100'000};
    source_map sources{table};
    EXPECT_FALSE(sources.contains(raw_source{0}));
    for (int fd = 0; fd < 5000; ++fd) {
        const std::uint32_t index = table.take().value();
        // Every third number, so that chains form.
        table.at(index).source = raw_source{3 * fd};
        sources.reserve_one();
        sources.insert(index);
    }
    for (int fd = 0; fd < 15'000; ++fd) EXPECT_EQ(sources.contains(raw_source{fd}), fd % 3 == 0);
    for (std::uint32_t index = 0; index < 5000; index += 2) sources.erase(index);
    for (int fd = 0; fd < 5000; ++fd)
        EXPECT_EQ(sources.contains(raw_source{3 * fd}), fd % 2 == 1) << fd;
}

}  // namespace
}  // namespace bounce::minimio::detail
