// Images that a forger would make: well-formed up to one thing, with a right checksum.

#include "programs.hpp"
#include "script/image/image_format.hpp"
#include "script/image/iterator_check.hpp"
#include "script/image/state_writer.hpp"
#include "script/machine/scheduler.hpp"
#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "script/values/channel.hpp"
#include "script/values/iterator.hpp"
#include "script/values/map.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace bounce::script {
namespace {

using testing::HasSubstr;

/// Fibers that wait for a channel, a task, a timer, a mailbox and an operation; one that is ready.
constexpr std::string_view source = R"(
    import "host" as host;
    fn change() { sleep(1h); this.push(1); }
    let ch = channel(2);
    let list = [1, 2, 3];
    let keep = || list;
    let receiver = spawn || ch.recv();
    let asker = spawn || host::ask("x");
    let listener = spawn || signal("s");
    let changer = spawn || list.change();
    let joiner = spawn || receiver.join();
    yield_now();
    yield_now();
    for x in [7, 8, 9] { sleep(1s); }
    print(keep.call());
)";

isolate parked() {
    isolate iso = stage::begin(stage::make(source));
    const run_result r = iso.run(stage::beginning, 1'000'000);
    if (r.state == run_state::failed) throw std::runtime_error{r.error->message};
    if (iso.open_operations().empty()) throw std::runtime_error{"nobody asks the host"};
    return iso;
}

/// Why an image of the state after a change is refused: the writer writes what it is given.
std::string refusal(const std::function<void(isolate_state&)>& change) {
    isolate iso = parked();
    const executable code = iso.code();
    change(iso.state());
    const auto image = snapshot(iso);
    if (!image) return "not written: " + image.error().message();
    const auto again = restore(code, *image);
    return again ? "it was restored" : again.error().message();
}

fiber& first_in(isolate_state& s, fiber_phase phase) {
    for (fiber* f : s.fibers.sorted())
        if (f->phase == phase) return *f;
    throw std::runtime_error{"there is no such fiber"};
}

channel_object& the_channel(isolate_state& s) {
    for (fiber* f : s.fibers.sorted())
        for (const wait& w : f->waits)
            if (w.object.is(kind::channel)) return as<channel_object>(w.object);
    throw std::runtime_error{"nobody waits at the channel"};
}

/// All timers fire: their fibers are ready.
void fire_all(isolate_state& s) {
    s.now_ns = std::numeric_limits<std::int64_t>::max();
    fire_timers(s);
}

TEST(forged_image, the_one_that_is_changed_is_good) {
    EXPECT_EQ(refusal([](isolate_state&) {}), "it was restored");
}

TEST(forged_image, somebody_waits_who_is_not_there) {
    const std::string what = "somebody waits who is not there, or does not wait";
    EXPECT_THAT(refusal([](auto& s) { the_channel(s).receivers.front().fiber = 99; }),
                HasSubstr(what));
    EXPECT_THAT(refusal([](auto& s) { s.operations.begin()->second.fiber = 99; }), HasSubstr(what));
    EXPECT_THAT(refusal([](auto& s) { s.mailboxes.begin()->second.waiters.front().fiber = 0; }),
                HasSubstr(what));
    EXPECT_THAT(refusal([](auto& s) {
                    timer t = *s.timers.begin();
                    s.timers.erase(s.timers.begin());
                    t.fiber = 99;
                    s.timers.insert(t);
                }),
                HasSubstr(what));
}

TEST(forged_image, a_fiber_waits_twice_or_for_nothing_or_with_an_arm_too_many) {
    EXPECT_THAT(refusal([](auto& s) { s.mailboxes.clear(); }),
                HasSubstr("a fiber waits for nothing"));
    EXPECT_THAT(refusal([](auto& s) {
                    auto& queue = the_channel(s).receivers;
                    queue.push_back({queue.front().fiber, 0, {}});
                }),
                HasSubstr("twice with one arm"));
    EXPECT_THAT(refusal([](auto& s) { the_channel(s).receivers.front().arm = 1; }),
                HasSubstr("an arm that it does not have"));
}

TEST(forged_image, the_run_queue_and_the_fibers_agree) {
    const std::string what = "somebody is ready who is not there, or waits";
    EXPECT_THAT(refusal([](auto& s) { s.ready.push_back(99); }), HasSubstr(what));
    EXPECT_THAT(refusal([](auto& s) { s.ready.push_back(1); }), HasSubstr(what));
    const auto ready_twice = [](isolate_state& s) {
        fire_all(s);
        s.ready.push_back(s.ready.front());
    };
    EXPECT_THAT(refusal(ready_twice), HasSubstr("a fiber is ready twice"));
    EXPECT_THAT(refusal([](isolate_state& s) {
                    fire_all(s);
                    s.ready.clear();
                }),
                HasSubstr("a fiber that is ready has no turn"));
}

TEST(forged_image, tasks_belong_to_fibers) {
    EXPECT_THAT(refusal([](auto& s) { as<task_object>(s.fibers.find(2)->task).fiber = 3; }),
                HasSubstr("the task of another"));
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(2)->task = s.fibers.find(3)->task; }),
                HasSubstr("the task of another"));
    EXPECT_THAT(refusal([](auto& s) {
                    s.globals[0].clear();
                    s.result = make_task(&s.heap, 5);
                }),
                HasSubstr("a task that is running has no fiber"));
    EXPECT_THAT(refusal([](auto& s) {
                    as<task_object>(s.fibers.find(2)->task).state = task_state::failed;
                }),
                HasSubstr("a task that has ended is waited for"));
}

TEST(forged_image, frames_stand_where_their_functions_may_be_found) {
    EXPECT_THAT(
        refusal([](auto& s) { first_in(s, fiber_phase::waiting).mode = resume_mode::complete; }),
        HasSubstr("a fiber goes on and does not"));
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(1)->frames[0].flags = frame::goes_before; }),
                HasSubstr("the first frame of a fiber has one below"));
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(1)->frames[0].flags = 8; }),
                HasSubstr("unknown flags"));
    EXPECT_THAT(refusal([](auto& s) {
                    fiber& f = first_in(s, fiber_phase::waiting);
                    f.phase = fiber_phase::ending;
                    f.frames.clear();
                }),
                HasSubstr("somebody waits who is not there"));
}

TEST(forged_image, this_goes_back_only_where_it_came_from) {
    // The frame of change() has `this` from its caller; the one below does not.
    const auto frames_with_this = [](isolate_state& s) -> fiber& {
        for (fiber* f : s.fibers.sorted())
            if ((f->frames.back().flags & frame::gives_back_this) != 0) return *f;
        throw std::runtime_error{"nobody changes anything"};
    };
    EXPECT_THAT(
        refusal([&](auto& s) { frames_with_this(s).frames.back().flags = frame::gives_back_this; }),
        HasSubstr("gives back what it does not have"));
    EXPECT_THAT(refusal([&](auto& s) {
                    frames_with_this(s).frames.back().function =
                        s.fibers.find(1)->frames[0].function;
                }),
                HasSubstr("restore image"));
}

TEST(forged_image, families_are_trees) {
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(2)->parent = 2; }),
                HasSubstr("a parent that is not there"));
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(2)->parent = 3; }),
                HasSubstr("a parent that is not there"));
    EXPECT_THAT(refusal([](auto& s) { s.fibers.find(2)->parent = 99; }),
                HasSubstr("a parent that is not there"));
}

TEST(forged_image, numbers_are_not_given_twice) {
    EXPECT_THAT(refusal([](auto& s) { s.last_fiber = 2; }), HasSubstr("numbers of its fibers"));
    EXPECT_THAT(refusal([](auto& s) { s.last_operation = 0; }),
                HasSubstr("numbers of its operations"));
    EXPECT_THAT(refusal([](auto& s) { s.last_timer = 0; }), HasSubstr("numbers of its timers"));
    EXPECT_THAT(refusal([](auto& s) { s.main = 0; }), HasSubstr("never started"));
    EXPECT_THAT(refusal([](auto& s) { s.main_ended = true; }), HasSubstr("has ended, and has not"));
}

TEST(forged_image, channels_hold_what_they_can) {
    EXPECT_THAT(refusal([](auto& s) {
                    for (int n = 0; n < 3; ++n) the_channel(s).buffer.push_back(value::integer(n));
                }),
                HasSubstr("more than it has room for"));
}

TEST(forged_image, a_value_inside_itself_is_not_written) {
    isolate iso = parked();
    isolate_state& s = iso.state();
    value list = make_array(&s.heap, {value{}});
    as<array_object>(list).items[0] = list;
    s.result = list;
    state_writer writer{s};
    (void)writer.run();
    EXPECT_TRUE(writer.refused());
    as<array_object>(list).items[0] = value{};  // the heap itself could not break it
}

// --- iterators -----------------------------------------------------------------------------------------

bool sound(const std::function<void(iterator_object&)>& change) {
    heap_account heap;
    value made = make_iterator(&heap, make_string(&heap, "a€b"));
    change(as<iterator_object>(made));
    return is_sound(as<iterator_object>(made));
}

TEST(forged_image, iterators_stay_inside_what_they_go_over) {
    EXPECT_TRUE(sound([](auto&) {}));
    EXPECT_TRUE(sound([](auto& it) { it.position = 1; }));
    EXPECT_TRUE(sound([](auto& it) { it.position = it.end = 1000; })) << "it is at its end";
    EXPECT_FALSE(sound([](auto& it) { it.position = -1; }));
    EXPECT_FALSE(sound([](auto& it) { it.position = 2; })) << "inside a character";
    EXPECT_FALSE(sound([](auto& it) { it.end = 6; }));
    EXPECT_FALSE(sound([](auto& it) { it.source = {}; }));
    EXPECT_FALSE(sound([](auto& it) { it.over = iteration::array; }));
    EXPECT_FALSE(sound([](auto& it) { it.over = iteration::channel; }));
    EXPECT_FALSE(sound([](auto& it) { it.over = iteration::map_values; }));
    EXPECT_FALSE(sound([](auto& it) { it.delivered = -1; }));
    EXPECT_TRUE(sound([](auto& it) { it.over = iteration::bytes; }));
    EXPECT_FALSE(sound([](auto& it) {
        it.over = iteration::numbers;
        it.step = 0;
    }));
    EXPECT_FALSE(sound([](auto& it) {
        it.over = iteration::float_numbers;
        it.step = std::bit_cast<std::int64_t>(std::numeric_limits<double>::quiet_NaN());
    }));
    EXPECT_FALSE(sound([](auto& it) {
        it.over = iteration::bits;
        it.source = value::integer(5);
        it.end = 65;
    }));
}

}  // namespace
}  // namespace bounce::script
