#!/usr/bin/env python3
"""Tests of bench/run: its programs are replaced by small scripts that print what a test wants."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUN = pathlib.Path(__file__).resolve().parent / "run"


class RunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def program(self, name, body):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + body + "\n")
        path.chmod(0o755)

    def run_bench(self, *words):
        file = self.folder / "rows.json"
        done = subprocess.run(
            [sys.executable, "-B", str(RUN), "--bin", str(self.folder), "--tokio",
             str(self.folder / "bench-tokio"), "--json", str(file), *words],
            capture_output=True, text=True, timeout=30)
        return done, json.loads(file.read_text()) if file.exists() else None

    def test_ratio_is_ours_divided_by_the_peers(self):
        self.program("bench_bounce", "echo mutex 5 ns")
        self.program("bench-tokio", "echo mutex 20 ns")
        done, rows = self.run_bench("-R", "^mutex$", "--runs", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(rows, [{"name": "mutex", "value": 5.0, "unit": "ns", "peer": "tokio",
                                 "peer_value": 20.0, "ratio": 0.25}])
        self.assertIn("0.25", done.stdout)

    def test_absent_peer_gives_a_row_and_no_failure(self):
        self.program("bench_bounce", "echo mutex 5 ns")
        done, rows = self.run_bench("-R", "^mutex$", "--runs", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(rows, [{"name": "mutex", "value": 5.0, "unit": "ns", "peer": "absent",
                                 "peer_value": None, "ratio": None, "absent_peer": "tokio"}])

    def test_median_without_the_warm_up(self):
        # The first figure, 1000, belongs to the round that is thrown away.
        self.program("bench_bounce", f"""
            echo x >> {self.folder}/calls
            case $(wc -l < {self.folder}/calls) in
                1) echo mutex 1000 ns ;; 2) echo mutex 1 ns ;; 3) echo mutex 9 ns ;;
                4) echo mutex 3 ns ;;
            esac""")
        done, rows = self.run_bench("-R", "^mutex$", "--runs", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(rows[0]["value"], 3.0)

    def test_programs_run_in_turn(self):
        calls = self.folder / "calls"
        self.program("bench_bounce", f"echo bounce >> {calls}; echo mutex 5 ns")
        self.program("bench-tokio", f"echo tokio >> {calls}; echo mutex 20 ns")
        self.run_bench("-R", "^mutex$", "--runs", "2")
        self.assertEqual(calls.read_text().split(), ["bounce", "tokio"] * 3)

    def test_failing_program_is_named_and_the_rest_goes_on(self):
        self.program("bench_bounce", "echo it broke >&2; exit 3")
        self.program("bench-tokio", "echo mutex 20 ns")
        done, rows = self.run_bench("-R", "^mutex$", "--runs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("exit code 3: it broke", done.stderr)
        self.assertEqual((rows[0]["value"], rows[0]["peer_value"]), (None, 20.0))

    def test_output_without_the_figure_is_a_failure(self):
        self.program("bench_bounce", "echo mutex 5 us")
        done, _ = self.run_bench("-R", "^mutex$", "--runs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("printed no line `mutex NUMBER ns`", done.stderr)

    def test_missing_program_of_ours_is_a_failure(self):
        done, rows = self.run_bench("-R", "^mutex$", "--runs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("bench_bounce is not built", done.stderr)
        self.assertEqual(len(rows), 1)

    def test_server_is_driven_and_ended(self):
        self.program("bench_http_hello", f"echo $$ > {self.folder}/pid\n"
                                         "echo listening 4711\nexec sleep 60")
        self.program("bench_http_load", f"echo $@ > {self.folder}/arguments\n"
                                        "echo http_hello_rate 10 req/s\necho http_hello_cpu 2 us")
        done, rows = self.run_bench("-R", "^http_hello_cpu$", "--runs", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        pid = int((self.folder / "pid").read_text())
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())
        self.assertEqual((self.folder / "arguments").read_text().split()[:4],
                         ["--port", "4711", "--pid", str(pid)])
        self.assertEqual([(row["name"], row["value"]) for row in rows],
                         [("http_hello_cpu", 2.0)] * 2)

    def test_variant_names_its_row_itself(self):
        self.program("bench_bounce", 'echo "$@" >&2; echo spawn_join 7 ns')
        _, rows = self.run_bench("-R", "^spawn_join_2w$", "--runs", "1")
        self.assertEqual({row["name"] for row in rows}, {"spawn_join_2w"})
        self.assertEqual(rows[0]["value"], 7.0)

    def test_wrong_use_is_told(self):
        self.assertEqual(self.run_bench("-R", "nothing_like_that")[0].returncode, 2)
        self.assertEqual(self.run_bench("-R", "(")[0].returncode, 2)
        self.assertEqual(self.run_bench("--runs", "0")[0].returncode, 2)


if __name__ == "__main__":
    unittest.main()
