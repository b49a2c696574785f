#!/usr/bin/env python3
"""examples/copy_tree.cpp on a tree with a little of everything: the copy is compared name by name."""

import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile

PROGRAM = os.path.join(sys.argv[1], "copy_tree")


def copy(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False)


def expect(condition, *what):
    if not condition:
        sys.exit(f"copy_tree: {what}")


def plant(root):
    """200 files of many sizes, directories, links. Gives how many bytes the files have."""
    random.seed(1)
    total = 0
    for i in range(200):
        folder = os.path.join(root, *[f"d{n}" for n in range(i % 5)])
        os.makedirs(folder, exist_ok=True)
        size = random.choice([0, 1, 1000, 70_000])
        with open(os.path.join(folder, f"file {i}"), "wb") as file:
            file.write(random.randbytes(size))
        total += size
        os.chmod(os.path.join(folder, f"file {i}"), random.choice([0o600, 0o644, 0o755]))
    os.symlink("d0", os.path.join(root, "link"))
    os.symlink("nowhere", os.path.join(root, "dangling"))
    os.makedirs(os.path.join(root, "empty"))
    os.makedirs(os.path.join(root, "read-only"))
    with open(os.path.join(root, "read-only", "file"), "w", encoding="ascii"):
        pass
    os.chmod(os.path.join(root, "read-only"), 0o555)
    return total


def read(root):
    """Every name below the root with its type, mode and content."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            content = None
            if stat.S_ISLNK(mode):
                mode, content = stat.S_IFLNK, os.readlink(path)
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, root)] = (mode, content)
    return found


def main(place):
    tree, target = os.path.join(place, "tree"), os.path.join(place, "copy")
    total = plant(tree)
    for at_once in ("1", "8"):
        done = copy(tree, target, "--at-once", at_once)
        expect(done.returncode == 0, done)
        expect(done.stderr == "", done)
        expect(done.stdout == f"201 files in 7 directories, 2 links, {total} bytes; 0 failed\n", done.stdout)
        expect(read(target) == read(tree), "the copy differs")
        subprocess.run(["chmod", "-R", "u+w", target], check=True)
        shutil.rmtree(target)

    os.mkfifo(os.path.join(tree, "fifo"))
    inside = os.path.join(tree, "empty", "copy")
    done = copy(tree, inside)
    expect(done.returncode == 0 and "left out: " in done.stderr, done)
    expect(sorted(os.listdir(os.path.join(inside, "empty"))) == [], "the copy holds itself")

    done = copy(tree, inside)
    expect(done.returncode == 1 and "File exists" in done.stderr, done)
    done = copy(os.path.join(place, "no"), target)
    expect(done.returncode == 1 and "No such file or directory" in done.stderr, done)
    for wrong in ([], [tree], [tree, target, "more"], [tree, target, "--at-once", "0"], ["--odd", "a", "b"]):
        expect(copy(*wrong).returncode == 2, wrong)


if __name__ == "__main__":
    folder = tempfile.mkdtemp(prefix="bounce-copy-tree-")
    try:
        main(folder)
    finally:
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)
