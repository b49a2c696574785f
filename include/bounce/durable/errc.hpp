#pragma once

#include "bounce/base/error.hpp"

#include <cstdint>
#include <system_error>
#include <type_traits>

namespace bounce::durable {

/// What goes wrong with runs and with the store that holds them.
///
/// The numbers are frozen: they may be stored or sent. New ones go to the end.
enum class errc : std::int32_t {
    run_not_found = 1,   ///< no run has this id
    run_finished = 2,    ///< the run has ended: it takes no signal and cannot be cancelled
    already_exists = 3,  ///< another run has this id
    fenced = 4,  ///< somebody else holds the run or the lease now; what was asked did not happen
    store_newer = 5,       ///< the store was written by a newer version of Bounce
    store_locked = 6,      ///< another program keeps the store locked
    not_a_store = 7,       ///< there is something at this place, but no store of ours
    outcome_unknown = 8,   ///< the connection broke: the call took effect or it did not; repeat it
    corrupt = 9,           ///< the store contradicts itself
    code_missing = 10,     ///< no code with this hash is in the store
    inbox_full = 11,       ///< the run has as many undelivered signals as it may have
    bad_state = 12,        ///< a program cannot read the state it is given
    program_missing = 13,  ///< no program of this kind is known here
};

/// The category of `errc`: its name is "durable".
[[nodiscard]] const std::error_category& durable_category() noexcept;

[[nodiscard]] std::error_code make_error_code(errc code) noexcept;

[[nodiscard]] inline bool operator==(const error& a, errc b) noexcept {
    return a.code() == make_error_code(b);
}

}  // namespace bounce::durable

template <>
struct std::is_error_code_enum<bounce::durable::errc> : std::true_type {};
