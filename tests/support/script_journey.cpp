#include "script_journey.hpp"

#include "script/code/encode.hpp"
#include "script/code/verify.hpp"
#include "script/compile/prelude_module.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"
#include "temporary_folder.hpp"

#include "bounce/script/image.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace script_journey {

using bounce::bytes;
using bounce::bytes_view;

namespace {

constexpr bounce::nanoseconds beginning{1'700'000'000'000'000'000};
constexpr std::uint64_t slice = 10'000'000;
constexpr std::size_t most_slices = 1000;
/// From so many images a program is played to its end. Of a program with more, each image must lead to
/// the next one, byte for byte, and the last one to the end: that is the same said in linear time.
constexpr std::size_t played_images = 500;

std::shared_ptr<const script::engine> natives() {
    static const auto shared = script::engine::standard();
    return shared;
}

// --- a file of parts, each behind its length ------------------------------------------------------

class part_writer {
public:
    explicit part_writer(const std::filesystem::path& file) : out_{file, std::ios::binary} {}

    void number(std::uint64_t n) { out_.write(reinterpret_cast<const char*>(&n), sizeof n); }
    void part(std::string_view text) {
        number(text.size());
        out_.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    void part(bytes_view data) { part(bounce::as_text(data)); }

private:
    std::ofstream out_;
};

class part_reader {
public:
    explicit part_reader(const std::filesystem::path& file) : in_{file, std::ios::binary} {}

    [[nodiscard]] bool at_end() { return in_.peek() == std::ifstream::traits_type::eof(); }
    [[nodiscard]] std::uint64_t number() {
        std::uint64_t n = 0;
        in_.read(reinterpret_cast<char*>(&n), sizeof n);
        return n;
    }
    [[nodiscard]] std::string part() {
        std::string text(number(), '\0');
        in_.read(text.data(), static_cast<std::streamsize>(text.size()));
        return text;
    }
    [[nodiscard]] bytes part_bytes() { return bounce::to_bytes(part()); }

private:
    std::ifstream in_;
};

void write(part_writer& to, const journey& j) {
    to.part(j.name);
    to.number(j.code.modules.size());
    for (const auto& m : j.code.modules) to.part(script::encode_module(*m));
    to.number(j.images.size());
    for (const bytes& image : j.images) to.part(image);
    to.part(j.ending);
}

journey read(part_reader& from) {
    journey j;
    j.name = from.part();
    for (std::uint64_t n = from.number(); n-- > 0;) {
        auto decoded = script::decode_module(from.part_bytes());
        if (!decoded) bounce::fatal(j.name + ": " + decoded.error().message());
        j.code.modules.push_back(std::make_shared<const script::module_code>(*std::move(decoded)));
    }
    for (std::uint64_t n = from.number(); n-- > 0;) j.images.push_back(from.part_bytes());
    j.ending = from.part();
    return j;
}

// --- running --------------------------------------------------------------------------------------

std::string_view name_of(script::output_line::stream s) {
    using enum script::output_line::stream;
    switch (s) {
        case print: return "print";
        case debug: return "debug";
        case info: return "info";
        case warning: return "warning";
        case error: return "error";
    }
    return "?";
}

std::string describe(script::isolate& iso, const script::run_result& r) {
    std::string text;
    for (const script::output_line& line : iso.take_output())
        text.append(name_of(line.to)).append(": ").append(line.text).append("\n");
    switch (r.state) {
        case script::run_state::finished:
            text.append(type_name(r.result)).append(" ").append(to_debug_text(r.result));
            break;
        case script::run_state::failed: text += to_text(*r.error); break;
        case script::run_state::blocked:
            text += "it waits for something that never comes: " + iso.describe_waits();
            break;
        case script::run_state::out_of_fuel:
        case script::run_state::stuck: text += "it does not come to an end"; break;
    }
    return text;
}

bool has_ended(const script::run_result& r) {
    return r.state == script::run_state::finished || r.state == script::run_state::failed;
}

/// One turn of the host, which depends on nothing but the isolate. True if there is another one.
bool turn(script::isolate& iso, script::run_result& r) {
    r = iso.run(bounce::nanoseconds{0}, slice);
    if (r.state == script::run_state::out_of_fuel) return true;
    if (r.state != script::run_state::blocked) return false;
    if (const auto awaited = iso.awaited_mailboxes(); !awaited.empty()) {
        (void)iso.post(awaited.front(), script::make_string(&iso.heap(), awaited.front() + "!"));
        return true;
    }
    if (!r.wake_at) return false;
    iso.advance(*r.wake_at);
    return true;
}

/// Goes on to the next place where it can be written down. True if it came there before its end.
bool walk(script::isolate& iso, script::run_result& r) {
    iso.stop_after(1);
    const bool more = turn(iso, r);
    return more && !has_ended(r);
}

std::optional<std::string> go_on(const script::executable& code, const journey& j, std::size_t k) {
    auto iso = script::restore(code, j.images[k]);
    if (!iso) return "cannot be restored: " + iso.error().message();
    if (j.images.size() <= played_images || k + 1 == j.images.size()) {
        const ending end = play(*iso);
        if (end.text == j.ending) return std::nullopt;
        return "ends with\n" + end.text + "\ninstead of\n" + j.ending;
    }
    script::run_result r;
    iso->state().stopped = true;  // it stands where it has been counted
    if (!walk(*iso, r)) return "comes to its end instead of to the next safepoint";
    const auto next = script::snapshot(*iso);
    if (!next) return "cannot be written down again: " + next.error().message();
    if (*next != j.images[k + 1]) return "is not the same at the next safepoint";
    return std::nullopt;
}

std::optional<std::string> go_on(const journey& j) {
    const auto code = link(j.code);
    if (!code) return code.error();
    for (std::size_t k = 0; k < j.images.size(); ++k)
        if (const auto why = go_on(*code, j, k))
            return "restored at place " + std::to_string(k + 1) + " of " +
                   std::to_string(j.images.size()) + " it " + *why;
    return std::nullopt;
}

}  // namespace

std::expected<script::program, script::compile_failure> compile(
    std::string_view source, std::string_view name, const script::source_loader& loader) {
    script::compile_options options;
    options.natives = &natives()->natives();
    options.prelude = script::prelude_module();
    options.loader = loader;
    return script::compile(source, name, options);
}

std::expected<script::executable, std::string> link(const script::program& code) {
    for (const auto& m : code.modules) {
        std::vector<const script::module_code*> imports;
        for (const auto& i : m->imports) {
            const auto found =
                std::ranges::find(code.modules, i.hash, [](const auto& c) { return c->hash; });
            if (found == code.modules.end()) return std::unexpected{"misses module " + i.path};
            imports.push_back(found->get());
        }
        if (const auto verified = verify_module(*m, imports); !verified)
            return std::unexpected{"is refused by the verifier: " + verified.error().message()};
    }
    auto linked = script::executable::link(natives(), code);
    if (!linked) return std::unexpected{"cannot be linked: " + linked.error().message()};
    return *std::move(linked);
}

script::isolate begin(const script::executable& code) {
    script::isolate iso{code};
    iso.start();
    iso.advance(beginning);
    return iso;
}

ending play(script::isolate& iso) {
    ending e;
    for (std::size_t n = 0; n < most_slices && turn(iso, e.result);) ++n;
    e.text = describe(iso, e.result);
    return e;
}

std::expected<journey, std::string> travel(std::string name, const script::program& code,
                                           const std::string& expected) {
    const auto linked = link(code);
    if (!linked) return std::unexpected{linked.error()};
    journey j{std::move(name), code, {}, expected};
    script::isolate iso = begin(*linked);
    script::run_result r;
    while (walk(iso, r)) {
        auto image = script::snapshot(iso);
        if (!image) return std::unexpected{"cannot be written down: " + image.error().message()};
        j.images.push_back(*std::move(image));
    }
    const std::string end = describe(iso, r);
    if (end != expected) return std::unexpected{"stopped often it ends with\n" + end};
    return j;
}

std::vector<complaint> go_on_elsewhere(std::span<const journey> journeys) {
    const auto folder = temporary_folder::in_memory();
    const std::string file = folder.path("journeys");
    {
        part_writer to{file};
        for (const journey& j : journeys) write(to, j);
    }
    const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string command = "'" + self + "' " + std::string{argument} + " '" + file + "'";
    if (std::system(command.c_str()) != 0) {
        std::cerr << "the process that restores has failed: " << command << '\n';
        std::exit(2);
    }
    std::vector<complaint> found;
    for (part_reader from{file + ".complaints"}; !from.at_end();) {
        complaint c;
        c.name = from.part();
        c.why = from.part();
        found.push_back(std::move(c));
    }
    return found;
}

int restore_all(const std::filesystem::path& file) {
    part_writer to{file.string() + ".complaints"};
    for (part_reader from{file}; !from.at_end();) {
        const journey j = read(from);
        const auto why = go_on(j);
        if (!why) continue;
        to.part(j.name);
        to.part(*why);
    }
    return 0;
}

}  // namespace script_journey
