#include "cli/run_command.hpp"

#include "cli/image_file.hpp"
#include "cli/say.hpp"
#include "cli/script_file.hpp"

#include "bounce/host/environment.hpp"
#include "bounce/host/library.hpp"
#include "bounce/host/run_isolate.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/trace_sink.hpp"
#include "bounce/script/isolate.hpp"

#include <cstdio>
#include <utility>

namespace bounce::cli {

namespace {

void write_line(const script::output_line& line) {
    std::FILE* to = line.to == script::output_line::stream::print ? stdout : stderr;
    std::fwrite(line.text.data(), 1, line.text.size(), to);
    std::fputc('\n', to);
    std::fflush(to);
}

result<runtime> make_runtime(const run_options& options) {
    runtime_options made;
    if (!options.trace_file.empty()) {
        auto sink = file_trace(options.trace_file);
        if (!sink) return sink.error();
        made.trace = *std::move(sink);
    } else if (options.trace) {
        made.trace = terminal_trace();
    }
    return runtime::create(made);
}

int tell(const script::run_result& end) {
    switch (end.state) {
        case script::run_state::failed:
            std::fputs(script::to_text(*end.error).c_str(), stderr);
            std::fputc('\n', stderr);
            return failure;
        case script::run_state::stuck: return fail("the script has spent all the fuel it may use");
        default: return success;
    }
}

int run_to_end(runtime& rt, script::isolate& iso, const std::vector<std::string>& arguments,
               script::run_result& end) {
    host::environment world;
    world.arguments = arguments;
    world.output = write_line;
    auto ended = rt.block_on(host::run_isolate(iso, world));
    if (!ended) return fail(ended.error().in("run the script"));
    end = *std::move(ended);
    return tell(end);
}

}  // namespace

int run_script(const run_options& options) {
    const auto natives = host::make_engine();
    const auto code = compile_file(options.file, *natives);
    if (!code) return failure;
    auto linked = script::executable::link(natives, *code);
    if (!linked) return fail("run " + options.file + ": " + linked.error().message());
    auto rt = make_runtime(options);
    if (!rt) return fail(rt.error());
    script::isolate iso{*linked};
    iso.start();
    if (options.stop_at) iso.stop_after(*options.stop_at);
    script::run_result end;
    if (const int status = run_to_end(*rt, iso, options.arguments, end); status != success)
        return status;
    if (!options.stop_at) return success;
    if (!iso.stopped()) {
        return fail("the script ended before safepoint " + std::to_string(*options.stop_at) +
                    ": no image was written");
    }
    if (auto written = write_image_file(options.image, *code, iso); !written)
        return fail(written.error());
    std::fprintf(stderr, "bounce: stopped at safepoint %llu; go on with: bounce resume %s\n",
                 static_cast<unsigned long long>(*options.stop_at), options.image.c_str());
    return success;
}

int resume_script(const resume_options& options) {
    auto iso = read_image_file(options.image, host::make_engine());
    if (!iso) return fail(iso.error());
    auto rt = make_runtime({});
    if (!rt) return fail(rt.error());
    script::run_result end;
    return run_to_end(*rt, *iso, options.arguments, end);
}

}  // namespace bounce::cli
