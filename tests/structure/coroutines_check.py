#!/usr/bin/env python3
"""The ban on what g++ 12 miscompiles (docs/compilers.md). In the full expression around a co_await
or co_yield there may be no braced list, no aggregate temporary, and no temporary closure that
captures by value: g++ 12 destroys them twice. Name the object first, then await. Closures that hold
only references are harmless, because destroying a reference does nothing."""

import re
import tempfile
import os

import structure

TOKEN = re.compile(r"[A-Za-z_]\w*|\.?\d(?:[\w.']|[eEpP][+-])*|::|->|\"\"|''|\S")
AWAITS = {"co_await", "co_yield"}
CONTROL = {"if", "while", "for", "switch", "catch"}
TYPE_KEYWORDS = {"struct", "class", "union", "namespace", "enum", "extern"}
# Before a `{`, these mean that a block begins.
BLOCK_AFTER = {")", "{", "}", ";", "else", "do", "try", "const", "noexcept", "mutable", "override",
               "final", "static", "consteval", "constexpr", "volatile"}
# Before a `{`, these mean that an initialiser begins.
INIT_AFTER = {"=", "(", ",", "return", "co_return", "co_yield", "co_await", "?", "[", "&", "|", "+",
              "-", "<", "throw", "in", "new"}
# Classes of the library that are no aggregates and own nothing: a braced temporary of them is harmless.
HARMLESS = {"nanoseconds", "microseconds", "milliseconds", "seconds", "minutes", "hours", "time_point",
            "string_view"}
PAIRS = {")": "(", "]": "[", "}": "{"}


class Source:
    """Tokens with their lines, the partner of every bracket, and which braces are initialisers."""

    def __init__(self, text):
        code = structure.without_comments(text)
        code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group(0).count("\n"),
                      code, flags=re.MULTILINE)
        self.tokens, self.lines, self.partner, self.parent = [], [], {}, {}
        line, position, open_brackets = 1, 0, []
        for match in TOKEN.finditer(code):
            line += code.count("\n", position, match.start())
            position = match.start()
            index = len(self.tokens)
            token = match.group(0)
            self.tokens.append(token)
            self.lines.append(line)
            self.parent[index] = open_brackets[-1] if open_brackets else None
            if token in "([{":
                open_brackets.append(index)
            elif token in PAIRS and open_brackets and \
                    self.tokens[open_brackets[-1]] == PAIRS[token]:
                self.partner[index] = open_brackets.pop()
                self.partner[self.partner[index]] = index
                self.parent[index] = self.parent[self.partner[index]]
        self.init = {i for i, t in enumerate(self.tokens) if t == "{" and self._is_init(i)}

    def before(self, index):
        return self.tokens[index - 1] if index > 0 else ";"

    def _statement_start(self, index):
        """The first token of the statement or argument in which the token stands, on its level."""
        while index > 0:
            token = self.tokens[index - 1]
            if token in (";", "(", "[", "{", ","):
                return index
            if token in PAIRS and index - 1 in self.partner:
                if token == "}":
                    return index
                index = self.partner[index - 1]
            else:
                index -= 1
        return 0

    def _is_init(self, index):
        previous = self.before(index)
        if previous in BLOCK_AFTER:
            return False
        if previous in INIT_AFTER:
            return True
        if previous == "]":  # a lambda without parameters
            return not self.is_lambda(self.partner.get(index - 1, -1))
        head = self.tokens[self._statement_start(index):index]
        if head and (head[0] in TYPE_KEYWORDS or
                     (head[0] in ("template", "export", "inline", "typedef", "static") and
                      TYPE_KEYWORDS & set(head))):
            return False
        if self._after_arrow(index):
            return False
        if previous == ":":  # a label
            return False
        return True

    def _after_arrow(self, index):
        """Whether the `{` follows the trailing return type of a function or a lambda."""
        depth = 0
        for i in range(index - 1, -1, -1):
            token = self.tokens[i]
            if token == ">":
                depth += 1
            elif token == "<":
                depth -= 1
            elif token == "->" and depth == 0:
                return self.before(i) in (")", "noexcept", "mutable", "const", "]", "constexpr")
            elif depth == 0 and not (token in ("::", "*", "&", ",") or re.match(r"\w", token)):
                return False
            elif depth > 0 and token in (";", "{", "}"):
                return False
        return False

    def is_lambda(self, index):
        """Whether the `[` begins a lambda (and is no subscript and no attribute)."""
        if index < 0 or self.tokens[index] != "[":
            return False
        if index + 1 < len(self.tokens) and self.tokens[index + 1] == "[" or \
                self.before(index) == "[":
            return False
        previous = self.before(index)
        if previous in (")", "]"):
            return False
        return not re.match(r"\w", previous) or \
            previous in ("return", "co_return", "co_await", "co_yield", "throw", "case", "new", "else")

    def captures(self, index):
        """Whether the lambda at `[` captures anything by value."""
        level, first = 0, True
        for token in self.tokens[index + 1:self.partner.get(index, index + 1)]:
            if first and token not in ("&", "this"):
                return True
            level += (token in ("(", "[", "{")) - (token in PAIRS)
            first = token == "," and level == 0
        return False

    def full_expression(self, index):
        """The first and the last token, exclusive, of the full expression around a co_await."""
        start = index
        while True:
            start = self._first_of_level(start)
            around = self.parent[start] if start < len(self.tokens) else None
            if around is None:
                break
            if self.tokens[around] == "{" and around not in self.init:
                break
            if self.tokens[around] == "(" and self._is_control(around):
                break
            start = around
        return start, self._end(start)

    def _is_control(self, paren):
        previous = self.before(paren)
        return previous in CONTROL or \
            (previous == "constexpr" and paren >= 2 and self.tokens[paren - 2] == "if")

    def _first_of_level(self, index):
        """Walks left on one level of brackets to the beginning of the statement."""
        while index > 0:
            token = self.tokens[index - 1]
            if token in (";", "(", "[", "{"):
                return index
            if token == "}" and index - 1 in self.partner:
                opening = self.partner[index - 1]
                if opening not in self.init and not self._closes_lambda(opening):
                    return index
                index = opening
            elif token in PAIRS and index - 1 in self.partner:
                opening = self.partner[index - 1]
                if token == ")" and self._is_control(opening):
                    return index
                index = opening
            elif token in ("else", "do"):
                return index
            else:
                index -= 1
        return 0

    def _closes_lambda(self, brace):
        """Whether the block that begins here is the body of a lambda."""
        for i in range(brace - 1, max(-1, brace - 200), -1):
            token = self.tokens[i]
            if token in (";", "{", "}"):
                return False
            if token == "[" and self.is_lambda(i) and self.parent[i] == self.parent[brace]:
                return True
        return False

    def _end(self, start):
        index = start
        while index < len(self.tokens):
            token = self.tokens[index]
            if token == ";" or token in PAIRS:
                return index
            if token in "([{":
                index = self.partner.get(index, len(self.tokens))
            index += 1
        return index

    def findings(self):
        seen = set()
        for index, token in enumerate(self.tokens):
            if token not in AWAITS or self.before(index) == "operator":
                continue
            start, end = self.full_expression(index)
            if (start, end) not in seen:
                seen.add((start, end))
                yield from self._inside(start, end)

    def _inside(self, start, end):
        index = start
        while index < end:
            token = self.tokens[index]
            if token == "{":
                if index in self.init and self.before(index) not in HARMLESS:
                    yield self.lines[index], \
                        "a braced list in the full expression of a co_await; name the object first"
                elif index not in self.init:  # the body of a lambda is a function of its own
                    index = self.partner.get(index, end)
            elif token == "[" and self.is_lambda(index) and self.captures(index):
                yield self.lines[index], \
                    "a temporary closure with captures by value in the full expression of a co_await; " \
                    "name it first"
            index += 1


def check(root):
    for path in structure.files(root, ".cpp", ".hpp"):
        if path.startswith(("src/", "include/", "examples/", "tests/", "bench/", "fuzz/")):
            for line, finding in Source(structure.read(root, path)).findings():
                yield f"{path}:{line}: {finding}"


BAD = [
    "task<void> f() { co_await g({1, 2}); }",
    "task<void> f() { co_await g(options{.depth = 1}); }",
    "task<void> f() { co_await sleep(milliseconds{longest({1, 2})}); }",
    "task<void> f() { auto r = co_await g(1, ns::options{}); }",
    "task<void> f() { co_await g([x] { return x; }); }",
    "task<void> f() { co_await g([=](group& g) -> task<void> { co_await h(); }); }",
    "task<void> f() { co_await g([&, x](group& g) -> task<void> { co_await h(); }); }",
    "task<void> f() { co_await g([*this] { }); }",
    "task<void> f() { co_await g([&x = a(b, c), y] { }); }",
    "task<void> f() { co_await g([x = std::move(y)]() mutable noexcept { }); }",
    "task<void> f() { point p{co_await x(), co_await y()}; }",
    "task<void> f() { point p = {co_await x(), 1}; }",
    "task<point> f() { co_return point{co_await x(), 1}; }",
    "task<void> f() { h(co_await g(), {1, 2}); }",
    "task<void> f() { h({1, 2}, co_await g()); }",
    "task<void> f() { h([x] { return x; }, co_await g()); }",
    "task<void> f() { if (auto r = co_await g({1}); r) { } }",
    "task<void> f() { if (c) co_await g({1}); else co_await g(2); }",
    "task<void> f() { if (c) { } else co_await g({1}); }",
    "task<void> f() { while (co_await g(p{})) { } }",
    "task<void> f() { for (;;) { EXPECT_EQ((co_await g({1})), 2); } }",
    "auto l = [] () -> task<std::pair<int, int>> { co_await g({1}); };",
    "generator<point> f() { co_yield {1, 2}; }",
    "generator<point> f() { co_yield point{1, 2}; }",
    "task<void> f() { switch (co_await g({1})) { case 1: break; } }",
    "task<void> f() { auto t = co_await g(std::vector<int>{1, 2}); }",
    "task<void> f() {\n  // {\n  co_await g(\"}\", '{', {1});\n}",
    "task<void> f() { case_: co_await g({1}); }",
]
GOOD = [
    "task<void> f() { options o{.depth = 1}; co_await g(o); }",
    "task<void> f() { auto body = [&](group& g) -> task<void> { co_await h(); }; co_await g(body); }",
    "task<void> f() { co_await g([] { return 1; }); }",
    "task<void> f() { co_await sleep(std::chrono::milliseconds{5}); co_await until(time_point{}); }",
    "task<void> f() { co_await g([&](group& g) -> task<void> { co_await h(); }); }",
    "task<void> f() { co_await g([this, &x, &y = a(b, c)] { }); }",
    "task<void> f() { co_await g([](int x) -> std::pair<int, int> { return {x, x}; }); }",
    "task<void> f() { for (auto x : {1, 2, 3}) co_await g(x); }",
    "task<void> f() { for (int x : {1, 2, 3}) { co_await g(x); } int y[] = {1}; }",
    "task<void> f() { if (a) { b = {1}; } co_await g(b[c]); }",
    "task<void> f() { if (point p{1, 2}; p.x) { co_await g(p); } }",
    "struct s { int a{1}; task<void> f() { co_await g(a); } int b{2}; };",
    "template <class T> struct s : base<T> { task<void> f() const noexcept { co_await g(a); } };",
    "namespace a::b { task<void> f() { co_await g(1); } }",
    "auto t = [x]() -> task<int> { co_return co_await g(x); }();",
    "void f() { spawn([&]() -> task<void> { co_await g(); }); }",
    "void f() { spawn([&]() -> ns::task<std::vector<int>> { co_await g(); }); h({1, 2}); }",
    "task<void> f() { try { co_await g(); } catch (const std::exception& e) { h({1}); } }",
    "task<void> f() { do { co_await g(); } while (more({1})); }",
    "task<void> f() { co_await g(1); h({1}); }",
    "task<void> f() { auto l = [&] { return p{1}; }; auto r = co_await g(l()); [[maybe_unused]] int i = r; }",
    "awaiter operator co_await() && { return {1}; }",
    "#define AWAIT(x) co_await g({x})\nint a;",
    "task<void> f() { co_await g(\"{\", '{', R\"({)\"); /* { */ }",
    "task<void> f() { switch (x) { case 1: co_await g(1); break; default: h({1}); } }",
    "TEST(a, b) { run([&]() -> task<void> { EXPECT_EQ(co_await g(), 1); }); }",
    "auto x = 1'000; task<void> f() { co_await g(1'000'000); } auto y = p{1};",
]


def self_test():
    for sample in BAD:
        if not list(Source(sample).findings()):
            yield f"self-test: not found: {sample}"
    for sample in GOOD:
        found = list(Source(sample).findings())
        if found:
            yield f"self-test: wrongly found {found}: {sample}"
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "src/fs"))
        with open(os.path.join(root, "src/fs/a.cpp"), "w", encoding="utf-8") as file:
            file.write("\n" + BAD[0] + "\n")
        if [f.split(": ")[0] for f in check(root)] != ["src/fs/a.cpp:2"]:
            yield "self-test: a file with a banned expression is not reported at its line"


if __name__ == "__main__":
    structure.main(check, self_test)
