// The one exchange of the HTTP row: what the load generator asks, and what a server must answer.
#pragma once

#include <string_view>

namespace bench {

inline constexpr std::string_view hello_request =
    "GET / HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: bench\r\n"
    "Accept: */*\r\n"
    "\r\n";

inline constexpr std::string_view hello_body = "Hello, World!";

}  // namespace bench
