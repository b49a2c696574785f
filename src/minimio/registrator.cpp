#include "bounce/minimio/registrator.hpp"

#include "minimio/loop.hpp"

namespace bounce::minimio {

result<registration> registrator::add(raw_source source, token name, interest what,
                                      mode how) const {
    result<detail::registration_key> key = loop_->add(source, name, what, how);
    if (!key) return std::move(key).error();
    return registration{loop_, *key};
}

result<waker> registrator::make_waker(token name) const {
    result<detail::registration_key> key = loop_->add_waker(name);
    if (!key) return std::move(key).error();
    return waker{loop_, *key};
}

void registrator::close_loop() const noexcept { loop_->close(); }

bool registrator::is_closed() const noexcept { return loop_->is_closed(); }

}  // namespace bounce::minimio
