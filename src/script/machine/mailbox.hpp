#pragma once

#include "script/values/task.hpp"

#include <deque>

namespace bounce::script {

/// What was posted under a name and not received yet, and the fibers that wait for it. One exists only
/// while either is not empty.
struct mailbox {
    std::deque<value> items;
    std::deque<task_object::waiter> waiters;
};

}  // namespace bounce::script
