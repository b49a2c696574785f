#include "bounce/script/heap_account.hpp"

#include "script/values/object.hpp"
#include "script/values/shape.hpp"

namespace bounce::script {

heap_account::heap_account(std::size_t limit_bytes)
    : limit_{limit_bytes}, shapes_{std::make_unique<shape_table>(*this)} {}

heap_account::~heap_account() {
    break_cycles();
    BOUNCE_ASSERT(objects_ == 0, "an isolate's heap ends before the values that refer to it");
}

void heap_account::bury(object* o) noexcept {
    o->stored = std::bit_cast<std::uint64_t>(dead_);
    dead_ = o;
    if (burying_) return;  // the loop below, further up the stack, will come to it
    burying_ = true;
    while (dead_ != nullptr) {
        object* const next = dead_;
        dead_ = std::bit_cast<object*>(next->stored);
        object_access::destroy(next);
    }
    burying_ = false;
}

void heap_account::break_cycles() noexcept {
    for (rooted_object* at = rooted_; at != nullptr;) {
        at->retain();
        at->clear();
        // Others may be gone by now, and the list knows it; this one is still in it.
        rooted_object* const next = at->next;
        at->release();
        at = next;
    }
}

}  // namespace bounce::script
