#!/usr/bin/env python3
"""The shape of the tree: every folder of src/ has its README and its targets, files have snake_case
names, links in documents lead somewhere, code shown in documents is that of a file that is compiled,
and no file holds words of unfinished work."""

import os
import re

import structure

# Split, so that this file does not hold them itself.
WORDS = [
    (re.compile(r"\bTO" r"DO\b"), "TO" "DO"),
    (re.compile(r"\bFIX" r"ME\b"), "FIX" "ME"),
    (re.compile(r"\b[Ff]or" r" now\b"), "for" " now"),
    (re.compile(r"\bnot" r" implemented\b"), "not" " implemented"),
    (re.compile(r"(?<![\w.])/wo" r"rk/"), "a path below /wo" "rk"),
    (re.compile(r"\bshared/" r"design\b"), "shared/" "design"),
]
TEXT = (".cpp", ".hpp", ".md", ".txt", ".cmake", ".py", ".json", ".sh", ".rs", ".toml", ".in", ".yml")
SNAKE_CASE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
README_LINES = range(20, 41)
SHOWN = re.compile(r"<!-- (\S+\.\w+) -->\n```\w*\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def is_text(path):
    name = os.path.basename(path)
    return name.endswith(TEXT) or "." not in name or name.startswith(".clang")


def folders(root):
    source = os.path.join(root, "src")
    if not os.path.isdir(source):
        return
    for layer in sorted(os.listdir(source)):
        folder = os.path.join(source, layer)
        if not os.path.isdir(folder) or not os.listdir(folder):
            continue
        readme = os.path.join(folder, "README.md")
        if not os.path.exists(readme):
            yield f"src/{layer}: has no README.md"
        else:
            with open(readme, encoding="utf-8") as file:
                count = len(file.readlines())
            if count not in README_LINES:
                yield f"src/{layer}/README.md: has {count} lines; 20 to 40 are what a reader wants"
        if not os.path.exists(os.path.join(folder, "CMakeLists.txt")):
            yield f"src/{layer}: has no CMakeLists.txt"


def words(path, content):
    for number, line in enumerate(content.splitlines(), 1):
        for pattern, name in WORDS:
            if pattern.search(line):
                yield f"{path}:{number}: says {name}"


def shown_code(root, path, content):
    """A block of code below `<!-- path -->` must be that file, to the letter."""
    for match in SHOWN.finditer(content):
        file = os.path.join(root, match.group(1))
        if not os.path.exists(file):
            yield f"{path}: shows {match.group(1)}, which is not there"
        elif structure.read(root, match.group(1)) != match.group(2):
            yield f"{path}: what it shows is not {match.group(1)} any more"


def links(root, path, content):
    content = re.sub(r"```.*?```|`[^`\n]*`", "", content, flags=re.DOTALL)
    for match in LINK.finditer(content):
        target = match.group(1)
        if re.match(r"[a-z]+:", target):
            continue
        if not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
            yield f"{path}: links to {target}, which is not there"


def check(root):
    yield from folders(root)
    for path in structure.files(root):
        name = os.path.basename(path)
        if path.endswith((".cpp", ".hpp")) and not SNAKE_CASE.fullmatch(name):
            yield f"{path}: is not named in snake_case"
        if not is_text(path) or path == "LICENSE":
            continue
        content = structure.read(root, path)
        yield from words(path, content)
        if path.endswith(".md"):
            yield from links(root, path, content)
            yield from shown_code(root, path, content)


GOOD_README = "line\n" * 25
# (path, content, part of the finding or None)
SAMPLES = [
    ("src/good/README.md", GOOD_README, None),
    ("src/good/CMakeLists.txt", "", None),
    ("src/good/file_name.cpp", "// fortnight, foreign nowhere, Not Implemented (501)\n", None),
    ("src/short/README.md", "one line\n", "has 1 lines"),
    ("src/short/CMakeLists.txt", "", None),
    ("src/bare/a.cpp", "", None),
    ("src/bare", None, "has no README.md"),
    ("src/bare", None, "has no CMakeLists.txt"),
    ("src/good/CamelCase.cpp", "", "snake_case"),
    ("src/good/words.cpp", "// TO" "DO: more\n", "says TO" "DO"),
    ("src/good/now.cpp", "// enough for" " now\n", "says for" " now"),
    ("src/good/path.cpp", 'auto p = "/wo' 'rk/x";\n', "says a path"),
    ("docs/link.md", "[good](../src/good/README.md) [web](https://example.org) `[a](b)`\n", None),
    ("docs/shown.md", "<!-- src/good/shown.cpp -->\n```cpp\nint a;\n```\n", None),
    ("src/good/shown.cpp", "int a;\n", None),
    ("docs/stale.md", "<!-- src/good/shown.cpp -->\n```cpp\nint b;\n```\n", "is not src/good/shown"),
    ("docs/gone.md", "<!-- src/good/gone.cpp -->\n```cpp\nint b;\n```\n", "which is not there"),
    ("docs/broken.md", "[bad](nowhere.md#x)\n", "links to nowhere.md"),
]


def self_test():
    return structure.judge_samples(SAMPLES, check)


if __name__ == "__main__":
    structure.main(check, self_test)
