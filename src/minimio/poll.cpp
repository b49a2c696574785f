#include "bounce/minimio/poll.hpp"

#include "minimio/loop.hpp"

#include <utility>

namespace bounce::minimio {

poll::poll(std::shared_ptr<detail::loop> shared) noexcept : registry_{std::move(shared)} {}

result<poll> poll::create(std::size_t max_registrations) {
    result<std::shared_ptr<detail::loop>> made = detail::loop::create(max_registrations);
    if (!made) return std::move(made).error().in("create a poll");
    return poll{std::move(*made)};
}

poll& poll::operator=(poll&& other) noexcept {
    if (this != &other) {
        if (registry_.loop_) registry_.close_loop();
        registry_ = std::move(other.registry_);
    }
    return *this;
}

poll::~poll() {
    if (registry_.loop_) registry_.close_loop();
}

result<void> poll::wait(events& ready, std::optional<nanoseconds> timeout) {
    return detail::loop::wait(registry_.loop_, ready, timeout);
}

std::string_view poll::backend_name() noexcept { return sys::selector::name(); }

}  // namespace bounce::minimio
