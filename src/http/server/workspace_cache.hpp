#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/http/request.hpp"
#include "bounce/http/request_parser.hpp"
#include "bounce/http/router.hpp"
#include "bounce/http/server_options.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace bounce::http::detail {

/// What a connection needs while it serves requests, and only then: an idle one has none.
struct workspace {
    /// Bytes of the read buffer.
    static constexpr std::size_t input_bytes = 16 * 1024;
    /// Responses are gathered until they are this long.
    static constexpr std::size_t output_bytes = 32 * 1024;

    explicit workspace(const parse_options& limits) : parser{limits} {}

    std::array<std::byte, input_bytes> input;
    std::string output;
    request_parser parser;
    router::match route;
    http::request request;
};

/// Workspaces that are not in use, a few for each part of the connections, so that a request does not
/// have to build one and workers do not meet at one lock.
class workspace_cache {
public:
    explicit workspace_cache(const server_options& options);

    [[nodiscard]] std::unique_ptr<workspace> take(std::size_t connection);
    /// Only one whose parser is between two messages.
    void give_back(std::size_t connection, std::unique_ptr<workspace> done) noexcept;

private:
    static constexpr std::size_t parts = 16;
    static constexpr std::size_t kept_by_part = 4;

    struct alignas(64) part {
        spin_lock lock;  // guards the list
        std::vector<std::unique_ptr<workspace>> free;
    };

    parse_options limits_;
    std::array<part, parts> parts_;
};

}  // namespace bounce::http::detail
