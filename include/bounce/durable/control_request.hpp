#pragma once

#include <cstdint>
#include <string>

namespace bounce::durable {

/// A request to end a run.
struct control_request {
    enum class action : std::uint8_t {
        cancel,  ///< it is told once, may clean up, and ends; a second request changes nothing
        kill,    ///< it ends here and now; nothing of it runs any more
    };

    /// The id of the run.
    std::string run;
    action what = action::cancel;
    std::string reason;
};

}  // namespace bounce::durable
