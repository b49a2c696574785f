#pragma once

#include "script/machine/isolate_state.hpp"
#include "script/values/channel.hpp"
#include "script/values/task.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace bounce::script {

// What happens to fibers from outside their code. Whoever takes a fiber's registration out of a queue
// passes the arm that it belonged to; all other registrations of the fiber are removed here.

using error_ptr = std::unique_ptr<script_error>;

[[nodiscard]] error_ptr make_error(error_kind kind, std::string message);
[[nodiscard]] error_ptr make_error(const failure& why);
/// The error of a `throw`. If what is thrown is the map that a `catch` was given for an error of the
/// machine, it is that error again.
[[nodiscard]] error_ptr make_thrown(value what);
/// What a `catch` is given.
[[nodiscard]] value value_of(isolate_state& s, const script_error& e);

// --- waiting and going on --------------------------------------------------------------------------

/// A fiber without frames that is not in the run queue yet.
fiber& new_fiber(isolate_state& s, fiber* parent);
void make_ready(isolate_state& s, fiber& f);
void complete(isolate_state& s, fiber& f, std::uint32_t arm, value result,
              resume_mode how = resume_mode::complete);
void fail(isolate_state& s, fiber& f, error_ptr why);
/// Registers everything in `waits`, in order; the fiber sleeps then.
void register_waits(isolate_state& s, fiber& f);

/// Ends a fiber whose last frame is gone, with what is in `outcome` or `error`: cancels its children and
/// waits for them, then tells who joins it.
void end_fiber(isolate_state& s, fiber& f);
void cancel(isolate_state& s, fiber& f);
/// Takes a fiber from its parent: it goes on when that ends.
void detach(isolate_state& s, fiber& f);
void fire_timers(isolate_state& s);
/// The program has ended with an error.
void fail_program(isolate_state& s, error_ptr why);

// --- channels and mailboxes ----------------------------------------------------------------------------------------

/// The next value of a channel, or () if it is closed and empty; nothing if one has to wait. Of a
/// semaphore: a token.
[[nodiscard]] std::optional<value> try_receive(isolate_state& s, channel_object& c);
/// Whether there was room, or a receiver; `item` is moved from only then. The channel is open.
[[nodiscard]] bool try_send(isolate_state& s, channel_object& c, value& item);
void close(isolate_state& s, channel_object& c);
void release(isolate_state& s, channel_object& c);

/// The next item of a mailbox; nothing if there is none.
[[nodiscard]] std::optional<value> take_posted(isolate_state& s, std::string_view mailbox);
/// Gives an item to the first fiber that waits for it, or keeps it.
void post(isolate_state& s, std::string_view mailbox, value item);

// --- outside -----------------------------------------------------------------------------------------

[[nodiscard]] std::string describe_wait(const isolate_state& s, const fiber& f);
/// What every fiber waits for, a line each.
[[nodiscard]] std::string describe_waits(const isolate_state& s);

}  // namespace bounce::script
