"""What the structure checks share: the files of the project, C++ without comments, the frame of a
check. Each check is a program NAME_check.py with two modes: --root DIR looks at a tree and exits 1
when it finds something; --self-test proves on samples that the check can fail."""

import argparse
import os
import re
import subprocess
import sys
import tempfile

SKIPPED_FOLDERS = {".git", "build", ".cache", "__pycache__", "node_modules", "target"}


def files(root, *suffixes):
    """Paths, relative to root, of the project's own files: what git tracks or would track."""
    if os.path.exists(os.path.join(root, ".git")):
        listed = subprocess.run(
            ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"],
            capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            paths = sorted(set(listed.stdout.splitlines()))
            return [p for p in paths
                    if p.endswith(suffixes or "") and os.path.isfile(os.path.join(root, p))]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.endswith(suffixes or ""):
                found.append(os.path.relpath(os.path.join(folder, name), root))
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


_LEXEMES = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s]*)\(.*?\)(?P=delimiter)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)


def without_comments(source, keep_strings=False):
    """The source with comments, and the inside of literals, blanked; line numbers stay."""
    def blank(match):
        text = match.group(0)
        newlines = "\n" * text.count("\n")
        if text.startswith(("//", "/*")):
            return " " + newlines
        if keep_strings:
            return text
        return ('""' if '"' in text else "''") + newlines
    return _LEXEMES.sub(blank, source)


def judge_samples(samples, check):
    """Failures of a check on samples, written into a tree of their own: (path, content, part of the
    finding or None). A folder has None for its content."""
    with tempfile.TemporaryDirectory() as root:
        for path, content, _ in samples:
            if content is None:
                continue  # a folder
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(content)
        found = list(check(root))
    for path, _, expected in samples:
        here = [f for f in found if f.startswith(path + ":")]
        if expected is None and here:
            yield f"self-test: {path} is right, but: {here}"
        elif expected is not None and not any(expected in f for f in here):
            yield f"self-test: {path} should have been found ({expected}), but: {here}"


def main(check, self_test):
    """check(root) yields findings, one line each; self_test() returns the list of its failures."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--root", help="the tree to look at")
    mode.add_argument("--self-test", action="store_true", help="prove that the check can fail")
    arguments = parser.parse_args()
    findings = list(self_test() if arguments.self_test else check(arguments.root))
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
