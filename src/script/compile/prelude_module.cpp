#include "script/compile/prelude_module.hpp"

#include "script/prelude/prelude.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/script/compile.hpp"
#include "bounce/script/native_table.hpp"

namespace bounce::script {

namespace {

std::shared_ptr<const module_code> compile_prelude() {
    native_table natives;
    add_standard_library(natives);
    compile_options options;
    options.natives = &natives;
    auto compiled = compile(prelude_source(), "prelude", options);
    if (!compiled) fatal("the prelude does not compile\n" + compiled.error().text());
    return compiled->modules.back();
}

}  // namespace

std::shared_ptr<const module_code> prelude_module() {
    static const std::shared_ptr<const module_code> compiled = compile_prelude();
    return compiled;
}

}  // namespace bounce::script
