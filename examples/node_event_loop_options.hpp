#pragma once

// The command line that both node_event_loop programs share.

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/runtime/runtime_options.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace node_event_loop {

struct options {
    std::string file;
    bounce::runtime_options runtime;
};

inline bounce::result<options> parse(int argc, char** argv) {
    options o;
    for (const std::string_view arg : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
        if (arg == "--trace") {
            o.runtime.trace = bounce::terminal_trace();
        } else if (arg.starts_with("--trace=")) {
            auto sink = bounce::file_trace(std::string{arg.substr(8)});
            if (!sink) return std::move(sink).error();
            o.runtime.trace = *std::move(sink);
        } else if (arg == "--poll-thread") {
            o.runtime.poll_thread = true;
        } else if (arg.starts_with("-") || !o.file.empty()) {
            return bounce::error{bounce::errc::invalid_argument}.in(arg);
        } else {
            o.file = arg;
        }
    }
    if (o.file.empty())
        return bounce::error{bounce::errc::invalid_argument}.in("a file is missing");
    return o;
}

/// Explains what is wrong and how it is used; gives the exit code.
inline int usage(const char* program, const bounce::error& why) {
    const bool asked = why.context() == "--help";
    std::FILE* to = asked ? stdout : stderr;
    if (!asked) std::fprintf(to, "%s: %s\n", program, why.message().c_str());
    std::fprintf(to,
                 "usage: %s [--trace[=FILE]] [--poll-thread] FILE\n"
                 "  --trace        print what the runtime does\n"
                 "  --trace=FILE   write it to FILE for ui.perfetto.dev or chrome://tracing\n"
                 "  --poll-thread  let the poll wait on a thread of its own\n"
                 "example: %s --trace README.md\n",
                 program, program);
    return asked ? 0 : 2;
}

/// The first eight bytes as a number.
inline std::uint64_t number_of(bounce::bytes_view key) {
    std::uint64_t n = 0;
    for (const std::byte b : key.first(8)) n = (n << 8U) | std::to_integer<std::uint64_t>(b);
    return n;
}

}  // namespace node_event_loop
