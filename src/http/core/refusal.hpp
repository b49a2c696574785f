#pragma once

#include "bounce/base/errc.hpp"
#include "bounce/http/status.hpp"

#include <string_view>

namespace bounce::http::core {

/// Why bytes are no message, and how a server answers. The text is a literal.
struct refusal {
    std::string_view why;
    status answer = status::bad_request;
    errc code = errc::malformed;
};

}  // namespace bounce::http::core
