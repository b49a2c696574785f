#pragma once

#include "durable/worker/script_program.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/durable/code_blob.hpp"
#include "bounce/durable/code_hash.hpp"
#include "bounce/durable/store.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/limits.hpp"
#include "bounce/script/program.hpp"

#include <map>
#include <memory>
#include <vector>

namespace bounce::durable {

/// A compiled program as a run carries it: its root, and every module that it can reach, encoded.
struct code_closure {
    code_hash root;
    std::vector<code_blob> blobs;
};

/// The modules of a program, with the prelude and the sources, as blobs.
[[nodiscard]] code_closure closure_of(const script::program& code);

/// Programs by the hash of their root, loaded from a store, verified and linked once.
class script_code {
public:
    script_code(store& from, std::shared_ptr<const script::engine> engine,
                const script::limits& bounds)
        : store_{&from}, engine_{std::move(engine)}, bounds_{bounds} {}

    /// The program, if it has been loaded.
    [[nodiscard]] std::shared_ptr<const script_program> find(const code_hash& root) const;

    /// Loads it. Errors: those of `store::load_code`; `malformed` for code that does not pass the
    /// verifier; `unsupported` when this binary lacks a native that it imports, which the message names.
    [[nodiscard]] task<result<std::shared_ptr<const script_program>>> load(code_hash root);

private:
    using module_map = std::map<code_hash, std::shared_ptr<const script::module_code>>;

    /// The modules in the order of their imports, each verified.
    [[nodiscard]] result<script::program> assemble(const code_hash& root,
                                                   const module_map& modules) const;

    store* store_;
    std::shared_ptr<const script::engine> engine_;
    script::limits bounds_;
    mutable std::mutex lock_;  // guards loaded_
    std::map<code_hash, std::shared_ptr<const script_program>> loaded_;
};

}  // namespace bounce::durable
