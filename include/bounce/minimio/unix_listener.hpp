#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/listen_options.hpp"
#include "bounce/minimio/socket.hpp"
#include "bounce/minimio/unix_stream.hpp"

namespace bounce::minimio {

/// A Unix socket that takes connections. Its path stays when it is closed: removing it is the
/// program's business.
class unix_listener : public socket {
public:
    /// Holds no socket.
    unix_listener() noexcept = default;

    /// Binds and listens. Errors, with the path: EADDRINUSE (the path exists), ENOENT, EACCES, EMFILE;
    /// `invalid_argument` for an address that is not `address_family::local`.
    [[nodiscard]] static result<unix_listener> bind(const socket_address& at,
                                                    const listen_options& how = {});

    /// The next connection. Errors as of `tcp_listener::accept`.
    [[nodiscard]] result<unix_stream> accept();

    /// Takes over a listening descriptor and makes it non-blocking and closed on exec. On failure the
    /// descriptor stays the caller's.
    [[nodiscard]] static result<unix_listener> from_raw(raw_source listening);

private:
    using socket::socket;
};

}  // namespace bounce::minimio
