#pragma once

#include "bounce/durable/held_run.hpp"

#include <string>

namespace bounce::durable {

/// A run that a worker lets go without a commit.
struct run_release {
    held_run run;
    /// There is something to do for it: the run was claimed and no slice was committed since. Whoever
    /// is not sure says true; a run that nothing can happen to is then claimed once in vain.
    bool ready = true;
    /// Not empty: what the run waits for, for people ("a worker that has http::get/2").
    std::string waiting_for;
};

}  // namespace bounce::durable
