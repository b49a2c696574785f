#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/minimio/mode.hpp"
#include "bounce/minimio/raw_source.hpp"

#include <cstdint>

namespace bounce::minimio::detail {

inline constexpr std::uint32_t no_index = ~std::uint32_t{0};

// The place of one registration: a source's or a waker's. Slots never move and are never freed while
// the loop lives, so a stale key may be looked up at any time.
//
// Rules:
//  1. Everything is written under the loop's mutex, except `woken` and a waker's `link` (waker_queue).
//  2. A slot is filled in (token, interest) while its generation is even, then published by making the
//     generation odd; removal makes it even before anything else happens.
//  3. Without the mutex only the three atomics at the top may be read, in this order: generation, the
//     others, generation again. If both are the generation of the reader's key, what was read between
//     belongs to it: the stores of the next owner release, so a reader that saw one of them (acquire)
//     also sees the changed generation.
struct slot {
    // Even: free. Odd: taken. Release on every store, see rule 3.
    atomic<std::uint64_t> generation{0};
    atomic<std::uint64_t> token{0};
    // interest::bits. While a modification is under way the old and the new ones together, so that an
    // event of the new interest which overtakes the modification is not dropped.
    atomic<std::uint8_t> wanted{0};

    // Wakers only: true from the first wake until the event of it is taken. Set by any thread, cleared
    // by the waiting one; both exchange with acq_rel, so that what came before a wake that found it set
    // is seen by whoever takes the event.
    atomic<bool> woken{false};

    mode how = mode::edge;
    raw_source source{};
    // The next slot in the one list this slot is in: the free list, a chain of the source map, or the
    // queue of wakers that were woken.
    std::uint32_t link = no_index;
};

static_assert(sizeof(slot) <= 64, "the budget of one registered source");

}  // namespace bounce::minimio::detail
