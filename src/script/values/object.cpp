#include "script/values/object.hpp"

#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/cell.hpp"
#include "script/values/channel.hpp"
#include "script/values/fn.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/iterator.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/task.hpp"

namespace bounce::script {

namespace {

template <class T>
void destroy_as(object* o) noexcept {
    heap_account* const account = o->account;
    delete static_cast<T*>(o);
    object_access::gone(account, sizeof(T));
}

}  // namespace

void object_access::destroy(object* o) noexcept {
    switch (o->tag) {
        case kind::string: return string_object::free(static_cast<string_object*>(o));
        case kind::array: return destroy_as<array_object>(o);
        case kind::blob: return destroy_as<blob_object>(o);
        case kind::map: return destroy_as<map_object>(o);
        case kind::range: return destroy_as<range_object>(o);
        case kind::fn: return destroy_as<fn_object>(o);
        case kind::cell: return destroy_as<cell_object>(o);
        case kind::iterator: return destroy_as<iterator_object>(o);
        case kind::channel:
        case kind::semaphore: return destroy_as<channel_object>(o);
        case kind::task: return destroy_as<task_object>(o);
        case kind::host_handle: return destroy_as<host_handle_object>(o);
        case kind::unit:
        case kind::boolean:
        case kind::integer:
        case kind::floating:
        case kind::character:
        case kind::duration:
        case kind::timestamp:
        case kind::short_string: break;
    }
    fatal("an object on the heap has the kind of an inline value");
}

void object::drop() noexcept { account->bury(this); }

rooted_object::rooted_object(heap_account* owner, kind k) noexcept : object{owner, k} {
    if (owner == nullptr) return;
    next = owner->rooted_;
    if (next != nullptr) next->previous = this;
    owner->rooted_ = this;
}

rooted_object::~rooted_object() {
    if (account == nullptr) return;
    if (next != nullptr) next->previous = previous;
    if (previous != nullptr) {
        previous->next = next;
    } else {
        account->rooted_ = next;
    }
}

void rooted_object::clear() noexcept {
    // What is dropped may reach back to this object, so the fields are empty before it goes.
    switch (tag) {
        case kind::cell: {
            const value old = std::exchange(static_cast<cell_object*>(this)->content, value{});
            return;
        }
        case kind::task: {
            const value old = std::exchange(static_cast<task_object*>(this)->outcome, value{});
            return;
        }
        default: {
            auto& channel = *static_cast<channel_object*>(this);
            std::deque<value> buffer;
            std::deque<channel_waiter> senders;
            buffer.swap(channel.buffer);
            senders.swap(channel.senders);
            channel.receivers.clear();
            channel.settle();
            return;
        }
    }
}

}  // namespace bounce::script
