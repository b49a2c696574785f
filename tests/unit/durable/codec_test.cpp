#include "durable/store/codec.hpp"

#include "bounce/durable/errc.hpp"

#include <gtest/gtest.h>

namespace bounce::durable {

namespace {

failure full_failure() {
    failure why{"kind", "message"};
    why.value = to_bytes("value");
    why.trace = "trace";
    why.key = "key";
    why.maybe_done = true;
    why.final = true;
    return why;
}

command::step full_step() {
    command::step s;
    s.number = operation_number{9};
    s.name = "charge";
    s.body.what = operation_body::kind::host_call;
    s.body.module.bytes[5] = 77;
    s.body.function = "http::post";
    s.body.arguments = to_bytes(std::string(300, 'x'));
    s.policy.tries = 3;
    s.policy.backoff = nanoseconds{123456789012};
    s.policy.max_backoff = nanoseconds::max();
    s.policy.timeout = seconds{5};
    s.policy.at_most_once = true;
    s.policy.no_retry = {"a", "", "c"};
    s.policy.when_left = on_cancel::abandon;
    s.key = "invoice 7";
    return s;
}

std::vector<delivery::event> all_events() {
    return {delivery::started{to_bytes("in")},
            delivery::finished{operation_number{300}, to_bytes("v")},
            delivery::finished{operation_number{1}, full_failure()},
            delivery::signal{"name", to_bytes("p")}, delivery::cancel{"why"}};
}

/// Every text that is cut short, or goes on, is refused.
template <class F>
void expect_no_cut_is_read(const bytes& text, F&& read) {
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(read(bytes_view{text}.first(size)).has_value()) << size;
    auto longer = text;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(read(longer).has_value());
    auto other = text;
    other[0] = std::byte{0xee};
    EXPECT_EQ(read(other).error(), errc::corrupt) << "an unknown format";
}

}  // namespace

TEST(codec, steps) {
    const auto text = encode(full_step());
    EXPECT_EQ(decode_step(operation_number{9}, text).value(), full_step());
    EXPECT_EQ(decode_step(operation_number{}, encode(command::step{})).value(), command::step{});
    expect_no_cut_is_read(text, [](bytes_view t) { return decode_step(operation_number{9}, t); });
}

TEST(codec, outcomes) {
    for (const outcome& how : {outcome{}, outcome{to_bytes("v")}, outcome{full_failure()}}) {
        const auto text = encode(how);
        EXPECT_EQ(decode_outcome(text).value(), how);
        expect_no_cut_is_read(text, decode_outcome);
    }
}

TEST(codec, events) {
    for (const auto& what : all_events()) {
        const auto text = encode(what);
        EXPECT_EQ(decode_event(text).value(), what);
        expect_no_cut_is_read(text, decode_event);
    }
}

TEST(codec, attributes_and_names) {
    const std::map<std::string, std::string> attributes{{"", "x"}, {"a", ""}, {"b", "c"}};
    EXPECT_EQ(decode_attributes(encode(attributes)).value(), attributes);
    expect_no_cut_is_read(encode(attributes), decode_attributes);
    const std::vector<std::string> names{"x", "", std::string(200, 'n')};
    EXPECT_EQ(decode_names(encode(names)).value(), names);
    expect_no_cut_is_read(encode(names), decode_names);
}

// What older versions wrote has to be read by newer ones.
TEST(codec, the_format_is_frozen) {
    EXPECT_EQ(to_hex(encode(outcome{to_bytes("v")})), "01010176");
    EXPECT_EQ(to_hex(encode(outcome{failure{"k", "m"}})), "0100016b016d0000000000");
    EXPECT_EQ(to_hex(encode(all_events()[0])), "010002696e");
    EXPECT_EQ(to_hex(encode(all_events()[1])), "0101ac02010176");
    EXPECT_EQ(to_hex(encode(all_events()[3])), "0102046e616d650170");
    EXPECT_EQ(to_hex(encode(all_events()[4])), "010303776879");
    EXPECT_EQ(to_hex(encode(std::vector<std::string>{"x"})), "01010178");
    command::step small;
    small.name = "n";
    EXPECT_EQ(to_hex(encode(small)),
              "01016e00" + std::string(64, '0') + "00000a8094ebdc0380b09dc2df010000000000");
}

// A count or a length that says more than there is must not lead to an allocation.
TEST(codec, huge_counts_are_refused) {
    const bytes huge{std::byte{1},    std::byte{0xff}, std::byte{0xff}, std::byte{0xff},
                     std::byte{0xff}, std::byte{0xff}, std::byte{0x7f}};
    EXPECT_EQ(decode_names(huge).error(), errc::corrupt);
    EXPECT_EQ(decode_attributes(huge).error(), errc::corrupt);
    const bytes endless(20, std::byte{0xff});
    EXPECT_EQ(decode_names(endless).error(), errc::corrupt);
}

}  // namespace bounce::durable
