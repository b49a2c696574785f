#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/worker_claim.hpp"

#include <cstdint>
#include <utility>

namespace bounce::durable {

/// The claims that a worker makes of one kind, of runs or of steps: one at a time, each under a ticket of
/// its own, and a claim that was not answered again under the same ticket.
class claim_turns {
public:
    /// `closed`: this worker makes none of this kind.
    explicit claim_turns(bool closed) : closed_{closed} {}

    /// There may be something to claim.
    void want() noexcept { wanted_ = true; }
    /// No more of them.
    void close() noexcept { closed_ = true; }
    /// The worker begins anew, under another number.
    void restart() noexcept {
        ticket_ = 0;
        repeated_ = false;
        want();
    }

    [[nodiscard]] bool wanted() const noexcept { return wanted_ && !closed_; }
    [[nodiscard]] bool under_way() const noexcept { return under_way_; }
    [[nodiscard]] bool idle() const noexcept { return !wanted() && !under_way_; }

    /// What is asked of the store.
    [[nodiscard]] worker_claim begin(worker_number worker, std::size_t limit) {
        wanted_ = false;
        under_way_ = true;
        worker_claim wish;
        wish.worker = worker;
        wish.ticket = ticket_ + 1;
        wish.limit = limit;
        return wish;
    }
    /// Nobody knows what the store did.
    void failed() noexcept {
        under_way_ = false;
        repeated_ = true;
    }
    /// `now` is the time of the answer, of `found` things of `wish.limit`.
    void answered(const worker_claim& wish, nanoseconds now, std::size_t found) noexcept {
        under_way_ = false;
        ticket_ = wish.ticket;
        seen_ = now;
        // A repeated answer is that of the first call, and says nothing of what became due since.
        if (found == wish.limit || std::exchange(repeated_, false)) wanted_ = true;
    }

    /// What became due until then has been asked for; what a claim that is wanted will find does not
    /// count, nor what is none of this worker's business.
    [[nodiscard]] nanoseconds seen() const noexcept {
        return wanted_ || closed_ ? nanoseconds::max() : seen_;
    }

private:
    bool closed_;
    bool wanted_ = true;
    bool under_way_ = false;
    bool repeated_ = false;
    std::uint64_t ticket_ = 0;
    nanoseconds seen_{};
};

}  // namespace bounce::durable
