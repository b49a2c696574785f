#pragma once

#include "bounce/base/result.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace bounce::detail {

/// A file in the Trace Event Format: an object with one array of events. It writes through a buffer of
/// fixed size, and after every `flush` the file is a complete JSON text, although more may follow. Not
/// synchronised.
class trace_file {
public:
    /// A point of one thread's track.
    struct place {
        std::uint32_t thread;
        std::int64_t time_ns;
    };

    /// Creates it, private, or truncates it.
    [[nodiscard]] static result<trace_file> create(const std::string& path);
    trace_file(trace_file&&) noexcept = default;
    trace_file& operator=(trace_file&&) = delete;
    ~trace_file();

    void name_thread(std::uint32_t thread, std::string_view name) noexcept;

    /// A slice begins; `id_name` and `id` are shown with it ("job", 4).
    void begin_slice(place at, std::string_view category, std::string_view name,
                     std::string_view id_name, std::uint64_t id) noexcept;
    /// The innermost slice of this thread ends. `waits_for`, if not empty, is shown with it.
    void end_slice(place at, std::string_view waits_for = {}) noexcept;
    void instant(place at, std::string_view category, std::string_view name,
                 std::string_view id_name, std::uint64_t id) noexcept;

    /// An arrow begins at, goes through, or ends at the innermost slice of this thread.
    enum class arrow_end : char { start = 's', step = 't', finish = 'f' };
    void arrow(place at, arrow_end end, std::uint64_t id) noexcept;

    void flush() noexcept;

private:
    struct closer {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };

    trace_file(std::FILE* file, const std::string& path);
    void write(std::string_view record) noexcept;
    void put(std::string_view text) noexcept;
    void push_out() noexcept;
    void give_up() noexcept;

    std::unique_ptr<std::FILE, closer> file_;  // null once writing failed
    std::string path_;
    bool seekable_ = false;
};

}  // namespace bounce::detail
