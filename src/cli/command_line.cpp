#include "cli/command_line.hpp"

#include "cli/listen_address.hpp"
#include "cli/serve_files_command.hpp"
#include "cli/suggestion.hpp"
#include "cli/version_command.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace bounce::cli {

namespace {

/// The grammar, and where what was read ends up.
struct grammar {
    CLI::App app{"Bounce: an asynchronous runtime, and what is made of it.", "bounce"};
    CLI::App* version = nullptr;
    CLI::App* serve_files = nullptr;

    version_options version_wanted;
    serve_files_options serve_files_wanted;
    std::string listen = "127.0.0.1:8080";
};

void add_version(grammar& g) {
    g.version = g.app.add_subcommand("version", "Says which Bounce this is");
    g.version->add_flag("--json", g.version_wanted.json, "As JSON");
    g.version->footer("Example:\n  bounce version --json");
}

void add_serve_files(grammar& g) {
    g.serve_files =
        g.app.add_subcommand("serve-files", "Serves the files of a directory over HTTP");
    serve_files_options& wanted = g.serve_files_wanted;
    g.serve_files->add_option("DIR", wanted.directory, "The directory")->required();
    g.serve_files
        ->add_option(
            "--listen", g.listen,
            "Where: HOST:PORT or PORT (then on 127.0.0.1); with port 0 the system chooses one")
        ->type_name("ADDR")
        ->capture_default_str();
    g.serve_files->add_flag("--hidden", wanted.hidden, "Also names that begin with a dot");
    g.serve_files->add_flag("--json", wanted.json, "Say where as JSON");
    g.serve_files->footer(
        "Ends on SIGINT (Ctrl-C) or SIGTERM when the requests under way have been answered.\n\n"
        "Example:\n"
        "  bounce serve-files ./public --listen 8080\n"
        "  curl http://127.0.0.1:8080/");
}

void set_up(grammar& g) {
    g.app.require_subcommand(1);
    g.app.set_version_flag("--version", version_text());
    g.app.footer(
        "`bounce COMMAND --help` says more.\n\n"
        "Example:\n  bounce serve-files . --listen 8080");
    add_version(g);
    add_serve_files(g);
}

int complain(const std::string& what, const std::string& then) {
    std::fprintf(stderr, "bounce: %s\n%s\n", what.c_str(), then.c_str());
    return wrong_usage;
}

std::vector<std::string> commands_of(const grammar& g) {
    std::vector<std::string> names;
    for (const CLI::App* command : g.app.get_subcommands({})) names.push_back(command->get_name());
    return names;
}

/// A first argument that is neither a command nor an option gets a better answer than the parser's.
bool is_unknown_command(const grammar& g, std::span<char*> arguments) {
    if (arguments.size() < 2 || arguments[1][0] == '-') return false;
    return std::ranges::count(commands_of(g), arguments[1]) == 0;
}

bool is_unknown_option(const grammar& g, const std::string& argument) {
    return argument.starts_with('-') && g.app.get_option_no_throw(argument) == nullptr;
}

int complain_of_command(const grammar& g, const std::string& name) {
    const std::string close = closest(name, commands_of(g));
    return complain("there is no command \"" + name + "\"" +
                        (close.empty() ? "" : "; did you mean \"" + close + "\"?"),
                    "`bounce --help` lists the commands.");
}

int complain_of(const grammar& g, const CLI::ParseError& e) {
    const auto chosen = g.app.get_subcommands();
    const std::string command = chosen.empty() ? "bounce" : "bounce " + chosen.front()->get_name();
    return complain(e.what(), "`" + command + " --help` says what is possible.");
}

int run_command(grammar& g) {
    if (g.version->parsed()) return run_version(g.version_wanted);
    result<listen_address> where = listen_address::parse(g.listen);
    if (!where)
        return complain("--listen " + where.error().message(), "It takes HOST:PORT or PORT.");
    g.serve_files_wanted.listen = *std::move(where);
    return run_serve_files(g.serve_files_wanted);
}

}  // namespace

int run(std::span<char*> arguments) {
    grammar g;
    set_up(g);
    if (arguments.size() < 2) {
        std::fputs(g.app.help().c_str(), stderr);
        return wrong_usage;
    }
    if (is_unknown_command(g, arguments)) return complain_of_command(g, arguments[1]);
    if (is_unknown_option(g, arguments[1]))
        return complain(std::string{"there is no option "} + arguments[1],
                        "`bounce --help` says what is possible.");
    try {
        g.app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::Success& e) {  // --help and --version
        return g.app.exit(e);
    } catch (const CLI::ParseError& e) {
        return complain_of(g, e);
    }
    return run_command(g);
}

}  // namespace bounce::cli
