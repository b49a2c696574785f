#include "differences.hpp"
#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/walks.hpp"
#include "script_journey.hpp"
#include "suites.hpp"

#include "bounce/data/json.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <vector>

namespace conformance {

namespace {

namespace json = bounce::json;
namespace script = bounce::script;

struct rhai_case {
    std::string id;
    std::string source;
    std::string type;      // the type asked for: "INT", "Dynamic", ...
    bool fails = false;    // an error is expected
    json::value expected;  // ["int", 42]; the kind of the error, or null for any
};

/// What became of a case; the program is kept when it ran to an end that another process can come to.
struct outcome {
    std::optional<std::string> why;  // why it failed
    std::optional<script::program> code;
    std::string ending;
};

[[noreturn]] void give_up(const std::string& why) {
    std::cerr << "conformance: " << why << '\n';
    std::exit(2);
}

std::vector<rhai_case> read_cases(const std::filesystem::path& path) {
    const auto file = std::filesystem::is_directory(path) ? path / "cases.json" : path;
    const auto document = json::parse(read_file(file));
    if (!document || document->if_array() == nullptr)
        give_up(file.string() + " is no array of cases");
    std::vector<rhai_case> cases;
    for (const json::value& v : *document->if_array()) {
        rhai_case& c = cases.emplace_back();
        c.id = v.get<std::string>("id").value();
        c.source = v.get<std::string>("source").value();
        c.type = v.get<std::string>("type").value();
        c.fails = v.get<std::string_view>("kind").value() == "error";
        if (const json::value* e = v.find("expect")) c.expected = *e;
    }
    return cases;
}

// --- values -----------------------------------------------------------------------------------------

std::string_view name_of_type(std::string_view asked) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"INT", "i64"},       {"FLOAT", "f64"},   {"bool", "bool"}, {"char", "char"},
        {"String", "string"}, {"&str", "string"}, {"Blob", "blob"}, {"Array", "array"},
        {"Map", "map"},       {"()", "()"},
    };
    for (const auto& [rust, ours] : names)
        if (rust == asked) return ours;
    give_up("no type is called " + std::string{asked});
}

bool is_of_type(const script::value& v, std::string_view asked) {
    return asked == "Dynamic" || script::type_name(v) == name_of_type(asked);
}

bool matches(const script::value& v, const json::value& expected);

bool matches_items(const script::value& v, const json::array& items) {
    if (v.is_blob()) {
        const auto& bytes = static_cast<const script::blob_object*>(v.as_object())->bytes;
        return std::ranges::equal(bytes, items, [](std::uint8_t b, const json::value& e) {
            return matches(script::value::integer(b), e);
        });
    }
    return v.is_array() &&
           std::ranges::equal(static_cast<const script::array_object*>(v.as_object())->items, items,
                              matches);
}

bool matches(const script::value& v, const json::value& expected) {
    const auto kind = expected.get<std::string_view>(0).value();
    const json::value& what = **expected.at(1);
    if (kind == "int") return v.is_int() && v.as_int() == what.as_int64().value();
    if (kind == "float") return v.is_float() && v.as_float() == what.as_double().value();
    if (kind == "bool") return v.is_bool() && v.as_bool() == what.as_bool().value();
    if (kind == "string") return v.is_string() && v.text() == what.as_string().value();
    if (kind == "array") return matches_items(v, *what.if_array());
    if (kind == "char") {
        std::string text;
        if (v.is_char()) script::append_utf8(text, v.as_char());
        return v.is_char() && text == what.as_string().value();
    }
    give_up("no value is called " + std::string{kind});
}

// --- verdicts ---------------------------------------------------------------------------------------

std::optional<std::string> judge_error(const rhai_case& c, std::string_view kind,
                                       const std::string& text) {
    if (!c.fails) return text;
    const std::string* wanted = c.expected.if_string();
    if (wanted == nullptr || *wanted == kind) return std::nullopt;
    return "failed with " + std::string{kind} + " instead of " + *wanted + ": " + text;
}

std::optional<std::string> judge_end(const rhai_case& c, const script_journey::ending& end) {
    using script::run_state;
    if (end.result.state == run_state::failed)
        return judge_error(c, script::error_name(end.result.error->kind), end.text);
    if (end.result.state != run_state::finished) return end.text;
    if (!is_of_type(end.result.result, c.type))
        return judge_error(c, script::error_name(script::error_kind::mismatch_output_type),
                           "the result is not a " + c.type + ": " + end.text);
    if (c.fails) return "did not fail: " + end.text;
    if (matches(end.result.result, c.expected)) return std::nullopt;
    return "is " + end.text + " instead of " + json::write(c.expected);
}

outcome run_case(const rhai_case& c) {
    auto code = script_journey::compile(c.source, c.id);
    if (!code)
        return {
            judge_error(c, script::error_name(script::error_kind::parsing), code.error().text()),
            std::nullopt,
            {}};
    const auto linked = script_journey::link(*code);
    if (!linked) return {linked.error(), std::nullopt, {}};
    script::isolate iso = script_journey::begin(*linked);
    const auto end = script_journey::play(iso);
    return {judge_end(c, end), *std::move(code), end.text};
}

// --- the suite --------------------------------------------------------------------------------------

/// Programs that were stopped everywhere, on their way to the other process.
struct departures {
    std::vector<script_journey::journey> journeys;
    std::size_t images = 0;
    std::size_t not_run = 0;        // an error of the compiler is what was expected
    std::size_t at_entry_only = 0;  // nothing has happened at their only safepoint
};

void depart(const std::string& id, const outcome& o, departures& all, report& to) {
    if (!o.code) {
        ++all.not_run;
        to.pass();
        return;
    }
    auto j = script_journey::travel(id, *o.code, o.ending);
    if (!j) {
        to.fail(id, j.error());
        return;
    }
    all.images += j->images.size();
    if (j->images.size() <= 1) ++all.at_entry_only;
    all.journeys.push_back(*std::move(j));
}

void arrive(const departures& all, report& to) {
    const auto complaints = script_journey::go_on_elsewhere(all.journeys);
    for (const auto& c : complaints) to.fail(c.name, c.why);
    for (std::size_t n = all.journeys.size() - complaints.size(); n-- > 0;) to.pass();
    std::cout << all.images << " restores performed, each in another process\n"
              << all.not_run + all.at_entry_only << " cases vacuous: " << all.not_run
              << " do not run, " << all.at_entry_only
              << " have no safepoint behind their beginning\n";
}

void run(const std::filesystem::path& path, report& to, bool restores) {
    differences known{"rhai-differences.txt"};
    departures all;
    for (const rhai_case& c : read_cases(path)) {
        const outcome o = run_case(c);
        if (!restores || o.why || known.has(c.id))
            known.settle(c.id, o.why, to);
        else
            depart(c.id, o, all, to);
    }
    known.finish(to);
    if (restores) arrive(all, to);
}

}  // namespace

void run_rhai(const std::filesystem::path& path, report& to) { run(path, to, false); }
void run_rhai_restored(const std::filesystem::path& path, report& to) { run(path, to, true); }

}  // namespace conformance
