#include "script/code/encode.hpp"

#include "script/code/sha256.hpp"
#include "script/code/wire.hpp"
#include "script/values/array.hpp"
#include "script/values/blob.hpp"

#include <span>

namespace bounce::script {

namespace {

class module_encoder {
public:
    bytes run(const module_code& m) {
        out_.raw(as_bytes(module_magic));
        out_.number(module_format);
        out_.text(m.name);
        out_.text(m.source);
        each(m.constants, [this](const value& v) { constant(v); });
        each(m.imports, [this](const module_import& i) {
            out_.text(i.path);
            out_.raw(std::as_bytes(std::span{i.hash}));
        });
        each(m.natives, [this](const native_import& n) { native(n); });
        each(m.references, [this](const function_reference& r) {
            // The own module is 0, so that it takes one byte.
            out_.number(r.import == function_reference::own_module ? 0
                                                                   : std::uint64_t{r.import} + 1);
            out_.number(r.function);
        });
        each(m.functions, [this](const function_code& f) { function(f); });
        each(m.globals, [this](const global& g) {
            out_.text(g.name);
            out_.byte(g.exported ? 1 : 0);
        });
        each(m.exports, [this](const exported_function& e) {
            out_.text(e.name);
            out_.number(e.function);
        });
        return out_.take();
    }

private:
    template <class T, class F>
    void each(const std::vector<T>& all, F&& write) {
        out_.number(all.size());
        for (const T& one : all) write(one);
    }

    void constant(const value& v) {
        const kind tag = v.is_string() ? kind::string : v.tag();
        out_.byte(static_cast<std::uint8_t>(tag));
        switch (tag) {
            case kind::boolean: return out_.byte(v.as_bool() ? 1 : 0);
            case kind::integer: return out_.signed_number(v.as_int());
            case kind::floating: return out_.floating(v.as_float());
            case kind::character: return out_.number(v.as_char());
            case kind::duration: return out_.signed_number(v.as_duration());
            case kind::string: return out_.text(v.text());
            case kind::blob: {
                const auto& content = as<blob_object>(v).bytes;
                out_.number(content.size());
                return out_.raw(std::as_bytes(std::span{content}));
            }
            case kind::array:
                return each(as<array_object>(v).items,
                            [this](const value& key) { out_.text(key.text()); });
            default: BOUNCE_ASSERT(v.is_unit(), "a module has a constant of a kind it cannot have");
        }
    }

    void native(const native_import& n) {
        out_.text(n.module);
        out_.text(n.name);
        out_.byte(n.arity);
        out_.byte(static_cast<std::uint8_t>(n.effects));
        out_.number(n.version);
    }

    void function(const function_code& f) {
        out_.text(f.name);
        out_.text(f.receiver_type);
        out_.byte(f.captured);
        out_.byte(f.parameters);
        out_.byte(f.required);
        out_.byte(f.registers);
        out_.byte(f.mutates_this ? 1 : 0);
        out_.byte(f.is_private ? 1 : 0);
        out_.byte(f.is_durable ? 1 : 0);
        each(f.parameter_names, [this](const std::string& name) { out_.text(name); });
        each(f.words, [this](std::uint32_t w) { out_.word(w); });
        each(f.handlers, [this](const handler& h) {
            out_.number(h.begin);
            out_.number(h.end);
            out_.number(h.target);
            out_.byte(h.caught);
        });
        each(f.safepoints, [&](const safepoint& s) { stored_safepoint(f, s); });
        each(f.places, [this](const code_place& p) {
            out_.number(p.pc);
            out_.number(p.offset);
            out_.number(p.length);
        });
        each(f.locals, [this](const local_name& l) {
            out_.number(l.begin);
            out_.number(l.end);
            out_.byte(l.reg);
            out_.text(l.name);
        });
    }

    void stored_safepoint(const function_code& f, const safepoint& s) {
        out_.number(s.pc);
        out_.byte(static_cast<std::uint8_t>(s.kind));
        for (std::size_t first = 0; first < f.registers; first += 8) {
            const std::uint64_t word = first / 64 < s.live.size() ? s.live[first / 64] : 0;
            out_.byte(static_cast<std::uint8_t>(word >> first % 64));
        }
    }

    wire_writer out_;
};

}  // namespace

bytes encode_module(const module_code& m) { return module_encoder{}.run(m); }

module_hash hash_of_module(bytes_view encoded) noexcept { return sha256::of(encoded); }
module_hash hash_of_module(const module_code& m) { return hash_of_module(encode_module(m)); }

}  // namespace bounce::script
