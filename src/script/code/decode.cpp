#include "script/code/encode.hpp"
#include "script/code/wire.hpp"
#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/string.hpp"

#include <algorithm>
#include <utility>

namespace bounce::script {

namespace {

constexpr std::uint32_t max_code_point = 0x10'ffff;

bool is_scalar(std::uint64_t c) noexcept {
    return c <= max_code_point && (c < 0xd800 || c > 0xdfff);
}

class module_decoder {
public:
    explicit module_decoder(bytes_view encoded) noexcept : in_{encoded} {}

    result<module_code> run() {
        module_code m;
        if (as_text(in_.raw(module_magic.size())) != module_magic) in_.fail("it is not a module");
        if (in_.number() != module_format) in_.fail("it has a format this version does not know");
        m.name = in_.text();
        m.source = in_.text();
        parts(m);
        if (in_.left() != 0) in_.fail("something follows behind its end");
        if (!in_.ok()) {
            const error why{errc::malformed};
            return m.name.empty() ? why.in("decode module: " + in_.problem())
                                  : why.in("decode module", m.name + ": " + in_.problem());
        }
        return m;
    }

private:
    void parts(module_code& m) {
        constants(m);
        each(m.imports, 33, "imports", [this](module_import& i) {
            i.path = in_.text();
            const bytes_view hash = in_.raw(i.hash.size());
            std::ranges::transform(hash, i.hash.begin(),
                                   [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
        });
        each(m.natives, 5, "natives", [this](native_import& n) { native(n); });
        each(m.references, 2, "references", [this](function_reference& r) {
            const std::uint64_t import = in_.number(0xffff'ffff, "an import");
            r.import = import == 0 ? function_reference::own_module
                                   : static_cast<std::uint32_t>(import - 1);
            r.function = in_.number32("a function");
        });
        each(m.functions, 15, "functions", [this](function_code& f) { function(f); });
        each(m.globals, 2, "globals", [this](global& g) {
            g.name = in_.text();
            g.exported = in_.boolean();
        });
        each(m.exports, 2, "exports", [this](exported_function& e) {
            e.name = in_.text();
            e.function = in_.number32("a function");
        });
    }

    template <class T, class F>
    void each(std::vector<T>& all, std::size_t least_bytes, std::string_view what, F&& read) {
        const std::size_t count = in_.count(least_bytes, what);
        all.reserve(count);
        for (std::size_t n = 0; n < count && in_.ok(); ++n) read(all.emplace_back());
    }

    void constants(module_code& m) {
        const std::size_t count = in_.count(1, "constants");
        m.constants.reserve(count);
        for (std::size_t n = 0; n < count && in_.ok(); ++n) {
            m.constants.push_back(constant());
            m.owned.add(m.constants.back());
        }
    }

    value constant() {
        switch (static_cast<kind>(in_.byte())) {
            case kind::unit: return {};
            case kind::boolean: return value::boolean(in_.boolean());
            case kind::integer: return value::integer(in_.signed_number());
            case kind::floating: return value::floating(in_.floating());
            case kind::character: {
                const std::uint64_t c = in_.number();
                if (!is_scalar(c)) in_.fail("a char is not a Unicode scalar value");
                return value::character(in_.ok() ? static_cast<char32_t>(c) : U' ');
            }
            case kind::duration: return value::duration(in_.signed_number());
            case kind::string: return make_string(nullptr, in_.text());
            case kind::blob: {
                const bytes_view content = in_.raw(in_.count(1, "bytes of a blob"));
                std::vector<std::uint8_t> copy(content.size());
                std::ranges::transform(content, copy.begin(), [](std::byte b) {
                    return std::to_integer<std::uint8_t>(b);
                });
                return make_blob(nullptr, std::move(copy));
            }
            case kind::array: {
                std::vector<value> keys;
                each(keys, 1, "keys",
                     [this](value& key) { key = make_string(nullptr, in_.text()); });
                return make_array(nullptr, std::move(keys));
            }
            default: in_.fail("a constant has a kind that no constant has"); return {};
        }
    }

    void native(native_import& n) {
        n.module = in_.text();
        n.name = in_.text();
        n.arity = in_.byte();
        const std::uint8_t effects = in_.byte();
        if (effects > static_cast<std::uint8_t>(effect_class::control))
            in_.fail("a native has a class that does not exist");
        else
            n.effects = static_cast<effect_class>(effects);
        n.version = static_cast<std::uint16_t>(in_.number(0xffff, "a version"));
    }

    void function(function_code& f) {
        f.name = in_.text();
        f.receiver_type = in_.text();
        f.captured = in_.byte();
        f.parameters = in_.byte();
        f.required = in_.byte();
        f.registers = in_.byte();
        f.mutates_this = in_.boolean();
        f.is_private = in_.boolean();
        f.is_durable = in_.boolean();
        each(f.parameter_names, 1, "parameters", [this](std::string& name) { name = in_.text(); });
        each(f.words, 4, "words", [this](std::uint32_t& w) { w = in_.word(); });
        each(f.handlers, 4, "handlers", [this](handler& h) {
            h.begin = in_.number32("a place in the code");
            h.end = in_.number32("a place in the code");
            h.target = in_.number32("a place in the code");
            h.caught = in_.byte();
        });
        each(f.safepoints, 3, "safepoints", [&](safepoint& s) { stored_safepoint(f, s); });
        each(f.places, 3, "source places", [this](code_place& p) {
            p.pc = in_.number32("a place in the code");
            p.offset = in_.number32("a place in the source");
            p.length = in_.number32("a place in the source");
        });
        each(f.locals, 4, "variables", [this](local_name& l) {
            l.begin = in_.number32("a place in the code");
            l.end = in_.number32("a place in the code");
            l.reg = in_.byte();
            l.name = in_.text();
        });
    }

    void stored_safepoint(const function_code& f, safepoint& s) {
        s.pc = in_.number32("a place in the code");
        const std::uint8_t tag = in_.byte();
        if (tag > static_cast<std::uint8_t>(safepoint_kind::call))
            in_.fail("a safepoint has a kind that does not exist");
        else
            s.kind = static_cast<safepoint_kind>(tag);
        s.live.assign((f.registers + 63U) / 64, 0);
        for (std::size_t first = 0; first < f.registers; first += 8)
            s.live[first / 64] |= std::uint64_t{in_.byte()} << first % 64;
    }

    wire_reader in_;
};

}  // namespace

result<module_code> decode_module(bytes_view encoded) {
    result<module_code> decoded = module_decoder{encoded}.run();
    if (decoded) decoded->hash = hash_of_module(encoded);
    return decoded;
}

}  // namespace bounce::script
