#include "durable/store/refusal.hpp"

#include "bounce/durable/errc.hpp"

namespace bounce::durable {

failure refusal(const error& why) {
    const auto kind = [&] {
        if (why == errc::run_not_found) return "run_not_found";
        if (why == errc::run_finished) return "run_finished";
        if (why == errc::already_exists) return "already_exists";
        if (why == errc::inbox_full) return "inbox_full";
        return "refused";
    }();
    return {kind, why.message()};
}

}  // namespace bounce::durable
