#include "script/syntax/dump.hpp"

#include "script/syntax/utf8.hpp"

#include <array>
#include <charconv>

namespace bounce::script {
namespace {

/// Writes (head child child ...). Recurses, as far as the tree is high.
class dumper {
public:
    std::string take() { return std::move(out_); }

    void write(const ast::node* n) {
        if (n == nullptr) {
            word("-");
        } else {
            ast::visit(*n, [this](const auto& typed) { write_node(typed); });
        }
    }

    void write(const ast::function& f) {
        open("fn");
        if (f.is_private) word("private");
        if (f.is_durable) word("durable");
        if (!f.this_type.text.empty()) word(std::string{f.this_type.text} + ".");
        word(f.id.text);
        write(f.parameters);
        write(f.body);
        close();
    }

    void write(const ast::module& m) {
        bool first = true;
        const auto line = [&] {
            if (!first) out_ += '\n';
            first = false;
            fresh_ = true;
        };
        for (const ast::import& i : m.imports) {
            line();
            open("import");
            quoted(i.path);
            if (!i.alias.text.empty()) word(i.alias.text);
            close();
        }
        for (const ast::function* f : m.functions) {
            line();
            write(*f);
        }
        if (m.body == nullptr) return;
        for (const ast::node* s : m.body->statements) {
            line();
            write(s);
        }
    }

private:
    void word(std::string_view text) {
        if (!fresh_) out_ += ' ';
        out_ += text;
        fresh_ = false;
    }
    void open(std::string_view head) {
        word("(");
        out_ += head;
    }
    void close() { out_ += ')'; }

    template <class... Children>
    void form(std::string_view head, const Children*... children) {
        open(head);
        (write(children), ...);
        close();
    }

    void quoted(std::string_view text) {
        std::string out = "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') out += '\\';
            if (c == '\n') {
                out += "\\n";
            } else {
                out += c;
            }
        }
        word(out + '"');
    }

    void write(ast::nodes list) {
        for (const ast::node* n : list) write(n);
    }

    void write(ast::list<ast::parameter> parameters) {
        word("[");
        fresh_ = true;
        for (const ast::parameter& p : parameters) {
            word(p.id.text);
            if (p.fallback != nullptr) {
                out_ += '=';
                fresh_ = true;
                write(p.fallback);
            }
        }
        out_ += ']';
        fresh_ = false;
    }

    void path(ast::list<ast::identifier> modules, std::string_view last) {
        std::string text;
        for (const ast::identifier& m : modules) text += std::string{m.text} + "::";
        word(text + std::string{last});
    }

    void write(const ast::pattern& p) {
        switch (p.how) {
            case ast::pattern::form::name: return word(p.id.text);
            case ast::pattern::form::ignored: return word("_");
            case ast::pattern::form::array:
                word("[");
                fresh_ = true;
                for (const ast::pattern* e : p.elements) write(*e);
                out_ += ']';
                break;
            case ast::pattern::form::map:
                word("#{");
                fresh_ = true;
                for (const ast::pattern_field& f : p.fields) {
                    word(f.key.text);
                    out_ += ':';
                    fresh_ = true;
                    write(*f.target);
                }
                out_ += '}';
                break;
        }
        fresh_ = false;
    }

    void write_node(const ast::unit_literal&) { word("()"); }
    void write_node(const ast::bool_literal& n) { word(n.value ? "true" : "false"); }
    void write_node(const ast::int_literal& n) { word(std::to_string(n.value)); }
    void write_node(const ast::float_literal& n) {
        std::array<char, 40> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), n.value).ptr;
        std::string text{buffer.data(), end};
        if (text.find_first_of(".en") == std::string::npos) text += ".0";
        word(text);
    }
    void write_node(const ast::char_literal& n) {
        std::string text = "'";
        utf8::append(text, n.value);
        word(text + '\'');
    }
    void write_node(const ast::string_literal& n) { quoted(n.value); }
    void write_node(const ast::duration_literal& n) { word(std::to_string(n.nanoseconds) + "ns"); }
    void write_node(const ast::interpolation& n) {
        open("text");
        write(n.parts);
        close();
    }
    void write_node(const ast::array_literal& n) {
        open("array");
        write(n.elements);
        close();
    }
    void write_node(const ast::map_literal& n) {
        open("map");
        for (const ast::map_entry& e : n.entries) {
            quoted(e.key.text);
            write(e.value);
        }
        close();
    }
    void write_node(const ast::range& n) { form(n.inclusive ? "..=" : "..", n.from, n.to); }
    void write_node(const ast::name& n) { path(n.modules, n.id.text); }
    void write_node(const ast::this_value&) { word("this"); }
    void write_node(const ast::unary& n) { form(spelling(n.op), n.operand); }
    void write_node(const ast::binary& n) { form(spelling(n.op), n.left, n.right); }
    void write_node(const ast::assignment& n) {
        form(n.compound ? std::string{spelling(n.op)} + '=' : "=", n.target, n.value);
    }
    void write_node(const ast::call& n) {
        open("call");
        path(n.modules, n.id.text);
        write(n.arguments);
        close();
    }
    void write_node(const ast::method_call& n) {
        open(n.null_safe ? "?method" : "method");
        write(n.target);
        word(n.id.text);
        write(n.arguments);
        close();
    }
    void write_node(const ast::property& n) {
        open(n.null_safe ? "?." : ".");
        write(n.target);
        word(n.id.text);
        close();
    }
    void write_node(const ast::index& n) {
        form(n.null_safe ? "?index" : "index", n.target, n.subscript);
    }
    void write_node(const ast::closure& n) {
        open("closure");
        write(n.parameters);
        write(n.body);
        close();
    }
    void write_node(const ast::block& n) {
        open("block");
        write(n.statements);
        close();
    }
    void write_node(const ast::if_else& n) {
        open("if");
        for (const ast::if_branch& b : n.branches) {
            write(b.condition);
            write(b.body);
        }
        if (n.otherwise != nullptr) write(n.otherwise);
        close();
    }
    void write_node(const ast::switch_on& n) {
        open("switch");
        write(n.subject);
        for (const ast::switch_case& c : n.cases) {
            open("case");
            if (c.patterns.empty()) word("_");
            write(c.patterns);
            if (c.guard != nullptr) form("when", c.guard);
            word("=>");
            write(c.body);
            close();
        }
        close();
    }
    void write_node(const ast::while_loop& n) { form("while", n.condition, n.body); }
    void write_node(const ast::do_loop& n) {
        form(n.until ? "do-until" : "do-while", n.body, n.condition);
    }
    void write_node(const ast::endless_loop& n) { form("loop", n.body); }
    void write_node(const ast::for_loop& n) {
        open("for");
        word(n.item.text);
        if (!n.counter.text.empty()) word(n.counter.text);
        write(n.sequence);
        write(n.body);
        close();
    }
    template <class Node>
    void leave(std::string_view head, const Node& n) {
        open(head);
        if (n.value != nullptr) write(n.value);
        close();
    }
    void write_node(const ast::break_out& n) { leave("break", n); }
    void write_node(const ast::continue_on&) { word("(continue)"); }
    void write_node(const ast::return_from& n) { leave("return", n); }
    void write_node(const ast::throw_value& n) { leave("throw", n); }
    void write_node(const ast::try_catch& n) {
        open("try");
        write(n.body);
        if (!n.caught.text.empty()) word(n.caught.text);
        write(n.handler);
        close();
    }
    void write_node(const ast::spawn_fiber& n) { form("spawn", n.operand); }
    void write_node(const ast::select_first& n) {
        open("select");
        for (const ast::select_arm& a : n.arms) {
            open(a.how == ast::select_arm::form::operation ? "arm"
                 : a.how == ast::select_arm::form::after   ? "after"
                                                           : "else");
            if (a.binding != nullptr) {
                write(*a.binding);
                out_ += " =";
            }
            if (a.operand != nullptr) write(a.operand);
            word("=>");
            write(a.body);
            close();
        }
        close();
    }
    void write_node(const ast::declaration& n) {
        open(n.constant ? "const" : "let");
        if (n.exported) word("export");
        write(*n.target);
        if (n.value != nullptr) write(n.value);
        close();
    }
    void write_node(const ast::export_names& n) {
        open("export");
        for (const ast::exported_name& e : n.names) {
            word(e.id.text);
            if (e.alias.text != e.id.text) word("as " + std::string{e.alias.text});
        }
        close();
    }
    void write_node(const ast::broken&) { word("<broken>"); }

    std::string out_;
    bool fresh_ = true;  // nothing yet that a space would have to part from what comes
};

template <class T>
std::string dump_one(const T& what) {
    dumper d;
    d.write(what);
    return d.take();
}

}  // namespace

std::string dump(const ast::node& n) { return dump_one(&n); }
std::string dump(const ast::function& f) { return dump_one(f); }
std::string dump(const ast::module& m) { return dump_one(m); }

}  // namespace bounce::script
