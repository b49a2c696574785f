#!/usr/bin/env python3
"""Every block of Bounce script in the documents runs and does what stands in its comments: `// prints X` is a
line of its output, in order. A block with a durable function is started with what `// input:` says, and gives
what `// result:` says.

    snippets_test.py PROGRAM
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else ""
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENTS = ["README.md", "docs/language.md", "docs/durable.md"]
BLOCK = re.compile(r"^```bounce\n(.*?)^```", re.DOTALL | re.MULTILINE)


def said(source, what):
    return [line.strip() for line in re.findall(rf"// {what} ?(.*)$", source, re.MULTILINE)]


class Snippets(unittest.TestCase):
    def run_block(self, source):
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder) / "snippet.bounce"
            script.write_text(source)
            if "durable fn" in source:
                words = ["start", str(script), "--wait", "--store", f"sqlite:{folder}/runs.db"]
                for given in said(source, "input:"):
                    words += ["--input", given]
                expected = said(source, "result:")
            else:
                words = ["run", str(script)]
                expected = said(source, "prints")
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout.splitlines()), (0, expected),
                             f"{source}\n{done.stderr}")

    def test_documents(self):
        blocks = 0
        for document in DOCUMENTS:
            for number, block in enumerate(BLOCK.findall((ROOT / document).read_text()), 1):
                blocks += 1
                with self.subTest(document=document, block=number):
                    self.run_block(block)
        self.assertGreater(blocks, 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
