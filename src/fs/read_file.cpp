#include "bounce/fs/read_file.hpp"

#include "fs/on_pool.hpp"
#include "fs/whole.hpp"

#include <utility>

namespace bounce::fs {

operation<std::string> read_file(std::string path, read_file_options options) {
    return detail::on_pool("file read", [path = std::move(path), options] {
        return detail::read_text(path, options.max_bytes);
    });
}

operation<bytes> read_file_bytes(std::string path, read_file_options options) {
    return detail::on_pool("file read", [path = std::move(path), options] {
        return detail::read_bytes(path, options.max_bytes);
    });
}

}  // namespace bounce::fs
