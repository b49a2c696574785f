#pragma once

#include "minimio/key.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/mode.hpp"
#include "bounce/minimio/raw_source.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace bounce::minimio::sys {

using detail::ready_source;
using detail::registration_key;

// What a back end supplies: the system's readiness queue. Declared here once, defined in
// sys/<back end>/selector.cpp; a program gets the one it is linked with. README.md in this folder is the
// contract: what each function promises, and what may differ. Nothing but `open` may throw.
class selector {
public:
    // "epoll", "poll", …: for people.
    [[nodiscard]] static std::string_view name() noexcept;

    [[nodiscard]] static result<selector> open();
    selector(selector&&) noexcept;
    selector& operator=(selector&&) noexcept;
    ~selector();

    // Waits for readiness and writes it to the front of `into` (which is never empty); gives how many.
    // 0 after the timeout, a wake, a signal, or for no reason at all. One thread at a time.
    [[nodiscard]] result<std::size_t> wait(std::span<ready_source> into,
                                           std::optional<nanoseconds> timeout);

    // The caller holds the loop's mutex: these three never run at the same time, but any of them may
    // while wait is blocked.
    [[nodiscard]] result<void> add(registration_key key, raw_source source, interest what,
                                   mode how);
    [[nodiscard]] result<void> modify(registration_key key, raw_source source, interest what,
                                      mode how);
    [[nodiscard]] result<void> remove(registration_key key, raw_source source);

    // Any thread, at any time; `key` may be one that has just been removed.
    void rearm(registration_key key, interest what) noexcept;
    void wake() noexcept;

private:
    struct state;
    explicit selector(std::unique_ptr<state> opened) noexcept;

    std::unique_ptr<state> state_;
};

}  // namespace bounce::minimio::sys
