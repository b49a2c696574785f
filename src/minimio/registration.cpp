#include "bounce/minimio/registration.hpp"

#include "minimio/loop.hpp"

#include "bounce/base/errc.hpp"

namespace bounce::minimio {

registration& registration::operator=(registration&& other) noexcept {
    if (this != &other) {
        if (key_ != 0) static_cast<void>(remove());
        loop_ = std::move(other.loop_);
        key_ = std::exchange(other.key_, 0);
    }
    return *this;
}

result<void> registration::modify(interest what) {
    if (key_ == 0) return errc::not_registered;
    return loop_->modify(key_, what, std::nullopt);
}

result<void> registration::modify(interest what, mode how) {
    if (key_ == 0) return errc::not_registered;
    return loop_->modify(key_, what, how);
}

result<void> registration::would_block(interest what) {
    if (key_ == 0) return errc::not_registered;
    return loop_->would_block(key_, what);
}

result<void> registration::remove() {
    if (key_ == 0) return errc::not_registered;
    const std::shared_ptr<detail::loop> owner = std::move(loop_);
    return owner->remove(std::exchange(key_, 0));
}

}  // namespace bounce::minimio
