#include "bounce/http/static_files.hpp"

#include "http/files/byte_range.hpp"
#include "http/files/content_type.hpp"
#include "http/files/listing.hpp"
#include "http/files/preconditions.hpp"
#include "http/server/date_field.hpp"

#include "bounce/data/percent.hpp"
#include "bounce/fs/chunk_reader.hpp"
#include "bounce/fs/directory_tree.hpp"

#include <algorithm>
#include <utility>

namespace bounce::http {

namespace detail {

struct file_site {
    file_site(fs::directory_tree t, static_files_options o) noexcept
        : tree{std::move(t)}, options{std::move(o)} {}

    fs::directory_tree tree;
    static_files_options options;
};

}  // namespace detail

namespace {

using detail::byte_range;
using detail::file_site;
using detail::validators;
using detail::verdict;
using site_pointer = std::shared_ptr<const file_site>;

response plain(status s, std::string_view text) {
    return response::text(std::string{text} + "\n", s);
}

/// Errors that tell something about the name that was asked for; all others are the server's own.
bool is_absence(const error& why) noexcept {
    return why == std::errc::no_such_file_or_directory || why == std::errc::not_a_directory ||
           why == std::errc::filename_too_long || why == std::errc::cross_device_link ||
           why == std::errc::too_many_symbolic_link_levels || why == errc::invalid_argument ||
           why == errc::unsupported;
}

result<response> answer_error(const error& why) {
    if (is_absence(why)) return plain(status::not_found, "not found");
    if (why == std::errc::permission_denied) return plain(status::forbidden, "forbidden");
    return why;
}

bool is_hidden(std::string_view path) noexcept {
    return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

/// Below the root every path is relative; the root itself is ".".
std::string name_in_tree(std::string_view path) { return path.empty() ? "." : std::string{path}; }

void add_validators(response& to, const validators& current) {
    to.headers.set("ETag", current.etag);
    to.headers.set("Last-Modified", detail::http_date(current.modified));
}

response stream_part(fs::file file, std::uint64_t offset, std::uint64_t size) {
    auto write = [file = std::move(file), offset, size](body_writer& out) -> task<result<void>> {
        fs::read_chunks_options part;
        part.offset = offset;
        part.max_bytes = size;
        const fs::chunk_reader chunks = fs::read_chunks(file, part);
        for (std::uint64_t left = size; left > 0;) {
            const std::optional<bytes> chunk = co_await co_await chunks.next();
            if (!chunk)
                co_return error{errc::end_of_input}.in("read",
                                                       file.path() + ", which has become shorter");
            co_await co_await out.write(*chunk);
            left -= chunk->size();
        }
        co_return result<void>{};
    };
    return response::stream(size, std::move(write));
}

response answer_range_not_satisfiable(std::uint64_t size) {
    response made = plain(status::range_not_satisfiable, "no such bytes");
    made.headers.set("Content-Range", "bytes */" + std::to_string(size));
    return made;
}

response answer_file(const request& r, fs::found_file found) {
    const validators current{found.info};
    const verdict conditions = detail::check_preconditions(r.headers(), current);
    if (conditions == verdict::failed)
        return plain(status::precondition_failed, "precondition failed");
    if (conditions == verdict::not_modified) {
        response made{status::not_modified};
        add_validators(made, current);
        return made;
    }

    const std::uint64_t size = found.info.size_bytes;
    byte_range range;
    const auto wanted = r.headers().find("Range");
    if (wanted && r.method() == method::get && r.headers().count("Range") == 1 &&
        detail::range_applies(r.headers(), current))
        range = byte_range::parse(*wanted, size);
    if (range.what == byte_range::kind::unsatisfiable) return answer_range_not_satisfiable(size);

    const bool is_part = range.what == byte_range::kind::part;
    const std::string_view type = detail::content_type_of(found.file.path());
    response made = is_part ? stream_part(std::move(found.file), range.offset, range.size)
                            : stream_part(std::move(found.file), 0, size);
    if (is_part) {
        made.status = status::partial_content;
        made.headers.set("Content-Range", "bytes " + std::to_string(range.offset) + "-" +
                                              std::to_string(range.offset + range.size - 1) + "/" +
                                              std::to_string(size));
    }
    made.headers.set("Content-Type", type);
    made.headers.set("Accept-Ranges", "bytes");
    made.headers.set("X-Content-Type-Options", "nosniff");
    add_validators(made, current);
    return made;
}

/// To the same path with a slash. Relative, so that no path can be taken for another host.
response redirect_to_slash(const request& r, std::string_view path) {
    std::string there = percent_encode(path.substr(path.rfind('/') + 1)) + "/";
    if (const auto query = r.target().find('?'); query != std::string_view::npos)
        there.append(r.target().substr(query));
    response made = response::redirect(there, status::moved_permanently);
    made.body = "there is a slash missing\n";
    return made;
}

task<result<response>> list(site_pointer site, std::string path) {
    const fs::list_directory_options most{site->options.max_listed};
    result<std::vector<fs::directory_entry>> names =
        co_await site->tree.list(name_in_tree(path), most);
    if (!names && names.error() == errc::limit_exceeded)
        co_return plain(status::forbidden, "too many names to be listed");
    if (!names) co_return answer_error(names.error());
    if (!site->options.hidden)
        std::erase_if(*names,
                      [](const fs::directory_entry& entry) { return is_hidden(entry.name); });
    co_return response::html(detail::list_page("/" + path, *names));
}

task<result<response>> answer_directory(const request& r, site_pointer site, std::string path) {
    if (!path.empty() && !path.ends_with('/')) co_return redirect_to_slash(r, path);
    if (!site->options.index.empty()) {
        result<fs::found_file> index = co_await site->tree.find(path + site->options.index);
        if (index && index->info.is_regular()) co_return answer_file(r, *std::move(index));
        if (!index && !is_absence(index.error())) co_return answer_error(index.error());
    }
    if (!site->options.list_directories) co_return plain(status::not_found, "not found");
    co_return co_await list(std::move(site), std::move(path));
}

task<result<response>> answer(const request& r, site_pointer site, std::string path) {
    if (!site->options.hidden && is_hidden(path)) co_return plain(status::not_found, "not found");
    result<fs::found_file> found = co_await site->tree.find(name_in_tree(path));
    if (!found) co_return answer_error(found.error());
    if (found->info.is_directory())
        co_return co_await answer_directory(r, std::move(site), std::move(path));
    co_return answer_file(r, *std::move(found));
}

operation<static_files> open_site(std::string directory, static_files_options options) {
    result<fs::directory_tree> tree = co_await fs::directory_tree::open(std::move(directory));
    if (!tree) co_return std::move(tree).error();
    auto site = std::make_shared<const file_site>(*std::move(tree), std::move(options));
    co_return static_files(std::move(site));
}

}  // namespace

operation<static_files> static_files::open(std::string directory, static_files_options options) {
    return open_site(std::move(directory), std::move(options));
}

static_files::static_files(std::shared_ptr<const detail::file_site> site) noexcept
    : site_{std::move(site)} {}

task<result<response>> static_files::operator()(request& r) const {
    return answer(r, site_, std::string{r.param(site_->options.parameter)});
}

}  // namespace bounce::http
