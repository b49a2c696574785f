#include "script/machine/scheduler.hpp"
#include "script/machine/source_place.hpp"
#include "script/values/walks.hpp"

namespace bounce::script {

namespace {

[[nodiscard]] std::string what(const isolate_state& s, const wait& w) {
    switch (w.kind) {
        case select_arm::receive:
            return as<channel_object>(w.object).is_semaphore() ? "a semaphore's token"
                                                               : "a value from a channel";
        case select_arm::send: return "room in a channel";
        case select_arm::join: return "fiber " + std::to_string(as<task_object>(w.object).fiber);
        case select_arm::signal: return "the signal " + to_debug_text(w.object);
        case select_arm::operation: {
            const auto pending = s.operations.find(w.number);
            if (pending == s.operations.end()) return "an operation";
            const native& n = *pending->second.what;
            return n.module + (n.module.empty() ? "" : "::") + n.name + " (operation " +
                   std::to_string(w.number) + ")";
        }
        case select_arm::after: return "a timer";
        case select_arm::otherwise: break;
    }
    return "nothing";
}

}  // namespace

std::string describe_wait(const isolate_state& s, const fiber& f) {
    std::string text = "fiber " + std::to_string(f.id);
    if (f.phase == fiber_phase::ready) return text + " can run";
    if (f.phase == fiber_phase::ending) return text + " has ended and waits for those it spawned";
    text += " waits for ";
    for (std::size_t n = 0; n < f.waits.size(); ++n) {
        if (n != 0) text += n + 1 == f.waits.size() ? " or " : ", ";
        text += what(s, f.waits[n]);
    }
    if (!f.frames.empty())
        text += " at " + describe(place_at(*f.frames.back().function, f.frames.back().pc));
    return text;
}

std::string describe_waits(const isolate_state& s) {
    std::string text;
    for (const fiber* f : s.fibers.sorted()) {
        if (!text.empty()) text += '\n';
        text += describe_wait(s, *f);
    }
    return text;
}

}  // namespace bounce::script
