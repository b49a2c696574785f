#include "bounce/minimio/waker.hpp"

#include "minimio/loop.hpp"

namespace bounce::minimio {

waker& waker::operator=(waker&& other) noexcept {
    if (this != &other) {
        if (key_ != 0) loop_->remove_waker(key_);
        loop_ = std::move(other.loop_);
        key_ = std::exchange(other.key_, 0);
    }
    return *this;
}

waker::~waker() {
    if (key_ != 0) loop_->remove_waker(key_);
}

void waker::wake() const noexcept {
    if (key_ != 0) loop_->wake(key_);
}

}  // namespace bounce::minimio
