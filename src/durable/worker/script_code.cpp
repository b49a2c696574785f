#include "durable/worker/script_code.hpp"

#include "script/code/encode.hpp"
#include "script/code/verify.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/worker/ask.hpp"

#include <algorithm>
#include <utility>

namespace bounce::durable {

namespace {

code_hash name_of(const script::module_hash& hash) {
    code_hash name;
    std::ranges::copy(hash, name.bytes.begin());
    return name;
}

}  // namespace

code_closure closure_of(const script::program& code) {
    code_closure closure;
    closure.root = name_of(code.main().hash);
    for (const auto& module : code.modules) {
        code_blob blob;
        blob.hash = name_of(module->hash);
        blob.content = std::make_shared<const bytes>(script::encode_module(*module));
        closure.blobs.push_back(std::move(blob));
    }
    return closure;
}

std::shared_ptr<const script_program> script_code::find(const code_hash& root) const {
    const std::lock_guard hold{lock_};
    const auto found = loaded_.find(root);
    return found == loaded_.end() ? nullptr : found->second;
}

result<script::program> script_code::assemble(const code_hash& root,
                                              const module_map& modules) const {
    // Depth first without recursion: a module is placed when all that it imports has been.
    script::program code;
    std::map<code_hash, bool> placed;
    std::vector<code_hash> path{root};
    while (!path.empty()) {
        const code_hash name = path.back();
        const auto& module = modules.at(name);
        const auto missing = std::ranges::find_if(
            module->imports, [&](const auto& i) { return !placed[name_of(i.hash)]; });
        if (missing != module->imports.end()) {
            if (path.size() > modules.size())
                return error{errc::corrupt}.in("load the code " + root.to_hex() +
                                               ", whose modules import each other in a circle");
            path.push_back(name_of(missing->hash));
            continue;
        }
        path.pop_back();
        if (std::exchange(placed[name], true)) continue;
        std::vector<const script::module_code*> imports;
        for (const auto& i : module->imports) imports.push_back(modules.at(name_of(i.hash)).get());
        if (auto verified = script::verify_module(*module, imports); !verified)
            return verified.error().in("load the code " + name.to_hex());
        code.modules.push_back(module);
    }
    return code;
}

task<result<std::shared_ptr<const script_program>>> script_code::load(code_hash root) {
    if (auto known = find(root)) co_return known;
    module_map modules;
    std::vector<code_hash> wanted{root};
    while (!wanted.empty()) {
        const code_hash name = wanted.back();
        wanted.pop_back();
        if (modules.contains(name)) continue;
        auto call = [this, name](reply<bytes> done) { store_->load_code(name, std::move(done)); };
        auto content = co_await ask<bytes>(std::move(call));
        if (!content) co_return content.error();
        auto decoded = script::decode_module(*content);
        if (!decoded) co_return decoded.error().in("load the code " + name.to_hex());
        if (name_of(decoded->hash) != name)
            co_return error{errc::corrupt}.in("load the code " + name.to_hex() +
                                              ", which has other content");
        for (const auto& import : decoded->imports) wanted.push_back(name_of(import.hash));
        modules.emplace(name, std::make_shared<const script::module_code>(*std::move(decoded)));
    }
    auto code = assemble(root, modules);
    if (!code) co_return code.error();
    auto linked = script::executable::link(engine_, *code);
    if (!linked) {
        co_return error{bounce::errc::unsupported}.in("run " + code->main().name + ": " +
                                                      linked.error().message());
    }
    auto made = std::make_shared<const script_program>(*std::move(linked), bounds_);
    const std::lock_guard hold{lock_};
    co_return loaded_.emplace(root, std::move(made)).first->second;
}

}  // namespace bounce::durable
