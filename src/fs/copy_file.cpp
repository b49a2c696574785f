#include "bounce/fs/copy_file.hpp"

#include "fs/file_copy.hpp"
#include "fs/new_name.hpp"
#include "fs/replaceable.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/sys/name_calls.hpp"
#include "fs/whole.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/submit.hpp"

#include <utility>

namespace bounce::fs {

namespace detail {

result<bool> file_copy::step() {
    if (!source_.get().valid()) {
        if (auto begun = begin(); !begun) return std::move(begun).error();
    }
    for (std::size_t left = limits::copy_step_bytes; left > 0;) {
        result<std::size_t> count = copy_some();
        if (!count) return std::move(count).error();
        if (*count == 0) {
            if (auto finished = finish(); !finished) return std::move(finished).error();
            return true;
        }
        copied_bytes_ += *count;
        left -= std::min(left, *count);
    }
    return false;
}

result<void> file_copy::begin() {
    result<sys::unique_handle> source = sys::open(from_, open_options::to_read());
    if (!source) return std::move(source).error().in("open", from_);
    result<metadata> info = sys::stat(source->get());
    if (!info) return std::move(info).error().in("stat", from_);
    if (info->is_directory()) return error{std::errc::is_a_directory};
    if (!info->is_regular()) return error{errc::invalid_argument}.in(from_ + " is no regular file");
    mode_ = info->mode;
    if (options_.replace) {
        result<metadata> old = sys::stat(to_, links::follow);
        if (old) {
            if (auto may = check_replaceable(*old, to_); !may) return may;
        } else if (old.error() != std::errc::no_such_file_or_directory) {
            return std::move(old).error().in("stat", to_);
        }
    }

    const auto create = [](const std::string& name) {
        return sys::open(name, open_options::to_create());
    };
    result<sys::unique_handle> copy = options_.replace
                                          ? create_new(made_, to_ + ".", ".tmp", create)
                                          : create(to_).in("create", to_);
    if (!copy) {
        made_.clear();
        return std::move(copy).error();
    }
    if (!options_.replace) made_ = to_;
    source_ = *std::move(source);
    copy_ = *std::move(copy);
    return {};
}

result<std::size_t> file_copy::copy_some() {
    if (system_copies_) {
        result<std::size_t> count =
            sys::copy_range(source_.get(), copy_.get(), limits::copy_step_bytes);
        if (count && *count > 0) return count;
        if (!count && count.error() != errc::unsupported)
            return std::move(count).error().in("write", made_);
        // At the end as well: for some files of /proc the system says so although there is more.
        system_copies_ = false;
    }
    return copy_through_memory();
}

result<std::size_t> file_copy::copy_through_memory() {
    bytes buffer(limits::file_chunk_bytes);
    result<std::size_t> count = sys::read(source_.get(), buffer);
    if (!count) return std::move(count).error().in("read", from_);
    const bytes_view chunk = bytes_view{buffer}.first(*count);
    if (auto written = write_all(copy_.get(), chunk); !written)
        return std::move(written).error().in("write", made_);
    return count;
}

result<void> file_copy::finish() {
    if (mode_ != private_file) {
        if (auto set = sys::set_mode(copy_.get(), mode_); !set)
            return std::move(set).in("set mode of", made_);
    }
    if (auto closed = sys::close(copy_.release()); !closed)
        return std::move(closed).in("close", made_);
    if (options_.replace) {
        if (auto renamed = sys::rename(made_, to_); !renamed)
            return std::move(renamed).in("rename", made_);
    }
    made_.clear();
    return {};
}

void file_copy::abandon() noexcept {
    copy_ = {};
    if (!made_.empty()) static_cast<void>(sys::remove(made_));
    made_.clear();
}

}  // namespace detail

operation<std::uint64_t> copy_file(std::string from, std::string to, copy_file_options options) {
    detail::file_copy copy{std::move(from), std::move(to), options};
    const auto step = [&copy] { return copy.step(); };
    for (;;) {
        const result<bool> done = co_await submit("file copy", step);
        if (done && *done) co_return copy.copied_bytes();
        if (done) continue;
        const auto abandon = [&copy] { copy.abandon(); };
        static_cast<void>(co_await shield(submit("file remove", abandon)));
        if (done.error() == errc::cancelled) co_return done.error();
        co_return done.error().in("copy", copy.description());
    }
}

}  // namespace bounce::fs
