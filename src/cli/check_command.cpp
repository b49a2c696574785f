#include "cli/check_command.hpp"

#include "cli/say.hpp"
#include "cli/script_file.hpp"
#include "script/code/disassemble.hpp"

#include "bounce/durable/worker/work.hpp"

#include <cstdio>

namespace bounce::cli {

int check_scripts(const std::vector<std::string>& files) {
    const auto natives = durable::make_durable_engine();
    int status = success;
    for (const std::string& file : files) {
        if (!compile_file(file, *natives)) status = failure;
    }
    return status;
}

int disassemble_script(const std::string& file) {
    const auto code = compile_file(file, *durable::make_durable_engine());
    if (!code) return failure;
    std::fputs(script::disassemble(code->main()).c_str(), stdout);
    return success;
}

}  // namespace bounce::cli
