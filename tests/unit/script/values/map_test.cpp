#include "script/values/map.hpp"

#include "script/values/copy_on_write.hpp"
#include "script/values/string.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace bounce::script {
namespace {

value key(heap_account& account, const std::string& text) { return make_string(&account, text); }

TEST(map, keys_are_in_order_of_their_bytes) {
    heap_account account;
    const value v = make_map(&account);
    auto& m = as<map_object>(v);
    for (const char* k : {"pear", "apple", "a rather long key on the heap", "", "fig"}) {
        m.set(key(account, k), make_string(&account, k));
    }
    std::string all;
    m.for_each([&](const value& k, const value& item) {
        EXPECT_EQ(k.text(), item.text());
        all += k.text();
        all += ';';
    });
    EXPECT_EQ(all, ";a rather long key on the heap;apple;fig;pear;");
}

TEST(map, same_keys_share_a_shape_whatever_the_order) {
    heap_account account;
    const value a = make_map(&account);
    const value b = make_map(&account);
    as<map_object>(a).set(key(account, "x"), value::integer(1));
    as<map_object>(a).set(key(account, "y"), value::integer(2));
    as<map_object>(b).set(key(account, "y"), value::integer(3));
    EXPECT_NE(as<map_object>(a).layout(), as<map_object>(b).layout());
    as<map_object>(b).set(key(account, "x"), value::integer(4));
    EXPECT_EQ(as<map_object>(a).layout(), as<map_object>(b).layout());
    EXPECT_EQ(as<map_object>(b).find("x")->as_int(), 4);
    as<map_object>(a).remove("x");
    EXPECT_NE(as<map_object>(a).layout(), as<map_object>(b).layout());
    EXPECT_EQ(as<map_object>(a).find("x"), nullptr);
    EXPECT_EQ(as<map_object>(a).find("y")->as_int(), 2);
    EXPECT_EQ(as<map_object>(b).size(), 2U);
}

TEST(map, a_literal_is_made_of_its_shape) {
    heap_account account;
    shape* const keys = account.shapes().of({value::short_string("a"), value::short_string("b")});
    const value m = make_map(&account, keys, {value::integer(1), value::integer(2)});
    EXPECT_EQ(as<map_object>(m).layout(), keys);
    EXPECT_EQ(as<map_object>(m).find("b")->as_int(), 2);
    keys->release();
}

TEST(map, a_shape_goes_with_its_last_map) {
    heap_account account;
    {
        const value m = make_map(&account);
        as<map_object>(m).set(value::short_string("k"), {});
        EXPECT_EQ(account.shapes().interned(), 1U);
    }
    EXPECT_EQ(account.shapes().interned(), 0U);
    EXPECT_EQ(account.used_bytes(), 0U);
}

TEST(map, more_shapes_than_the_table_holds_still_work) {
    heap_account account;
    std::vector<value> maps;
    for (std::size_t i = 0; i < shape_table::max_interned + 100; ++i) {
        maps.push_back(make_map(&account));
        as<map_object>(maps.back())
            .set(key(account, "k" + std::to_string(i)), value::integer(std::int64_t(i)));
    }
    EXPECT_LE(account.shapes().interned(), shape_table::max_interned);
    for (std::size_t i = 0; i < maps.size(); ++i) {
        ASSERT_EQ(as<map_object>(maps[i]).find("k" + std::to_string(i))->as_int(), std::int64_t(i));
    }
    maps.clear();
    EXPECT_EQ(account.used_bytes(), 0U);
}

TEST(map, a_copy_is_changed_alone) {
    heap_account account;
    value a = make_map(&account);
    make_unique_map(&account, a).set(value::short_string("k"), value::integer(1));
    value b = a;
    make_unique_map(&account, b).set(value::short_string("k"), value::integer(2));
    make_unique_map(&account, b).set(value::short_string("l"), value::integer(3));
    EXPECT_EQ(as<map_object>(a).find("k")->as_int(), 1);
    EXPECT_EQ(as<map_object>(a).find("l"), nullptr);
    EXPECT_EQ(as<map_object>(b).find("k")->as_int(), 2);
}

TEST(map, clear_makes_an_empty_small_map) {
    heap_account account;
    const value v = make_map(&account);
    auto& m = as<map_object>(v);
    for (int i = 0; i < 100; ++i) m.set(key(account, std::to_string(i)), {});
    EXPECT_EQ(m.layout(), nullptr);
    m.clear();
    EXPECT_EQ(m.size(), 0U);
    EXPECT_NE(m.layout(), nullptr);
    m.set(value::short_string("x"), value::integer(1));
    EXPECT_EQ(m.find("x")->as_int(), 1);
}

/// Random inserts, look-ups and removals, against std::map.
void behaves_like_a_map(unsigned keys, unsigned operations, unsigned seed) {
    heap_account account;
    {
        const value v = make_map(&account);
        auto& m = as<map_object>(v);
        std::map<std::string, std::int64_t> model;
        std::mt19937 random{seed};
        for (unsigned i = 0; i < operations; ++i) {
            const std::string k = "key number " + std::to_string(random() % keys);
            if (random() % 3 != 0) {
                m.set(key(account, k), value::integer(i));
                model[k] = i;
            } else {
                const auto removed = m.remove(k);
                const auto known = model.find(k);
                ASSERT_EQ(removed.has_value(), known != model.end());
                if (removed) {
                    ASSERT_EQ(removed->as_int(), known->second);
                    model.erase(known);
                }
            }
            ASSERT_EQ(m.size(), model.size());
        }
        std::size_t i = 0;
        for (const auto& [k, item] : model) {
            ASSERT_EQ(m.key_at(i).text(), k);
            ASSERT_EQ(m.value_at(i).as_int(), item);
            ASSERT_EQ(m.find(k)->as_int(), item);
            ++i;
        }
        for (std::size_t back = model.size(); back-- > 0;) {
            ASSERT_EQ(m.value_at(back).as_int(), model[std::string{m.key_at(back).text()}]);
        }
    }
    EXPECT_EQ(account.used_bytes(), 0U);
    EXPECT_EQ(account.objects(), 0U);
}

TEST(map, small_ones_behave_like_a_map) { behaves_like_a_map(30, 3'000, 1); }
TEST(map, those_around_the_limit_behave_like_a_map) { behaves_like_a_map(90, 5'000, 2); }
TEST(map, large_ones_behave_like_a_map) { behaves_like_a_map(5'000, 40'000, 3); }

TEST(map, keys_in_order_fill_a_large_map_tightly) {
    heap_account account;
    const value v = make_map(&account);
    auto& m = as<map_object>(v);
    for (int i = 0; i < 64'000; ++i) {
        std::string k = std::to_string(i);
        k.insert(0, 6 - k.size(), '0');
        m.set(key(account, k), value::integer(i));
    }
    EXPECT_EQ(m.size(), 64'000U);
    EXPECT_LT(account.used_bytes(), 64'000U * 40);
    EXPECT_EQ(m.find("063999")->as_int(), 63'999);
}

}  // namespace
}  // namespace bounce::script
