#!/usr/bin/env python3
"""Runs clang-tidy over the sources of src/, two at a time, and remembers which files had no finding:
a file is looked at again when it, a header of the project, or the configuration has changed."""

import argparse
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys


def digest(*paths):
    state = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            state.update(file.read())
        state.update(b"\0")
    return state.hexdigest()


def headers(root):
    for top in ("include", "src"):
        for folder, _, names in sorted(os.walk(os.path.join(root, top))):
            for name in sorted(names):
                if name.endswith(".hpp"):
                    yield os.path.join(folder, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="a build folder with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    arguments = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    tidy = shutil.which("clang-tidy-19") or shutil.which("clang-tidy")
    database = os.path.join(arguments.build, "compile_commands.json")
    if not tidy or not os.path.exists(database):
        print(f"tidy: needs clang-tidy-19 and {database}")
        return 1
    source_folder = os.path.join(root, "src") + os.sep
    with open(database, encoding="utf-8") as file:
        sources = sorted({entry["file"] for entry in json.load(file)
                          if entry["file"].startswith(source_folder)})
    surroundings = digest(os.path.join(root, ".clang-tidy"), *headers(root))
    clean = os.path.join(arguments.build, "tidy")
    os.makedirs(clean, exist_ok=True)

    def look(source):
        stamp = os.path.join(clean, hashlib.sha256(source.encode()).hexdigest()[:16])
        state = surroundings + digest(source)
        if os.path.exists(stamp):
            with open(stamp, encoding="utf-8") as file:
                if file.read() == state:
                    return None
        done = subprocess.run([tidy, "-p", arguments.build, "--quiet", source],
                              capture_output=True, text=True, check=False)
        if done.returncode == 0:
            with open(stamp, "w", encoding="utf-8") as file:
                file.write(state)
            return None
        return done.stdout + "".join(line + "\n" for line in done.stderr.splitlines()
                                     if "warnings generated" not in line)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for finding in pool.map(look, sources):
            if finding:
                failed += 1
                print(finding, end="")
    print(f"tidy: {len(sources)} sources, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
