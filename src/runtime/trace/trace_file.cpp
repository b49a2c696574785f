#include "runtime/trace/trace_file.hpp"

#include "runtime/trace/sys/private_file.hpp"
#include "runtime/trace/text_buffer.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace bounce::detail {

namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;
// The first event names the process, so every other one is written with a comma in front.
constexpr std::string_view head =
    "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
    "{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":{\"name\":\"bounce\"}}";
constexpr std::string_view tail = "\n]}\n";

/// Viewers give thread 0 a meaning of its own, so ours are counted from 1.
void add_place(text_buffer& record, char phase, trace_file::place at) noexcept {
    record.add("{\"ph\":\"").add(std::string_view{&phase, 1}).add("\",\"pid\":1,\"tid\":");
    record.add(std::uint64_t{at.thread} + 1).add(",\"ts\":").add_microseconds(at.time_ns);
}

void add_what(text_buffer& record, std::string_view category, std::string_view name,
              std::string_view id_name, std::uint64_t id) noexcept {
    record.add(",\"cat\":\"").add(category).add("\",\"name\":").add_json(name);
    if (!id_name.empty()) record.add(",\"args\":{\"").add(id_name).add("\":").add(id).add("}");
}

}  // namespace

result<trace_file> trace_file::create(const std::string& path) {
    auto file = sys::open_private_file(path);
    if (!file) return std::move(file).error().in("create the trace");
    return trace_file{*file, path};
}

trace_file::trace_file(std::FILE* file, const std::string& path) : file_{file}, path_{path} {
    (void)std::setvbuf(file, nullptr, _IOFBF, buffer_bytes);
    put(head);
    seekable_ = std::fseek(file, 0, SEEK_CUR) == 0;
}

trace_file::~trace_file() {
    put(tail);
    push_out();
}

void trace_file::name_thread(std::uint32_t thread, std::string_view name) noexcept {
    text_buffer record;
    record.add("{\"ph\":\"M\",\"pid\":1,\"tid\":").add(std::uint64_t{thread} + 1);
    record.add(",\"name\":\"thread_name\",\"args\":{\"name\":").add_json(name).add("}}");
    write(record.text());
}

void trace_file::begin_slice(place at, std::string_view category, std::string_view name,
                             std::string_view id_name, std::uint64_t id) noexcept {
    text_buffer record;
    add_place(record, 'B', at);
    add_what(record, category, name, id_name, id);
    write(record.add("}").text());
}

void trace_file::end_slice(place at, std::string_view waits_for) noexcept {
    text_buffer record;
    add_place(record, 'E', at);
    if (!waits_for.empty()) record.add(",\"args\":{\"waits for\":").add_json(waits_for).add("}");
    write(record.add("}").text());
}

void trace_file::instant(place at, std::string_view category, std::string_view name,
                         std::string_view id_name, std::uint64_t id) noexcept {
    text_buffer record;
    add_place(record, 'i', at);
    add_what(record, category, name, id_name, id);
    write(record.add(",\"s\":\"t\"}").text());
}

void trace_file::arrow(place at, arrow_end end, std::uint64_t id) noexcept {
    text_buffer record;
    add_place(record, static_cast<char>(end), at);
    record.add(",\"cat\":\"job\",\"name\":\"job\",\"id\":").add(id);
    if (end == arrow_end::finish) record.add(",\"bp\":\"e\"");
    write(record.add("}").text());
}

void trace_file::flush() noexcept {
    // Where seeking is impossible (a pipe) the end can only be written at the end.
    if (seekable_) put(tail);
    push_out();
    if (seekable_ && file_ != nullptr) {
        // What is written next overwrites the end; every record is longer.
        (void)std::fseek(file_.get(), -static_cast<long>(tail.size()), SEEK_CUR);
    }
}

void trace_file::write(std::string_view record) noexcept {
    put(",\n");
    put(record);
}

void trace_file::put(std::string_view text) noexcept {
    if (file_ != nullptr && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
        give_up();
}

void trace_file::push_out() noexcept {
    if (file_ != nullptr && std::fflush(file_.get()) != 0) give_up();
}

void trace_file::give_up() noexcept {
    // Nobody is there to receive an error, and the program must not fail because of its trace.
    (void)std::fprintf(stderr, "bounce: write the trace %s: %s; it ends here\n", path_.c_str(),
                       std::strerror(errno));
    file_.reset();
}

}  // namespace bounce::detail
