#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/error.hpp"
#include "bounce/durable/run_number.hpp"

#include <cstdint>
#include <vector>

namespace bounce::durable {

/// What became of a batch of slices. A slice that is in neither list was fenced: somebody else holds
/// the run, or it was killed; whatever the worker has of it is to be thrown away.
struct commit_answer {
    struct committed {
        run_number run{};
        std::uint64_t number = 0;
        /// The inbox has entries that were not consumed, so the run was left ready.
        bool more = false;
    };
    struct refused {
        run_number run{};
        std::uint64_t number = 0;
        error why;
    };

    nanoseconds now{};
    std::vector<committed> done;
    /// These failed alone, without harm to the rest of the batch.
    std::vector<refused> failed;
};

}  // namespace bounce::durable
