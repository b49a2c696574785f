#pragma once

#include "bounce/base/result.hpp"
#include "bounce/http/request.hpp"
#include "bounce/http/response.hpp"
#include "bounce/http/static_files_options.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/task.hpp"

#include <memory>
#include <string>

namespace bounce::http {

namespace detail {
struct file_site;
}

/// A handler that answers with the files of a directory. In a library of its own: bounce::http_files.
///
///     http::router routes;
///     routes.get("/*path", co_await co_await http::static_files::open("/srv/www"));
///
/// Of a file: Content-Type by its extension, Last-Modified and a strong ETag (of size and time), 304 and
/// 412 for If-None-Match, If-Match, If-Modified-Since and If-Unmodified-Since, a single byte range (206,
/// 416; several at once are answered with the whole file) and If-Range. Its content is streamed: a piece
/// of limits::file_chunk_bytes at a time, and the next only when the client has taken it.
///
/// Of a directory: its index, else a list of its names. Without a slash at the end of its path, a
/// redirect there.
///
/// No path leads out of the directory, whatever links there are (see fs::directory_tree): what would is
/// 404, like what does not exist, names that begin with a dot, and what is neither a file nor a directory.
/// What may not be read is 403. Other errors are the handler's: reported by the server, and answered with
/// 503 if no descriptor or memory is free, else (the disk fails) with 500.
///
/// Threads: copies share the open directory and may be used from any thread.
class static_files {
public:
    /// Opens the directory, which is served from then on even if its name is given to another one.
    /// Errors: those of fs::directory_tree::open.
    [[nodiscard]] static operation<static_files> open(
        std::string directory, static_files_options options = static_files_options());

    explicit static_files(std::shared_ptr<const detail::file_site> site) noexcept;

    /// What the server calls: `request` must stay valid until the response is complete, as it does.
    [[nodiscard]] task<result<response>> operator()(request& r) const;

private:
    std::shared_ptr<const detail::file_site> site_;
};

}  // namespace bounce::http
