#pragma once

#include <exception>

namespace bounce::http::detail {

/// Gives what a handler threw to the runtime's hook for unhandled exceptions.
void give_to_hook(std::exception_ptr thrown);

}  // namespace bounce::http::detail
