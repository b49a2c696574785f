#pragma once

#include <cstdint>

namespace bounce::script {

struct linked_function;

/// A function of a fiber that is running. Plain: an image names (module, function, safepoint, flags, base)
/// and the live registers.
struct frame {
    enum flag : std::uint8_t {
        none = 0,
        /// `this` was moved out of a place of the caller's, which its `invoke` at `pc` describes: R[0] goes
        /// back there when this frame ends, however it ends.
        gives_back_this = 1,
        /// `this` is bound to something.
        has_this = 2,
        /// What runs below this frame is not waiting in a call but has not begun: when this frame ends
        /// its result is dropped and the one below is entered.
        goes_before = 4,
    };

    const linked_function* function = nullptr;
    /// Word where the fiber goes on. In a frame that has called another: its call. In the innermost: the
    /// instruction that suspends, the `loop` that is about to be taken, or 0 before the entry.
    std::uint32_t pc = 0;
    std::uint32_t base = 0;  ///< R[0] in the stack of the fiber
    std::uint8_t flags = none;
};

}  // namespace bounce::script
