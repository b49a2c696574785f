#!/usr/bin/env python3
"""Runs node_event_loop in both styles and looks at what it prints.

What must be ordered is compared by order, never by time; every callback must run exactly once, and on
the loop thread. Usage: node_event_loop_test.py BIN_DIR BACK_END
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(sys.argv[1])
BACK_END = sys.argv[2]
TEXT = "A line of text.\n" * 25  # 400 characters
COUNT = len(TEXT)

CALLBACKS = [
    f"First count: {COUNT} characters",
    f"Second count: {COUNT} characters",
    '"Encrypted" number is: ',
    "Immediate timeout 1 is over",
    "Immediate timeout 2 is over",
    "1000 ms timeout is over",
    "3000 ms timeout is over",
    "Nested 500 ms timeout is over",
    "That took its time.",
]
# Each pair: the first must be printed before the second.
ORDER = [
    ("First call to read", "First count: "),
    ("First count: ", "Making a secret number"),
    ("Making a secret number", '"Encrypted" number is: '),
    ("Second call to read", "Second count: "),
    ("Second count: ", "Third call to read"),
    ("Third call to read", "the file, read a third time"),
    ("Getting http://127.0.0.1:", "the page that arrived"),
    ("Immediate timeout 1 is over", "Immediate timeout 2 is over"),
    ("Immediate timeout 2 is over", "1000 ms timeout is over"),
    ("1000 ms timeout is over", "the page that arrived"),
    ("the page that arrived", "3000 ms timeout is over"),
    ("3000 ms timeout is over", "Nested 500 ms timeout is over"),
    ("First count: ", "1000 ms timeout is over"),
    ("the file, read a third time", "1000 ms timeout is over"),
]


def start(program, *options):
    folder = tempfile.mkdtemp()
    file = pathlib.Path(folder, "text.txt")
    file.write_text(TEXT)
    command = [str(BIN / program), *options, str(file)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process):
    out, err = process.communicate(timeout=50)
    return process.returncode, out, err


class NodeEventLoop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # All at once: each takes three and a half seconds, most of it waiting.
        cls.trace_file = pathlib.Path(tempfile.mkdtemp(), "trace.json")
        runs = {
            "callbacks": start("node_event_loop"),
            "coroutines": start("node_event_loop_await"),
            "traced": start("node_event_loop", "--trace"),
            "coroutines traced": start("node_event_loop_await", "--trace"),
            "poll thread": start("node_event_loop", "--poll-thread", "--trace"),
            "file": start("node_event_loop", f"--trace={cls.trace_file}"),
        }
        cls.runs = {name: finish(process) for name, process in runs.items()}

    def test_every_run_ends_well_and_in_silence_on_standard_error(self):
        for name, (code, _, err) in self.runs.items():
            with self.subTest(name):
                self.assertEqual((code, err), (0, ""))

    def test_every_callback_runs_exactly_once(self):
        for name, (_, out, _) in self.runs.items():
            for callback in CALLBACKS:
                with self.subTest(name, callback=callback):
                    self.assertEqual(sum(callback in line for line in out.splitlines()), 1)

    def test_what_must_be_ordered_is(self):
        for name, (_, out, _) in self.runs.items():
            for first, second in ORDER:
                with self.subTest(name, first=first, second=second):
                    self.assertIn(first, out)
                    self.assertIn(second, out)
                    self.assertLess(out.index(first), out.index(second))

    def test_callbacks_run_on_the_loop_thread(self):
        for name, (_, out, _) in self.runs.items():
            for line in out.splitlines():
                if any(c in line for c in CALLBACKS if c != "That took its time."):
                    with self.subTest(name, line=line):
                        self.assertTrue(line.startswith("main: "))

    def test_the_number_is_the_same_every_time(self):
        numbers = set()
        for _, out, _ in self.runs.values():
            numbers.update(re.findall(r'"Encrypted" number is: (\d+)', out))
        self.assertEqual(len(numbers), 1)

    def test_the_trace_tells_who_did_what(self):
        for name in ("traced", "coroutines traced", "poll thread"):
            out = self.runs[name][1]
            with self.subTest(name):
                received = re.findall(r"(pool\d): received a task of kind: (.+) \(job (\d+)\)", out)
                finished = re.findall(r"(pool\d): finished a task of kind: (.+) \(job (\d+)\)", out)
                self.assertEqual(sorted(received), sorted(finished))
                self.assertEqual(len({job for _, _, job in received}), len(received))
                kinds = [kind for _, kind, _ in received]
                self.assertEqual(kinds.count("file read"), 3)
                self.assertEqual(kinds.count("encrypt"), 1)
                self.assertRegex(out, rf"{BACK_END} event \d+ is ready")

    def test_ticks_are_numbered_without_a_gap(self):
        ticks = [int(n) for n in re.findall(r"TICK (\d+)", self.runs["traced"][1])]
        self.assertGreaterEqual(len(ticks), 4)
        self.assertEqual(ticks, list(range(1, len(ticks) + 1)))

    def test_the_loop_does_not_spin(self):
        # Timers, three reads, one key, one request: a loop that waits has some dozens of ticks.
        self.assertLess(len(re.findall(r"TICK \d+", self.runs["traced"][1])), 80)

    def test_every_thread_says_when_it_is_finished(self):
        for name in ("traced", "coroutines traced", "poll thread"):
            out = self.runs[name][1]
            threads = set(re.findall(r"^([\w]+): ", out, re.MULTILINE))
            expected = {"main", "pool0", "pool1", "pool2", "pool3"}
            if name == "poll thread":
                expected.add(BACK_END)
            with self.subTest(name):
                self.assertLessEqual(expected, threads)
                for thread in expected:
                    self.assertEqual(len(re.findall(rf"^{thread}: FINISHED$", out, re.MULTILINE)), 1, thread)
                self.assertTrue(out.rstrip().endswith("main: FINISHED"))

    def test_with_a_poll_thread_the_events_are_reported_there(self):
        out = self.runs["poll thread"][1]
        self.assertRegex(out, rf"(?m)^{BACK_END}: {BACK_END} event \d+ is ready$")
        self.assertNotRegex(out, rf"(?m)^main: {BACK_END} event")

    def test_the_trace_file_is_what_a_viewer_expects(self):
        with open(self.trace_file, encoding="utf-8") as f:
            trace = json.load(f)
        events = trace["traceEvents"] if isinstance(trace, dict) else trace
        names = {e["args"]["name"] for e in events if e.get("name") == "thread_name"}
        self.assertLessEqual({"main", "pool0", "pool1", "pool2", "pool3"}, names)
        self.assertTrue(any("file read" in e.get("name", "") for e in events))
        self.assertEqual(self.trace_file.stat().st_mode & 0o777, 0o600)

    def test_bad_use_is_explained(self):
        for program in ("node_event_loop", "node_event_loop_await"):
            for args in ([], ["--frace", "x"], ["a", "b"]):
                run = subprocess.run([BIN / program, *args], capture_output=True, text=True, timeout=50)
                with self.subTest(program, args=args):
                    self.assertEqual(run.returncode, 2)
                    self.assertIn("usage: ", run.stderr)
            asked = subprocess.run([BIN / program, "--help"], capture_output=True, text=True, timeout=50)
            self.assertEqual(asked.returncode, 0)
            self.assertIn("example: ", asked.stdout)

    def test_a_missing_file_is_named(self):
        run = subprocess.run([BIN / "node_event_loop_await", "/nowhere/text"], capture_output=True, text=True,
                             timeout=50)
        self.assertEqual(run.returncode, 1)
        self.assertIn("open /nowhere/text: No such file or directory", run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
