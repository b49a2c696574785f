#pragma once

#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/minimio/pipe.hpp"

namespace bounce::minimio::sys {

// A descriptor that becomes readable when another thread says so, where there is no eventfd.
//
// Rules:
//  1. `signal` writes a byte only if `signalled_` was false, so the pipe never holds more than two.
//  2. The waiting thread empties the pipe first and clears `signalled_` after. A signal between the two
//     writes nothing; but it finds the flag set, and both sides exchange with acq_rel, so whatever its
//     thread did before is visible to the waiting thread, which looks at it after `clear`.
class self_pipe {
public:
    [[nodiscard]] result<void> open();
    [[nodiscard]] int descriptor() const noexcept { return pipe_.reader.source().fd; }

    void signal() noexcept;
    void clear() noexcept;

private:
    pipe pipe_;
    // True from a signal until the waiting thread has cleared it.
    atomic<bool> signalled_{false};
};

}  // namespace bounce::minimio::sys
