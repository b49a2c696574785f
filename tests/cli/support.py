"""Runs the program under test and looks at what comes out of it."""

import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "bounce"


def bounce(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60,
                          check=False, **options)


def main():
    unittest.main(verbosity=2)
