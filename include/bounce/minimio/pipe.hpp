#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/pipe_reader.hpp"
#include "bounce/minimio/pipe_writer.hpp"

namespace bounce::minimio {

/// Both ends of a pipe: bytes go from `writer` to `reader`. Both are non-blocking and closed on exec.
struct pipe {
    /// A new pipe. Errors: EMFILE, ENFILE.
    [[nodiscard]] static result<pipe> create();

    pipe_reader reader;
    pipe_writer writer;
};

}  // namespace bounce::minimio
