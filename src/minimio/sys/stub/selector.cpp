#include "minimio/sys/selector.hpp"

#include "bounce/base/errc.hpp"

#include <utility>

// The contract as a file: every name that a back end has to define, with bodies that do nothing. It is
// compiled and never linked; start a port with a copy.
namespace bounce::minimio::sys {

struct selector::state {};

selector::selector(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
selector::selector(selector&&) noexcept = default;
selector& selector::operator=(selector&&) noexcept = default;
selector::~selector() = default;

std::string_view selector::name() noexcept { return "stub"; }

result<selector> selector::open() { return errc::unsupported; }

result<std::size_t> selector::wait(std::span<ready_source>, std::optional<nanoseconds>) {
    return errc::unsupported;
}

result<void> selector::add(registration_key, raw_source, interest, mode) {
    return errc::unsupported;
}

result<void> selector::modify(registration_key, raw_source, interest, mode) {
    return errc::unsupported;
}

result<void> selector::remove(registration_key, raw_source) { return errc::unsupported; }

void selector::rearm(registration_key, interest) noexcept {}

void selector::wake() noexcept {}

}  // namespace bounce::minimio::sys
