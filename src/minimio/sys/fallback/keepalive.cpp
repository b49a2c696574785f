#include "minimio/sys/posix/keepalive.hpp"

#include "minimio/sys/posix/descriptor.hpp"

#include "bounce/base/errc.hpp"

namespace bounce::minimio::sys {

result<void> set_keepalive_idle(raw_source source, seconds) {
    return error{errc::unsupported}.in("choose the idle time of", describe(source));
}

}  // namespace bounce::minimio::sys
