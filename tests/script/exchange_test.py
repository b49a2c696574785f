#!/usr/bin/env python3
"""Images and stored runs do not care which compiler built the program that wrote them: what one binary
stopped, the other continues, and back.

    exchange_test.py PROGRAM OTHER-PROGRAM
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
OTHER, PROGRAM = pathlib.Path(sys.argv.pop(2)), pathlib.Path(sys.argv.pop(1))


def run(program, *words):
    return subprocess.run([str(program), *words], capture_output=True, text=True, timeout=60)


@unittest.skipUnless(OTHER.exists(), f"skipped: absent: {OTHER}")
class Exchange(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_images(self):
        exchanged = 0
        for script in sorted(HERE.glob("*.bounce")):
            if "signal(" in script.read_text():
                continue  # nobody sends one to a script that is run by itself
            whole = run(PROGRAM, "run", str(script))
            for writer, reader in ((PROGRAM, OTHER), (OTHER, PROGRAM)):
                for k in (1, 5, 17, 60):
                    image = self.folder / "image"
                    image.unlink(missing_ok=True)
                    begun = run(writer, "run", str(script), "--stop-at", str(k), "--image", str(image))
                    if not image.exists():
                        continue  # it ended before, or waits for something of this process
                    ended = run(reader, "resume", str(image))
                    self.assertEqual((ended.returncode, begun.stdout + ended.stdout),
                                     (whole.returncode, whole.stdout), f"{script} at {k}: {ended.stderr}")
                    exchanged += 1
        self.assertGreater(exchanged, 20)

    def test_runs(self):
        script = self.folder / "run.bounce"
        script.write_text("""
            durable fn f(o) {
                let seen = [];
                for i in 0..3 { seen.push(step(`s${i}`, || i * o.n)); seen.push(signal("go")); }
                seen
            }""")
        store = ["--store", f"sqlite:{self.folder / 'runs.db'}"]
        self.assertEqual(run(PROGRAM, "start", str(script), "--id", "r", "--input", '{"n": 2}', *store)
                         .returncode, 0)
        for turn in range(4):
            done = run((OTHER, PROGRAM)[turn % 2], "work", "--until-idle", *store)
            self.assertEqual(done.returncode, 0, done.stderr)
            run(PROGRAM, "signal", "r", "go", str(turn), *store)
        done = run(PROGRAM, "wait", "r", *store)
        self.assertEqual(done.stdout.strip(), "[0,0,2,1,4,2]", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
