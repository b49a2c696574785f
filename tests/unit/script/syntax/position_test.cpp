// Which piece of the source a node stands for, and lines and columns.

#include "script/syntax/line_index.hpp"
#include "syntax_test.hpp"

namespace {

using namespace bounce::script;

std::string_view text_of(const parse_result& p, source_span where) {
    return p.tree.source().substr(where.offset, where.length);
}

TEST(positions, nodes_span_their_text) {
    for (const std::string_view source : {"1 + 2 * 3",
                                          "a.b(1).c[2]",
                                          "if a { 1 } else { 2 }",
                                          "|x, y| x + y",
                                          "`a${b}c`",
                                          "[1, 2]",
                                          "#{a: 1}",
                                          "switch x { 1 => 2 }",
                                          "x += 1",
                                          "let [a, b] = c",
                                          "f(1)",
                                          "-x",
                                          "-1",
                                          "1..2",
                                          "..",
                                          "spawn f()",
                                          "do { } while x",
                                          "try { } catch { }",
                                          "m::x",
                                          "()",
                                          "select { f() => 1 }"}) {
        const auto p = parse(source, "t.bounce");
        ASSERT_TRUE(p.ok()) << source;
        const ast::node* n = p.tree.root().body->statements[0];
        EXPECT_EQ(text_of(p, n->where), source);
    }
}

TEST(positions, parts_of_nodes) {
    const auto p = parse("a.b + c\n", "t.bounce");
    const auto* plus = ast::as<ast::binary>(p.tree.root().body->statements[0]);
    ASSERT_NE(plus, nullptr);
    EXPECT_EQ(text_of(p, plus->op_where), "+");
    EXPECT_EQ(text_of(p, plus->left->where), "a.b");
    EXPECT_EQ(text_of(p, ast::as<ast::property>(plus->left)->id.where), "b");
}

TEST(positions, functions) {
    const auto p = parse("  private fn f(a) { a }  x", "t.bounce");
    const ast::function& f = *p.tree.root().functions[0];
    EXPECT_EQ(text_of(p, f.where), "private fn f(a) { a }");
    EXPECT_EQ(text_of(p, f.head_where), "private fn f(a)");
    EXPECT_EQ(text_of(p, f.body->open_where), "{");
    EXPECT_EQ(text_of(p, f.body->close_where), "}");
}

TEST(positions, a_tree_can_be_moved_and_outlives_its_source) {
    auto source = std::make_unique<std::string>("let name = \"text\";");
    auto first = parse(*source, "t.bounce");
    source->assign(source->size(), '#');
    source.reset();
    const auto second = std::move(first);
    EXPECT_EQ(dump(second.tree.root()), "(let name \"text\")");
    EXPECT_EQ(second.tree.source(), "let name = \"text\";");
    EXPECT_EQ(second.tree.file_name(), "t.bounce");
}

TEST(line_index, counts_lines_and_characters) {
    const line_index lines{"ab\n\xC3\xA9x\r\n\ny"};
    EXPECT_EQ(lines.line_count(), 4U);
    EXPECT_EQ(lines.locate(0), (source_position{1, 1}));
    EXPECT_EQ(lines.locate(2), (source_position{1, 3}));
    EXPECT_EQ(lines.locate(3), (source_position{2, 1}));
    EXPECT_EQ(lines.locate(5), (source_position{2, 2}));
    EXPECT_EQ(lines.locate(8), (source_position{3, 1}));
    EXPECT_EQ(lines.locate(9), (source_position{4, 1}));
    EXPECT_EQ(lines.locate(10), (source_position{4, 2}));
    EXPECT_EQ(lines.text_of(2), "\xC3\xA9x");
    EXPECT_EQ(lines.text_of(3), "");
    EXPECT_EQ(lines.text_of(4), "y");
}

}  // namespace
