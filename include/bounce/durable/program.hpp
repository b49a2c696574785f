#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/instance.hpp"
#include "bounce/durable/run_info.hpp"

#include <memory>

namespace bounce::durable {

/// Code that can be run durably: a script, a coroutine, or anything else that can write down where it
/// is. The engine knows no more of it than this.
class program {
public:
    virtual ~program() = default;

    /// A run at its beginning. Its first delivery will be `delivery::started`.
    [[nodiscard]] virtual result<std::unique_ptr<instance>> begin(const run_info& run) const = 0;

    /// A run as `instance::save` wrote it. The bytes are not trusted: an error if they are not such.
    [[nodiscard]] virtual result<std::unique_ptr<instance>> open(const run_info& run,
                                                                 bytes_view state) const = 0;

protected:
    program() = default;
    program(const program&) = default;
    program& operator=(const program&) = default;
};

}  // namespace bounce::durable
