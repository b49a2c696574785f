#include "programs.hpp"
#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

namespace bounce::script {
namespace {

using stage::played;
using testing::HasSubstr;

bytes image_of(const isolate& iso) {
    auto image = snapshot(iso);
    EXPECT_TRUE(image) << image.error().message();
    return image ? *std::move(image) : bytes{};
}

/// A program run until it waits for the first time.
isolate parked(std::string_view source) {
    isolate iso = stage::begin(stage::make(source));
    iso.run(stage::beginning, 1'000'000);
    return iso;
}

TEST(image, a_program_that_has_not_begun_goes_on) {
    for (const std::string_view source : stage::programs) {
        isolate straight = stage::begin(stage::make(source));
        const played expected = stage::play(straight);
        EXPECT_TRUE(expected.ended);
        isolate moved = stage::move_house(stage::begin(stage::make(source)));
        EXPECT_EQ(stage::play(moved), expected);
    }
}

TEST(image, a_program_that_moves_whenever_it_waits_ends_the_same) {
    for (const std::string_view source : stage::programs) {
        isolate straight = stage::begin(stage::make(source));
        const played expected = stage::play(straight);
        isolate iso = stage::begin(stage::make(source));
        played p;
        for (int turns = 0; !p.ended && turns < 10'000; ++turns) {
            iso = stage::move_house(std::move(iso));
            stage::turn(iso, p);
        }
        EXPECT_EQ(p, expected);
    }
}

TEST(image, a_program_that_moves_at_any_one_safepoint_ends_the_same) {
    for (const std::string_view source : stage::programs) {
        const executable code = stage::make(source);
        isolate straight = stage::begin(code);
        const played expected = stage::play(straight);
        for (std::uint64_t k = 1;; ++k) {
            isolate iso = stage::begin(code);
            iso.stop_after(k);
            played p;
            for (int turns = 0; !p.ended && !iso.stopped() && turns < 10'000; ++turns)
                stage::turn(iso, p);
            if (!iso.stopped()) {
                EXPECT_GT(k, 5U) << "the program has safepoints";
                break;
            }
            isolate moved = stage::move_house(std::move(iso));
            ASSERT_EQ(stage::play(moved, p), expected) << "moved at safepoint " << k;
        }
    }
}

TEST(image, a_program_that_moves_at_every_safepoint_ends_the_same) {
    for (const std::string_view source : stage::programs) {
        const executable code = stage::make(source);
        isolate straight = stage::begin(code);
        const played expected = stage::play(straight);
        isolate iso = stage::begin(code);
        played p;
        std::size_t moves = 0;
        for (int turns = 0; !p.ended && turns < 100'000; ++turns) {
            iso.stop_after(1);
            stage::turn(iso, p);
            const bool stopped = iso.stopped();
            iso = stage::move_house(std::move(iso));
            iso.state().stopped = stopped;  // it stands where it has been counted
            ++moves;
        }
        EXPECT_EQ(p, expected);
        EXPECT_GT(moves, 5U);
    }
}

TEST(image, of_a_restored_program_is_the_image_it_came_from) {
    for (const std::string_view source : stage::programs) {
        isolate iso = stage::begin(stage::make(source));
        played p;
        for (int turns = 0; !p.ended && turns < 50; ++turns) {
            stage::turn(iso, p);
            const bytes image = image_of(iso);
            const auto again = restore(iso.code(), image);
            ASSERT_TRUE(again) << again.error().message();
            ASSERT_EQ(image_of(*again), image);
        }
    }
}

/// The order, reserved and charged, waiting for its delivery.
isolate parked_order() {
    isolate iso = parked(stage::order);
    played p;
    for (int operations = 0; operations < 2; ++operations) stage::turn(iso, p);
    iso.run(stage::beginning, 1'000'000);
    EXPECT_EQ(iso.awaited_mailboxes(), (std::vector<std::string>{"cancel", "delivered"}));
    return iso;
}

TEST(image, of_the_parked_order_is_about_a_kilobyte) {
    const bytes image = image_of(parked_order());
    EXPECT_LT(image.size(), 1200U);
    std::cout << "the parked order takes " << image.size() << " bytes\n";
}

TEST(image, what_it_keeps) {
    isolate iso = stage::begin(stage::make(R"(
        import "host" as host;
        print("not taken yet");
        let a = spawn || host::ask(1);
        let b = spawn || sleep(3s);
        let c = spawn || signal("x");
        a.join();
    )"));
    iso.run(stage::beginning, 1'000'000);
    (void)iso.post("y", value::integer(5));
    const auto again = restore(iso.code(), image_of(iso));
    ASSERT_TRUE(again) << again.error().message();
    isolate moved = std::move(const_cast<isolate&>(*again));
    EXPECT_EQ(moved.fibers(), 4U);
    EXPECT_EQ(moved.fuel_used(), iso.fuel_used());
    EXPECT_EQ(moved.undelivered(), 1U);
    EXPECT_EQ(moved.awaited_mailboxes(), std::vector<std::string>{"x"});
    const auto open = moved.open_operations();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].number, 1U);
    EXPECT_EQ(open[0].name, "ask");
    EXPECT_EQ(open[0].arguments[0].as_int(), 1);
    const run_result r = moved.run(stage::beginning, 1000);
    EXPECT_EQ(r.state, run_state::blocked);
    EXPECT_EQ(r.wake_at, stage::beginning + std::chrono::seconds{3});
    const auto lines = moved.take_output();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].text, "not taken yet");
    EXPECT_EQ(moved.take_requested().size(), 1U) << "the host has not seen it yet";
}

TEST(image, shared_variables_stay_shared_and_copies_stay_copies) {
    isolate iso = parked(R"(
        let list = [1];
        let grow = || { list.push(2); };
        let copy = list;
        sleep(1s);
        grow.call();
        print(list);
        print(copy);
    )");
    isolate moved = stage::move_house(std::move(iso));
    EXPECT_EQ(stage::play(moved).text, "[1, 2]\n[1]\n");
}

TEST(image, what_is_shared_is_written_once) {
    isolate once =
        parked(R"(let a = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]; let b = [a]; sleep(1s); print(b);)");
    isolate often = parked(
        R"(let a = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]; let b = [a, a, a, a]; sleep(1s); print(b);)");
    EXPECT_LE(image_of(often).size(), image_of(once).size() + 3);
}

TEST(image, what_nobody_reads_again_is_not_written) {
    isolate iso = parked(R"(
        let secret = "nobody needs this text any more";
        print(secret.len);
        sleep(1s);
        print("end");
    )");
    const bytes image = image_of(iso);
    EXPECT_EQ(as_text(image).find("nobody needs"), std::string::npos);
}

TEST(image, cycles_through_captured_variables_come_back_and_go) {
    isolate iso = parked(R"(
        let node = #{ n: 1 };
        let f = || node;
        node.f = f;
        sleep(1s);
        print(f.call().n);
    )");
    isolate moved = stage::move_house(std::move(iso));
    EXPECT_EQ(stage::play(moved).text, "1\n");
}

TEST(image, a_variable_in_use_or_constant_stays_so) {
    isolate iso = parked("let n = 1; let f = || n; sleep(1s); print(f.call());");
    iso.state().result =
        make_array(&iso.heap(), {make_cell(&iso.heap(), {}), make_cell(&iso.heap(), {})});
    const auto& cells = as<array_object>(iso.state().result).items;
    as<cell_object>(cells[0]).borrowed = true;
    as<cell_object>(cells[1]).constant = true;
    isolate moved = stage::move_house(std::move(iso));
    const auto& again = as<array_object>(moved.state().result).items;
    EXPECT_TRUE(as<cell_object>(again[0]).borrowed);
    EXPECT_FALSE(as<cell_object>(again[0]).constant);
    EXPECT_FALSE(as<cell_object>(again[1]).borrowed);
    EXPECT_TRUE(as<cell_object>(again[1]).constant);
}

TEST(image, nesting_costs_no_stack) {
    isolate iso = parked(R"(
        let a = [];
        for i in 0..200000 { let b = [a]; a = b; }
        sleep(1s);
        print("deep");
        print(a.len);
    )");
    isolate moved = stage::move_house(std::move(iso));
    EXPECT_EQ(stage::play(moved).text, "deep\n1\n");
}

TEST(image, a_failure_of_a_child_keeps_its_story) {
    constexpr std::string_view source = R"(
        fn broken() { sleep(1ms); [1][5] }
        let t = spawn broken();
        sleep(1s);
        print("before the end");
    )";
    isolate straight = stage::begin(stage::make(source));
    const played expected = stage::play(straight);
    EXPECT_THAT(expected.text, HasSubstr("failed: "));
    isolate iso = stage::begin(stage::make(source));
    played p;
    for (int n = 0; n < 100 && !p.ended; ++n) {
        iso = stage::move_house(std::move(iso));
        stage::turn(iso, p);
    }
    EXPECT_EQ(p, expected);
    ASSERT_NE(iso.state().failure, nullptr);
    ASSERT_NE(straight.state().failure, nullptr);
    EXPECT_EQ(to_text(*iso.state().failure), to_text(*straight.state().failure));
}

// --- what cannot be stored ---------------------------------------------------------------------------

std::string refusal(std::string_view source) {
    isolate iso = stage::begin(stage::make(source));
    played p;
    for (int n = 0; n < 2; ++n) stage::turn(iso, p);
    const auto image = snapshot(iso);
    if (image) return "it was stored";
    EXPECT_EQ(image.error().kind(), error_kind::not_storable);
    return image.error().message();
}

TEST(image, what_exists_only_here_is_refused_with_its_path) {
    EXPECT_EQ(refusal(R"(
        import "host" as host;
        fn client() { let conn = host::connect(); sleep(1h); print(conn); }
        let t = spawn client();
        t.join();
    )"),
              "fiber 2 > client() > local conn: a net::conn cannot be stored");
    EXPECT_EQ(refusal(R"(
        import "host" as host;
        let pool = [1, #{ of: [host::connect()] }];
        sleep(1h);
        print(pool);
    )"),
              "fiber 1 > top level > local pool[1].of[0]: a net::conn cannot be stored");
    EXPECT_EQ(refusal(R"(
        import "host" as host;
        let conn = host::connect();
        print(type_of(conn));
        sleep(1h);
    )"),
              "it was stored")
        << "nobody needs it any more";
}

TEST(image, that_would_be_too_large_is_refused) {
    isolate iso = parked(R"(let text = "x"; text.pad(5000, 'x'); sleep(1h); print(text);)");
    iso.bounds().image_bytes = 4000;
    const auto image = snapshot(iso);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().kind(), error_kind::data_too_large);
}

// --- what is no image of this program ------------------------------------------------------------------

TEST(image, of_another_program_is_refused) {
    const isolate iso = parked("sleep(1s); print(1);");
    const auto other = restore(stage::make("sleep(1s); print(2);"), image_of(iso));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error(), errc::type_mismatch);
    EXPECT_THAT(other.error().message(), HasSubstr("module test.bounce is not the one"));
}

TEST(image, names_its_modules) {
    const isolate iso = parked("sleep(1s);");
    const auto hashes = modules_of_image(image_of(iso));
    ASSERT_TRUE(hashes);
    ASSERT_EQ(hashes->size(), iso.code().modules().size());
    EXPECT_EQ(hashes->back(), iso.code().main().code->hash);
}

TEST(image, a_part_of_it_and_a_changed_one_are_refused) {
    const isolate iso = parked(stage::order);
    const bytes image = image_of(iso);
    for (std::size_t size = 0; size < image.size(); ++size) {
        const auto cut = restore(iso.code(), bytes_view{image}.first(size));
        ASSERT_FALSE(cut);
        ASSERT_EQ(cut.error(), errc::malformed);
    }
    for (std::size_t at = 0; at < image.size(); ++at) {
        bytes changed = image;
        changed[at] ^= std::byte{1};
        ASSERT_FALSE(restore(iso.code(), changed)) << "byte " << at;
        ASSERT_FALSE(modules_of_image(changed)) << "byte " << at;
    }
    EXPECT_FALSE(restore(iso.code(), {}));
}

TEST(image, the_limits_of_the_host_hold_for_images) {
    const isolate iso = parked(R"(
        let many = [1, 2, 3].map(|n| spawn || sleep(1h));
        let text = "x";
        text.pad(5000, 'x');
        sleep(1h);
        print(text);
    )");
    const bytes image = image_of(iso);
    const auto code_with = [&](auto&& change) {
        limits bounds;
        change(bounds);
        const auto refused = restore(iso.code(), image, bounds);
        return refused ? std::error_code{} : refused.error().code();
    };
    const std::error_code exceeded = make_error_code(errc::limit_exceeded);
    EXPECT_EQ(code_with([](limits&) {}), std::error_code{});
    EXPECT_EQ(code_with([](limits& l) { l.image_bytes = 4000; }), exceeded);
    EXPECT_EQ(code_with([](limits& l) { l.heap_bytes = 4000; }), exceeded);
    EXPECT_EQ(code_with([](limits& l) { l.fibers = 3; }), exceeded);
    EXPECT_EQ(code_with([](limits& l) { l.timers = 3; }), exceeded);
}

}  // namespace
}  // namespace bounce::script
