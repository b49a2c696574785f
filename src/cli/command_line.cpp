#include "cli/command_line.hpp"

#include "cli/check_command.hpp"
#include "cli/control_commands.hpp"
#include "cli/run_command.hpp"
#include "cli/say.hpp"
#include "cli/serve_files_command.hpp"
#include "cli/show_command.hpp"
#include "cli/start_command.hpp"
#include "cli/store_place.hpp"
#include "cli/suggestion.hpp"
#include "cli/version_command.hpp"
#include "cli/wait_command.hpp"
#include "cli/work_command.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::cli {

namespace {

/// A command of the grammar, and what it does once its words are read.
struct command {
    CLI::App* grammar = nullptr;
    std::function<int()> run;
};

class command_line {
public:
    command_line() {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", version_text());
        app_.footer(
            "`bounce COMMAND --help` says more.\n\n"
            "Example:\n  bounce run examples/fanout.bounce http://127.0.0.1:8080/");
        add_scripts();
        add_runs();
        add_signals();
        add_others();
    }

    [[nodiscard]] CLI::App& grammar() noexcept { return app_; }
    [[nodiscard]] const CLI::App& grammar() const noexcept { return app_; }
    [[nodiscard]] int run() const {
        for (const command& c : commands_)
            if (c.grammar->parsed()) return c.run();
        return wrong_usage;
    }

private:
    CLI::App& add(const char* name, const char* what, const char* example,
                  std::function<int()> run) {
        CLI::App* made = app_.add_subcommand(name, what);
        made->footer(example);
        commands_.push_back({made, std::move(run)});
        return *made;
    }
    static void add_store(CLI::App& to, std::string& store) {
        to.add_option("--store", store, "Where the runs are: sqlite:PATH")
            ->type_name("URL")
            ->capture_default_str();
    }

    void add_scripts();
    void add_runs();
    void add_signals();
    void add_others();

    CLI::App app_{"Bounce: scripts and workflows that outlive their process.", "bounce"};
    std::vector<command> commands_;

    run_options run_;
    resume_options resume_;
    std::vector<std::string> check_;
    std::string disasm_;
    start_options start_;
    work_options work_;
    list_options list_;
    show_options show_;
    wait_options wait_;
    signal_options signal_;
    end_options cancel_;
    end_options kill_;
    version_options version_;
    serve_files_options serve_files_;
    std::string listen_ = "127.0.0.1:8080";
};

void command_line::add_scripts() {
    CLI::App& run = add("run", "Runs a script to its end",
                        "What follows FILE are the script's own arguments: args().\n\n"
                        "Example:\n"
                        "  bounce run examples/fanout.bounce http://127.0.0.1:8080/\n"
                        "  bounce run job.bounce --stop-at 100 --image job.image\n"
                        "  bounce resume job.image",
                        [this] {
                            if (run_.stop_at.has_value() != !run_.image.empty())
                                return wrong_use("--stop-at and --image belong together",
                                                 "`bounce run --help` says what is possible.");
                            return run_script(run_);
                        });
    run.add_option("FILE", run_.file, "The script")->required();
    run.add_option("ARG", run_.arguments, "What the script gets as args()");
    run.add_flag_callback(
        "--trace", [this] { run_.trace = true; }, "Print what happens on which thread");
    run.add_option("--trace-file", run_.trace_file,
                   "Write it to a file for ui.perfetto.dev instead (also --trace=FILE)");
    run.add_option("--stop-at", run_.stop_at, "Stop at the K-th safepoint and write an image")
        ->type_name("K")
        ->check(CLI::PositiveNumber);
    run.add_option("--image", run_.image, "The file for that image")->type_name("FILE");

    CLI::App& resume =
        add("resume", "Continues a script that `run --stop-at` has stored",
            "Example:\n  bounce resume job.image", [this] { return resume_script(resume_); });
    resume.add_option("IMAGE", resume_.image, "The file")->required();
    resume.add_option("ARG", resume_.arguments, "What the script gets as args() from here on");

    add("check", "Says what is wrong with scripts, without running them",
        "Example:\n  bounce check order.bounce", [this] { return check_scripts(check_); })
        .add_option("FILE", check_, "The scripts")
        ->required();
    add("disasm", "Prints the code that a script compiles to",
        "Example:\n  bounce disasm order.bounce", [this] { return disassemble_script(disasm_); })
        .add_option("FILE", disasm_, "The script")
        ->required();
}

void command_line::add_runs() {
    CLI::App& start = add(
        "start", "Starts a durable function as a run",
        "The run and all code it needs are in the store when this ends; a worker does the work.\n\n"
        "Example:\n"
        "  bounce start examples/order.bounce --id 7 --input '{\"id\": 7, \"items\": [\"tea\"]}'\n"
        "  bounce work --until-idle",
        [this] { return start_run(start_); });
    start
        .add_option("FILE[:FUNCTION]", start_.script,
                    "The script, and which of its durable functions if it has several")
        ->required();
    start.add_option("--id", start_.id, "What the run is called (default: FUNCTION-xxxxxxxx)");
    start.add_option("--input", start_.input, "What the function gets, as JSON")->type_name("JSON");
    auto* at = start.add_option("--at", start_.at, "Not before: 2026-01-31T12:00:00Z");
    start
        .add_option("--after", start_.after,
                    "Not before so much time has passed: 250ms 2s 5m 2h 7d")
        ->type_name("DURATION")
        ->excludes(at);
    start.add_option("--request-id", start_.request_id,
                     "Starting again with the same id and request id is that same start");
    start.add_flag("--wait", start_.wait,
                   "Work on it here until it has ended, and print its result");
    start.add_flag("--json", start_.json, "As JSON");
    start_.store = default_store;
    add_store(start, start_.store);

    CLI::App& work = add("work", "Works on the runs of a store",
                         "Ends on SIGINT (Ctrl-C) or SIGTERM, and hands back what it holds.\n\n"
                         "Example:\n  bounce work --store sqlite:bounce.db --until-idle",
                         [this] { return work_on_store(work_); });
    work.add_flag("--until-idle", work_.until_idle,
                  "End when nothing is runnable or in flight; runs that wait for timers or signals "
                  "do not count");
    work.add_option("--only", work_.only, "Only go on with runs, or only perform steps")
        ->check(CLI::IsMember({"runs", "steps"}));
    // What a worker asks of a process of its own; nothing for people.
    work.add_option("--alone", work_.alone)->group("");
    work_.store = default_store;
    add_store(work, work_.store);

    CLI::App& list = add("list", "Lists runs", "Example:\n  bounce list --status waiting",
                         [this] { return list_runs(list_); });
    list.add_option("--status", list_.status, "Only those of this status");
    list.add_option("--prefix", list_.prefix, "Only ids that begin so");
    list.add_flag("--json", list_.json, "As JSON");
    list_.store = default_store;
    add_store(list, list_.store);

    CLI::App& show = add("show", "Shows a run: how it stands, its steps, what it printed",
                         "Example:\n  bounce show 7 --json", [this] { return show_run(show_); });
    show.add_option("ID", show_.id, "The run")->required();
    show.add_flag("--json", show_.json, "As JSON");
    show_.store = default_store;
    add_store(show, show_.store);

    CLI::App& wait = add("wait", "Waits until a run has ended and prints its result",
                         "Exit status 0 if it completed, 1 if it ended otherwise.\n\n"
                         "Example:\n  bounce wait 7 --timeout 5m",
                         [this] { return wait_for_run(wait_); });
    wait.add_option("ID", wait_.id, "The run")->required();
    wait.add_option("--timeout", wait_.timeout, "How long at most: 250ms 2s 5m 2h 7d")
        ->type_name("DURATION");
    wait.add_flag("--json", wait_.json, "As JSON");
    wait_.store = default_store;
    add_store(wait, wait_.store);
}

void command_line::add_signals() {
    CLI::App& signal = add("signal", "Sends a signal to a run",
                           "Example:\n  bounce signal 7 delivered '{\"at\": \"the door\"}'",
                           [this] { return send_signal(signal_); });
    signal.add_option("ID", signal_.id, "The run")->required();
    signal.add_option("NAME", signal_.name, "The signal")->required();
    signal.add_option("JSON", signal_.payload, "What comes with it");
    signal.add_option("--request-id", signal_.request_id,
                      "Sending again with the same request id is that same signal");
    signal_.store = default_store;
    add_store(signal, signal_.store);

    CLI::App& cancel = add("cancel", "Asks a run to stop; it is told once and may clean up",
                           "Example:\n  bounce cancel 7 --reason \"out of stock\"",
                           [this] { return cancel_run(cancel_); });
    cancel.add_option("ID", cancel_.id, "The run")->required();
    cancel.add_option("--reason", cancel_.reason, "Why, for its history");
    cancel_.store = default_store;
    add_store(cancel, cancel_.store);

    CLI::App& kill = add("kill", "Ends a run here and now; nothing of it runs any more",
                         "Example:\n  bounce kill 7", [this] { return kill_run(kill_); });
    kill.add_option("ID", kill_.id, "The run")->required();
    kill.add_option("--reason", kill_.reason, "Why, for its history");
    kill_.store = default_store;
    add_store(kill, kill_.store);
}

void command_line::add_others() {
    CLI::App& serve =
        add("serve-files", "Serves the files of a directory over HTTP",
            "Ends on SIGINT (Ctrl-C) or SIGTERM when the requests under way have been answered.\n\n"
            "Example:\n"
            "  bounce serve-files ./public --listen 8080\n"
            "  curl http://127.0.0.1:8080/",
            [this] {
                result<net::listen_address> where = net::listen_address::parse(listen_);
                if (!where)
                    return wrong_use("--listen " + where.error().message(),
                                     "It takes HOST:PORT or PORT.");
                serve_files_.listen = *std::move(where);
                return run_serve_files(serve_files_);
            });
    serve.add_option("DIR", serve_files_.directory, "The directory")->required();
    serve
        .add_option(
            "--listen", listen_,
            "Where: HOST:PORT or PORT (then on 127.0.0.1); with port 0 the system chooses one")
        ->type_name("ADDR")
        ->capture_default_str();
    serve.add_flag("--hidden", serve_files_.hidden, "Also names that begin with a dot");
    serve.add_flag("--json", serve_files_.json, "Say where as JSON");

    add("version", "Says which Bounce this is", "Example:\n  bounce version --json", [this] {
        return run_version(version_);
    }).add_flag("--json", version_.json, "As JSON");
}

std::vector<std::string> commands_of(const CLI::App& grammar) {
    std::vector<std::string> names;
    for (const CLI::App* command : grammar.get_subcommands({}))
        names.push_back(command->get_name());
    return names;
}

/// A first argument that is neither a command nor an option gets a better answer than the parser's.
bool is_unknown_command(const CLI::App& grammar, std::span<char*> arguments) {
    if (arguments.size() < 2 || arguments[1][0] == '-') return false;
    return std::ranges::count(commands_of(grammar), arguments[1]) == 0;
}

bool is_unknown_option(const CLI::App& grammar, const std::string& argument) {
    return argument.starts_with('-') && grammar.get_option_no_throw(argument) == nullptr;
}

int complain_of_command(const CLI::App& grammar, const std::string& name) {
    const std::string close = closest(name, commands_of(grammar));
    return wrong_use("there is no command \"" + name + "\"" +
                         (close.empty() ? "" : "; did you mean \"" + close + "\"?"),
                     "`bounce --help` lists the commands.");
}

int complain_of(const CLI::App& grammar, const CLI::ParseError& e) {
    const auto chosen = grammar.get_subcommands();
    const std::string command = chosen.empty() ? "bounce" : "bounce " + chosen.front()->get_name();
    return wrong_use(e.what(), "`" + command + " --help` says what is possible.");
}

/// `--trace=FILE` is how people write it; the grammar has a flag and an option.
std::vector<std::string> read_words(std::span<char*> arguments) {
    constexpr std::string_view trace = "--trace=";
    std::vector<std::string> words;
    bool of_bounce = true;
    for (const char* argument : arguments.subspan(1)) {
        std::string word = argument;
        if (of_bounce && word.starts_with(trace))
            word = "--trace-file=" + word.substr(trace.size());
        // What follows the script is the script's, whatever it looks like.
        of_bounce = of_bounce && word != "--";
        words.push_back(std::move(word));
    }
    std::ranges::reverse(words);  // as the parser wants them
    return words;
}

}  // namespace

int run(std::span<char*> arguments) {
    command_line line;
    const CLI::App& grammar = line.grammar();
    if (arguments.size() < 2) {
        std::fputs(grammar.help().c_str(), stderr);
        return wrong_usage;
    }
    if (is_unknown_command(grammar, arguments)) return complain_of_command(grammar, arguments[1]);
    if (is_unknown_option(grammar, arguments[1]))
        return wrong_use(std::string{"there is no option "} + arguments[1],
                         "`bounce --help` says what is possible.");
    try {
        line.grammar().parse(read_words(arguments));
    } catch (const CLI::Success& e) {  // --help and --version
        return grammar.exit(e);
    } catch (const CLI::ParseError& e) {
        return complain_of(grammar, e);
    }
    return line.run();
}

}  // namespace bounce::cli
