#pragma once

#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/submit.hpp"

#include <type_traits>
#include <utility>

namespace bounce::fs::detail {

/// What every operation of this layer is: one job of the pool, which owns its arguments.
template <class F>
operation<bounce::detail::flattened_t<std::invoke_result_t<F&>>> on_pool(job_kind kind, F work) {
    co_return co_await submit(kind, std::move(work));
}

}  // namespace bounce::fs::detail
