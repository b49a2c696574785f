#pragma once

#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "script/values/channel.hpp"
#include "script/values/fn.hpp"
#include "script/values/iterator.hpp"
#include "script/values/map.hpp"
#include "script/values/task.hpp"

#include <cstddef>

namespace bounce::script {

/// The values inside an object, one after the other, for walks that keep a list of (object, next)
/// instead of recursing. Keys of maps are strings and not among them; what waits at a channel is.
[[nodiscard]] inline std::size_t child_count(const object& o) noexcept {
    switch (o.tag) {
        case kind::array: return static_cast<const array_object&>(o).items.size();
        case kind::map: return static_cast<const map_object&>(o).size();
        case kind::fn: return static_cast<const fn_object&>(o).curried.size();
        case kind::cell:
        case kind::iterator:
        case kind::task: return 1;
        case kind::channel:
        case kind::semaphore: {
            const auto& channel = static_cast<const channel_object&>(o);
            return channel.buffer.size() + channel.senders.size();
        }
        default: return 0;
    }
}

[[nodiscard]] inline const value& child_at(const object& o, std::size_t i) noexcept {
    switch (o.tag) {
        case kind::array: return static_cast<const array_object&>(o).items[i];
        case kind::map: return static_cast<const map_object&>(o).value_at(i);
        case kind::fn: return static_cast<const fn_object&>(o).curried[i];
        case kind::cell: return static_cast<const cell_object&>(o).content;
        case kind::iterator: return static_cast<const iterator_object&>(o).source;
        case kind::task: return static_cast<const task_object&>(o).outcome;
        default: {
            const auto& channel = static_cast<const channel_object&>(o);
            return i < channel.buffer.size() ? channel.buffer[i]
                                             : channel.senders[i - channel.buffer.size()].item;
        }
    }
}

/// A place in a walk.
struct walk_frame {
    const object* in;
    std::size_t next = 0;
};

}  // namespace bounce::script
